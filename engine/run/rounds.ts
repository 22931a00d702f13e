// Tells a sampler whole rounds: it never sees a part of one, however a run was cut up.

import type { Sampler, ToldBatch } from '../contract/sampler.ts';
import { cutDesigns, cutResults } from './results.ts';

/** Collects results in trial order until a round of the sampler is complete. */
export class RoundTeller {
  readonly #sampler: Sampler;
  #parts: ToldBatch[] = [];
  #told = 0;

  constructor(sampler: Sampler) {
    this.#sampler = sampler;
  }

  /** Trials told to the sampler: every round before this one. */
  get told(): number {
    return this.#told;
  }

  /** Takes the next results in trial order. */
  take(batch: ToldBatch): void {
    const { roundSize } = this.#sampler;
    if (!Number.isFinite(roundSize)) return;
    let rest: ToldBatch | undefined = batch;
    while (rest !== undefined) {
      const { first, count }: ToldBatch['results'] = rest.results;
      const roundEnd = (Math.floor(first / roundSize) + 1) * roundSize;
      const taken = Math.min(count, roundEnd - first);
      this.#parts.push(cutTold(rest, 0, taken));
      if (first + taken === roundEnd) {
        for (const part of this.#parts) this.#sampler.tell(part);
        this.#parts = [];
        this.#told = roundEnd;
      }
      rest = taken === count ? undefined : cutTold(rest, taken, count);
    }
  }
}

/** Rows `from` up to but not including `to` of told results. */
export function cutTold(batch: ToldBatch, from: number, to: number): ToldBatch {
  const { designs, results, objectives, violations, reports } = batch;
  if (from === 0 && to === results.count) return batch;
  const objectiveCount = objectives.length / results.count;
  return {
    designs: cutDesigns(designs, from, to),
    results: cutResults(results, from, to),
    objectives: objectives.slice(from * objectiveCount, to * objectiveCount),
    violations: violations.slice(from, to),
    ...(reports === undefined
      ? {}
      : {
          reports: reports
            .filter(({ row }) => row >= from && row < to)
            .map((report) => ({ ...report, row: report.row - from })),
        }),
  };
}
