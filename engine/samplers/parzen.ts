// A Parzen estimator over code rows: a mixture of one product kernel a trial, and the uniform distribution as prior.
//
// Every density is relative to the uniform one, in the unit cube, so that designs with different active parameters
// compare: an inactive parameter contributes a factor of 1, and so does a parameter that the kernel's trial lacks.
// That is how conditional spaces are handled: one estimator, kernels that say nothing about what they have not seen.

import type { RandomStream } from '../contract/random.ts';
import type { Space } from '../space/space.ts';
import { normalCdf } from './normal.ts';

const CONTINUOUS = 0;
/** Few ordered levels, evenly spaced: kernels are integrated over the levels' bins. */
const LEVELS = 1;
const UNORDERED = 2;
/** More levels than this are treated as continuous. */
const TABULATED_LEVELS = 64;
/** Bandwidths of tabulated kernels are rounded to this many steps between the narrowest and 1. */
const BANDWIDTH_STEPS = 32;
const NARROWEST = 0.01;
/** Terms this far below the prior in logarithm add nothing. */
const NEGLIGIBLE = -16;
/** Kernels no wider than this reach no farther than `NARROW_REACH`. */
const NARROW = 2 * NARROWEST;
const NARROW_REACH = NARROW * Math.sqrt(-2 * NEGLIGIBLE);

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

  constructor(space: Space) {
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

  levelTable(index: number, bandwidth: number): Float64Array {
    const step = Math.min(
      BANDWIDTH_STEPS,
      Math.max(0, Math.round((BANDWIDTH_STEPS * Math.log(bandwidth / NARROWEST)) / -Math.log(NARROWEST))),
    );
    return (this.#tables[index]![step] ??= levelTable(
      this.sizes[index]!,
      NARROWEST ** (1 - step / BANDWIDTH_STEPS),
    ));
  }
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
  /** Sum of the normalisers of the plain dimensions. */
  plainNormalisers: Float64Array;
  /** Kernels by rising coordinate in each numeric dimension. */
  readonly #sorted: Uint32Array[];
  readonly #sortedCounts: Uint32Array;
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
    this.plainNormalisers = new Float64Array(capacity);
    this.#sorted = Array.from(layout.kinds, () => new Uint32Array(capacity));
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
      let low = 0;
      let high = length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (this.units[sorted[middle]! * width + index]! <= unit) low = middle + 1;
        else high = middle;
      }
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
    if (kinds[index] !== CONTINUOUS) return;
    const normaliser = logNormaliser(unit, bandwidth);
    if (!this.layout.space.isConditional(index)) {
      this.plainNormalisers[kernel]! += normaliser - this.normalisers[cell]!;
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
    const plainCount = plain.length;
    // Plain coordinates packed, so that the inner loop runs along memory.
    const points = new Float64Array(plainCount * count);
    for (let row = 0; row < count; row++) {
      for (let place = 0; place < plainCount; place++) {
        points[row * plainCount + place] = candidates[row * width + plain[place]!]!;
      }
    }
    const columns = Uint32Array.from(plain);
    const factors = new Float64Array(count);
    const lowest = Math.log(floor) + NEGLIGIBLE;
    const { units, inverses } = this;
    for (let kernel = 0; kernel < this.count; kernel++) {
      const weight = weights[kernel]!;
      if (weight === 0) continue;
      const base = kernel * width;
      const constant = Math.log(weight) - this.plainNormalisers[kernel]!;
      if (others.length > 0) {
        factors.fill(0);
        for (const index of others) this.#addLogFactors(index, base, candidates, count, factors);
      }
      for (let row = 0; row < count; row++) {
        let exponent = constant + factors[row]!;
        const point = row * plainCount;
        // From here on the exponent only falls, so most kernels are given up after a dimension or two.
        for (let place = 0; place < plainCount && exponent > lowest; place++) {
          const cell = base + columns[place]!;
          const distance = (points[point + place]! - units[cell]!) * inverses[cell]!;
          exponent -= distance * distance;
        }
        if (exponent > lowest) sums[row]! += Math.exp(exponent < 700 ? exponent : 700);
      }
    }
  }

  /** Adds the logarithm of one dimension's factor of one kernel. */
  #addLogFactors(
    index: number,
    base: number,
    candidates: Float64Array,
    count: number,
    exponents: Float64Array,
    stride = this.layout.width,
    column = index,
  ): void {
    const { kinds, sizes } = this.layout;
    const centre = this.units[base + index]!;
    if (centre !== centre) return;
    switch (kinds[index]) {
      case UNORDERED: {
        // Every kernel gives its own choice one count and all choices together share the prior's.
        const size = sizes[index]!;
        const share = this.#share();
        const matching = Math.log((size * (1 + share)) / (1 + size * share));
        const differing = Math.log((size * share) / (1 + size * share));
        for (let row = 0; row < count; row++) {
          const unit = candidates[row * stride + column]!;
          if (unit === unit) exponents[row]! += unit === centre ? matching : differing;
        }
        return;
      }
      case LEVELS: {
        const size = sizes[index]!;
        const table = this.layout.levelTable(index, this.bandwidths[base + index]!);
        const from = Math.floor(centre * size) * size;
        for (let row = 0; row < count; row++) {
          const unit = candidates[row * stride + column]!;
          if (unit === unit) exponents[row]! += table[from + Math.floor(unit * size)]!;
        }
        return;
      }
      default: {
        const inverse = this.inverses[base + index]!;
        const normaliser = this.normalisers[base + index]!;
        for (let row = 0; row < count; row++) {
          const difference = (candidates[row * stride + column]! - centre) * inverse;
          if (difference === difference) exponents[row]! -= difference * difference + normaliser;
        }
      }
    }
  }

  /** The same for one dimension alone: adds weighted densities at `count` coordinates of dimension `index`. */
  addColumnDensities(
    index: number,
    values: Float64Array,
    count: number,
    weights: Float64Array,
    sums: Float64Array,
  ): void {
    if (this.layout.kinds[index] === CONTINUOUS) {
      this.#addContinuousColumn(index, values, count, weights, sums);
      return;
    }
    const { width } = this.layout;
    const factors = new Float64Array(count);
    for (let kernel = 0; kernel < this.count; kernel++) {
      const weight = weights[kernel]!;
      if (weight === 0 || Number.isNaN(this.units[kernel * width + index]!)) continue;
      factors.fill(0);
      this.#addLogFactors(index, kernel * width, values, count, factors, 1, 0);
      for (let row = 0; row < count; row++) sums[row]! += weight * Math.exp(factors[row]!);
    }
  }

  /** Wide kernels are asked everywhere, narrow ones (nearly all, once there are many) only near a value. */
  #addContinuousColumn(
    index: number,
    values: Float64Array,
    count: number,
    weights: Float64Array,
    sums: Float64Array,
  ): void {
    const { width } = this.layout;
    const sorted = this.#sorted[index]!;
    const length = this.#sortedCounts[index]!;
    const positions = new Float64Array(length);
    for (let place = 0; place < length; place++) {
      const kernel = sorted[place]!;
      const cell = kernel * width + index;
      positions[place] = this.units[cell]!;
      const weight = weights[kernel]!;
      if (this.bandwidths[cell]! <= NARROW || weight === 0) continue;
      for (let row = 0; row < count; row++) sums[row]! += weight * this.#density(cell, values[row]!);
    }
    for (let row = 0; row < count; row++) {
      const value = values[row]!;
      let low = 0;
      let high = length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (positions[middle]! < value - NARROW_REACH) low = middle + 1;
        else high = middle;
      }
      for (let place = low; place < length && positions[place]! <= value + NARROW_REACH; place++) {
        const kernel = sorted[place]!;
        const cell = kernel * width + index;
        const weight = weights[kernel]!;
        if (this.bandwidths[cell]! > NARROW || weight === 0) continue;
        sums[row]! += weight * this.#density(cell, value);
      }
    }
  }

  /** Density of one continuous kernel in one dimension. */
  #density(cell: number, value: number): number {
    const distance = (value - this.units[cell]!) * this.inverses[cell]!;
    const square = distance * distance;
    return square < -NEGLIGIBLE ? Math.exp(-square - this.normalisers[cell]!) : 0;
  }

  /** Draws a coordinate of dimension `index` around a kernel, or uniformly where it has none; as codes. */
  sampleColumn(index: number, kernel: number, stream: RandomStream): number {
    const { space, width, kinds, sizes } = this.layout;
    const centre = kernel < this.count ? this.units[kernel * width + index]! : Number.NaN;
    if (centre !== centre) return space.axes[index]!.sample(stream);
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
   * Draws a row of codes around a kernel, or uniformly where `kernel` is `count` and for parameters that the kernel's
   * trial lacks.
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
function logNormaliser(centre: number, bandwidth: number): number {
  const mass = normalCdf((1 - centre) / bandwidth) - normalCdf(-centre / bandwidth);
  return Math.log(bandwidth * Math.sqrt(2 * Math.PI) * mass);
}
