// What must be true of the front: values of each parameter that are commoner on the front than in the space.

import type { ParameterValue } from '../contract/system.ts';
import type { Space } from '../space/space.ts';

export interface ChoiceTruth {
  readonly kind: 'choice';
  readonly id: string;
  readonly value: ParameterValue;
  readonly shareOfFront: number;
  /** Share of all trials; what chance would give. */
  readonly shareOfTrials: number;
  /** Logarithm of the probability that chance alone gives this many or more; the lower the surer. */
  readonly logProbability: number;
}

export interface RangeTruth {
  readonly kind: 'range';
  readonly id: string;
  /** Codes between which the whole front lies. */
  readonly minimum: number;
  readonly maximum: number;
  readonly shareOfTrials: number;
  readonly logProbability: number;
}

export type FrontTruth = ChoiceTruth | RangeTruth;

/** Probability that no statement of an answer is chance, for trials drawn one by one. */
const CONFIDENCE = 0.99;

export interface FrontTruths {
  /** Statements put to the test: one a choice that occurs, one a number. */
  readonly tested: number;
  /** Probability that none of the statements made is chance (Bonferroni over those tested). */
  readonly confidence: number;
  /** Surest first. */
  readonly truths: readonly FrontTruth[];
}

/**
 * Statements about the front that chance does not explain, surest first. A choice: its share of the front against its
 * share of all trials (upper binomial tail). A number: the range that holds the whole front, against the share of trials
 * in it (the range of as many random trials). `codes` holds the trials row-major, `frontCodes` those of the front.
 */
export function frontTruths(space: Space, codes: Float64Array, frontCodes: Float64Array): FrontTruths {
  const trials = codes.length / space.width;
  const found: FrontTruth[] = [];
  let tested = 0;
  if (frontCodes.length === 0) return { tested, confidence: CONFIDENCE, truths: [] };
  space.dimensions.forEach((dimension, index) => {
    const column = columnOf(codes, space.width, index);
    const front = columnOf(frontCodes, space.width, index);
    if (dimension.kind === 'choice') {
      dimension.choices.forEach((value, choice) => {
        const among = occurrences(column, choice);
        if (among === 0 || among === trials) return;
        tested++;
        const onFront = occurrences(front, choice);
        found.push({
          kind: 'choice',
          id: dimension.id,
          value,
          shareOfFront: onFront / front.length,
          shareOfTrials: among / trials,
          logProbability: logUpperTail(front.length, onFront, among / trials),
        });
      });
      return;
    }
    if (front.some((code) => Number.isNaN(code))) return;
    tested++;
    const minimum = front.reduce((least, code) => Math.min(least, code));
    const maximum = front.reduce((most, code) => Math.max(most, code));
    let inside = 0;
    for (const code of column) if (code >= minimum && code <= maximum) inside++;
    found.push({
      kind: 'range',
      id: dimension.id,
      minimum,
      maximum,
      shareOfTrials: inside / trials,
      logProbability: logRangeTail(front.length, inside / trials),
    });
  });
  const significance = Math.log((1 - CONFIDENCE) / Math.max(1, tested));
  return {
    tested,
    confidence: CONFIDENCE,
    truths: found
      .filter(({ logProbability }) => logProbability <= significance)
      .sort((a, b) => a.logProbability - b.logProbability),
  };
}

function columnOf(codes: Float64Array, width: number, index: number): Float64Array {
  const column = new Float64Array(codes.length / width);
  for (let row = 0, cell = index; row < column.length; row++, cell += width) column[row] = codes[cell]!;
  return column;
}

function occurrences(codes: Float64Array, wanted: number): number {
  let count = 0;
  for (const code of codes) if (code === wanted) count++;
  return count;
}

/**
 * Logarithm of the probability that `draws` random trials span no more than the given share of all trials: n r^(n-1) -
 * (n - 1) r^n, the distribution of the range of uniform numbers (exact for values that are all different).
 */
function logRangeTail(draws: number, share: number): number {
  if (share >= 1 || draws < 2) return 0;
  return (draws - 1) * Math.log(share) + Math.log(draws - (draws - 1) * share);
}

/** Logarithm of P(X >= hits) for a binomial X of `draws` with the given share. */
function logUpperTail(draws: number, hits: number, share: number): number {
  if (hits === 0 || share >= 1) return 0;
  if (share <= 0) return Number.NEGATIVE_INFINITY;
  let logTerm = draws * Math.log1p(-share);
  let largest = Number.NEGATIVE_INFINITY;
  const terms: number[] = [];
  for (let count = 0; count <= draws; count++) {
    if (count >= hits) {
      terms.push(logTerm);
      largest = Math.max(largest, logTerm);
    }
    logTerm += Math.log((draws - count) / (count + 1)) + Math.log(share / (1 - share));
  }
  return Math.min(0, largest + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - largest), 0)));
}
