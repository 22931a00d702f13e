// Options of samplers and pruners against their description.

import { ParetoscopeError } from './errors.ts';
import type { DesignOf, Parameter, Parameters } from './system.ts';

/** The given options with missing ones filled in. Throws `study-invalid`; `owner` is e.g. `sampler "nsga2"`. */
export function completeOptions<P extends Parameters>(
  owner: string,
  parameters: P,
  given: Readonly<Record<string, unknown>>,
): DesignOf<P> {
  for (const name of Object.keys(given)) {
    if (name in parameters) continue;
    throw new ParetoscopeError('study-invalid', `${owner} has no option "${name}"`, {
      hint: `its options are ${Object.keys(parameters).join(', ') || 'none'}`,
    });
  }
  const options: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(parameters)) {
    const value = given[name] ?? parameter.default;
    const problem = problemWith(parameter, value);
    if (problem !== undefined) {
      throw new ParetoscopeError('study-invalid', `option "${name}" of ${owner} must be ${problem}`, {
        hint: `it is ${JSON.stringify(value)}`,
      });
    }
    options[name] = value;
  }
  return options as DesignOf<P>;
}

function problemWith(parameter: Parameter, value: unknown): string | undefined {
  switch (parameter.kind) {
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'ordinal':
    case 'categorical':
      return (parameter.choices as readonly unknown[]).includes(value)
        ? undefined
        : `one of ${parameter.choices.join(', ')}`;
    case 'float':
    case 'integer': {
      const { minimum, maximum, kind } = parameter;
      const isValid =
        typeof value === 'number' &&
        value >= minimum &&
        value <= maximum &&
        (kind === 'float' || Number.isInteger(value));
      return isValid
        ? undefined
        : `${kind === 'float' ? 'a number' : 'a whole number'} from ${minimum} to ${maximum}`;
    }
  }
}
