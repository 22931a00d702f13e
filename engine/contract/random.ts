// Keyed random streams. A stream is a pure function of (seed, name, index): who asks, when, and on which thread
// make no difference, so a run is the same with one worker or eight, interrupted or not.
//
// Generator: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
// The key is a hash of seed and stream name; the counter is (block, 0, index low, index high).

const MULTIPLIER_0 = 0xd2511f53;
const MULTIPLIER_1 = 0xcd9e8d57;
const WEYL_0 = 0x9e3779b9;
const WEYL_1 = 0xbb67ae85;

/** High 32 bits of the product of two unsigned 32-bit integers. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const cross = aHigh * bLow + ((aLow * bLow) >>> 16);
  return (aHigh * bHigh + Math.floor(cross / 65536) + ((((cross % 65536) + aLow * bHigh) / 65536) | 0)) >>> 0;
}

/**
 * One Philox4x32-10 block: encrypts the four counter words in `words` with the key, in place.
 * Exposed so that the published known-answer vectors can be checked.
 */
export function philox4x32(words: Uint32Array, key0: number, key1: number): void {
  let w0 = words[0]!;
  let w1 = words[1]!;
  let w2 = words[2]!;
  let w3 = words[3]!;
  let k0 = key0 >>> 0;
  let k1 = key1 >>> 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(MULTIPLIER_0, w0);
    const low0 = Math.imul(MULTIPLIER_0, w0) >>> 0;
    const high1 = multiplyHigh(MULTIPLIER_1, w2);
    const low1 = Math.imul(MULTIPLIER_1, w2) >>> 0;
    w0 = (high1 ^ w1 ^ k0) >>> 0;
    w1 = low1;
    w2 = (high0 ^ w3 ^ k1) >>> 0;
    w3 = low0;
    k0 = (k0 + WEYL_0) >>> 0;
    k1 = (k1 + WEYL_1) >>> 0;
  }
  words[0] = w0;
  words[1] = w1;
  words[2] = w2;
  words[3] = w3;
}

/** 32-bit FNV-1a over UTF-16 code units, finished with the murmur3 mixer so that near names give far keys. */
function hashName(name: string, basis: number): number {
  let hash = basis >>> 0;
  for (let index = 0; index < name.length; index++) {
    hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A stream of random numbers for one (seed, name). `restart(index)` moves it to the numbers that belong to one trial
 * (or sample, request, ...); the same index always gives the same numbers. Not shared between threads.
 */
export class RandomStream {
  readonly #key0: number;
  readonly #key1: number;
  readonly #words = new Uint32Array(4);
  #indexLow = 0;
  #indexHigh = 0;
  #block = 0;
  #used = 4;
  #spareNormal = Number.NaN;

  /** `seed` is any safe integer; `name` says what the numbers are for, e.g. `sampler.random`. */
  constructor(seed: number, name: string, index = 0) {
    this.#key0 = hashName(`${seed}/${name}`, 0x811c9dc5);
    this.#key1 = hashName(`${name}/${seed}`, 0x1b873593);
    this.restart(index);
  }

  /** Moves to the numbers of `index`, a non-negative safe integer. */
  restart(index: number): this {
    this.#indexLow = index >>> 0;
    this.#indexHigh = Math.floor(index / 4294967296) >>> 0;
    this.#block = 0;
    this.#used = 4;
    this.#spareNormal = Number.NaN;
    return this;
  }

  /** A uniform integer in [0, 2^32). */
  uint32(): number {
    if (this.#used === 4) {
      const words = this.#words;
      words[0] = this.#block;
      words[1] = 0;
      words[2] = this.#indexLow;
      words[3] = this.#indexHigh;
      philox4x32(words, this.#key0, this.#key1);
      this.#block = (this.#block + 1) >>> 0;
      this.#used = 0;
    }
    return this.#words[this.#used++]!;
  }

  /** A uniform number in [0, 1) with 53 random bits. */
  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  /** A uniform integer in [0, bound), without modulo bias; `bound` is an integer from 1 to 2^53. */
  below(bound: number): number {
    if (bound <= 4294967296) {
      const limit = 4294967296 - (4294967296 % bound);
      let draw = this.uint32();
      while (draw >= limit) draw = this.uint32();
      return draw % bound;
    }
    return Math.min(bound - 1, Math.floor(this.uniform() * bound));
  }

  /** A standard normal number (Marsaglia's polar method). */
  normal(): number {
    if (!Number.isNaN(this.#spareNormal)) {
      const spare = this.#spareNormal;
      this.#spareNormal = Number.NaN;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * Math.log(square)) / square);
        this.#spareNormal = v * factor;
        return u * factor;
      }
    }
  }

  /** An exponential number with mean 1. */
  exponential(): number {
    return -Math.log(1 - this.uniform());
  }

  /** Shuffles in place (Fisher and Yates). */
  shuffle<T extends { [index: number]: unknown; readonly length: number }>(items: T): T {
    for (let index = items.length - 1; index > 0; index--) {
      const other = this.below(index + 1);
      const held = items[index];
      items[index] = items[other];
      items[other] = held;
    }
    return items;
  }
}
