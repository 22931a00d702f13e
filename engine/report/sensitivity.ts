// How much each parameter matters to each objective, and in which direction.

import { fanovaImportance } from '../analysis/importance.ts';
import { bootstrapInterval, correlation, ranksOf } from '../analysis/statistics.ts';
import type { Space } from '../space/space.ts';
import type { StoredStudy } from '../store/index.ts';
import type { ObjectiveSensitivity, RankCorrelation } from './report.ts';
import type { TrialSample } from './trial-sample.ts';

/** Trials that forests take, evenly thinned: more changes shares by less than their intervals. */
const MOST_TRIALS = 2000;
/** Trials that correlations and their bootstraps take; their intervals are those of so many trials. */
const MOST_CORRELATED = 1000;
/** Fewer complete trials than this say nothing about importance. */
const FEWEST_TRIALS = 20;
const CONFIDENCE = 0.95;
const REPEATS = 200;

/**
 * For each objective, fANOVA shares and rank correlations over complete trials of the sample; none where there are too
 * few. Metrics of one sign over more than two decades enter by their logarithm, since else the largest values decide
 * alone. The bootstrap draws trials with their ranks in the whole sample.
 */
export function sensitivityOf(
  stored: StoredStudy,
  space: Space,
  sample: TrialSample,
): readonly ObjectiveSensitivity[] {
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
  return study.objectives.map(({ metric }) => {
    const column = metricIds.indexOf(metric);
    const values = Float64Array.from(rows, (row) => sample.metrics[row * metricIds.length + column]!);
    return {
      metric,
      importance: fanovaImportance(space, codes, suited(values), study.seed),
      correlations: rankCorrelations(space, codes, values, study.seed),
    };
  });
}

/** Logarithms of positive values over more than two decades, else the values. */
function suited(values: Float64Array): Float64Array {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return low > 0 && high / low > 100 ? values.map(Math.log) : values;
}

function rankCorrelations(
  space: Space,
  codes: Float64Array,
  values: Float64Array,
  seed: number,
): RankCorrelation[] {
  const found: RankCorrelation[] = [];
  const stride = Math.max(1, Math.ceil(values.length / MOST_CORRELATED));
  space.dimensions.forEach((dimension, index) => {
    if (dimension.kind === 'choice' && !dimension.ordered) return;
    const rows = Array.from(values, (_, row) => row).filter(
      (row) =>
        row % stride === 0 &&
        Number.isFinite(values[row]!) &&
        !Number.isNaN(codes[row * space.width + index]!),
    );
    if (rows.length < FEWEST_TRIALS) return;
    const parameter = ranksOf(Float64Array.from(rows, (row) => codes[row * space.width + index]!));
    const metric = ranksOf(Float64Array.from(rows, (row) => values[row]!));
    const strength = correlation(parameter, metric);
    if (Number.isNaN(strength)) return;
    const drawn = [new Float64Array(rows.length), new Float64Array(rows.length)] as const;
    const { low, high } = bootstrapInterval(
      rows.length,
      (draw) => {
        for (let place = 0; place < draw.length; place++) {
          drawn[0][place] = parameter[draw[place]!]!;
          drawn[1][place] = metric[draw[place]!]!;
        }
        return correlation(drawn[0], drawn[1]);
      },
      CONFIDENCE,
      seed,
      REPEATS,
    );
    found.push({ parameter: dimension.id, correlation: strength, low, high, trials: rows.length });
  });
  return found;
}
