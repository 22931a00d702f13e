// The samplers a study file can name.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Sampler, SamplerContext, SamplerDefinition } from '../contract/sampler.ts';
import type { SamplerChoice, StudyStart } from '../contract/study.ts';
import type { Space } from '../space/space.ts';
import { autoAmong } from './auto.ts';
import { cmaEs } from './cma-es.ts';
import { FidelityLadder } from './fidelity-ladder.ts';
import { gp } from './gp.ts';
import { grid } from './grid.ts';
import { halton } from './halton.ts';
import { latinHypercube } from './latin-hypercube.ts';
import { moCmaEs } from './mo-cma-es.ts';
import { moead } from './moead.ts';
import { morris } from './morris.ts';
import { nsga2 } from './nsga2.ts';
import { nsga3 } from './nsga3.ts';
import { random } from './random.ts';
import { saltelli } from './saltelli.ts';
import { smsEmoa } from './sms-emoa.ts';
import { sobol } from './sobol.ts';
import { startingWith, withoutParameter } from './starting-designs.ts';
import { surrogate } from './surrogate.ts';
import { tpe } from './tpe.ts';

const chosenByAuto: readonly SamplerDefinition<Space>[] = [
  grid,
  random,
  sobol,
  halton,
  latinHypercube,
  nsga2,
  nsga3,
  smsEmoa,
  moead,
  cmaEs,
  moCmaEs,
  tpe,
  surrogate,
  gp,
];

/** Every sampler that needs nothing but this process, in the order lists show them. */
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
  return withStart(context, choice.type, (own) => definition.create({ ...own, options: choice.options }));
}

/**
 * A sampler of the given type with what its study begins with and, where the study has one, on its fidelity ladder.
 * `create` makes the sampler for the space that it is to explore.
 */
export function withStart(
  context: Omit<SamplerContext<Space>, 'options'>,
  type: string,
  create: (context: Omit<SamplerContext<Space>, 'options'>) => Sampler,
): Sampler {
  const { fidelity, space, objectives, seed } = context;
  const created = (ownSpace: Space, start: StudyStart | undefined): Sampler => {
    const sampler = create({ ...context, space: ownSpace });
    const definition = samplerDefinitions.find((candidate) => candidate.type === type);
    const isWhole = definition?.groupBeyondParameters !== undefined;
    return start === undefined ? sampler : startingWith(sampler, type, ownSpace, start, isWhole);
  };
  if (fidelity === undefined) return created(space, context.start);
  // The ladder decides at which level a starting design is tried first, as for every other.
  return new FidelityLadder(space, fidelity, objectives.length, seed, (innerSpace) =>
    created(innerSpace, context.start && withoutParameter(context.start, fidelity.parameter)),
  );
}
