// Random designs over the whole ranges of a system's parameters, for property tests.

import fc from 'fast-check';
import type { Parameter, Parameters, ParameterValue } from '../../../engine/contract/system.ts';

/** Any value that a parameter can take. */
export function anyValue(parameter: Parameter): fc.Arbitrary<ParameterValue> {
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

/** Values of every parameter, by id; replace entries to narrow them. */
export function anyValues(parameters: Parameters): Record<string, fc.Arbitrary<ParameterValue>> {
  return Object.fromEntries(
    Object.entries(parameters).map(([id, parameter]) => [id, anyValue(parameter)] as const),
  );
}
