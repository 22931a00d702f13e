// How many tokens each expert of a mixture gets: the load that routing puts on experts, drawn at random.

import type { RandomStream } from '../contract/random.ts';

/** Above this mean (and below its mirror image) a binomial count is drawn as a rounded normal number. */
const NORMAL_FROM_MEAN = 40;

/**
 * A binomial number: successes of `trials` with chance `probability` each. By inversion where few are expected, else as
 * a rounded normal number, whose error there is far below the spread.
 */
export function binomial(stream: RandomStream, trials: number, probability: number): number {
  if (trials <= 0 || probability <= 0) return 0;
  if (probability >= 1) return trials;
  if (probability > 0.5) return trials - binomial(stream, trials, 1 - probability);
  const mean = trials * probability;
  if (mean > NORMAL_FROM_MEAN) {
    const drawn = Math.round(mean + Math.sqrt(mean * (1 - probability)) * stream.normal());
    return Math.min(trials, Math.max(0, drawn));
  }
  const odds = probability / (1 - probability);
  let chance = (1 - probability) ** trials;
  let left = stream.uniform() - chance;
  let count = 0;
  while (left >= 0 && count < trials) {
    count++;
    chance *= (odds * (trials - count + 1)) / count;
    left -= chance;
  }
  return count;
}

/**
 * Writes to `counts` how many tokens each expert gets when each of `tokens` tokens uses `expertsPerToken` of them:
 * multinomial with the given probabilities (adding up to 1). No expert gets a token twice: what exceeds `tokens` goes
 * to the next experts with room. If tokens use every expert, all get all.
 */
export function drawTokenCounts(
  stream: RandomStream,
  tokens: number,
  expertsPerToken: number,
  probabilities: ArrayLike<number>,
  counts: Float64Array | Int32Array,
): void {
  const experts = probabilities.length;
  if (expertsPerToken >= experts) {
    counts.fill(tokens, 0, experts);
    return;
  }
  let left = tokens * expertsPerToken;
  let mass = 1;
  let excess = 0;
  for (let expert = 0; expert < experts; expert++) {
    const probability = probabilities[expert]!;
    const drawn = expert === experts - 1 ? left : binomial(stream, left, Math.min(1, probability / mass));
    mass -= probability;
    left -= drawn;
    counts[expert] = Math.min(tokens, drawn);
    excess += drawn - counts[expert]!;
  }
  for (let expert = 0; excess > 0; expert++) {
    const taken = Math.min(excess, tokens - counts[expert]!);
    counts[expert] = counts[expert]! + taken;
    excess -= taken;
  }
}
