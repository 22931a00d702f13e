// The normal distribution of CMA-ES and how it learns: mean, step size and covariance of one population size.

import type { RandomStream } from '../contract/random.ts';
import type { LatentSpace } from './latent-space.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

/** A coordinate's standard deviation never exceeds this: wider than the space tells nothing apart. */
const WIDEST = 1;

/**
 * (mu/mu_w, lambda)-CMA-ES with active covariance update and cumulative step-size adaptation, constants as in
 * N. Hansen, "The CMA evolution strategy: a tutorial" (2016, arXiv:1604.00772), table 1. Discrete coordinates keep at
 * least the probability 1 / (lambda * dimensions) to leave the mean's bin: R. Hamano, S. Saito, M. Nomura and
 * S. Shirakawa, "CMA-ES with margin" (GECCO 2022).
 */
export class CovarianceSearch {
  readonly population: number;
  readonly mean: Float64Array;
  sigma: number;
  /** Recombination weights of the ranks, best first; the worse half are negative. */
  readonly #weights: Float64Array;
  /** Variance-effective number of parents. */
  readonly parents: number;
  readonly #latent: LatentSpace;
  readonly #size: number;
  readonly #covariance: Float64Array;
  readonly #conjugatePath: Float64Array;
  readonly #path: Float64Array;
  /** Widening of discrete coordinates. */
  readonly #widths: Float64Array;
  readonly #cSigma: number;
  readonly #damping: number;
  readonly #cPath: number;
  readonly #cOne: number;
  readonly #cMu: number;
  readonly #expectedNorm: number;
  #vectors: Float64Array;
  /** Square roots of the eigenvalues. */
  #axes: Float64Array;
  #generation = 0;
  #decomposed = 0;

  /** `covariance` (row-major) is the identity where it is absent. */
  constructor(
    latent: LatentSpace,
    population: number,
    mean: Float64Array,
    sigma: number,
    covariance?: Float64Array,
  ) {
    const size = mean.length;
    this.#latent = latent;
    this.#size = size;
    this.population = population;
    this.mean = mean;
    this.sigma = sigma;
    const raw = Float64Array.from(
      { length: population },
      (_, rank) => Math.log((population + 1) / 2) - Math.log(rank + 1),
    );
    const parentCount = population >> 1;
    const positive = sumOf(raw.subarray(0, parentCount));
    const negative = -sumOf(raw.subarray(parentCount));
    this.parents = positive ** 2 / sumOfSquares(raw.subarray(0, parentCount));
    const losers = negative ** 2 / Math.max(1e-300, sumOfSquares(raw.subarray(parentCount)));
    const n = Math.max(1, size);
    const effective = this.parents;
    this.#cSigma = (effective + 2) / (n + effective + 5);
    this.#damping = 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + this.#cSigma;
    this.#cPath = (4 + effective / n) / (n + 4 + (2 * effective) / n);
    this.#cOne = 2 / ((n + 1.3) ** 2 + effective);
    this.#cMu = Math.min(1 - this.#cOne, (2 * (effective - 2 + 1 / effective)) / ((n + 2) ** 2 + effective));
    this.#expectedNorm = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
    const mostNegative = Math.min(
      1 + this.#cOne / this.#cMu,
      1 + (2 * losers) / (losers + 2),
      (1 - this.#cOne - this.#cMu) / (n * this.#cMu),
    );
    this.#weights = raw.map((weight, rank) =>
      rank < parentCount ? weight / positive : (weight * Math.max(0, mostNegative)) / negative,
    );
    this.#covariance = covariance ?? identity(size);
    this.#conjugatePath = new Float64Array(size);
    this.#path = new Float64Array(size);
    this.#widths = new Float64Array(size).fill(1);
    this.#vectors = identity(size);
    this.#axes = new Float64Array(size).fill(1);
    if (covariance !== undefined) this.#decompose();
    this.#keepMargins();
  }

