// Which trial first had a design: a hash table in typed arrays, 16 bytes a slot, about 30 MB for a million designs.
// A design is known by 96 bits, so that two of a million differ and yet look the same with a chance of 10^-17; codes
// are not kept. The hash of a design is the sum of hashes of its parameters' values, whatever the order and whether a
// parameter varies or is fixed, so that studies of one system can look into each other's.

import type { Study } from '../contract/study.ts';
import type { ParameterValue } from '../contract/system.ts';

const LANES = 3;
/** Share of slots in use at which the table doubles. */
const FULLEST = 0.6;
const FEWEST_SLOTS = 1024;

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** A mix of 32 bits in which every input bit changes half of the output bits. */
function mix(value: number): number {
  let x = value;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

function textHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return mix(hash);
}

/** Adds the hash of one parameter's value to the lanes of a design. */
function addValue(lanes: Uint32Array, salt: number, low: number, high: number): void {
  const mixedLow = mix(low ^ salt);
  const mixedHigh = mix(high + Math.imul(salt, 0x9e3779b1));
  for (let lane = 0; lane < LANES; lane++) {
    const seed = Math.imul(lane + 1, 0x85ebca6b);
    lanes[lane] = (lanes[lane]! + mix(mixedLow ^ Math.imul(mixedHigh ^ seed, 0xc2b2ae35))) >>> 0;
  }
}

function addNumber(lanes: Uint32Array, salt: number, value: number): void {
  // Zero has one hash, whatever its sign.
  double[0] = value === 0 ? 0 : value;
  addValue(lanes, salt, halves[0]!, halves[1]!);
}

function addParameter(lanes: Uint32Array, salt: number, value: ParameterValue): void {
  if (typeof value === 'number') addNumber(lanes, salt, value);
  else addValue(lanes, salt, textHash(String(value)), typeof value === 'string' ? 1 : 2);
}

/** Hashes code rows of one study. */
export class DesignHasher {
  readonly width: number;
  readonly #fixed = new Uint32Array(LANES);
  readonly #salts: readonly number[];
  /** Per choice dimension, the hashes of its choices, lane by lane. */
  readonly #choices: readonly (Uint32Array | undefined)[];

  constructor(study: Pick<Study, 'dimensions' | 'fixed'>) {
    const { dimensions, fixed } = study;
    this.width = dimensions.length;
    this.#salts = dimensions.map(({ id }) => textHash(id));
    for (const [id, value] of Object.entries(fixed)) addParameter(this.#fixed, textHash(id), value);
    this.#choices = dimensions.map((dimension, index) => {
      if (dimension.kind !== 'choice') return undefined;
      const hashes = new Uint32Array(dimension.choices.length * LANES);
      dimension.choices.forEach((choice, code) =>
        addParameter(hashes.subarray(code * LANES, (code + 1) * LANES), this.#salts[index]!, choice),
      );
      return hashes;
    });
  }

  /** Writes the hash of the row at `offset` into `lanes`. */
  hash(codes: Float64Array, offset: number, lanes: Uint32Array): void {
    let first = this.#fixed[0]!;
    let second = this.#fixed[1]!;
    let third = this.#fixed[2]!;
    for (let column = 0; column < this.width; column++) {
      const code = codes[offset + column]!;
      // An inactive parameter is no part of the design.
      if (code !== code) continue;
      const choices = this.#choices[column];
      if (choices === undefined) {
        lanes.fill(0);
        addNumber(lanes, this.#salts[column]!, code);
        first = (first + lanes[0]!) >>> 0;
        second = (second + lanes[1]!) >>> 0;
        third = (third + lanes[2]!) >>> 0;
      } else {
        first = (first + choices[code * LANES]!) >>> 0;
        second = (second + choices[code * LANES + 1]!) >>> 0;
        third = (third + choices[code * LANES + 2]!) >>> 0;
      }
    }
    lanes[0] = first;
    lanes[1] = second;
    lanes[2] = third;
  }
}

/** Numbers by design, of one study or of several. */
export class DesignIndex {
  readonly #lanes = new Uint32Array(LANES);
  #keys = new Uint32Array(FEWEST_SLOTS * LANES);
  /** Number of the design in a slot plus one; 0 where the slot is free. */
  #numbers = new Uint32Array(FEWEST_SLOTS);
  #size = 0;

  /** Designs in the index. */
  get size(): number {
    return this.#size;
  }

  /** The number of the design at `offset`, if it is known. */
  find(hasher: DesignHasher, codes: Float64Array, offset: number): number | undefined {
    hasher.hash(codes, offset, this.#lanes);
    const number = this.#numbers[this.#slot()]!;
    return number === 0 ? undefined : number - 1;
  }

  /** The number of the design at `offset`; where it is not known it is `number` from now on, and undefined returned. */
  findOrAdd(hasher: DesignHasher, codes: Float64Array, offset: number, number: number): number | undefined {
    hasher.hash(codes, offset, this.#lanes);
    const slot = this.#slot();
    const known = this.#numbers[slot]!;
    if (known !== 0) return known - 1;
    this.#put(slot, number);
    return undefined;
  }

  /** Gives a design another number. */
  replace(hasher: DesignHasher, codes: Float64Array, offset: number, number: number): void {
    hasher.hash(codes, offset, this.#lanes);
    const slot = this.#slot();
    if (this.#numbers[slot] === 0) this.#put(slot, number);
    else this.#numbers[slot] = number + 1;
  }

  /** The slot of the hash in `#lanes`: its own, or the free one where it would be. */
  #slot(): number {
    // Index by index: taking a typed array apart goes through an iterator.
    const first = this.#lanes[0]!;
    const second = this.#lanes[1]!;
    const third = this.#lanes[2]!;
    const mask = this.#numbers.length - 1;
    let slot = first & mask;
    while (this.#numbers[slot] !== 0) {
      const key = slot * LANES;
      if (this.#keys[key] === first && this.#keys[key + 1] === second && this.#keys[key + 2] === third) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #put(slot: number, number: number): void {
    this.#numbers[slot] = number + 1;
    for (let lane = 0; lane < LANES; lane++) this.#keys[slot * LANES + lane] = this.#lanes[lane]!;
    this.#size++;
    if (this.#size > this.#numbers.length * FULLEST) this.#grow();
  }

  #grow(): void {
    const keys = this.#keys;
    const numbers = this.#numbers;
    this.#keys = new Uint32Array(keys.length * 2);
    this.#numbers = new Uint32Array(numbers.length * 2);
    for (let slot = 0; slot < numbers.length; slot++) {
      if (numbers[slot] === 0) continue;
      this.#lanes.set(keys.subarray(slot * LANES, (slot + 1) * LANES));
      const free = this.#slot();
      this.#numbers[free] = numbers[slot]!;
      this.#keys.set(this.#lanes, free * LANES);
    }
  }
}
