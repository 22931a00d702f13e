// Distributions of unordered choices that move towards what the best of a generation chose.

import type { RandomStream } from '../contract/random.ts';
import type { LatentSpace } from './latent-space.ts';

/** How likely at least one unordered parameter leaves its likeliest choice, at the least. */
const LEAST_CHANGE = 0.27;

/**
 * One independent distribution a parameter, moved by the weights of the ranks (the natural gradient of a categorical
 * distribution) and kept away from certainty, as in R. Hamano, S. Saito, M. Nomura, K. Uchida and S. Shirakawa,
 * "CatCMA: stochastic optimization for mixed-category problems" (GECCO 2024), here with a constant learning rate.
 */
export class CategoricalSearch {
  readonly #shares: Float64Array[];
  readonly #least: Float64Array;

  constructor(latent: LatentSpace) {
    const sizes = latent.unordered.map((index) => latent.space.axes[index]!.size);
    this.#shares = sizes.map((size) => new Float64Array(size).fill(1 / size));
    const margin = 1 - (1 - LEAST_CHANGE) ** (1 / Math.max(1, sizes.length));
    this.#least = Float64Array.from(sizes, (size) => Math.min(1 / size, margin / Math.max(1, size - 1)));
  }

  sample(stream: RandomStream, choices: Float64Array): void {
    this.#shares.forEach((shares, place) => {
      let draw = stream.uniform();
      let choice = 0;
      while (choice < shares.length - 1 && draw >= shares[choice]!) draw -= shares[choice++]!;
      choices[place] = choice;
    });
  }

  /** Learns from the choices (row-major) of a generation's parents, whose weights sum to 1. */
  update(ranked: Float64Array, weights: Float64Array, parents: number): void {
    const count = this.#shares.length;
    this.#shares.forEach((shares, place) => {
      const rate = parents / (parents + 10 + shares.length);
      for (let choice = 0; choice < shares.length; choice++) shares[choice]! *= 1 - rate;
      weights.forEach((weight, rank) => (shares[ranked[rank * count + place]!]! += rate * weight));
      keepAbove(shares, this.#least[place]!);
    });
  }
}

/** Lifts shares below `least` to it, at the cost of the others in proportion to what they have above it. */
function keepAbove(shares: Float64Array, least: number): void {
  let total = 0;
  let excess = 0;
  for (let choice = 0; choice < shares.length; choice++) {
    shares[choice] = Math.max(least, shares[choice]!);
    total += shares[choice]!;
    excess += shares[choice]! - least;
  }
  if (excess <= 0) return;
  for (let choice = 0; choice < shares.length; choice++) {
    shares[choice]! -= ((total - 1) * (shares[choice]! - least)) / excess;
  }
}
