// The Sobol sequence with Owen scrambling, by random access.

import { RandomStream } from '../contract/random.ts';
import { directionNumbers } from './joe-kuo.ts';

function reverseBits(value: number): number {
  let bits = value;
  bits = ((bits >>> 1) & 0x55555555) | ((bits & 0x55555555) << 1);
  bits = ((bits >>> 2) & 0x33333333) | ((bits & 0x33333333) << 2);
  bits = ((bits >>> 4) & 0x0f0f0f0f) | ((bits & 0x0f0f0f0f) << 4);
  bits = ((bits >>> 8) & 0x00ff00ff) | ((bits & 0x00ff00ff) << 8);
  return ((bits >>> 16) | (bits << 16)) >>> 0;
}

/**
 * Nested uniform (Owen) scrambling of bit-reversed digits: every step lets a bit depend on lower bits only, so on
 * higher digits of the number, which is what Owen's scheme asks for. Hash of S. Laine and T. Karras, "Stratified
 * sampling for stochastic transparency", EGSR 2011, as improved by N. Vegdahl and used in B. Burley, "Practical
 * hash-based Owen scrambling", JCGT 9(4), 2020.
 */
function scrambleReversed(reversed: number, seed: number): number {
  let bits = reversed;
  bits ^= Math.imul(bits, 0x3d20adea);
  bits = (bits + seed) | 0;
  bits = Math.imul(bits, (seed >>> 16) | 1);
  bits ^= Math.imul(bits, 0x05526c56);
  bits ^= Math.imul(bits, 0x53a22864);
  return bits >>> 0;
}

/** Points in [0, 1)^dimensions; the first 2^32 are distinct. */
export class SobolSequence {
  readonly #directions: readonly Uint32Array[];
  readonly #scrambles: Uint32Array | undefined;

  /** Without a seed the sequence is not scrambled: its first point is the origin. At most 160 dimensions. */
  constructor(dimensions: number, seed?: number) {
    this.#directions = directionNumbers(dimensions);
    if (seed === undefined) return;
    const stream = new RandomStream(seed, 'sampler.sobol');
    this.#scrambles = Uint32Array.from({ length: dimensions }, () => stream.uint32());
  }

  /** Coordinate `dimension` of point `index`. */
  at(index: number, dimension: number): number {
    const directions = this.#directions[dimension]!;
    let digits = 0;
    for (let rest = index >>> 0, bit = 0; rest !== 0; rest >>>= 1, bit++) {
      if (rest & 1) digits ^= directions[bit]!;
    }
    if (this.#scrambles === undefined) return (digits >>> 0) / 4294967296;
    const scrambled = reverseBits(scrambleReversed(reverseBits(digits), this.#scrambles[dimension]!));
    return scrambled / 4294967296;
  }
}
