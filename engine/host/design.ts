// A design as people give it (some parameters, quantities with units) made whole and checked.

import { parseQuantity } from '../contract/quantity.ts';
import type { Dimension } from '../contract/study.ts';
import type { Design, Parameter, ParameterValue, System } from '../contract/system.ts';
import { ParetoscopeError } from '../contract/errors.ts';
import { Space } from '../space/space.ts';
import { didYouMean } from '../space/suggest.ts';

/**
 * Every parameter of a system: the given ones checked, the others at their defaults. Throws `design-invalid` that
 * names the parameter and what it may be.
 */
export function completeDesign(system: System, given: Readonly<Record<string, ParameterValue>>): Design {
  const ids = Object.keys(system.parameters);
  const design: Record<string, ParameterValue> = {};
  for (const [id, parameter] of Object.entries(system.parameters)) design[id] = parameter.default;
  for (const [id, value] of Object.entries(given)) {
    const parameter = system.parameters[id];
    if (parameter === undefined) {
      throw new ParetoscopeError('design-invalid', `parameter "${id}" is not in system "${system.id}"`, {
        hint: didYouMean(id, ids) ?? `its parameters are ${ids.join(', ')}`,
      });
    }
    design[id] =
      typeof value === 'string' && takesNumbers(parameter) ? parseQuantity(value, parameter.unit, id) : value;
  }
  const space = wholeSpace(system);
  const codes = new Float64Array(space.width);
  space.encode(design, codes);
  return space.decode(codes);
}

/** The part of a design that is not at the system's defaults: what a command has to say. */
export function differingFromDefaults(system: System, design: Design): Design {
  return Object.fromEntries(
    Object.entries(design).filter(([id, value]) => system.parameters[id]?.default !== value),
  );
}

/** The space of a system with every parameter over its whole range. */
export function wholeSpace(system: Pick<System, 'parameters' | 'constraints'>): Space {
  return new Space({
    dimensions: Object.entries(system.parameters).map(([id, parameter]) => wholeDimension(id, parameter)),
    fixed: {},
    parameters: system.parameters,
    constraints: system.constraints,
  });
}

function takesNumbers(parameter: Parameter): boolean {
  if (parameter.kind === 'ordinal') return parameter.choices.every((choice) => typeof choice === 'number');
  return parameter.kind === 'float' || parameter.kind === 'integer';
}

/** A parameter over its whole range. */
export function wholeDimension(id: string, parameter: Parameter): Dimension {
  const condition = parameter.activeWhen === undefined ? {} : { activeWhen: parameter.activeWhen };
  switch (parameter.kind) {
    case 'float':
      return {
        kind: 'float',
        id,
        minimum: parameter.minimum,
        maximum: parameter.maximum,
        scale: parameter.scale,
        ...condition,
      };
    case 'integer':
      return {
        kind: 'integer',
        id,
        minimum: parameter.minimum,
        maximum: parameter.maximum,
        step: parameter.step ?? 1,
        scale: parameter.scale,
        ...condition,
      };
    case 'ordinal':
    case 'categorical':
      return {
        kind: 'choice',
        id,
        choices: parameter.choices,
        ordered: parameter.kind === 'ordinal',
        ...condition,
      };
    case 'boolean':
      return { kind: 'choice', id, choices: [false, true], ordered: false, ...condition };
  }
}
