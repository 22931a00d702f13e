// Designs of duplex for tests: the published one with changes, and random ones over the whole ranges.

import fc from 'fast-check';
import type { Parameter, ParameterValue } from '../../../engine/contract/system.ts';
import system from '../../../engine/systems/duplex/index.ts';
import type { Evaluation } from '../../../engine/systems/duplex/model.ts';
import { evaluateDesign } from '../../../engine/systems/duplex/model.ts';
import type { DuplexDesign } from '../../../engine/systems/duplex/parameters.ts';
import { parameters } from '../../../engine/systems/duplex/parameters.ts';

const DEFAULTS = Object.fromEntries(
  Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as DuplexDesign;

/** The published configuration with some parameters changed. */
export function designOf(changes: Partial<DuplexDesign> = {}): DuplexDesign {
  return { ...DEFAULTS, ...changes };
}

/** Evaluates a design that must run. */
export function run(changes: Partial<DuplexDesign> = {}): Evaluation {
  const evaluation = evaluateDesign(designOf(changes), 1);
  if ('infeasible' in evaluation) throw new Error(evaluation.infeasible);
  return evaluation;
}

function anyValue(parameter: Parameter): fc.Arbitrary<ParameterValue> {
  switch (parameter.kind) {
    case 'float': {
      const { minimum, maximum, scale } = parameter;
      return fc
        .double({ min: 0, max: 1, noNaN: true })
        .map((share) =>
          scale === 'log'
            ? Math.min(maximum, minimum * (maximum / minimum) ** share)
            : minimum + (maximum - minimum) * share,
        );
    }
    case 'integer': {
      const { minimum, maximum, step = 1 } = parameter;
      return fc.integer({ min: 0, max: (maximum - minimum) / step }).map((count) => minimum + count * step);
    }
    case 'boolean':
      return fc.boolean();
    case 'ordinal':
    case 'categorical':
      return fc.constantFrom<ParameterValue>(...parameter.choices);
  }
}

const values: Record<string, fc.Arbitrary<ParameterValue>> = {};
for (const [id, parameter] of Object.entries(parameters)) values[id] = anyValue(parameter);

/** Any design the parameters and constraints allow. */
export const designs = (fc.record(values) as unknown as fc.Arbitrary<DuplexDesign>).filter((design) =>
  system.constraints.every((constraint) => constraint.holds(design)),
);
