// NSGA-II: survival by non-dominated rank, then by crowding distance.

import { defineSampler } from './define.ts';
import {
  differentialByObjectives,
  differentialShare,
  EvolutionarySampler,
  populationOptions,
  settingsOf,
  variationOptions,
  wideByObjectives,
  wideShare,
} from './evolutionary.ts';
import { survivorsBy, type Survivors } from './survival.ts';
import { byCrowding } from './thinning.ts';

class Nsga2Sampler extends EvolutionarySampler {
  protected override survive(candidates: Uint32Array, population: number): Survivors {
    return survivorsBy(this.history, candidates, population, byCrowding);
  }
}

export const nsga2 = defineSampler({
  type: 'nsga2',
  title: 'NSGA-II',
  doc:
    'The standard evolutionary method for two or three objectives: cheap, robust, any mixture of parameters and ' +
    'constraints. For thousands of trials; on fewer, the surrogate samplers get further.',
  paper: {
    title:
      'A fast and elitist multiobjective genetic algorithm: NSGA-II (Deb, Pratap, Agarwal and Meyarivan)',
    year: 2002,
    venue: 'IEEE Transactions on Evolutionary Computation 6(2)',
  },
  options: {
    ...populationOptions(50, 0),
    ...variationOptions,
    wide: wideByObjectives,
    differential: differentialByObjectives,
  },
  create: ({ space, objectives, seed, options }) =>
    new Nsga2Sampler(
      space,
      objectives.length,
      seed,
      'nsga2',
      settingsOf({
        ...options,
        wide: wideShare(options.wide, objectives.length),
        differential: differentialShare(options.differential, objectives.length),
      }),
    ),
});
