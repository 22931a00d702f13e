// Designs of pangu-moge for tests: the published one with changes, and random ones that keep the constraints.

import fc from 'fast-check';
import type { EvaluationContext, ParameterValue } from '../../../engine/contract/system.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import { constraints, parameters } from '../../../engine/systems/pangu-moge/parameters.ts';
import type { PanguDesign } from '../../../engine/systems/pangu-moge/parameters.ts';
import { anyValues } from './any-design.ts';

const DEFAULTS = Object.fromEntries(
  Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as PanguDesign;

/** The published configuration with some parameters changed. */
export function designOf(changes: Partial<PanguDesign> = {}): PanguDesign {
  return { ...DEFAULTS, ...changes };
}

export const context: EvaluationContext = {
  seed: 1,
  stream: (name) => new RandomStream(1, name),
  signal: new AbortController().signal,
  report: () => {},
  settled: () => {},
};

const values = anyValues(parameters);
values.quality = fc.constant('none');
// Each new skew is a new router to execute; three keep the tests short.
values.popularity_skew = fc.constantFrom<ParameterValue>(0, 0.5, 2);

/** Any design the parameters and constraints allow, without training. */
export const designs = (fc.record(values) as unknown as fc.Arbitrary<PanguDesign>).filter((design) =>
  constraints.every(({ holds }) => holds(design)),
);
