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

/** Chance findings are left out below this: one in a thousand, for each statement. */
const LOG_SIGNIFICANCE = Math.log(0.001);

/**
 * Statements about the front that chance does not explain, surest first. A choice: its share of the front against its
 * share of all trials (upper binomial tail). A number: the range that holds the whole front, against the share of trials
 * in it. `codes` holds all trials row-major, `frontRows` the rows of the front.
 */
export function frontTruths(space: Space, codes: Float64Array, frontRows: ArrayLike<number>): FrontTruth[] {
  const trials = codes.length / space.width;
  const truths: FrontTruth[] = [];
  space.dimensions.forEach((dimension, index) => {
    const valueAt = (row: number): number => codes[row * space.width + index]!;
    const front: number[] = [];
    front.push(...Array.from(frontRows, valueAt));
    if (front.length === 0) return;
    if (dimension.kind === 'choice') {
      dimension.choices.forEach((value, choice) => {
        let among = 0;
        for (let row = 0; row < trials; row++) if (valueAt(row) === choice) among++;
        const onFront = front.filter((code) => code === choice).length;
        const logProbability = logUpperTail(front.length, onFront, among / trials);
        if (logProbability > LOG_SIGNIFICANCE || among === trials) return;
        truths.push({
          kind: 'choice',
          id: dimension.id,
          value,
          shareOfFront: onFront / front.length,
          shareOfTrials: among / trials,
          logProbability,
        });
      });
      return;
    }
    if (front.some((code) => Number.isNaN(code))) return;
    const minimum = Math.min(...front);
    const maximum = Math.max(...front);
    let inside = 0;
    for (let row = 0; row < trials; row++) if (valueAt(row) >= minimum && valueAt(row) <= maximum) inside++;
    const logProbability = front.length * Math.log(inside / trials);
    if (logProbability > LOG_SIGNIFICANCE) return;
    truths.push({
      kind: 'range',
      id: dimension.id,
      minimum,
      maximum,
      shareOfTrials: inside / trials,
      logProbability,
    });
  });
  return truths.sort((a, b) => a.logProbability - b.logProbability);
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
