// Whether one sample tends to be larger than another: the test of H. B. Mann and D. R. Whitney, "On a test of whether one
// of two random variables is stochastically larger than the other", Annals of Mathematical Statistics 18, 1947.

import { ranksOf } from './statistics.ts';

export interface RankSum {
  /** Probability that a value of the first sample is larger than one of the second, equal ones counted half. */
  readonly superiority: number;
  /** Two-sided probability of ranks at least as uneven by chance: exact, ties included. */
  readonly probability: number;
}

/**
 * Compares two samples of up to some hundred values each; NaN for both figures where one is empty. NaN is not allowed in
 * them.
 */
export function rankSum(first: readonly number[], second: readonly number[]): RankSum {
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) return { superiority: Number.NaN, probability: Number.NaN };
  const ranks = ranksOf([...first, ...second]);
  const sum = ranks.subarray(0, n).reduce((total, rank) => total + rank, 0);
  const superiority = (sum - (n * (n + 1)) / 2) / (n * m);
  const distance = Math.abs(sum - (n * (n + m + 1)) / 2);
  return { superiority, probability: exactProbability(ranks, n, distance) };
}

/** Share of all ways to choose `n` of the ranks whose sum is at least `distance` away from its mean. */
function exactProbability(ranks: Float64Array, n: number, distance: number): number {
  // Twice the ranks are whole numbers, also where values are equal.
  const doubled = Array.from(ranks, (rank) => Math.round(2 * rank));
  const most = doubled.reduce((sum, rank) => sum + rank, 0);
  const ways = Array.from({ length: n + 1 }, () => new Float64Array(most + 1));
  ways[0]![0] = 1;
  for (const rank of doubled) {
    for (let chosen = n; chosen > 0; chosen--) {
      for (let sum = most; sum >= rank; sum--) ways[chosen]![sum]! += ways[chosen - 1]![sum - rank]!;
    }
  }
  const mean = n * (ranks.length + 1);
  let all = 0;
  let extreme = 0;
  ways[n]!.forEach((count, sum) => {
    all += count;
    if (Math.abs(sum - mean) >= 2 * distance - 1e-9) extreme += count;
  });
  return extreme / all;
}

/** Probabilities of several tests made together, each raised so that all of them hold at once (S. Holm, 1979). */
export function holmAdjusted(probabilities: readonly number[]): number[] {
  const order = probabilities.map((_, index) => index).sort((a, b) => probabilities[a]! - probabilities[b]!);
  const adjusted = new Array<number>(probabilities.length);
  let least = 0;
  order.forEach((index, place) => {
    least = Math.max(least, Math.min(1, (probabilities.length - place) * probabilities[index]!));
    adjusted[index] = least;
  });
  return adjusted;
}
