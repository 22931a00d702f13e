// A Parzen estimator over code rows: a mixture of one product kernel a trial, and a prior: uniform but for choices
// that the user gives weights.
//
// Every density is relative to the uniform one, in the unit cube, so that designs with different active parameters
// compare: an inactive parameter contributes a factor of 1, and so does a parameter that the kernel's trial lacks.
// That is how conditional spaces are handled: one estimator, kernels that say nothing about what they have not seen.

import type { RandomStream } from '../contract/random.ts';
import { normalCdf } from './normal.ts';
import {
  bandwidthStep,
  CONTINUOUS,
  LEVELS,
  NARROWEST,
  UNORDERED,
  type ParzenLayout,
} from './parzen-layout.ts';

/** From so many kernels on, those of the least bandwidth are looked for near a point instead of all being tried. */
const WINDOWED_FROM = 256;
/** Terms this far below the prior in logarithm add nothing. */
export const NEGLIGIBLE = -16;

/**
 * Kernels that narrow where trials are dense: the bandwidth of a kernel in a dimension is the larger distance to its
 * two neighbours (J. Bergstra, R. Bardenet, Y. Bengio and B. Kegl, "Algorithms for hyper-parameter optimization",
 * NeurIPS 2011, section 4), at least 1 / min(100, kernels + 2). Kernels are added one by one; each addition touches
 * only the neighbours, so a set of thousands grows in microseconds.
 */
export class ParzenKernels {
  readonly layout: ParzenLayout;
  count = 0;
  /** Row-major coordinates (see `ParzenLayout.toUnits`). */
  units: Float64Array;
  bandwidths: Float64Array;
  /** 1 / (sqrt(2) * bandwidth), what exponents are computed with. */
  inverses: Float64Array;
  /** Logarithm of each continuous kernel's mass inside [0, 1] times its peak's inverse. */
  normalisers: Float64Array;
  /** Rounded bandwidths of tabulated dimensions. */
  steps: Uint8Array;
  /** Sum of the normalisers of the plain dimensions. */
  plainNormalisers: Float64Array;
  /** Kernels by rising coordinate in each numeric dimension. */
  readonly #sorted: Uint32Array[];
  readonly #sortedCounts: Uint32Array;
  /** Largest bandwidth among the plain dimensions of a kernel. */
  #widest: Float64Array;
  #narrowest = 1;
  readonly #finalCount: number;

  /** A set of known size is given its `finalCount`, so that bandwidths are right from the start. */
  constructor(layout: ParzenLayout, finalCount?: number) {
    const capacity = Math.max(1, finalCount ?? 64);
    this.layout = layout;
    this.units = new Float64Array(capacity * layout.width);
    this.bandwidths = new Float64Array(capacity * layout.width);
    this.inverses = new Float64Array(capacity * layout.width);
    this.normalisers = new Float64Array(capacity * layout.width);
    this.steps = new Uint8Array(capacity * layout.width);
    this.plainNormalisers = new Float64Array(capacity);
    this.#sorted = Array.from(layout.kinds, () => new Uint32Array(capacity));
    this.#widest = new Float64Array(capacity);
    this.#sortedCounts = new Uint32Array(layout.width);
    this.#finalCount = finalCount ?? 0;
    this.#narrowest = narrowestOf(this.#finalCount);
  }

