// Rank correlations of parameters with a metric, each with a bootstrap interval. The bootstrap draws trials with their
// ranks in the whole sample: ranking every draw anew costs more and moves the ends by less than they are sure.

import type { Estimate } from '../contract/analysis.ts';
import { RandomStream } from '../contract/random.ts';
import type { Space } from '../space/space.ts';
import {
  correlation,
  intervalOver,
  KeptDraws,
  partialCorrelations,
  quantileOf,
  ranksOf,
} from './statistics.ts';

export const CORRELATION_CONFIDENCE = 0.95;
const REPEATS = 200;
/** Fewer trials than this say nothing. */
export const FEWEST_CORRELATED = 20;

export interface Correlated {
  readonly parameter: string;
  readonly rank: Estimate;
  /** Trials in which the parameter is active and the metric known. */
  readonly trials: number;
}

/** Dimensions whose codes have an order: numbers, ordered choices, and choices between two. */
function orderedDimensions(space: Space): number[] {
  return space.dimensions.flatMap((dimension, index) =>
    dimension.kind !== 'choice' || dimension.ordered || dimension.choices.length === 2 ? [index] : [],
  );
}

/** Spearman's correlation of two columns without gaps, with its bootstrap interval; NaN where one does not vary. */
export function rankCorrelation(a: Float64Array, b: Float64Array, seed: number): Estimate {
  return correlationWith(a, b, new KeptDraws(seed, REPEATS));
}

function correlationWith(a: Float64Array, b: Float64Array, draws: KeptDraws): Estimate {
  const ranksA = ranksOf(a);
  const ranksB = ranksOf(b);
  const value = correlation(ranksA, ranksB);
  if (Number.isNaN(value)) return { value, low: value, high: value };
  const drawnA = new Float64Array(a.length);
  const drawnB = new Float64Array(b.length);
  const { low, high } = intervalOver(
    draws.of(a.length),
    (draw) => {
      for (let place = 0; place < draw.length; place++) {
        drawnA[place] = ranksA[draw[place]!]!;
        drawnB[place] = ranksB[draw[place]!]!;
      }
      return correlation(drawnA, drawnB);
    },
    CORRELATION_CONFIDENCE,
  );
  return { value, low, high };
}

/**
 * Spearman's correlation of every ordered parameter with a metric (C. Spearman, 1904). Left out: parameters known beside
 * the metric in fewer than 20 trials, and those that do not vary. `codes` row-major, one value a row.
 */
export function rankCorrelations(
  space: Space,
  codes: Float64Array,
  values: Float64Array,
  seed: number,
): Correlated[] {
  const draws = new KeptDraws(seed, REPEATS);
  return orderedDimensions(space).flatMap((index) => {
    const rows = rowsKnowing(space, codes, values, [index]);
    if (rows.length < FEWEST_CORRELATED) return [];
    const rank = correlationWith(
      Float64Array.from(rows, (row) => codes[row * space.width + index]!),
      Float64Array.from(rows, (row) => values[row]!),
      draws,
    );
    if (Number.isNaN(rank.value)) return [];
    return [{ parameter: space.dimensions[index]!.id, rank, trials: rows.length }];
  });
}

/**
 * Partial rank correlation of every ordered parameter with a metric, the other parameters that are active in all designs
 * held fixed, by parameter id. NaN where it cannot be told.
 */
export function partialCorrelationsOf(
  space: Space,
  codes: Float64Array,
  values: Float64Array,
  seed: number,
): Map<string, Estimate> {
  const ordered = orderedDimensions(space);
  const always = ordered.filter((index) => !space.isConditional(index));
  const result = new Map<string, Estimate>();
  const take = (indices: readonly number[], wanted: readonly number[]): void => {
    const rows = rowsKnowing(space, codes, values, indices);
    const columns = [
      ...indices.map((index) => Float64Array.from(rows, (row) => codes[row * space.width + index]!)),
      Float64Array.from(rows, (row) => values[row]!),
    ].map((column) => ranksOf(column));
    const estimates =
      rows.length < Math.max(FEWEST_CORRELATED, 2 * columns.length) ? undefined : bootstrapped(columns, seed);
    for (const index of wanted) {
      const unknown = { value: Number.NaN, low: Number.NaN, high: Number.NaN };
      result.set(space.dimensions[index]!.id, estimates?.[indices.indexOf(index)] ?? unknown);
    }
  };
  if (always.length > 0) take(always, always);
  for (const index of ordered) if (space.isConditional(index)) take([...always, index], [index]);
  return result;
}

function rowsKnowing(
  space: Space,
  codes: Float64Array,
  values: Float64Array,
  indices: readonly number[],
): number[] {
  const rows: number[] = [];
  for (let row = 0; row < values.length; row++) {
    if (!Number.isFinite(values[row]!)) continue;
    if (indices.every((index) => !Number.isNaN(codes[row * space.width + index]!))) rows.push(row);
  }
  return rows;
}

/** Partial correlations of all columns but the last with the last, with intervals. */
function bootstrapped(columns: readonly Float64Array[], seed: number): Estimate[] {
  const count = columns[0]!.length;
  const whole = partialCorrelations(
    columns,
    Uint32Array.from({ length: count }, (_, row) => row),
  );
  const stream = new RandomStream(seed, 'analysis.partial');
  const rows = new Uint32Array(count);
  const draws = Array.from({ length: REPEATS }, (_, repeat) => {
    stream.restart(repeat);
    for (let place = 0; place < count; place++) rows[place] = stream.below(count);
    return partialCorrelations(columns, rows);
  });
  return whole.map((value, index) => {
    const sorted = Float64Array.from(draws, (draw) => draw[index]!)
      .filter((drawn) => !Number.isNaN(drawn))
      .sort();
    return {
      value,
      low: quantileOf(sorted, (1 - CORRELATION_CONFIDENCE) / 2),
      high: quantileOf(sorted, (1 + CORRELATION_CONFIDENCE) / 2),
    };
  });
}