  /** Weight of a rank among the parents; 0 for the worse half. */
  parentWeight(rank: number): number {
    return Math.max(0, this.#weights[rank]!);
  }

  /** Draws coordinates. */
  sample(stream: RandomStream, latent: Float64Array): void {
    const size = this.#size;
    const draws = new Float64Array(size);
    for (let axis = 0; axis < size; axis++) draws[axis] = this.#axes[axis]! * stream.normal();
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let axis = 0; axis < size; axis++) sum += this.#vectors[row * size + axis]! * draws[axis]!;
      latent[row] = this.mean[row]! + this.sigma * this.#widths[row]! * sum;
    }
  }

  /** Learns from a whole generation of coordinates (row-major), best first. */
  update(ranked: Float64Array): void {
    const size = this.#size;
    const count = this.population;
    this.#generation++;
    if (size === 0) return;
    const steps = new Float64Array(count * size);
    const lengths = new Float64Array(count);
    for (let rank = 0; rank < count; rank++) {
      for (let index = 0; index < size; index++) {
        steps[rank * size + index] =
          (ranked[rank * size + index]! - this.mean[index]!) / (this.sigma * this.#widths[index]!);
      }
      const step = steps.subarray(rank * size, (rank + 1) * size);
      lengths[rank] = Math.sqrt(sumOfSquares(this.#whitened(step)));
      // A design that was not drawn from this distribution (enqueued, or in place of one known) must not tear it apart:
      // N. Hansen, "Injecting external solutions into CMA-ES" (2011, arXiv:1110.4181).
      const longest = Math.sqrt(size) + (2 * size) / (size + 2);
      if (lengths[rank]! > longest) {
        const factor = longest / lengths[rank]!;
        for (let index = 0; index < size; index++) step[index]! *= factor;
        lengths[rank] = longest;
      }
    }
    const shift = new Float64Array(size);
    for (let rank = 0; rank < count >> 1; rank++) {
      for (let index = 0; index < size; index++) {
        shift[index]! += this.#weights[rank]! * steps[rank * size + index]!;
      }
    }
    for (let index = 0; index < size; index++) {
      this.mean[index]! += this.sigma * this.#widths[index]! * shift[index]!;
    }
    this.#adaptStep(shift);
    this.#adaptCovariance(shift, steps, lengths);
    this.#keepMargins();
  }

  #adaptStep(shift: Float64Array): void {
    const c = this.#cSigma;
    const gain = Math.sqrt(c * (2 - c) * this.parents);
    const whitened = this.#whitened(shift);
    for (let index = 0; index < this.#size; index++) {
      this.#conjugatePath[index] = (1 - c) * this.#conjugatePath[index]! + gain * whitened[index]!;
    }
    const norm = Math.sqrt(sumOfSquares(this.#conjugatePath));
    this.sigma *= Math.exp(Math.min(1, (c / this.#damping) * (norm / this.#expectedNorm - 1)));
  }

  #adaptCovariance(shift: Float64Array, steps: Float64Array, lengths: Float64Array): void {
    const size = this.#size;
    const c = this.#cPath;
    const norm = Math.sqrt(sumOfSquares(this.#conjugatePath));
    const settled = norm / Math.sqrt(1 - (1 - this.#cSigma) ** (2 * this.#generation));
    const isShort = settled < (1.4 + 2 / (size + 1)) * this.#expectedNorm;
    const gain = isShort ? Math.sqrt(c * (2 - c) * this.parents) : 0;
    for (let index = 0; index < size; index++) {
      this.#path[index] = (1 - c) * this.#path[index]! + gain * shift[index]!;
    }
    let total = 0;
    const factors = this.#weights.map((weight, rank) => {
      total += weight;
      return weight >= 0 ? weight : (weight * size) / Math.max(1e-300, lengths[rank]! ** 2);
    });
    const lost = isShort ? 0 : this.#cOne * c * (2 - c);
    const keep = 1 + lost - this.#cOne - this.#cMu * total;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column <= row; column++) {
        let sum = 0;
        for (let rank = 0; rank < this.population; rank++) {
          sum += factors[rank]! * steps[rank * size + row]! * steps[rank * size + column]!;
        }
        const value =
          keep * this.#covariance[row * size + column]! +
          this.#cOne * this.#path[row]! * this.#path[column]! +
          this.#cMu * sum;
        this.#covariance[row * size + column] = value;
        this.#covariance[column * size + row] = value;
      }
    }
    // Decomposing costs n^3; between two times the covariance changes by a few per cent.
    const interval = 1 / ((this.#cOne + this.#cMu) * size * 10);
    if (this.#generation - this.#decomposed >= interval) this.#decompose();
    const widest = Math.max(...Array.from({ length: size }, (_, index) => this.deviation(index)));
    if (widest > WIDEST) this.sigma *= WIDEST / widest;
  }

  #decompose(): void {
    const size = this.#size;
    const { values, vectors } = symmetricEigen(this.#covariance, size);
    const largest = values.reduce((most, value) => Math.max(most, value), 0);
    this.#vectors = vectors;
    this.#axes = values.map((value) => Math.sqrt(Math.max(value, 1e-20 * largest, 1e-300)));
    this.#decomposed = this.#generation;
  }

  /** C^(-1/2) times a step. */
  #whitened(step: Float64Array): Float64Array {
    const size = this.#size;
    const along = new Float64Array(size);
    for (let axis = 0; axis < size; axis++) {
      let sum = 0;
      for (let row = 0; row < size; row++) sum += this.#vectors[row * size + axis]! * step[row]!;
      along[axis] = sum / this.#axes[axis]!;
    }
    const whitened = new Float64Array(size);
    for (let row = 0; row < size; row++) {
      let sum = 0;
      for (let axis = 0; axis < size; axis++) sum += this.#vectors[row * size + axis]! * along[axis]!;
      whitened[row] = sum;
    }
    return whitened;
  }

  /** Standard deviation of a coordinate. */
  deviation(coordinate: number): number {
    return (
      this.sigma *
      this.#widths[coordinate]! *
      Math.sqrt(Math.max(0, this.#covariance[coordinate * this.#size + coordinate]!))
    );
  }

  /** Largest standard deviation of a continuous coordinate; 0 where there is none. */
  widest(): number {
    let widest = 0;
    for (let index = 0; index < this.#size; index++) {
      if (!this.#latent.isDiscrete(index)) widest = Math.max(widest, this.deviation(index));
    }
    return widest;
  }

  /** Ratio of the largest to the smallest variance. */
  condition(): number {
    let low = Number.POSITIVE_INFINITY;
    let high = 0;
    for (const axis of this.#axes) {
      low = Math.min(low, axis);
      high = Math.max(high, axis);
    }
    return (high / low) ** 2;
  }

  /** Hamano et al. 2022, equations 10 to 18: moves the mean and widens the coordinate until the margin is kept. */
  #keepMargins(): void {
    const margin = 1 / (this.population * Math.max(1, this.#size));
    for (let index = 0; index < this.#size; index++) {
      if (!this.#latent.isDiscrete(index) || this.#latent.levels(index) < 2) continue;
      const { low, high } = this.#latent.bin(index, this.mean[index]!);
      const deviation = Math.max(1e-12, this.deviation(index));
      if (low === Number.NEGATIVE_INFINITY || high === Number.POSITIVE_INFINITY) {
        const threshold = low === Number.NEGATIVE_INFINITY ? high : low;
        const reach = deviation * normalQuantile(1 - margin);
        const side = this.mean[index]! <= threshold ? -1 : 1;
        this.mean[index] = threshold + side * Math.min(Math.abs(this.mean[index]! - threshold), reach);
        continue;
      }
      const below = normalCdf((low - this.mean[index]!) / deviation);
      const above = 1 - normalCdf((high - this.mean[index]!) / deviation);
      if (below >= margin / 2 && above >= margin / 2) continue;
      const lifted = [Math.max(margin / 2, below), Math.max(margin / 2, above)] as const;
      const inside = Math.max(margin / 2, 1 - below - above);
      const excess = 1 - lifted[0] - lifted[1] - inside;
      const slack = lifted[0] + lifted[1] + inside - (3 * margin) / 2;
      const [pBelow, pAbove] = lifted.map((share) =>
        Math.min(0.4999, Math.max(margin / 2, share + (excess / slack) * (share - margin / 2))),
      ) as [number, number];
      const left = normalQuantile(1 - pBelow);
      const right = normalQuantile(1 - pAbove);
      this.mean[index] = (low * right + high * left) / (left + right);
      this.#widths[index]! *= (high - low) / (left + right) / deviation;
    }
  }
}

/** Mean and covariance of rows, a little widened, as a place to begin: Nomura et al., "Warm starting CMA-ES" (2021). */
export function distributionOf(
  rows: readonly Float64Array[],
  widening: number,
): { readonly mean: Float64Array; readonly sigma: number; readonly covariance: Float64Array } {
  const size = rows[0]!.length;
  const mean = new Float64Array(size);
  for (const row of rows) row.forEach((value, index) => (mean[index]! += value / rows.length));
  const covariance = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    covariance[a * size + a] = widening * widening;
    for (let b = 0; b < size; b++) {
      for (const row of rows) {
        covariance[a * size + b]! += ((row[a]! - mean[a]!) * (row[b]! - mean[b]!)) / rows.length;
      }
    }
  }
  let trace = 0;
  for (let index = 0; index < size; index++) trace += covariance[index * size + index]!;
  const variance = trace / Math.max(1, size);
  return {
    mean,
    sigma: Math.sqrt(variance),
    covariance: covariance.map((value) => value / variance),
  };
}

function identity(size: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let index = 0; index < size; index++) matrix[index * size + index] = 1;
  return matrix;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}
