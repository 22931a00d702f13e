// Settles `sampler: auto` when a study starts. The choice is stored with the study, so that a study that goes on, or
// whose budget grows, keeps the sampler it began with.

import type { SamplerChoice, Study } from '../contract/study.ts';
import { MOST_TRIALS } from '../contract/study.ts';
import type { System } from '../contract/system.ts';
import { chooseSampler } from '../samplers/auto.ts';
import { Space } from '../space/space.ts';
import { pilotStudy } from './pilot.ts';

/** The study with a sampler that is not `auto`: the stored one, if it was chosen before, else one chosen now. */
export async function withChosenSampler(
  study: Study,
  system: System,
  stored: Study | undefined,
): Promise<Study> {
  if (study.sampler.type !== 'auto') return study;
  if (stored?.sampler.reason !== undefined) return { ...study, sampler: stored.sampler };
  const space = Space.forStudy(system, study);
  // Evaluation times only tell cheap models from slow ones; the choice and its reason are kept with the study.
  const { secondsPerDesign } = await pilotStudy(system, study, space);
  return { ...study, sampler: samplerFor(study, space, secondsPerDesign) };
}

/** What `auto` chooses for a study whose evaluations take so long. */
export function samplerFor(study: Study, space: Space, evaluationSeconds: number): SamplerChoice {
  const { type, options, reason } = chooseSampler({
    space,
    objectiveCount: study.objectives.length,
    budgetTrials: study.budget.trials < MOST_TRIALS ? study.budget.trials : Infinity,
    isConstrained: study.constraints.length > 0,
    evaluationSeconds,
  });
  return { type, options, reason };
}
