// Crossover and mutation of code rows, the right kind for every kind of parameter.

import type { RandomStream } from '../contract/random.ts';
import { repairDesign } from '../space/repair.ts';
import type { Space } from '../space/space.ts';
import { sampleFeasible } from './feasible.ts';
import type { RowLookup } from './history.ts';

export interface VariationSettings {
  /** Probability that a child has two parents. */
  readonly crossoverProbability: number;
  /** Distribution index of simulated binary crossover; larger stays nearer to the parents. */
  readonly crossoverIndex: number;
  /** Expected number of mutated parameters a child. */
  readonly mutations: number;
  /** Distribution index of polynomial mutation; larger makes smaller steps. */
  readonly mutationIndex: number;
  /** Share of the children that mutate widely, more parameters and in long steps; none unless given. */
  readonly wide?: number;
}

const FLOAT = 0;
const ORDERED = 1;
const UNORDERED = 2;

/** Expected mutated parameters of a widely mutating child, and its distribution index. */
const WIDE_MUTATIONS = 3;
const WIDE_INDEX = 1;

/** How much of a difference is added, and the probability that a parameter takes part (Storn and Price's usual values). */
const DIFFERENCE_WEIGHT = 0.5;
const DIFFERENCE_CROSSOVER = 0.9;

/** Children tried before a proposal is drawn at random instead. */
const ATTEMPTS = 24;

/**
 * Numbers and ordered choices: simulated binary crossover (K. Deb and R. B. Agrawal, "Simulated binary crossover for
 * continuous search space", Complex Systems 9, 1995) and polynomial mutation (K. Deb and M. Goyal, 1996) on the unit
 * scale; a discrete value that a mutation leaves where it is moves by one level instead. Unordered choices: exchange,
 * and another choice at random. Parameters that become active take the value of the other parent, else a random one.
 * Or differential evolution (R. Storn and K. Price, Journal of Global Optimization 11, 1997), which follows the
 * direction in which the population lies. Some children mutate widely: small steps alone do not leave a population
 * that has gathered in one place.
 */
export class Variation {
  readonly #space: Space;
  readonly #settings: VariationSettings;
  readonly #kinds: Uint8Array;
  readonly #child: Float64Array;

