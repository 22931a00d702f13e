// What a race of samplers says: bands, attainment, cost, and which differences chance does not explain.

import { bandOf, compareWithBest, medianInterval, type BandPoint } from '../analysis/race-scores.ts';
import { medianOf, type Interval } from '../analysis/statistics.ts';
import { formatNumber, formatQuantity } from '../contract/quantity.ts';
import type { Study } from '../contract/study.ts';
import { ParetoArchive } from '../pareto/archive.ts';
import { attainedBy } from '../pareto/attainment.ts';
import { frontQualities, type FrontQuality } from '../pareto/front-quality.ts';
import { measureHypervolume } from '../pareto/indicators.ts';
import { referencePoints } from '../samplers/reference-points.ts';

/** Steps of the budget at which a race is looked at. */
const STEPS = 20;
/** Shares of the seeds whose attainment is drawn. */
const LEVELS = [0.25, 0.5, 0.75] as const;
const CONFIDENCE = 0.95;
/** Below this probability chance is not held to explain a difference. */
const CHANCE = 0.05;

export interface RaceResult {
  readonly sampler: string;
  /** Median and middle half of the seeds at growing numbers of trials, in the score's own direction; NaN before any. */
  readonly band: readonly BandPoint[];
  /** Score of every seed at the end; NaN where nothing was feasible. */
  readonly finals: readonly number[];
  /** Bootstrap interval of the median at the end. */
  readonly interval: Interval;
  /** Median seconds of a run for each of its trials, storing and evaluating included. */
  readonly secondsPerTrial: number;
  /** Those of them that the evaluation took, on one core. */
  readonly evaluationSecondsPerTrial: number;
  /** Of several objectives: medians over the seeds of how good the final fronts are against the joint front of all runs. */
  readonly quality?: FrontQuality;
  /** Of two objectives: what a share `level` of the seeds attains, as corners in the objectives' own directions. */
  readonly attainment?: readonly {
    readonly level: number;
    readonly points: readonly (readonly [number, number])[];
  }[];
}

export interface RaceComparison {
  readonly best: string;
  readonly other: string;
  readonly superiority: number;
  readonly probability: number;
  readonly overtakes: number;
}

export interface Race {
  readonly study: string;
  /** What the scores are: `hypervolume` (more is better) or the one objective's id (in its own direction). */
  readonly score: string;
  readonly better: 'higher' | 'lower';
  /** Reference point of the hypervolume, objectives to be minimised. */
  readonly reference: readonly number[] | null;
  readonly trials: number;
  readonly seeds: number;
  readonly confidence: number;
  readonly results: readonly RaceResult[];
  /** The sampler with the best median against every other one. */
  readonly comparisons: readonly RaceComparison[];
  /** The cheapest of the best and those that chance may explain the difference to. */
  readonly recommended: string;
  /** What the figures say, in sentences. */
  readonly verdict: readonly string[];
}

/** One run of a race that is over. */
export interface Finished {
  readonly sampler: string;
  /** Row-major objectives of complete trials in order, to be minimised, with the trial number of each. */
  readonly objectives: Float64Array;
  readonly numbers: Uint32Array;
  readonly stored: number;
  readonly seconds: number;
  /** What the evaluations took, all together. */
  readonly evaluationSeconds: number;
}

/** Scores of all runs under one reference point: the worst feasible value any of them saw. */
export function judged(
  samplers: readonly string[],
  seeds: number,
  study: Study,
  finished: readonly Finished[],
): Race {
  const count = study.objectives.length;
  const reference = new Float64Array(count).fill(-Infinity);
  for (const { objectives } of finished) {
    objectives.forEach((value, place) => {
      if (value > reference[place % count]!) reference[place % count] = value;
    });
  }
  const trials = Math.max(...finished.map(({ stored }) => stored));
  const steps = [
    ...new Set(Array.from({ length: STEPS }, (_, step) => Math.ceil((trials * (step + 1)) / STEPS))),
  ];
  const [only] = study.objectives;
  const isLower = count === 1 && only!.direction === 'minimize';
  // One objective is minimised here, whatever its direction; a score is to be maximised.
  const shown = (score: number): number => (isLower ? -score : score);
  const scores = samplers.map((sampler) => {
    const runs = finished
      .filter((run) => run.sampler === sampler)
      .map((run) => scoresOf(run, steps, reference));
    return steps.map((_, at) => runs.map((run) => run[at]!));
  });
  const fronts = finished.map((run) => frontOf(run, count));
  const qualities = count === 1 ? [] : frontQualities(fronts, count, referencePoints(count));
  const results = samplers.map((sampler, index): RaceResult => {
    const runs = finished.filter((run) => run.sampler === sampler);
    const own = qualities.filter((_, run) => finished[run]!.sampler === sampler);
    const { low, high } = medianInterval(scores[index]!.at(-1)!, CONFIDENCE);
    const [a, b] = [shown(low), shown(high)];
    return {
      sampler,
      band: bandOf(steps, scores[index]!).map((point) => {
        const [first, second] = [shown(point.low), shown(point.high)];
        return {
          trials: point.trials,
          median: shown(point.median),
          low: isLower ? second : first,
          high: isLower ? first : second,
        };
      }),
      finals: scores[index]!.at(-1)!.map(shown),
      interval: { low: Math.min(a, b), high: Math.max(a, b) },
      secondsPerTrial: medianOf(runs.map(({ seconds, stored }) => seconds / Math.max(1, stored))),
      evaluationSecondsPerTrial: medianOf(
        runs.map(({ evaluationSeconds, stored }) => evaluationSeconds / Math.max(1, stored)),
      ),
      ...(count === 1 ? {} : { quality: medianQuality(own) }),
      ...(count === 2
        ? {
            attainment: attainmentOf(
              fronts.filter((_, run) => finished[run]!.sampler === sampler),
              study,
            ),
          }
        : {}),
    };
  });
  const comparisons = compareWithBest(steps, scores).map(({ best, other, ...rest }) => ({
    best: samplers[best]!,
    other: samplers[other]!,
    ...rest,
  }));
  return {
    study: study.name,
    score: count === 1 ? only!.metric : 'hypervolume',
    better: isLower ? 'lower' : 'higher',
    reference: count === 1 ? null : [...reference],
    trials,
    seeds,
    confidence: CONFIDENCE,
    results,
    comparisons,
    ...verdictOf(results, comparisons, trials),
  };
}

