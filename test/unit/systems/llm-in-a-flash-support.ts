// Designs of llm-in-a-flash for tests: the published one with changes, and random ones over the whole ranges.

import fc from 'fast-check';
import {
  constraints,
  parameters,
  type FlashDesign,
} from '../../../engine/systems/llm-in-a-flash/parameters.ts';
import { anyValues } from './any-design.ts';

const DEFAULTS = Object.fromEntries(
  Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as FlashDesign;

/** The published configuration with some parameters changed. */
export function designOf(changes: Partial<FlashDesign> = {}): FlashDesign {
  return { ...DEFAULTS, ...changes };
}

const values = anyValues(parameters);

/** Any design the parameters and constraints allow. */
export const designs = (fc.record(values) as unknown as fc.Arbitrary<FlashDesign>).filter((design) =>
  constraints.every(({ holds }) => holds(design)),
);

/** Any design that reads selectively and counts reads by the law. */
export const lawDesigns = designs
  .map((design): FlashDesign => ({ ...design, method: 'selective', activations: 'law' }))
  .filter(({ bundling }) => bundling !== 'closest-friend');
