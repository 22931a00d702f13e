// A front ranked to help with choosing one of its points, each place with its reason. Row-major, all minimised.

import { achievements, kneeDistances, topsis, weightedSums } from './choose.ts';
import { extentOf, spansOf } from './extent.ts';

/** How to rank: see `scoresOf`. */
export const RANKING_METHODS = ['topsis', 'weighted', 'knee', 'aspiration'] as const;
export type RankingMethod = (typeof RANKING_METHODS)[number];

export interface RankingQuestion {
  readonly method: RankingMethod;
  /** How much each objective matters, not negative and not all 0; all the same if absent. `knee` has none. */
  readonly weights?: readonly number[];
  /** The value that is aspired to of each objective, for `aspiration`: Infinity where any will do. */
  readonly aspired?: readonly number[];
}

export interface RankedPoint {
  readonly row: number;
  /** More is better; what it says depends on the method. */
  readonly score: number;
  /** Place of the point by each objective alone, from 1. */
  readonly places: readonly number[];
  /** The knee of the front. */
  readonly knee: boolean;
}

/**
 * Score of every row, more is better. `topsis`: closeness to the best corner, 0 to 1. `weighted`: 1 less the weighted mean
 * of the objectives, each scaled to its range on the front. `knee`: distance below the plane through the worst corners.
 * `aspiration`: 0 or more where every aspired value is met, else minus what is missing of the worst, as a share of its
 * range, by weight.
 */
function scoresOf(front: Float64Array, width: number, question: RankingQuestion): Float64Array {
  const weights = question.weights ?? new Array<number>(width).fill(1);
  switch (question.method) {
    case 'topsis':
      return topsis(front, width, weights);
    case 'weighted': {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weightedSums(front, width, weights).map((sum) => (total > 0 ? 1 - sum / total : 1));
    }
    case 'knee':
      return kneeDistances(front, width);
    case 'aspiration': {
      // What is free, or weighs nothing, is at its best: it neither counts as missing nor as met.
      const spans = spansOf(extentOf(front, width));
      const asked = Array.from({ length: width }, (_, objective) => objective).filter(
        (objective) => question.aspired![objective]! < Number.POSITIVE_INFINITY && weights[objective]! > 0,
      );
      const cells = new Float64Array((front.length / width) * asked.length);
      for (let row = 0; row < front.length / width; row++) {
        asked.forEach((objective, place) => {
          cells[row * asked.length + place] = front[row * width + objective]!;
        });
      }
      const greatest = Math.max(...asked.map((objective) => weights[objective]!));
      return asked.length === 0
        ? new Float64Array(front.length / width)
        : achievements(
            cells,
            asked.length,
            asked.map((objective) => question.aspired![objective]!),
            asked.map((objective) => (spans[objective]! * greatest) / weights[objective]!),
          );
    }
  }
}

/** The rows of a front, best first; of equal ones the first in the front. */
export function rankFront(front: Float64Array, width: number, question: RankingQuestion): RankedPoint[] {
  const count = front.length / width;
  const scores = scoresOf(front, width, question);
  const distances = kneeDistances(front, width);
  const farthest = distances.reduce((most, distance) => Math.max(most, distance), Number.NEGATIVE_INFINITY);
  const kneeRow = width > 1 ? distances.indexOf(farthest) : -1;
  const places = Array.from({ length: width }, (_, objective) => placesBy(front, width, objective));
  return Array.from({ length: count }, (_, row) => ({
    row,
    score: scores[row]!,
    places: places.map((place) => place[row]!),
    knee: row === kneeRow,
  })).sort((a, b) => b.score - a.score || a.row - b.row);
}

/** Place of every row by one objective, from 1; equal values share the better place. */
function placesBy(front: Float64Array, width: number, objective: number): Uint32Array {
  const count = front.length / width;
  const value = (row: number): number => front[row * width + objective]!;
  const order = Array.from({ length: count }, (_, row) => row).sort((a, b) => value(a) - value(b));
  const places = new Uint32Array(count);
  order.forEach((row, index) => {
    const before = order[index - 1];
    places[row] = before !== undefined && value(before) === value(row) ? places[before]! : index + 1;
  });
  return places;
}

/** What speaks for a point of a front of `count`, and what is paid for it. */
export function rankingReason(
  { places, knee }: RankedPoint,
  count: number,
  labels: readonly string[],
): string {
  const order = places.map((_, objective) => objective).sort((a, b) => places[a]! - places[b]!);
  const best = order[0]!;
  const worst = order.at(-1)!;
  const praise =
    places[best] === 1
      ? `best ${labels[best]!} of ${count}`
      : `${labels[best]!} ${places[best]!} of ${count}`;
  const price = best === worst ? '' : `, ${labels[worst]!} ${places[worst]!} of ${count}`;
  return `${knee ? 'knee of the front: ' : ''}${praise}${price}`;
}
