// Decides which designs to evaluate next: asks the sampler round by round and skips what is stored already.

import type { Sampler } from '../contract/sampler.ts';
import type { DesignBatch } from '../contract/trial.ts';

/** Cuts a sampler's proposals into batches. Never proposes a trial twice, never a trial beyond the budget. */
export class Sequencer {
  readonly #sampler: Sampler;
  readonly #width: number;
  #budget: number;
  /** Number of the next trial to hand out. */
  #next: number;
  /** Proposals of the current round (adaptive samplers only), from its first trial on. */
  #round: { first: number; count: number; codes: Float64Array } | undefined;
  #exhaustedAt: number | undefined;
  #preparing: Promise<void> | undefined;

  constructor(sampler: Sampler, width: number, budgetTrials: number, next: number) {
    this.#sampler = sampler;
    this.#width = width;
    this.#budget = budgetTrials;
    this.#next = next;
  }

  get next(): number {
    return this.#next;
  }

  /** What the next round waits for, where the sampler thinks outside of this process; given out once. */
  takePreparation(): Promise<void> | undefined {
    const preparing = this.#preparing;
    this.#preparing = undefined;
    return preparing;
  }

  /** Trials that the study will have in the end, as far as known. */
  get end(): number {
    return this.#exhaustedAt ?? this.#budget;
  }

  /** True where the sampler ran out of designs before the budget did. */
  get exhausted(): boolean {
    return this.#exhaustedAt !== undefined && this.#exhaustedAt < this.#budget;
  }

  /** Changes the number of trials that the study will have; not below what was handed out. */
  setBudget(trials: number): void {
    this.#budget = trials;
  }

  /** First trial of the round that trial `number` belongs to. */
  roundStart(number: number): number {
    const { roundSize } = this.#sampler;
    return Number.isFinite(roundSize) ? Math.floor(number / roundSize) * roundSize : 0;
  }

  /**
   * Up to `limit` next designs; undefined where there are none at the moment: the budget or the space is used up, or
   * the next round needs results that are not told yet (`toldThrough` counts the trials told).
   */
  take(limit: number, toldThrough: number): DesignBatch | undefined {
    const wanted = Math.min(limit, this.end - this.#next);
    if (wanted <= 0) return undefined;
    return Number.isFinite(this.#sampler.roundSize)
      ? this.#takeFromRound(wanted, toldThrough)
      : this.#takeFreely(wanted);
  }

  /** Ends the study after `trials` trials; what was handed out beyond is not to be kept. */
  endAt(trials: number): void {
    this.#exhaustedAt = undefined;
    this.#budget = trials;
    this.#next = Math.min(this.#next, trials);
  }

  #takeFreely(wanted: number): DesignBatch | undefined {
    const codes = new Float64Array(wanted * this.#width);
    const first = this.#next;
    const count = this.#sampler.ask(first, wanted, codes);
    if (count < wanted) this.#exhaustedAt = first + count;
    this.#next += count;
    if (count === 0) return undefined;
    return { first, count, codes: count === wanted ? codes : codes.slice(0, count * this.#width) };
  }

  #takeFromRound(wanted: number, toldThrough: number): DesignBatch | undefined {
    const start = this.roundStart(this.#next);
    if (this.#round?.first !== start) {
      if (toldThrough < start) return undefined;
      this.#preparing = this.#sampler.prepare?.(start);
      if (this.#preparing !== undefined) return undefined;
      const { roundSize } = this.#sampler;
      const codes = new Float64Array(roundSize * this.#width);
      const count = this.#sampler.ask(start, roundSize, codes);
      this.#round = { first: start, count, codes };
      if (count < roundSize) this.#exhaustedAt = start + count;
    }
    const round = this.#round;
    const first = this.#next;
    const count = Math.min(wanted, round.first + round.count - first);
    if (count <= 0) return undefined;
    const offset = (first - round.first) * this.#width;
    this.#next += count;
    return { first, count, codes: round.codes.slice(offset, offset + count * this.#width) };
  }
}
