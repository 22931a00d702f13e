// NSGA-II: survival by non-dominated rank, then by crowding distance.

import { crowdingDistances, nonDominatedRanks } from '../pareto/sorting.ts';
import { defineSampler } from './define.ts';
import {
  EvolutionarySampler,
  populationOptions,
  settingsOf,
  variationOptions,
  type Survivors,
} from './evolutionary.ts';
import type { History } from './history.ts';

/** Objectives and violations of some rows, packed. */
export function packedRows(
  history: History,
  rows: Uint32Array,
): { objectives: Float64Array; violations: Float64Array } {
  const { objectiveCount } = history;
  const objectives = new Float64Array(rows.length * objectiveCount);
  const violations = new Float64Array(rows.length);
  rows.forEach((row, index) => {
    for (let objective = 0; objective < objectiveCount; objective++) {
      objectives[index * objectiveCount + objective] = history.objectives[row * objectiveCount + objective]!;
    }
    violations[index] = history.violations[row]!;
  });
  return { objectives, violations };
}

/** Indices grouped by rank, best rank first. */
export function frontsOf(ranks: Uint32Array): Uint32Array[] {
  const fronts: number[][] = [];
  ranks.forEach((rank, index) => {
    while (fronts.length <= rank) fronts.push([]);
    fronts[rank]!.push(index);
  });
  return fronts.map((front) => Uint32Array.from(front));
}

/**
 * The best of some candidates: whole fronts while they fit; of the last one, the members that are left when the one of
 * least worth leaves again and again, worths measured anew each time (leaving one by one spreads better than leaving
 * all at once: S. Kukkonen and K. Deb, "Improved pruning of non-dominated solutions based on crowding distance", CEC
 * 2006). `worthOf` takes row-major objectives and the members of one front.
 */
export function survivorsByWorth(
  history: History,
  candidates: Uint32Array,
  population: number,
  worthOf: (objectives: Float64Array, objectiveCount: number, members: Uint32Array) => Float64Array,
): Survivors {
  const { objectiveCount } = history;
  const { objectives, violations } = packedRows(history, candidates);
  const ranks = nonDominatedRanks(objectives, objectiveCount, violations);
  const rows: number[] = [];
  const keptRanks: number[] = [];
  const merits: number[] = [];
  for (const front of frontsOf(ranks)) {
    if (rows.length === population) break;
    let members = front;
    let worths = worthOf(objectives, objectiveCount, members);
    while (members.length > population - rows.length) {
      let least = 0;
      for (let index = 1; index < members.length; index++) {
        if (worths[index]! < worths[least]!) least = index;
      }
      members = members.filter((_, index) => index !== least);
      worths = worthOf(objectives, objectiveCount, members);
    }
    members.forEach((member, index) => {
      rows.push(candidates[member]!);
      keptRanks.push(ranks[member]!);
      merits.push(worths[index]!);
    });
  }
  return {
    rows: Uint32Array.from(rows),
    ranks: Uint32Array.from(keptRanks),
    merits: Float64Array.from(merits),
  };
}

class Nsga2Sampler extends EvolutionarySampler {
  protected override survive(candidates: Uint32Array, population: number): Survivors {
    return survivorsByWorth(this.history, candidates, population, crowdingDistances);
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
  options: { ...populationOptions(50, 0), ...variationOptions },
  create: ({ space, objectives, seed, options }) =>
    new Nsga2Sampler(space, objectives.length, seed, 'nsga2', settingsOf(options)),
});
