// The samplers a study file can name.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Sampler, SamplerContext, SamplerDefinition } from '../contract/sampler.ts';
import type { SamplerChoice } from '../contract/study.ts';
import type { Space } from '../space/space.ts';
import { autoAmong } from './auto.ts';
import { cmaEs } from './cma-es.ts';
import { FidelityLadder } from './fidelity-ladder.ts';
import { gp } from './gp.ts';
import { grid } from './grid.ts';
import { halton } from './halton.ts';
import { latinHypercube } from './latin-hypercube.ts';
import { moCmaEs } from './mo-cma-es.ts';
import { morris } from './morris.ts';
import { nsga2 } from './nsga2.ts';
import { nsga3 } from './nsga3.ts';
import { offeringPublishedFirst } from './published-first.ts';
import { random } from './random.ts';
import { saltelli } from './saltelli.ts';
import { smsEmoa } from './sms-emoa.ts';
import { sobol } from './sobol.ts';
import { surrogate } from './surrogate.ts';
import { tpe } from './tpe.ts';

const chosenByAuto: readonly SamplerDefinition<Space>[] = [
  grid,
  ...[random, sobol, halton, latinHypercube, nsga2, nsga3, smsEmoa, cmaEs, moCmaEs, tpe, surrogate, gp].map(
    offeringPublishedFirst,
  ),
];

/**
 * Every sampler, in the order lists show them. All but `grid` and those whose designs belong together in groups try the
 * published configuration first.
 */
export const samplerDefinitions: readonly SamplerDefinition<Space>[] = [
  autoAmong(chosenByAuto),
  ...chosenByAuto,
  saltelli,
  morris,
];

/**
 * The sampler of a study. Throws `study-invalid` for an unknown type or option, and what the sampler itself finds
 * wrong with the space.
 */
export function createSampler(
  choice: SamplerChoice,
  context: Omit<SamplerContext<Space>, 'options'>,
): Sampler {
  const definition = samplerDefinitions.find(({ type }) => type === choice.type);
  if (definition === undefined) {
    throw new ParetoscopeError('study-invalid', `there is no sampler "${choice.type}"`, {
      hint: `the samplers are ${samplerDefinitions.map(({ type }) => type).join(', ')}`,
    });
  }
  const { fidelity, space, objectives, seed } = context;
  if (fidelity === undefined) return definition.create({ ...context, options: choice.options });
  return new FidelityLadder(space, fidelity, objectives.length, seed, (innerSpace) =>
    definition.create({ ...context, space: innerSpace, options: choice.options }),
  );
}
