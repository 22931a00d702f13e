// Numbers the acceptable members of a sequence of designs, for history-free samplers over spaces with constraints.

import { repairDesign } from '../space/repair.ts';
import type { Space } from '../space/space.ts';
import { Refusals } from '../space/emptiness.ts';

/** Refused members in a row after which a search is hopeless. */
const HOPELESS = 2_000_000;
/** Refused members in a row after which some of the next ones are repaired, in sequences without an end. */
const RARE = 20_000;
const REPAIRED_EVERY = 1000;
const REPAIRS = 20;
const CHECKPOINT_INTERVAL = 4096;

/**
 * Maps a trial number to the member of a random-access sequence that it gets: the n-th that meets the design
 * constraints. Where 20,000 members in a row do not, every thousandth one after them is moved to the nearest design that
 * does, unless the sequence has an end (a grid has its own points and no others). Without constraints that is member n itself; otherwise the sequence is walked, from the nearest known
 * place, so the answer does not depend on the order of the asking.
 */
export class AcceptedSequence {
  readonly #space: Space;
  readonly #length: number;
  readonly #write: (member: number, codes: Float64Array, offset: number) => void;
  readonly #describe: string;
  /** Member of every `CHECKPOINT_INTERVAL`-th trial. */
  readonly #checkpoints: number[] = [0];
  #nextTrial = 0;
  #nextMember = 0;

  /** `length` members (may be Infinity), each written by `write`; `describe` completes "none of N ...". */
  constructor(
    space: Space,
    length: number,
    describe: string,
    write: (member: number, codes: Float64Array, offset: number) => void,
  ) {
    this.#space = space;
    this.#length = length;
    this.#describe = describe;
    this.#write = write;
  }

  /**
   * Writes the designs of trials `first` and on; returns how many there were before the sequence ended. Throws
   * `space-empty` where no member is acceptable, or none within a very long stretch.
   */
  fill(first: number, count: number, codes: Float64Array): number {
    const width = this.#space.width;
    if (this.#space.constraints.length === 0) {
      const rows = Math.max(0, Math.min(count, this.#length - first));
      for (let row = 0; row < rows; row++) this.#write(first + row, codes, row * width);
      return rows;
    }
    this.#seek(first, codes);
    for (let row = 0; row < count; row++) if (!this.#advance(codes, row * width)) return row;
    return count;
  }

  #seek(trial: number, scratch: Float64Array): void {
    if (trial < this.#nextTrial) {
      const checkpoint = Math.floor(trial / CHECKPOINT_INTERVAL);
      this.#nextTrial = checkpoint * CHECKPOINT_INTERVAL;
      this.#nextMember = this.#checkpoints[checkpoint]!;
    } else {
      const checkpoint = Math.min(Math.floor(trial / CHECKPOINT_INTERVAL), this.#checkpoints.length - 1);
      if (checkpoint * CHECKPOINT_INTERVAL > this.#nextTrial) {
        this.#nextTrial = checkpoint * CHECKPOINT_INTERVAL;
        this.#nextMember = this.#checkpoints[checkpoint]!;
      }
    }
    while (this.#nextTrial < trial) if (!this.#advance(scratch, 0)) return;
  }

  #accept(): true {
    this.#nextTrial++;
    if (this.#nextTrial === this.#checkpoints.length * CHECKPOINT_INTERVAL) {
      this.#checkpoints.push(this.#nextMember);
    }
    return true;
  }

  /** Whether a member that was refused as the n-th in a row is repaired: where hardly any is acceptable as it is. */
  #mayRepair(refused: number): boolean {
    return this.#length === Infinity && refused > RARE && (refused - RARE) % REPAIRED_EVERY === 0;
  }

  #advance(codes: Float64Array, offset: number): boolean {
    let refusals: Refusals | undefined;
    let refused = 0;
    while (this.#nextMember < this.#length) {
      this.#write(this.#nextMember++, codes, offset);
      const violated = this.#space.violatedConstraint(codes, offset);
      if (violated === undefined) return this.#accept();
      refusals ??= new Refusals();
      refusals.add(violated);
      if (this.#mayRepair(++refused) && repairDesign(this.#space, codes, offset)) return this.#accept();
      if (refused === (this.#length === Infinity ? RARE + REPAIRS * REPAIRED_EVERY : HOPELESS)) {
        throw refusals.error(`none of ${refused.toLocaleString('en')} ${this.#describe} in a row`);
      }
    }
    if (this.#nextTrial === 0 && refusals !== undefined) {
      throw refusals.error(`none of ${refused.toLocaleString('en')} ${this.#describe}`);
    }
    return false;
  }
}
