// What a sampler was told so far, in columns, and the frame of all samplers that learn from it.

import { ParetoscopeError } from '../contract/errors.ts';
import type { LastReport, Sampler, ToldBatch } from '../contract/sampler.ts';
import type { Space } from '../space/space.ts';

function grown(column: Float64Array, length: number): Float64Array {
  if (length <= column.length) return column;
  const larger = new Float64Array(Math.max(length, 2 * column.length));
  larger.set(column);
  return larger;
}

/** All told trials in trial order, those of earlier studies first. A trial with an unknown objective counts as failed (violation Infinity). */
export class History {
  readonly width: number;
  readonly objectiveCount: number;
  count = 0;
  /** Row-major codes; may be longer than `count` rows, as are the others. */
  codes: Float64Array;
  objectives: Float64Array;
  violations: Float64Array;
  /** What pruned trials reported last, by row. */
  readonly reports = new Map<number, LastReport>();

  constructor(width: number, objectiveCount: number) {
    this.width = width;
    this.objectiveCount = objectiveCount;
    this.codes = new Float64Array(256 * width);
    this.objectives = new Float64Array(256 * objectiveCount);
    this.violations = new Float64Array(256);
  }

  add(batch: ToldBatch): void {
    const { count } = batch.designs;
    const total = this.count + count;
    this.codes = grown(this.codes, total * this.width);
    this.objectives = grown(this.objectives, total * this.objectiveCount);
    this.violations = grown(this.violations, total);
    this.codes.set(batch.designs.codes.subarray(0, count * this.width), this.count * this.width);
    this.objectives.set(
      batch.objectives.subarray(0, count * this.objectiveCount),
      this.count * this.objectiveCount,
    );
    for (let row = 0; row < count; row++) {
      let known = true;
      for (let objective = 0; objective < this.objectiveCount; objective++) {
        const value = batch.objectives[row * this.objectiveCount + objective]!;
        if (value - value !== 0) known = false;
      }
      const violation = batch.violations[row]!;
      this.violations[this.count + row] = known && violation >= 0 ? violation : Number.POSITIVE_INFINITY;
    }
    for (const report of batch.reports ?? []) this.reports.set(this.count + report.row, report);
    this.count = total;
  }

  isFailed(row: number): boolean {
    return this.violations[row] === Number.POSITIVE_INFINITY;
  }

  isFeasible(row: number): boolean {
    return this.violations[row] === 0;
  }
}

/** Tells whether a code row is known. */
export interface RowLookup {
  has(codes: Float64Array, offset: number): boolean;
}

/** A set of code rows, by a 53-bit hash: two different rows are confused once in about 10^16 pairs. */
export class RowSet implements RowLookup {
  readonly #keys = new Set<number>();
  readonly #row: Float64Array;
  readonly #words: Uint32Array;

  constructor(width: number) {
    this.#row = new Float64Array(width);
    this.#words = new Uint32Array(this.#row.buffer);
  }

  get size(): number {
    return this.#keys.size;
  }

  add(codes: Float64Array, offset: number): void {
    this.#keys.add(this.#key(codes, offset));
  }

  has(codes: Float64Array, offset: number): boolean {
    return this.#keys.has(this.#key(codes, offset));
  }

  #key(codes: Float64Array, offset: number): number {
    // All NaN payloads and both zeros are made one.
    for (let index = 0; index < this.#row.length; index++) {
      const code = codes[offset + index]!;
      this.#row[index] = code === code ? code + 0 : Number.NaN;
    }
    let low = 0x811c9dc5;
    let high = 0x1b873593;
    for (const word of this.#words) {
      low = Math.imul(low ^ word, 0x01000193);
      low = (low << 13) | (low >>> 19);
      high = Math.imul(high ^ word, 0xcc9e2d51);
      high = (high << 15) | (high >>> 17);
    }
    low = Math.imul(low ^ (low >>> 16), 0x85ebca6b);
    high = Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
    return ((high ^ (high >>> 16)) >>> 11) * 4294967296 + ((low ^ (low >>> 13)) >>> 0);
  }
}

/**
 * A sampler that proposes rounds of `roundSize` trials from all results of earlier rounds. `learn` sees each completed
 * round once; `propose` fills one round and changes nothing that `learn` builds on, so replayed tells rebuild the
 * sampler whether or not the rounds were asked for. Rows of the history are numbered from the earlier trials (`prior`
 * of them) on: trial n is row prior + n.
 */
export abstract class HistorySampler implements Sampler {
  readonly roundSize: number;
  protected readonly space: Space;
  protected readonly history: History;
  #round = -1;
  #proposals = new Float64Array(0);
  #filled = 0;
  #learned = 0;
  #prior = 0;

  constructor(space: Space, objectiveCount: number, roundSize: number) {
    this.space = space;
    this.roundSize = roundSize;
    this.history = new History(space.width, objectiveCount);
  }

  /** Writes the proposals of trials `first` to `first + roundSize - 1`; returns how many, fewer if the space is exhausted. */
  protected abstract propose(first: number, codes: Float64Array): number;

  /** Takes in rows `from` up to but not including `end` of the history: a round, or the earlier trials at once. */
  protected abstract learn(from: number, end: number): void;

  /** Trials that were known before the first one. */
  protected get prior(): number {
    return this.#prior;
  }

  warm(batch: ToldBatch): void {
    this.history.add(batch);
    this.#prior = this.history.count;
    this.#learned = this.#prior;
    this.learn(0, this.#prior);
  }

  ask(first: number, count: number, codes: Float64Array): number {
    const { width } = this.space;
    const round = Math.floor(first / this.roundSize);
    const start = round * this.roundSize;
    if (this.history.count < this.#prior + start) {
      throw new ParetoscopeError(
        'internal',
        `trial ${first} was asked for, but only ${this.history.count - this.#prior} of the ${start} before its round were told`,
      );
    }
    if (round !== this.#round) {
      this.#proposals = new Float64Array(this.roundSize * width);
      this.#filled = this.propose(start, this.#proposals);
      this.#round = round;
    }
    const skipped = first - start;
    const rows = Math.max(0, Math.min(count, this.#filled - skipped));
    codes.set(this.#proposals.subarray(skipped * width, (skipped + rows) * width));
    return rows;
  }

  tell(batch: ToldBatch): void {
    this.history.add(batch);
    while (this.#learned + this.roundSize <= this.history.count) {
      this.#learned += this.roundSize;
      this.learn(this.#learned - this.roundSize, this.#learned);
    }
  }
}
