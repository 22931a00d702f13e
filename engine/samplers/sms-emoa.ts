// SMS-EMOA: survival by non-dominated rank, then by what a point adds to the hypervolume.

import { integer } from '../space/parameters.ts';
import { defineSampler } from './define.ts';
import { EvolutionarySampler, populationOptions, settingsOf, variationOptions } from './evolutionary.ts';
import { survivorsBy, type Survivors } from './survival.ts';
import { byHypervolume } from './thinning.ts';

class SmsEmoaSampler extends EvolutionarySampler {
  protected override survive(candidates: Uint32Array, population: number): Survivors {
    return survivorsBy(this.history, candidates, population, byHypervolume);
  }
}

/** A few designs learn fastest, but with four objectives they cannot hold a front: docs/samplers.md has what was measured. */
function populationFor(objectiveCount: number): number {
  return objectiveCount < 4 ? 30 : 100;
}

export const smsEmoa = defineSampler({
  type: 'sms-emoa',
  title: 'SMS-EMOA',
  doc:
    'Evolution that keeps what adds most hypervolume, in small steps: better fronts than NSGA-II from the same trials, ' +
    'for 0.03 to 0.1 ms of thinking each, 0.5 ms with four objectives. Two to four objectives, 1,000 to 20,000 trials.',
  paper: {
    title: 'SMS-EMOA: multiobjective selection based on dominated hypervolume (Beume, Naujoks and Emmerich)',
    year: 2007,
    venue: 'European Journal of Operational Research 181(3)',
  },
  options: {
    ...populationOptions(30, 4),
    population: integer({
      doc: 'Designs that survive a round; 0 takes 30 with two or three objectives, 100 with more.',
      minimum: 0,
      maximum: 100_000,
      default: 0,
    }),
    ...variationOptions,
  },
  create: ({ space, objectives, seed, options }) => {
    const count = objectives.length;
    const population = Math.max(2, options.population === 0 ? populationFor(count) : options.population);
    return new SmsEmoaSampler(space, count, seed, 'sms-emoa', settingsOf({ ...options, population }));
  },
});