  /** Adds the row of coordinates at `offset`. */
  add(units: Float64Array, offset: number): void {
    const { width, kinds } = this.layout;
    const kernel = this.count;
    if (kernel === this.plainNormalisers.length) this.#grow();
    for (let index = 0; index < width; index++) this.units[kernel * width + index] = units[offset + index]!;
    this.count++;
    const narrowest = narrowestOf(Math.max(this.count, this.#finalCount));
    const all = narrowest !== this.#narrowest;
    this.#narrowest = narrowest;
    for (let index = 0; index < width; index++) {
      const unit = units[offset + index]!;
      if (kinds[index] === UNORDERED || unit !== unit) continue;
      const sorted = this.#sorted[index]!;
      const length = this.#sortedCounts[index]!;
      const low = this.#placeOf(index, unit);
      sorted.copyWithin(low + 1, low, length);
      sorted[low] = kernel;
      this.#sortedCounts[index] = length + 1;
      if (all) continue;
      for (let place = Math.max(0, low - 1); place <= Math.min(length, low + 1); place++)
        this.#fit(index, place);
    }
    if (!all) return;
    for (let index = 0; index < width; index++) {
      for (let place = 0; place < this.#sortedCounts[index]!; place++) this.#fit(index, place);
    }
  }

  /** Sets bandwidth and normaliser of the kernel at a place of a dimension's order. */
  #fit(index: number, place: number): void {
    const { width, kinds } = this.layout;
    const sorted = this.#sorted[index]!;
    const kernel = sorted[place]!;
    const cell = kernel * width + index;
    const unit = this.units[cell]!;
    const last = this.#sortedCounts[index]! - 1;
    const below = place === 0 ? undefined : unit - this.units[sorted[place - 1]! * width + index]!;
    const above = place === last ? undefined : this.units[sorted[place + 1]! * width + index]! - unit;
    const gap = below === undefined && above === undefined ? 1 : Math.max(below ?? 0, above ?? 0);
    const bandwidth = Math.min(1, Math.max(this.#narrowest, gap));
    this.bandwidths[cell] = bandwidth;
    this.inverses[cell] = Math.SQRT1_2 / bandwidth;
    if (kinds[index] === LEVELS) {
      this.steps[cell] = bandwidthStep(bandwidth);
      return;
    }
    const normaliser = logNormaliser(unit, bandwidth);
    if (!this.layout.space.isConditional(index)) {
      this.plainNormalisers[kernel]! += normaliser - this.normalisers[cell]!;
      let widest = 0;
      for (const plain of this.layout.plain) {
        widest = Math.max(widest, this.bandwidths[kernel * width + plain]!);
      }
      this.#widest[kernel] = widest;
    }
    this.normalisers[cell] = normaliser;
  }

  #grow(): void {
    const larger = (column: Float64Array): Float64Array => {
      const copy = new Float64Array(2 * column.length);
      copy.set(column);
      return copy;
    };
    this.units = larger(this.units);
    this.bandwidths = larger(this.bandwidths);
    this.inverses = larger(this.inverses);
    this.normalisers = larger(this.normalisers);
    this.plainNormalisers = larger(this.plainNormalisers);
    this.#widest = larger(this.#widest);
    const steps = new Uint8Array(2 * this.steps.length);
    steps.set(this.steps);
    this.steps = steps;
    this.#sorted.forEach((sorted, index) => {
      const copy = new Uint32Array(2 * sorted.length);
      copy.set(sorted);
      this.#sorted[index] = copy;
    });
  }

  /**
   * Adds each kernel's weighted density at `count` rows of coordinates to `sums`. Kernels of weight 0 are skipped;
   * terms that are nothing beside `floor` are left out.
   */
  addDensities(
    candidates: Float64Array,
    count: number,
    weights: Float64Array,
    floor: number,
    sums: Float64Array,
  ): void {
    const { width, plain, others } = this.layout;
    const columns = Uint32Array.from(plain);
    const plainCount = columns.length;
    const most = others.map((index) => this.#mostLogFactor(index));
    const mostOfOthers = most.reduce((sum, value) => sum + value, 0);
    const lowest = Math.log(floor) + NEGLIGIBLE;
    const { units, inverses } = this;
    const bounds = new Float64Array(this.count);
    const everywhere: number[] = [];
    let highest = lowest;
    const isWindowed = this.count >= WINDOWED_FROM && plainCount > 0;
    for (let kernel = 0; kernel < this.count; kernel++) {
      const weight = weights[kernel]!;
      bounds[kernel] =
        weight === 0
          ? Number.NEGATIVE_INFINITY
          : Math.log(weight) - this.plainNormalisers[kernel]! + mostOfOthers;
      if (isWindowed && this.#widest[kernel]! <= NARROWEST) highest = Math.max(highest, bounds[kernel]!);
      else everywhere.push(kernel);
    }
    const addOne = (kernel: number, row: number): void => {
      // The exponent begins at its bound and only falls, so most kernels are given up after a dimension or two.
      let exponent = bounds[kernel]!;
      const base = kernel * width;
      const point = row * width;
      for (let place = 0; place < plainCount && exponent > lowest; place++) {
        const index = columns[place]!;
        const distance = (candidates[point + index]! - units[base + index]!) * inverses[base + index]!;
        exponent -= distance * distance;
      }
      for (let place = 0; place < others.length && exponent > lowest; place++) {
        const index = others[place]!;
        exponent += this.logFactor(index, base, candidates[point + index]!) - most[place]!;
      }
      if (exponent > lowest) sums[row]! += Math.exp(exponent < 700 ? exponent : 700);
    };
    const reach = NARROWEST * Math.sqrt(2 * (highest - lowest));
    for (let row = 0; row < count; row++) {
      for (const kernel of everywhere) addOne(kernel, row);
      if (!isWindowed) continue;
      // Narrow kernels out of reach in one dimension are out of reach: the dimension with the fewest in reach decides.
      let column = 0;
      let from = 0;
      let end = this.count;
      for (const index of columns) {
        const unit = candidates[row * width + index]!;
        const first = this.#placeOf(index, unit - reach);
        const last = this.#placeOf(index, unit + reach);
        if (last - first > end - from) continue;
        column = index;
        from = first;
        end = last;
      }
      const sorted = this.#sorted[column]!;
      for (let place = from; place < end; place++) {
        const kernel = sorted[place]!;
        if (this.#widest[kernel]! <= NARROWEST) addOne(kernel, row);
      }
    }
  }

  /** How many kernels lie at or below a coordinate of a numeric dimension. */
  #placeOf(index: number, unit: number): number {
    const sorted = this.#sorted[index]!;
    const { width } = this.layout;
    let low = 0;
    let high = this.#sortedCounts[index]!;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.units[sorted[middle]! * width + index]! <= unit) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** What no factor of the dimension exceeds, in logarithm. */
  #mostLogFactor(index: number): number {
    const size = this.layout.sizes[index]!;
    if (this.layout.kinds[index] === CONTINUOUS) {
      // At the end of the range half of a kernel is outside.
      return -Math.log(this.#narrowest * Math.sqrt(2 * Math.PI) * 0.5);
    }
    return Math.log(size);
  }

  /** Logarithm of one dimension's factor of the kernel whose row begins at `base`. */
  logFactor(index: number, base: number, unit: number): number {
    const cell = base + index;
    const centre = this.units[cell]!;
    if (centre !== centre || unit !== unit) return 0;
    const { kinds, sizes } = this.layout;
    switch (kinds[index]) {
      case UNORDERED:
        return unit === centre ? this.logMatching(index) : this.logDiffering(index);
      case LEVELS: {
        const size = sizes[index]!;
        const table = this.layout.levelTable(index, this.steps[cell]!);
        return table[Math.floor(centre * size) * size + Math.floor(unit * size)]!;
      }
      default: {
        const difference = (unit - centre) * this.inverses[cell]!;
        return -difference * difference - this.normalisers[cell]!;
      }
    }
  }

  /** Factor of an unordered choice that is the kernel's own; all choices together share the prior's one count. */
  logMatching(index: number): number {
    const size = this.layout.sizes[index]!;
    const share = this.#share();
    return Math.log((size * (1 + share)) / (1 + size * share));
  }

  /** Factor of an unordered choice that is not the kernel's own. */
  logDiffering(index: number): number {
    const size = this.layout.sizes[index]!;
    const share = this.#share();
    return Math.log((size * share) / (1 + size * share));
  }

  /** Draws a coordinate of dimension `index` around a kernel, or from the prior where it has none; as codes. */
  sampleColumn(index: number, kernel: number, stream: RandomStream): number {
    const { space, width, kinds, sizes } = this.layout;
    const centre = kernel < this.count ? this.units[kernel * width + index]! : Number.NaN;
    if (centre !== centre) return this.layout.samplePrior(index, stream);
    if (kinds[index] === UNORDERED) {
      const size = sizes[index]!;
      const keeps = stream.uniform() * (1 + size * this.#share()) < 1;
      return keeps ? centre : stream.below(size);
    }
    return space.fromUnit(index, truncatedNormal(stream, centre, this.bandwidths[kernel * width + index]!));
  }

  #share(): number {
    return 1 / (this.count + 1);
  }

  /**
   * Draws a row of codes around a kernel, or from the prior where `kernel` is `count` and for parameters that the
   * kernel's trial lacks.
   */
  sample(kernel: number, stream: RandomStream, codes: Float64Array, offset: number): void {
    const { space } = this.layout;
    for (const index of space.order) {
      if (!space.isActive(index, codes, offset)) {
        codes[offset + index] = Number.NaN;
        continue;
      }
      codes[offset + index] = this.sampleColumn(index, kernel, stream);
    }
  }
}

/** Least bandwidth of a set of kernels. */
function narrowestOf(count: number): number {
  return Math.max(NARROWEST, 1 / (count + 2));
}

function truncatedNormal(stream: RandomStream, centre: number, bandwidth: number): number {
  for (;;) {
    const unit = centre + bandwidth * stream.normal();
    if (unit >= 0 && unit <= 1) return unit;
  }
}

/** log(bandwidth * sqrt(2 pi) * mass of N(centre, bandwidth) inside [0, 1]). */
export function logNormaliser(centre: number, bandwidth: number): number {
  const mass = normalCdf((1 - centre) / bandwidth) - normalCdf(-centre / bandwidth);
  return Math.log(bandwidth * Math.sqrt(2 * Math.PI) * mass);
}
