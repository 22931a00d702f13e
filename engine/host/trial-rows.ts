// Trials of a study for an analysis: an even sample, read in short pieces so that the engine answers in between.

import { COMPLETE } from '../contract/trial.ts';
import type { StoredStudy } from '../store/index.ts';

const PIECE_TRIALS = 2000;

export interface TrialRows {
  /** Ascending. */
  readonly numbers: Uint32Array;
  readonly states: Uint8Array;
  /** Row-major; metrics in the order of the study's metric ids, NaN where unknown. */
  readonly codes: Float64Array;
  readonly metrics: Float64Array;
  /** Trials stored when the reading began. */
  readonly stored: number;
}

/** At most about `most` trials, evenly thinned, and with `alsoFront` every trial of the front. */
export async function sampleRows(stored: StoredStudy, most: number, alsoFront = false): Promise<TrialRows> {
  const total = stored.storedCount();
  const stride = Math.max(1, Math.ceil(total / most));
  const wanted = new Set<number>();
  for (let number = 0; number < total; number += stride) wanted.add(number);
  if (alsoFront) for (const number of stored.front()) if (number < total) wanted.add(number);
  return readRows(stored, Uint32Array.from(wanted).sort(), total);
}

/** The first `count` trials; they must be stored. */
export function firstRows(stored: StoredStudy, count: number): Promise<TrialRows> {
  return readRows(
    stored,
    Uint32Array.from({ length: count }, (_, number) => number),
    stored.storedCount(),
  );
}

async function readRows(stored: StoredStudy, numbers: Uint32Array, total: number): Promise<TrialRows> {
  const width = stored.study.dimensions.length;
  const metricCount = stored.metricIds.length;
  const states = new Uint8Array(numbers.length);
  const codes = new Float64Array(numbers.length * width);
  const metrics = new Float64Array(numbers.length * metricCount);
  for (let first = 0; first < numbers.length; first += PIECE_TRIALS) {
    const piece = stored.pick([...numbers.subarray(first, first + PIECE_TRIALS)]);
    states.set(piece.states, first);
    codes.set(piece.codes, first * width);
    metrics.set(piece.metrics, first * metricCount);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { numbers, states, codes, metrics, stored: total };
}

/** One metric of the rows; NaN where unknown. */
export function metricColumn(rows: TrialRows, metricCount: number, column: number): Float64Array {
  return Float64Array.from(rows.states, (_, row) => rows.metrics[row * metricCount + column]!);
}

/**
 * Objectives of every trial in order, row-major, to be minimised; rows of trials that are not complete NaN. Whole columns
 * stay in memory, so asking again during a run reads only what came since.
 */
export async function allObjectives(stored: StoredStudy): Promise<Float64Array> {
  const { objectives } = stored.study;
  const total = stored.storedCount();
  const columns = await stored.wholeColumns(['state', ...objectives.map(({ metric }) => metric)], total);
  const states = columns.state!;
  const values = new Float64Array(total * objectives.length);
  objectives.forEach(({ metric, direction }, objective) => {
    const column = columns[metric]!;
    const sign = direction === 'minimize' ? 1 : -1;
    for (let row = 0; row < total; row++) {
      values[row * objectives.length + objective] =
        states[row] === COMPLETE ? sign * column[row]! : Number.NaN;
    }
  });
  return values;
}

/** Objectives of the front, row-major, to be minimised. */
export function frontObjectives(stored: StoredStudy): Float64Array {
  const { study, metricIds } = stored;
  const numbers = [...stored.front()];
  const { metrics } = stored.pick(numbers);
  return Float64Array.from({ length: numbers.length * study.objectives.length }, (_, cell) => {
    const { metric, direction } = study.objectives[cell % study.objectives.length]!;
    const row = Math.floor(cell / study.objectives.length);
    const value = metrics[row * metricIds.length + metricIds.indexOf(metric)]!;
    return direction === 'minimize' ? value : -value;
  });
}
