// Rungs of successive halving: at every rung only the best share of the trials that reached it goes on.

import type { JudgedReport, ObservedTrial, StepTable } from '../contract/pruner.ts';
import { COMPLETE, PRUNED } from '../contract/trial.ts';
import { nonDominatedRanks } from '../pareto/sorting.ts';
import { stepTable, vectorsAt } from './step-table.ts';

/** Trials that compete at a rung: the latest to reach it. */
const WINDOW = 4096;
/** Rungs with steps beyond this are never reached. */
const LARGEST_STEP = Number.MAX_SAFE_INTEGER;

interface Rung {
  readonly step: number;
  /** Vectors of the trials that reached it, row-major, latest last. */
  values: Float64Array;
  count: number;
  cut: Float64Array | undefined;
}

/**
 * One ladder of rungs at `first`, `first * factor`, `first * factor^2`, ... steps. A trial that reaches a rung goes on if
 * it is among the best `1 / factor` of those that reached it, itself included, and always if it is the best: the
 * stopping form of ASHA, as Optuna has it. Several objectives are ranked by non-dominated sorting, as in "Multi-objective
 * asynchronous successive halving" (Schmucker et al., 2021, arXiv 2106.12639); a trial goes on unless a member of the
 * layer in which the cut falls dominates it.
 */
export class Ladder {
  readonly #objectiveCount: number;
  readonly #factor: number;
  readonly #rungs: Rung[] = [];

  constructor(objectiveCount: number, first: number, factor: number, last = LARGEST_STEP) {
    this.#objectiveCount = objectiveCount;
    this.#factor = factor;
    for (let step = first; step <= last; step *= factor) {
      this.#rungs.push({ step, values: new Float64Array(0), count: 0, cut: new Float64Array(0) });
    }
  }

  /** Takes a trial that is over; failed and infeasible ones do not compete. */
  observe({ state, steps, vectors }: ObservedTrial): void {
    if (state !== COMPLETE && state !== PRUNED) return;
    for (const rung of this.#rungs) {
      const row = steps.findIndex((step) => step >= rung.step);
      if (row < 0) return;
      const vector = vectors.subarray(row * this.#objectiveCount, (row + 1) * this.#objectiveCount);
      if (!vector.some(Number.isNaN)) this.#enter(rung, vector);
    }
  }

  #enter(rung: Rung, vector: Float64Array): void {
    const width = this.#objectiveCount;
    if (rung.count === WINDOW) {
      rung.values.copyWithin(0, width);
      rung.count--;
    } else if (rung.values.length < (rung.count + 1) * width) {
      const larger = new Float64Array(Math.max(16, rung.count * 2) * width);
      larger.set(rung.values);
      rung.values = larger;
    }
    rung.values.set(vector, rung.count * width);
    rung.count++;
    rung.cut = undefined;
  }

  /** For every rung the layer in which the cut falls; rungs that nobody reached are left out. */
  table(): StepTable {
    const reached = this.#rungs.filter(({ count }) => count > 0);
    return stepTable(
      this.#objectiveCount,
      reached.map((rung) => [rung.step, (rung.cut ??= this.#cutLayer(rung))] as const),
    );
  }

  #cutLayer({ values, count }: Rung): Float64Array {
    const width = this.#objectiveCount;
    // How many others may be better: the newcomer counts among those that reached the rung.
    const allowed = Math.max(1, Math.floor((count + 1) / this.#factor)) - 1;
    if (allowed >= count) return new Float64Array(0);
    const known = values.subarray(0, count * width);
    const ranks = nonDominatedRanks(known, width);
    const sizes: number[] = [];
    for (const rank of ranks) sizes[rank] = (sizes[rank] ?? 0) + 1;
    let layer = 0;
    for (let sum = sizes[0]!; sum <= allowed; sum += sizes[layer]!) layer++;
    const members: number[] = [];
    ranks.forEach((rank, row) => {
      if (rank === layer) members.push(...known.subarray(row * width, (row + 1) * width));
    });
    return Float64Array.from(members);
  }

  /** Whether the report brings the trial to one or more rungs, and one of them stops it; its step, if so. */
  stoppedAt({ step, previousStep, vector }: JudgedReport, table: StepTable | undefined): number | undefined {
    if (vector.some(Number.isNaN)) return undefined;
    for (const rung of this.#rungs) {
      if (rung.step > step) return undefined;
      if (rung.step > previousStep && isBeaten(vectorsAt(table, rung.step, this.#objectiveCount), vector))
        return rung.step;
    }
    return undefined;
  }
}

/** Whether a row of `points` dominates the vector. */
function isBeaten(points: Float64Array, vector: Float64Array): boolean {
  for (let offset = 0; offset < points.length; offset += vector.length) {
    let better = false;
    let worse = false;
    for (let objective = 0; objective < vector.length; objective++) {
      const point = points[offset + objective]!;
      if (point < vector[objective]!) better = true;
      else if (point > vector[objective]!) worse = true;
    }
    if (better && !worse) return true;
  }
  return false;
}
