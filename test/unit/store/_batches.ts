// The study and the trials that the store's tests write: pure functions of their numbers, for any process to make.

import { RandomStream } from '../../../engine/contract/random.ts';
import type { Dimension, Study } from '../../../engine/contract/study.ts';
import type { DesignBatch, ResultBatch } from '../../../engine/contract/trial.ts';

export const DIMENSIONS: readonly Dimension[] = [
  { kind: 'choice', id: 'mac', choices: [32, 64, 128, 256], ordered: true },
  { kind: 'choice', id: 'protection.dma', choices: ['none', 'quatro', 'dmr', 'tspc-dice'], ordered: false },
  { kind: 'choice', id: 'logic_faults', choices: [false, true], ordered: false },
  { kind: 'float', id: 'clock', minimum: 1e8, maximum: 1e9, scale: 'log', activeWhen: { mac: [32, 64] } },
  { kind: 'integer', id: 'experts', minimum: 1, maximum: 64, step: 1, scale: 'linear' },
];

export const METRICS = [{ id: 'area' }, { id: 'energy', unit: 'J' }, { id: 'sdc' }] as const;

export function makeStudy(changes: Partial<Study> = {}): Study {
  return {
    name: 'protect-npu',
    system: 'npu',
    systemVersion: 1,
    dimensions: DIMENSIONS,
    fixed: { network: 'wav2letter' },
    objectives: [
      { metric: 'area', direction: 'minimize' },
      { metric: 'sdc', direction: 'minimize' },
    ],
    constraints: [],
    sampler: { type: 'random', options: {} },
    budget: { trials: 1000 },
    seed: 7,
    ...changes,
  };
}

/** A batch for `makeStudy()`, a pure function of its numbers: every fourth trial infeasible, every seventh failed. */
export function makeBatch(first: number, count: number): { designs: DesignBatch; results: ResultBatch } {
  const codes = new Float64Array(count * DIMENSIONS.length);
  const metrics = new Float64Array(count * METRICS.length);
  const states = new Uint8Array(count);
  const messages: [number, string][] = [];
  for (let row = 0; row < count; row++) {
    const number = first + row;
    const stream = new RandomStream(7, 'test.store', number);
    const mac = stream.below(4);
    codes.set(
      [
        mac,
        stream.below(4),
        stream.below(2),
        mac < 2 ? 1e8 + 9e8 * stream.uniform() : Number.NaN,
        1 + stream.below(64),
      ],
      row * DIMENSIONS.length,
    );
    if (number % 7 === 6) {
      states[row] = 3;
      messages.push([row, `threw on purpose (${number % 3})`]);
      metrics.fill(Number.NaN, row * METRICS.length, (row + 1) * METRICS.length);
      continue;
    }
    metrics.set(
      [1 + stream.uniform(), 1e-3 * stream.uniform(), 1e-16 * stream.uniform()],
      row * METRICS.length,
    );
    if (number % 4 === 3) {
      states[row] = 1;
      messages.push([row, 'does not fit']);
      metrics[row * METRICS.length + 1] = Number.NaN;
    }
  }
  return {
    designs: { first, count, codes },
    results: { first, count, states, metrics, durations: new Float32Array(count).fill(4e-6), messages },
  };
}