/** Score of one run after each of the given numbers of trials, to be maximised. */
function scoresOf(run: Finished, steps: readonly number[], reference: Float64Array): number[] {
  const count = reference.length;
  const archive = new ParetoArchive(count);
  let best = Infinity;
  let row = 0;
  return steps.map((limit) => {
    for (; row < run.numbers.length && run.numbers[row]! < limit; row++) {
      if (count === 1) best = Math.min(best, run.objectives[row]!);
      else archive.offer(run.numbers[row]!, run.objectives, row * count);
    }
    if (count === 1) return best === Infinity ? Number.NaN : -best;
    return measureHypervolume(archive.values(), count, reference).volume;
  });
}

function frontOf(run: Finished, count: number): Float64Array {
  const archive = new ParetoArchive(count);
  for (let row = 0; row < run.numbers.length; row++) archive.offer(row, run.objectives, row * count);
  return archive.values();
}

function medianQuality(runs: readonly FrontQuality[]): FrontQuality {
  const median = (of: (run: FrontQuality) => number): number => medianOf(runs.map(of));
  return {
    invertedGenerationalDistancePlus: median((run) => run.invertedGenerationalDistancePlus),
    additiveEpsilon: median((run) => run.additiveEpsilon),
    r2: median((run) => run.r2),
    spread: median((run) => run.spread),
  };
}

/** What shares of the seeds attain. */
function attainmentOf(fronts: readonly Float64Array[], study: Study): NonNullable<RaceResult['attainment']> {
  const [x, y] = study.objectives.map(({ direction }) => (direction === 'minimize' ? 1 : -1));
  return LEVELS.map((level) => {
    const { first, second } = attainedBy(fronts, level);
    return {
      level,
      points: Array.from(first, (value, place) => [x! * value, y! * second[place]!] as const),
    };
  });
}

function verdictOf(
  results: readonly RaceResult[],
  comparisons: readonly RaceComparison[],
  trials: number,
): Pick<Race, 'recommended' | 'verdict'> {
  const bestName = comparisons[0]?.best ?? results[0]!.sampler;
  const cost = (name: string): number => results.find(({ sampler }) => sampler === name)!.secondsPerTrial;
  const level = comparisons.filter(({ probability }) => probability > CHANCE);
  const candidates = [bestName, ...level.map(({ other }) => other)];
  const recommended = candidates.reduce((a, b) => (cost(b) < cost(a) ? b : a));
  const chance = (probability: number): string => `p = ${formatNumber(probability, { digits: 2 })}`;
  const verdict = comparisons.map(({ best, other, superiority, probability, overtakes }) => {
    const ahead = `${best} ends ahead of ${other} in ${formatNumber(100 * superiority, { digits: 3 })} % of the pairs of runs`;
    return probability > CHANCE
      ? `${ahead}, which chance may explain (${chance(probability)})`
      : `${ahead} (${chance(probability)}), and is where ${other} ends after ${overtakes.toLocaleString('en')} of ${trials.toLocaleString('en')} trials`;
  });
  const price = formatQuantity(cost(recommended), 's');
  verdict.push(
    candidates.length === 1
      ? `${recommended} is the one to use here, at ${price} a trial`
      : `of those that chance may explain the difference between (${candidates.join(', ')}), ${recommended} is the cheapest, at ${price} a trial`,
  );
  return { recommended, verdict };
}
