// Designs of sn40l for tests: the published one with changes, and random ones over the whole ranges.

import fc from 'fast-check';
import type { CompositionDesign } from '../../../engine/systems/sn40l/parameters.ts';
import { parameters } from '../../../engine/systems/sn40l/parameters.ts';

const DEFAULTS = Object.fromEntries(
  Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as CompositionDesign;

/** The published configuration with some parameters changed. */
export function designOf(changes: Partial<CompositionDesign> = {}): CompositionDesign {
  return { ...DEFAULTS, ...changes };
}

/** Any design the parameters allow. */
export const designs: fc.Arbitrary<CompositionDesign> = fc.record(
  Object.fromEntries(
    Object.entries(parameters).map(([id, parameter]) => {
      switch (parameter.kind) {
        case 'float': {
          const unit = fc.double({ min: 0, max: 1, noNaN: true });
          const { minimum, maximum } = parameter;
          return [
            id,
            unit.map((share) =>
              parameter.scale === 'log'
                ? Math.min(maximum, minimum * (maximum / minimum) ** share)
                : minimum + (maximum - minimum) * share,
            ),
          ];
        }
        case 'integer': {
          const step = parameter.step ?? 1;
          const steps = (parameter.maximum - parameter.minimum) / step;
          return [id, fc.integer({ min: 0, max: steps }).map((count) => parameter.minimum + count * step)];
        }
        case 'boolean':
          return [id, fc.boolean()];
        default:
          return [id, fc.constantFrom<string | number>(...parameter.choices)];
      }
    }),
  ),
) as unknown as fc.Arbitrary<CompositionDesign>;
