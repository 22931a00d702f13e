// Designs of pangu-moge for tests: the published one with changes, and random ones that keep the constraints.

import fc from 'fast-check';
import type { EvaluationContext, Parameter, ParameterValue } from '../../../engine/contract/system.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import { constraints, parameters } from '../../../engine/systems/pangu-moge/parameters.ts';
import type { PanguDesign } from '../../../engine/systems/pangu-moge/parameters.ts';

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
};

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
values.quality = fc.constant('none');
// Each new skew is a new router to execute; three keep the tests short.
values.popularity_skew = fc.constantFrom<ParameterValue>(0, 0.5, 2);

/** Any design the parameters and constraints allow, without training. */
export const designs = (fc.record(values) as unknown as fc.Arbitrary<PanguDesign>).filter((design) =>
  constraints.every(({ holds }) => holds(design)),
);
