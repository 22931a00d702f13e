// How much each parameter matters to each objective, and in which direction.

import { rankCorrelations } from '../analysis/correlations.ts';
import { fanovaImportance } from '../analysis/importance.ts';
import { suitsLogarithm } from '../analysis/statistics.ts';
import type { Space } from '../space/space.ts';
import type { StoredStudy } from '../store/index.ts';
import { frontTruths } from '../analysis/front-truths.ts';
import type { ObjectiveSensitivity, RankCorrelation, ReportAnalyses } from './report.ts';
import type { TrialSample } from './trial-sample.ts';

/** Trials that forests take, evenly thinned: more changes shares by less than their intervals. */
const MOST_TRIALS = 2000;
/** Trials that correlations and their bootstraps take; their intervals are those of so many trials. */
const MOST_CORRELATED = 1000;
/** Enough to keep the engine's threads at work, few enough to leave the window its turn. */
const OBJECTIVES_AT_ONCE = 2;
/** Fewer complete trials than this say nothing about importance. */
const FEWEST_TRIALS = 20;

/**
 * For each objective, fANOVA shares and rank correlations over complete trials of the sample; none where there are too
 * few. Metrics of one sign over more than two decades enter by their logarithm, since else the largest values decide
 * alone. The bootstrap draws trials with their ranks in the whole sample.
 */
export async function sensitivityOf(
  stored: StoredStudy,
  space: Space,
  sample: TrialSample,
  analyses: ReportAnalyses,
): Promise<readonly ObjectiveSensitivity[]> {
  const { study, metricIds } = stored;
  if (space.width === 0) return [];
  const complete = sample.numbers.flatMap((_, row) =>
    Number.isFinite(sample.metrics[row * metricIds.length + metricIds.indexOf(study.objectives[0]!.metric)])
      ? [row]
      : [],
  );
  const stride = Math.max(1, Math.ceil(complete.length / MOST_TRIALS));
  const rows = complete.filter((_, index) => index % stride === 0);
  if (rows.length < FEWEST_TRIALS) return [];
  const codes = new Float64Array(rows.length * space.width);
  rows.forEach((row, index) => {
    codes.set(sample.codes.subarray(row * space.width, (row + 1) * space.width), index * space.width);
  });
  const sensitivityTo = async (metric: string): Promise<ObjectiveSensitivity> => {
    const column = metricIds.indexOf(metric);
    const values = Float64Array.from(rows, (row) => sample.metrics[row * metricIds.length + column]!);
    const [importance, correlations] = await Promise.all([
      analyses.importance(codes, suitsLogarithm(values) ? values.map(Math.log) : values),
      correlationsOf(analyses, codes, values),
    ]);
    return { metric, importance, correlations };
  };
  const found: ObjectiveSensitivity[] = [];
  for (let first = 0; first < study.objectives.length; first += OBJECTIVES_AT_ONCE) {
    const some = study.objectives.slice(first, first + OBJECTIVES_AT_ONCE);
    found.push(...(await Promise.all(some.map(({ metric }) => sensitivityTo(metric)))));
  }
  return found;
}

async function correlationsOf(
  analyses: ReportAnalyses,
  codes: Float64Array,
  values: Float64Array,
): Promise<RankCorrelation[]> {
  const stride = Math.max(1, Math.ceil(values.length / MOST_CORRELATED));
  const thinned = values.map((value, row) => (row % stride === 0 ? value : Number.NaN));
  return (await analyses.correlations(codes, thinned)).map(({ parameter, rank, trials }) => ({
    parameter,
    correlation: rank.value,
    low: rank.low,
    high: rank.high,
    trials,
  }));
}

/** Analyses in this thread. */
export function analysesHere(space: Space, seed: number): ReportAnalyses {
  return {
    truths: (codes, frontCodes) => Promise.resolve(frontTruths(space, codes, frontCodes).truths),
    importance: (codes, values) => Promise.resolve(fanovaImportance(space, codes, values, seed)),
    correlations: (codes, values) => Promise.resolve(rankCorrelations(space, codes, values, seed)),
  };
}
