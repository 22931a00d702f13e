// Designs of llm-in-a-flash for tests: the published one with changes, and random ones over the whole ranges.

import fc from 'fast-check';
import type { Parameter, ParameterValue } from '../../../engine/contract/system.ts';
import {
  constraints,
  parameters,
  type FlashDesign,
} from '../../../engine/systems/llm-in-a-flash/parameters.ts';

const DEFAULTS = Object.fromEntries(
  Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as FlashDesign;

/** The published configuration with some parameters changed. */
export function designOf(changes: Partial<FlashDesign> = {}): FlashDesign {
  return { ...DEFAULTS, ...changes };
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
export const designs = (fc.record(values) as unknown as fc.Arbitrary<FlashDesign>).filter((design) =>
  constraints.every(({ holds }) => holds(design)),
);

/** Any design that reads selectively and counts reads by the law. */
export const lawDesigns = designs
  .map((design): FlashDesign => ({ ...design, method: 'selective', activations: 'law' }))
  .filter(({ bundling }) => bundling !== 'closest-friend');
