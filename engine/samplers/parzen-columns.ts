// Densities of a weighted set of Parzen kernels in one dimension at a time, in constant time a kernel: kernels that
// differ by nothing but their centre are added up by centre before any density is computed.

import { logNormaliser, NEGLIGIBLE, type ParzenKernels } from './parzen.ts';
import { BANDWIDTH_STEPS, CONTINUOUS, NARROWEST, UNORDERED } from './parzen-layout.ts';

/** From so many kernels on, those of the least bandwidth are added up in bins. */
const BINNED_FROM = 256;
/** Bins of a continuous dimension: a twentieth of the least bandwidth, so densities are right to 0.1 %. */
const BINS = 2048;
const REACH = Math.ceil(NARROWEST * Math.sqrt(-2 * NEGLIGIBLE) * BINS);
/** Bell of the least bandwidth by distance in bins. */
const BELL = Float64Array.from({ length: REACH + 2 }, (_, distance) =>
  Math.exp(-0.5 * (distance / (BINS * NARROWEST)) ** 2),
);

/** Prepares each dimension when it is first asked for, so that repeated questions about one set are cheap. */
export class WeightedColumns {
  readonly #kernels: ParzenKernels;
  readonly #weights: Float64Array;
  readonly #columns: (((unit: number) => number) | undefined)[] = [];

  /** `weights` by kernel; neither may change while this is in use. */
  constructor(kernels: ParzenKernels, weights: Float64Array) {
    this.#kernels = kernels;
    this.#weights = weights;
  }

  /** Adds the weighted densities of dimension `index`, relative to uniform, at `count` coordinates to `sums`. */
  add(index: number, units: Float64Array, count: number, sums: Float64Array): void {
    const density = (this.#columns[index] ??= this.#column(index));
    for (let row = 0; row < count; row++) sums[row]! += density(units[row]!);
  }

  #column(index: number): (unit: number) => number {
    switch (this.#kernels.layout.kinds[index]) {
      case UNORDERED:
        return this.#choices(index);
      case CONTINUOUS:
        return this.#continuous(index);
      default:
        return this.#levels(index);
    }
  }

  #choices(index: number): (unit: number) => number {
    const { layout, units, count } = this.#kernels;
    const { width } = layout;
    const own = new Float64Array(layout.sizes[index]!);
    let total = 0;
    for (let kernel = 0; kernel < count; kernel++) {
      const choice = units[kernel * width + index]!;
      if (choice !== choice) continue;
      own[choice]! += this.#weights[kernel]!;
      total += this.#weights[kernel]!;
    }
    const matching = Math.exp(this.#kernels.logMatching(index));
    const differing = Math.exp(this.#kernels.logDiffering(index));
    return (choice) => own[choice]! * matching + (total - own[choice]!) * differing;
  }

  #levels(index: number): (unit: number) => number {
    const { layout, units, steps, count } = this.#kernels;
    const { width } = layout;
    const size = layout.sizes[index]!;
    const byStep = new Float64Array((BANDWIDTH_STEPS + 1) * size);
    for (let kernel = 0; kernel < count; kernel++) {
      const centre = units[kernel * width + index]!;
      if (centre !== centre) continue;
      byStep[steps[kernel * width + index]! * size + Math.floor(centre * size)]! += this.#weights[kernel]!;
    }
    const densities = new Float64Array(size);
    byStep.forEach((weight, group) => {
      if (weight === 0) return;
      const centre = group % size;
      const table = layout.levelTable(index, (group - centre) / size);
      for (let level = 0; level < size; level++) {
        densities[level]! += weight * Math.exp(table[centre * size + level]!);
      }
    });
    return (unit) => densities[Math.floor(unit * size)]!;
  }

  /** Kernels of the least bandwidth (nearly all, once there are many) in bins, the others one by one. */
  #continuous(index: number): (unit: number) => number {
    const { layout, units, bandwidths, inverses, normalisers, count } = this.#kernels;
    const { width } = layout;
    const weights = this.#weights;
    const isBinned = count >= BINNED_FROM;
    const bins = new Float64Array(isBinned ? BINS + 1 : 0);
    const single: number[] = [];
    for (let kernel = 0; kernel < count; kernel++) {
      const weight = weights[kernel]!;
      const cell = kernel * width + index;
      const centre = units[cell]!;
      if (weight === 0 || centre !== centre) continue;
      if (!isBinned || bandwidths[cell]! > NARROWEST) {
        single.push(kernel);
        continue;
      }
      const place = centre * BINS;
      const bin = place < BINS ? Math.floor(place) : BINS - 1;
      bins[bin]! += weight * (1 - place + bin);
      bins[bin + 1]! += weight * (place - bin);
    }
    if (isBinned) {
      const peaks = narrowPeaks();
      for (let bin = 0; bin <= BINS; bin++) bins[bin]! *= peaks[bin]!;
    }
    return (unit) => {
      let sum = 0;
      for (const kernel of single) {
        const cell = kernel * width + index;
        const distance = (unit - units[cell]!) * inverses[cell]!;
        const square = distance * distance;
        if (square < -NEGLIGIBLE) sum += weights[kernel]! * Math.exp(-square - normalisers[cell]!);
      }
      return isBinned ? sum + binned(bins, unit) : sum;
    };
  }
}

let peaksOfNarrow: Float64Array | undefined;

/** Density that a kernel of the least bandwidth has at its own centre, by bin. */
function narrowPeaks(): Float64Array {
  return (peaksOfNarrow ??= Float64Array.from({ length: BINS + 1 }, (_, bin) =>
    Math.exp(-logNormaliser(bin / BINS, NARROWEST)),
  ));
}

/** The bins spread by the bell of the least bandwidth, interpolated between the two nearest bins. */
function binned(bins: Float64Array, unit: number): number {
  const place = unit * BINS;
  const below = place < BINS ? Math.floor(place) : BINS - 1;
  let atBelow = 0;
  let atAbove = 0;
  for (let bin = Math.max(0, below - REACH); bin <= below; bin++) {
    atBelow += bins[bin]! * BELL[below - bin]!;
    atAbove += bins[bin]! * BELL[below + 1 - bin]!;
  }
  const last = Math.min(BINS, below + 1 + REACH);
  for (let bin = below + 1; bin <= last; bin++) {
    atBelow += bins[bin]! * BELL[bin - below]!;
    atAbove += bins[bin]! * BELL[bin - below - 1]!;
  }
  return atBelow + (atAbove - atBelow) * (place - below);
}
