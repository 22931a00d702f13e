// "Help me choose": the front ranked by weights, each place with its reason. Pure.

import { kneeDistances } from '../../../engine/pareto/choose.ts';
import { rankFront, rankingReason } from '../../../engine/pareto/ranking.ts';
import type { TrialColumns } from '../../../engine/contract/host.ts';
import type { Objective } from '../../../engine/contract/study.ts';

export interface RankedTrial {
  readonly number: number;
  /** Closeness to the best corner of the front, 0 to 1 (TOPSIS). */
  readonly score: number;
  readonly values: readonly number[];
  readonly reason: string;
}

/** A knee is at least so far below the plane of the ends, as a share of the objectives' ranges; less is rounding. */
const SMALLEST_BEND = 1e-9;

/** Row-major objectives of the front's trials, all to be minimised; trials with an unknown one are left out. */
function frontOf(
  columns: TrialColumns,
  objectives: readonly Objective[],
): { readonly numbers: number[]; readonly rows: Float64Array } {
  const numbers: number[] = [];
  const rows: number[] = [];
  columns.numbers.forEach((number, entry) => {
    if (columns.onFront[entry] !== 1) return;
    const values = objectives.map(({ metric, direction }) => {
      const value = columns.columns[metric]?.[entry] ?? Number.NaN;
      return direction === 'maximize' ? -value : value;
    });
    if (!values.every(Number.isFinite)) return;
    numbers.push(number);
    rows.push(...values);
  });
  return { numbers, rows: Float64Array.from(rows) };
}

/** The front's trials, the best under the weights (0 to 1, in the order of the objectives) first. */
export function rankTrials(
  columns: TrialColumns,
  objectives: readonly Objective[],
  weights: readonly number[],
  labelOf: (metric: string) => string,
): RankedTrial[] {
  const { numbers, rows } = frontOf(columns, objectives);
  const labels = objectives.map(({ metric }) => labelOf(metric));
  return rankFront(rows, objectives.length, { method: 'topsis', weights }).map((point) => ({
    number: numbers[point.row]!,
    score: point.score,
    values: objectives.map(({ direction }, objective) => {
      const value = rows[point.row * objectives.length + objective]!;
      return direction === 'maximize' ? -value : value;
    }),
    reason: rankingReason(point, numbers.length, labels),
  }));
}

/**
 * The trial at the knee of the front, where giving up a little of one objective buys most of the others. Undefined where
 * there is none: one objective, or a front that does not bend inwards.
 */
export function kneeTrial(columns: TrialColumns, objectives: readonly Objective[]): number | undefined {
  if (objectives.length < 2 || objectives.some(({ metric }) => columns.columns[metric] === undefined)) {
    return undefined;
  }
  const { numbers, rows } = frontOf(columns, objectives);
  const distances = kneeDistances(rows, objectives.length);
  let best: number | undefined;
  distances.forEach((distance, row) => {
    if (distance > (best === undefined ? SMALLEST_BEND : distances[best]!)) best = row;
  });
  return best === undefined ? undefined : numbers[best];
}

/** The best value so far of an objective by trial number, as the corners of a staircase. */
export function bestSoFar(
  numbers: Uint32Array,
  values: Float64Array,
  states: Uint8Array,
  direction: Objective['direction'],
): { x: number[]; y: number[] } {
  const x: number[] = [];
  const y: number[] = [];
  let best: number | undefined;
  for (let entry = 0; entry < numbers.length; entry++) {
    const value = values[entry]!;
    if (!Number.isFinite(value) || states[entry] !== 0) continue;
    if (best !== undefined && (direction === 'minimize' ? value >= best : value <= best)) continue;
    if (best !== undefined) {
      x.push(numbers[entry]!);
      y.push(best);
    }
    x.push(numbers[entry]!);
    y.push(value);
    best = value;
  }
  if (best !== undefined && numbers.length > 0) {
    x.push(numbers[numbers.length - 1]!);
    y.push(best);
  }
  return { x, y };
}
