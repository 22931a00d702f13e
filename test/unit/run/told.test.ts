// What samplers are told of trials that were pruned.

import { describe, expect, test } from 'vitest';
import type { Direction } from '../../../engine/contract/system.ts';
import { COMPLETE, FAILED, PRUNED, SETTLED_STEP, type ResultBatch } from '../../../engine/contract/trial.ts';
import { cutTold } from '../../../engine/run/rounds.ts';
import { Teller } from '../../../engine/run/told.ts';

/** Four trials of the metrics `cost` and `error`: pruned, finished, failed and pruned, with what they reported. */
const RESULTS: ResultBatch = {
  first: 8,
  count: 4,
  states: Uint8Array.of(PRUNED, COMPLETE, FAILED, PRUNED),
  metrics: Float64Array.of(1, NaN, 2, 0.5, NaN, NaN, NaN, NaN),
  durations: new Float32Array(4),
  messages: [],
  intermediate: {
    rows: Uint32Array.of(0, 0, 0, 0, 1, 2, 3),
    steps: Float64Array.of(SETTLED_STEP, 1, 2, 3, 1, 1, 5),
    metrics: Uint16Array.of(1, 1, 1, 0, 1, 1, 1),
    values: Float64Array.of(9, 0.8, 0.6, 7, 0.9, 0.3, 0.7),
  },
};
const DESIGNS = { first: 8, count: 4, codes: Float64Array.of(0, 1, 2, 3) };

function told(...objectives: { metric: string; direction: Direction }[]) {
  return new Teller({ objectives, constraints: [] }, ['cost', 'error']).tell(DESIGNS, RESULTS);
}

describe('the last reports of pruned trials', () => {
  test('are those of the objective, settled values left out, to be minimised', () => {
    expect(told({ metric: 'error', direction: 'minimize' }).reports).toEqual([
      { row: 0, step: 2, value: 0.6 },
      { row: 3, step: 5, value: 0.7 },
    ]);
    expect(told({ metric: 'error', direction: 'maximize' }).reports).toEqual([
      { row: 0, step: 2, value: -0.6 },
      { row: 3, step: 5, value: -0.7 },
    ]);
    expect(told({ metric: 'cost', direction: 'minimize' }).reports).toEqual([{ row: 0, step: 3, value: 7 }]);
  });

  test('are not told with several objectives', () => {
    const both = told({ metric: 'cost', direction: 'minimize' }, { metric: 'error', direction: 'minimize' });
    expect(both.reports).toBeUndefined();
  });

  test('go with their rows where a batch is cut', () => {
    const whole = told({ metric: 'error', direction: 'minimize' });
    expect(cutTold(whole, 0, 2).reports).toEqual([{ row: 0, step: 2, value: 0.6 }]);
    expect(cutTold(whole, 2, 4).reports).toEqual([{ row: 1, step: 5, value: 0.7 }]);
  });
});
