// How Parzen estimators see a space: kinds of dimensions, coordinates, and tabulated kernels.

import type { RandomStream } from '../contract/random.ts';
import type { Space } from '../space/space.ts';
import { normalCdf } from './normal.ts';

export const CONTINUOUS = 0;
/** Few ordered levels, evenly spaced: kernels are integrated over the levels' bins. */
export const LEVELS = 1;
export const UNORDERED = 2;
/** More levels than this are treated as continuous. */
const TABULATED_LEVELS = 64;
/** Bandwidths of tabulated kernels are rounded to this many steps between the narrowest and 1. */
export const BANDWIDTH_STEPS = 32;
export const NARROWEST = 0.01;

/** How each dimension is treated, computed once a space. */
export class ParzenLayout {
  readonly space: Space;
  readonly width: number;
  readonly kinds: Uint8Array;
  /** Levels of a discrete dimension. */
  readonly sizes: Float64Array;
  /** Continuous dimensions that are always active, and all others. */
  readonly plain: readonly number[];
  readonly others: readonly number[];
  /** By dimension and rounded bandwidth: logarithm of relative mass at [centre level * levels + level]. */
  readonly #tables: (Float64Array | undefined)[][];
  /** Probability of each choice before any trial; undefined for dimensions whose prior is uniform. */
  readonly #priors: readonly (Float64Array | undefined)[];

  constructor(space: Space, priors: readonly (Float64Array | undefined)[] = []) {
    this.#priors = priors;
    this.space = space;
    this.width = space.width;
    this.sizes = Float64Array.from(space.axes, (axis) => axis.size);
    this.kinds = Uint8Array.from(space.dimensions, (dimension, index) => {
      if (dimension.kind === 'choice') {
        return dimension.ordered && this.sizes[index]! <= TABULATED_LEVELS ? LEVELS : UNORDERED;
      }
      const isEven = dimension.kind === 'integer' && dimension.scale === 'linear';
      return isEven && this.sizes[index]! <= TABULATED_LEVELS ? LEVELS : CONTINUOUS;
    });
    const indices = space.dimensions.map((_, index) => index);
    const isPlain = (index: number): boolean =>
      this.kinds[index] === CONTINUOUS && !space.isConditional(index);
    this.plain = indices.filter(isPlain);
    this.others = indices.filter((index) => !isPlain(index));
    this.#tables = indices.map(() => []);
  }

  /** The coordinates kernels work in: the unit scale, or the code of an unordered choice; NaN if inactive. */
  toUnits(codes: Float64Array, offset: number, units: Float64Array, unitOffset: number): void {
    for (let index = 0; index < this.width; index++) {
      units[unitOffset + index] = this.toUnit(index, codes[offset + index]!);
    }
  }

  toUnit(index: number, code: number): number {
    if (code !== code) return Number.NaN;
    return this.kinds[index] === UNORDERED ? code : this.space.toUnit(index, code);
  }

  /** Density of the prior at a coordinate, relative to the uniform one. */
  priorDensity(index: number, unit: number): number {
    const prior = this.#priors[index];
    return prior === undefined || unit !== unit ? 1 : prior[unit]! * prior.length;
  }

  /** The same over all dimensions of the row of coordinates at `offset`. */
  jointPriorDensity(units: Float64Array, offset: number): number {
    let density = 1;
    for (let index = 0; index < this.#priors.length; index++) {
      density *= this.priorDensity(index, units[offset + index]!);
    }
    return density;
  }

  /** The choice of an unordered dimension that has a prior, at a quantile of it; any other quantile is as it was. */
  priorQuantile(index: number, quantile: number): number {
    const prior = this.#priors[index];
    if (prior === undefined) return quantile;
    let rest = quantile;
    let choice = 0;
    while (choice + 1 < prior.length && rest >= prior[choice]!) rest -= prior[choice++]!;
    return (choice + 0.5) / prior.length;
  }

  /** Draws a code from the prior. */
  samplePrior(index: number, stream: RandomStream): number {
    const axis = this.space.axes[index]!;
    if (this.#priors[index] === undefined) return axis.sample(stream);
    return axis.fromUnit(this.priorQuantile(index, stream.uniform()));
  }

  /** Logarithm of relative mass at [centre level * levels + level], for a bandwidth of `bandwidthStep`. */
  levelTable(index: number, step: number): Float64Array {
    return (this.#tables[index]![step] ??= levelTable(
      this.sizes[index]!,
      NARROWEST ** (1 - step / BANDWIDTH_STEPS),
    ));
  }
}

/** The rounded bandwidth that tabulated kernels have. */
export function bandwidthStep(bandwidth: number): number {
  const step = Math.round((BANDWIDTH_STEPS * Math.log(bandwidth / NARROWEST)) / -Math.log(NARROWEST));
  return Math.min(BANDWIDTH_STEPS, Math.max(0, step));
}

function levelTable(size: number, bandwidth: number): Float64Array {
  const table = new Float64Array(size * size);
  for (let centre = 0; centre < size; centre++) {
    const middle = (centre + 0.5) / size;
    const inside = normalCdf((1 - middle) / bandwidth) - normalCdf(-middle / bandwidth);
    for (let level = 0; level < size; level++) {
      const mass =
        normalCdf(((level + 1) / size - middle) / bandwidth) - normalCdf((level / size - middle) / bandwidth);
      table[centre * size + level] = Math.log(Math.max(1e-100, (size * mass) / inside));
    }
  }
  return table;
}
