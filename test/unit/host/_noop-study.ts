// A study of the `noop` fixture and made trials of it, pure functions of their numbers.

import { RandomStream } from '../../../engine/contract/random.ts';
import type { Study } from '../../../engine/contract/study.ts';
import type { DesignBatch, ResultBatch } from '../../../engine/contract/trial.ts';

const METRICS = ['first', 'second', 'third', 'fourth'] as const;

export const noopStudy: Study = {
  name: 'many',
  system: 'noop',
  systemVersion: 1,
  dimensions: [
    { kind: 'float', id: 'a', minimum: 0, maximum: 1, scale: 'linear' },
    { kind: 'float', id: 'b', minimum: 0, maximum: 1, scale: 'linear' },
  ],
  fixed: {},
  objectives: [
    { metric: 'first', direction: 'minimize' },
    { metric: 'second', direction: 'minimize' },
  ],
  constraints: [],
  sampler: { type: 'random', options: {} },
  budget: { trials: 100_000 },
  seed: 1,
};

export const noopMetrics = METRICS.map((id) => ({ id }));

/** Every seventh trial failed; the third metric is unknown for every fifth, and has few different values. */
export function noopBatch(first: number, count: number): { designs: DesignBatch; results: ResultBatch } {
  const stream = new RandomStream(1, 'test.aggregates', first);
  const states = new Uint8Array(count);
  const metrics = Float64Array.from({ length: count * METRICS.length }, () => stream.uniform());
  for (let row = 0; row < count; row++) {
    const cell = row * METRICS.length;
    metrics[cell + 2] = (first + row) % 5 === 0 ? Number.NaN : Math.round(metrics[cell + 2]! * 20) / 20;
    if ((first + row) % 7 !== 6) continue;
    states[row] = 3;
    metrics.fill(Number.NaN, cell, cell + METRICS.length);
  }
  return {
    designs: { first, count, codes: Float64Array.from({ length: count * 2 }, () => stream.uniform()) },
    results: { first, count, states, metrics, durations: new Float32Array(count).fill(4e-6), messages: [] },
  };
}