  constructor(space: Space, settings: VariationSettings) {
    this.#space = space;
    this.#settings = settings;
    this.#kinds = Uint8Array.from(space.dimensions, (dimension) =>
      dimension.kind === 'float'
        ? FLOAT
        : dimension.kind === 'integer' || dimension.ordered
          ? ORDERED
          : UNORDERED,
    );
    this.#child = new Float64Array(space.width);
  }

  /**
   * Writes a child of two rows of `parents` that meets the design constraints and, where one can be found, is not in
   * `seen`. Where no child meets them, the last one is repaired. Throws `space-empty` where no design meets the constraints.
   */
  breed(
    stream: RandomStream,
    parents: Float64Array,
    mother: number,
    father: number,
    seen: RowLookup,
    codes: Float64Array,
    offset: number,
  ): void {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      this.#cross(stream, parents, mother, father);
      if (this.#isNew(stream, seen, codes, offset)) return;
    }
    this.#repairOrSample(stream, seen, codes, offset);
  }

  /** As `breed`, of the row `base` moved by a part of the way from row `from` to row `to`. */
  differ(
    stream: RandomStream,
    parents: Float64Array,
    base: number,
    from: number,
    to: number,
    seen: RowLookup,
    codes: Float64Array,
    offset: number,
  ): void {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      this.#move(stream, parents, base, from, to);
      if (this.#isNew(stream, seen, codes, offset)) return;
    }
    this.#repairOrSample(stream, seen, codes, offset);
  }

  /** Mutates the child and writes it; whether it may be proposed. */
  #isNew(stream: RandomStream, seen: RowLookup, codes: Float64Array, offset: number): boolean {
    this.#mutate(stream);
    codes.set(this.#child, offset);
    return this.#space.violatedConstraint(codes, offset) === undefined && !seen.has(codes, offset);
  }

  #repairOrSample(stream: RandomStream, seen: RowLookup, codes: Float64Array, offset: number): void {
    if (repairDesign(this.#space, codes, offset) && !seen.has(codes, offset)) return;
    sampleUnseen(this.#space, stream, seen, codes, offset);
  }

  #move(stream: RandomStream, parents: Float64Array, base: number, from: number, to: number): void {
    const child = this.#child;
    const { axes, width } = this.#space;
    const sure = stream.below(width);
    for (let index = 0; index < width; index++) {
      const own = parents[base + index]!;
      const start = parents[from + index]!;
      const end = parents[to + index]!;
      child[index] = own === own ? own : end;
      if (own !== own || start !== start || end !== end || start === end) continue;
      if (index !== sure && stream.uniform() >= DIFFERENCE_CROSSOVER) continue;
      if (this.#kinds[index] === UNORDERED) {
        child[index] = end;
        continue;
      }
      const axis = axes[index]!;
      const unit = axis.toUnit(own);
      const moved = unit + DIFFERENCE_WEIGHT * (axis.toUnit(end) - axis.toUnit(start));
      // Beyond an end of the range: somewhere between there and where it came from.
      child[index] = axis.fromUnit(
        moved < 0 ? stream.uniform() * unit : moved > 1 ? 1 - stream.uniform() * (1 - unit) : moved,
      );
    }
    this.#complete(stream);
  }

  #cross(stream: RandomStream, parents: Float64Array, mother: number, father: number): void {
    const child = this.#child;
    const { width } = this.#space;
    const crossing = mother !== father && stream.uniform() < this.#settings.crossoverProbability;
    for (let index = 0; index < width; index++) {
      const a = parents[mother + index]!;
      const b = parents[father + index]!;
      if (a !== a) child[index] = b;
      else if (!crossing || b !== b || a === b || stream.uint32() >= 2147483648) child[index] = a;
      else if (this.#kinds[index] === UNORDERED) child[index] = b;
      else {
        const unit = crossedUnit(
          stream,
          this.#space.toUnit(index, a),
          this.#space.toUnit(index, b),
          this.#settings.crossoverIndex,
        );
        child[index] = this.#space.fromUnit(index, unit);
      }
    }
    this.#complete(stream);
  }

  /** Gives parameters that are active but have no value one, and makes the others inactive. */
  #complete(stream: RandomStream): void {
    const child = this.#child;
    for (const index of this.#space.order) {
      if (!this.#space.isActive(index, child)) child[index] = Number.NaN;
      else if (Number.isNaN(child[index]!)) child[index] = this.#space.axes[index]!.sample(stream);
    }
  }

  #mutate(stream: RandomStream): void {
    const child = this.#child;
    const space = this.#space;
    let active = 0;
    for (let index = 0; index < space.width; index++) if (!Number.isNaN(child[index]!)) active++;
    const { wide = 0, mutations, mutationIndex } = this.#settings;
    const isWide = wide > 0 && stream.uniform() < wide;
    const probability = Math.min(1, (isWide ? WIDE_MUTATIONS : mutations) / Math.max(1, active));
    const distributionIndex = isWide ? WIDE_INDEX : mutationIndex;
    let structural = false;
    for (let index = 0; index < space.width; index++) {
      const code = child[index]!;
      if (code !== code || stream.uniform() >= probability) continue;
      child[index] = this.#mutated(stream, index, code, distributionIndex);
      structural ||= child[index] !== code;
    }
    if (structural) this.#complete(stream);
  }

  #mutated(stream: RandomStream, index: number, code: number, distributionIndex: number): number {
    const axis = this.#space.axes[index]!;
    const kind = this.#kinds[index]!;
    if (axis.size === 1) return code;
    if (kind === UNORDERED) {
      const other = stream.below(axis.size - 1);
      return other >= code ? other + 1 : other;
    }
    const unit = mutatedUnit(stream, axis.toUnit(code), distributionIndex);
    const moved = axis.fromUnit(unit);
    if (kind === FLOAT || moved !== code) return moved;
    const dimension = this.#space.dimensions[index]!;
    const step = dimension.kind === 'integer' ? dimension.step : 1;
    const up = stream.uint32() >= 2147483648;
    const lowest = dimension.kind === 'integer' ? dimension.minimum : 0;
    const highest = lowest + (axis.size - 1) * step;
    const next = code + (up ? step : -step);
    return next < lowest ? code + step : next > highest ? code - step : next;
  }
}

/** One of the two children of bounded simulated binary crossover, in [0, 1]. */
function crossedUnit(stream: RandomStream, a: number, b: number, distributionIndex: number): number {
  const low = Math.min(a, b);
  const high = Math.max(a, b);
  const span = high - low;
  if (span < 1e-14) return a;
  const draw = stream.uniform();
  const exponent = 1 / (distributionIndex + 1);
  const lower = stream.uint32() >= 2147483648;
  const room = lower ? low : 1 - high;
  const alpha = 2 - (1 + (2 * room) / span) ** -(distributionIndex + 1);
  const spread = draw <= 1 / alpha ? (draw * alpha) ** exponent : (1 / (2 - draw * alpha)) ** exponent;
  const child = lower ? 0.5 * (low + high - spread * span) : 0.5 * (low + high + spread * span);
  return child < 0 ? 0 : child > 1 ? 1 : child;
}

/** Bounded polynomial mutation of a number in [0, 1]. */
function mutatedUnit(stream: RandomStream, unit: number, distributionIndex: number): number {
  const draw = stream.uniform();
  const power = distributionIndex + 1;
  const step =
    draw < 0.5
      ? (2 * draw + (1 - 2 * draw) * (1 - unit) ** power) ** (1 / power) - 1
      : 1 - (2 * (1 - draw) + 2 * (draw - 0.5) * unit ** power) ** (1 / power);
  const moved = unit + step;
  return moved < 0 ? 0 : moved > 1 ? 1 : moved;
}

/** A random design that meets the constraints and, where a few draws find one, is not in `seen`. */
export function sampleUnseen(
  space: Space,
  stream: RandomStream,
  seen: RowLookup,
  codes: Float64Array,
  offset: number,
): void {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    sampleFeasible(space, stream, codes, offset);
    if (!seen.has(codes, offset)) return;
  }
}
