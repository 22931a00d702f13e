// What several samplers found on the same question with several seeds each: bands over the seeds at growing numbers of
// trials, and which differences chance does not explain. Scores are to be maximised.

import { holmAdjusted, rankSum } from './rank-sum.ts';
import { bootstrapInterval, medianOf, quantileOf, type Interval } from './statistics.ts';

/** The scores of one sampler: a list a number of trials, one score a seed; NaN before there is any. */
export type SeedScores = readonly (readonly number[])[];

export interface BandPoint {
  readonly trials: number;
  readonly median: number;
  /** The middle half of the seeds. */
  readonly low: number;
  readonly high: number;
}

/** The median and the middle half of the seeds at each number of trials; seeds without a score count as the worst. */
export function bandOf(trials: readonly number[], scores: SeedScores): BandPoint[] {
  return trials.map((count, at) => {
    const sorted = scores[at]!.map((score) => (Number.isNaN(score) ? -Infinity : score)).sort(
      (a, b) => a - b,
    );
    const at25 = (share: number): number => {
      const value = quantileOf(sorted, share);
      return value === -Infinity ? Number.NaN : value;
    };
    return { trials: count, median: at25(0.5), low: at25(0.25), high: at25(0.75) };
  });
}

/** Percentile bootstrap interval of the median over seeds. */
export function medianInterval(scores: readonly number[], confidence: number): Interval {
  return bootstrapInterval(
    scores.length,
    (sample) => medianOf(Array.from(sample, (place) => scores[place]!)),
    confidence,
    1,
    1000,
  );
}

export interface Comparison {
  /** Places in the list of samplers: the one with the best median, and another. */
  readonly best: number;
  readonly other: number;
  /** Probability that a run of the best scores higher than one of the other. */
  readonly superiority: number;
  /** That chance alone makes them as different: Mann and Whitney's test, adjusted for all comparisons by Holm. */
  readonly probability: number;
  /** Fewest trials at which the best one's median is what the other's is at the end. */
  readonly overtakes: number;
}

/**
 * The sampler with the best median at the end against every other one. `scores` are of every sampler, over the same numbers
 * of trials.
 */
export function compareWithBest(trials: readonly number[], scores: readonly SeedScores[]): Comparison[] {
  const finals = scores.map((each) => each.at(-1)!.map((score) => (Number.isNaN(score) ? -Infinity : score)));
  const medians = finals.map(medianOf);
  const best = medians.indexOf(Math.max(...medians));
  const others = scores.map((_, index) => index).filter((index) => index !== best);
  const tests = others.map((other) => rankSum(finals[best]!, finals[other]!));
  const adjusted = holmAdjusted(tests.map(({ probability }) => probability));
  const band = bandOf(trials, scores[best]!);
  return others.map((other, place) => ({
    best,
    other,
    superiority: tests[place]!.superiority,
    probability: adjusted[place]!,
    overtakes: band.find(({ median: reached }) => reached >= medians[other]!)?.trials ?? trials.at(-1)!,
  }));
}
