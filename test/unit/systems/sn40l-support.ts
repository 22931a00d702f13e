// Designs of sn40l for tests: the published one with changes, and random ones over the whole ranges.

import fc from 'fast-check';
import type { CompositionDesign } from '../../../engine/systems/sn40l/parameters.ts';
import { parameters } from '../../../engine/systems/sn40l/parameters.ts';
import { anyValues } from './any-design.ts';

const DEFAULTS = Object.fromEntries(
  Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as CompositionDesign;

/** The published configuration with some parameters changed. */
export function designOf(changes: Partial<CompositionDesign> = {}): CompositionDesign {
  return { ...DEFAULTS, ...changes };
}

const values = anyValues(parameters);

/** Any design the parameters allow. */
export const designs = fc.record(values) as unknown as fc.Arbitrary<CompositionDesign>;
