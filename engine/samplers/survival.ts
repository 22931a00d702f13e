// Who survives a round: whole fronts while they fit, and the best spread of the one that does not.

import { nonDominatedRanks } from '../pareto/sorting.ts';
import type { History } from './history.ts';
import type { Thinning } from './thinning.ts';

/** Rows of the history that survive, with what tournaments compare: a lower rank wins, then a higher merit. */
export interface Survivors {
  readonly rows: Uint32Array;
  readonly ranks: Uint32Array;
  readonly merits: Float64Array;
}

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

/** The best of some candidates: whole fronts while they fit, and what `thinned` leaves of the next. */
export function survivorsBy(
  history: History,
  candidates: Uint32Array,
  population: number,
  thinned: Thinning,
): Survivors {
  const { objectiveCount } = history;
  const { objectives, violations } = packedRows(history, candidates);
  const ranks = nonDominatedRanks(objectives, objectiveCount, violations);
  const size = Math.min(population, candidates.length);
  const kept = { rows: new Uint32Array(size), ranks: new Uint32Array(size), merits: new Float64Array(size) };
  let place = 0;
  for (const front of frontsOf(ranks)) {
    if (place === size) break;
    const { members, worths } = thinned(objectives, objectiveCount, front, size - place);
    members.forEach((member, index) => {
      kept.rows[place] = candidates[member]!;
      kept.ranks[place] = ranks[member]!;
      kept.merits[place] = worths[index]!;
      place++;
    });
  }
  return kept;
}
