// SMS-EMOA: survival by non-dominated rank, then by what a point adds to the hypervolume.

import { hypervolumeContributions } from '../pareto/indicators.ts';
import { crowdingDistances } from '../pareto/sorting.ts';
import { float } from '../space/parameters.ts';
import { defineSampler } from './define.ts';
import {
  EvolutionarySampler,
  populationOptions,
  settingsOf,
  variationOptions,
  type Survivors,
} from './evolutionary.ts';
import { HYPERVOLUME_OBJECTIVES } from './front-frame.ts';
import { survivorsByWorth } from './nsga2.ts';

class SmsEmoaSampler extends EvolutionarySampler {
  protected override survive(candidates: Uint32Array, population: number): Survivors {
    return survivorsByWorth(this.history, candidates, population, hypervolumeWorths);
  }
}

/**
 * What each member of a front is worth: its exclusive hypervolume with the front scaled to [0, 1] and the reference at
 * 1.1; the extremes of two objectives cannot be lost. Crowding distance where hypervolume would take too long.
 */
export function hypervolumeWorths(
  objectives: Float64Array,
  objectiveCount: number,
  members: Uint32Array,
): Float64Array {
  if (objectiveCount > HYPERVOLUME_OBJECTIVES) return crowdingDistances(objectives, objectiveCount, members);
  const values = new Float64Array(members.length * objectiveCount);
  for (let objective = 0; objective < objectiveCount; objective++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const member of members) {
      const value = objectives[member * objectiveCount + objective]!;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    members.forEach((member, index) => {
      const value = objectives[member * objectiveCount + objective]!;
      values[index * objectiveCount + objective] = high > low ? (value - low) / (high - low) : 0;
    });
  }
  const reference = new Float64Array(objectiveCount).fill(1.1);
  const worths = hypervolumeContributions(values, objectiveCount, reference);
  if (objectiveCount === 2) {
    for (let index = 0; index < members.length; index++) {
      if (values[2 * index] === 0 || values[2 * index + 1] === 0) worths[index]! += 1;
    }
  }
  return worths;
}

export const smsEmoa = defineSampler({
  type: 'sms-emoa',
  title: 'SMS-EMOA',
  doc:
    'Evolution that keeps what adds most hypervolume, in small steps: better fronts than NSGA-II from the same trials, ' +
    'for up to a millisecond of thinking each. Two to four objectives, 1,000 to 20,000 trials.',
  paper: {
    title: 'SMS-EMOA: multiobjective selection based on dominated hypervolume (Beume, Naujoks and Emmerich)',
    year: 2007,
    venue: 'European Journal of Operational Research 181(3)',
  },
  options: {
    ...populationOptions(30, 4),
    ...variationOptions,
    mutations: float({
      doc: 'Expected number of parameters that mutate in a child.',
      minimum: 0,
      maximum: 1000,
      default: 2,
    }),
  },
  create: ({ space, objectives, seed, options }) =>
    new SmsEmoaSampler(space, objectives.length, seed, 'sms-emoa', settingsOf(options)),
});
