// A pseudo-random order of 0..n-1 that is computed, not stored.

import { RandomStream } from '../contract/random.ts';

const ROUNDS = 6;

/** Murmur3's finaliser over a 53-bit value and a round key. */
function mix(value: number, key: number): number {
  let hash = (key ^ Math.imul(value >>> 0, 0xcc9e2d51)) >>> 0;
  hash = (hash ^ Math.imul(Math.floor(value / 4294967296) >>> 0, 0x1b873593)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * A keyed bijection of the integers below `length` (up to 2^53): a Feistel network on two digits of nearly equal base,
 * repeated until the result falls inside (J. Black and P. Rogaway, "Ciphers with arbitrary finite domains", CT-RSA
 * 2002). Constant memory and about 0.1 microseconds an element.
 */
export class KeyedPermutation {
  readonly #length: number;
  readonly #highBase: number;
  readonly #lowBase: number;
  readonly #keys = new Uint32Array(ROUNDS);

  constructor(length: number, seed: number, name: string) {
    this.#length = length;
    this.#lowBase = Math.max(1, Math.ceil(Math.sqrt(length)));
    this.#highBase = Math.max(1, Math.ceil(length / this.#lowBase));
    const stream = new RandomStream(seed, name);
    for (let round = 0; round < ROUNDS; round++) this.#keys[round] = stream.uint32();
  }

  /** Where `index` goes. */
  at(index: number): number {
    let value = index;
    do {
      let high = Math.floor(value / this.#lowBase);
      let low = value - high * this.#lowBase;
      for (let round = 0; round < ROUNDS; round += 2) {
        high = (high + mix(low, this.#keys[round]!)) % this.#highBase;
        low = (low + mix(high, this.#keys[round + 1]!)) % this.#lowBase;
      }
      value = high * this.#lowBase + low;
    } while (value >= this.#length);
    return value;
  }
}
