// What the engine itself costs: a million trials of a system that computes nothing, and what a second worker brings
// where evaluations take a millisecond.

import type { BenchmarkRow } from './bench.ts';
import { inTemporaryFolder, timedRun } from './_engine.ts';

const TRIALS = 1_000_000;
const BUSY_TRIALS = 4000;

const noop = (parameters: string): string => `
{study: scale, system: noop, parameters: {${parameters}}, objectives: [first, second], sampler: random,
 budget: {trials: ${TRIALS}}, seed: 1}`;

const busy = `
{study: busy, system: busy, parameters: {x: all}, sampler: random, budget: {trials: ${BUSY_TRIALS}}, seed: 1}`;

export async function run(): Promise<BenchmarkRow[]> {
  const many = await inTemporaryFolder((folder) =>
    timedRun(folder, noop('a: all, b: all, c: all, d: all, e: all, f: all, g: all, h: all, i: all, j: all')),
  );
  const seconds: number[] = [];
  for (const workers of [1, 2]) {
    const { wallSeconds } = await inTemporaryFolder((folder) => timedRun(folder, busy, { workers }));
    seconds.push(wallSeconds);
  }
  const [one, two] = seconds as [number, number];
  return [
    {
      name: 'engine, a trial of 1,000,000 (10 floats, nothing to compute)',
      value: (many.wallSeconds / TRIALS) * 1e6,
      unit: 'µs',
      target: { atMost: 8 },
    },
    { name: '  processor time of it, all threads', value: (many.cpuSeconds / TRIALS) * 1e6, unit: 'µs' },
    {
      name: '  largest resident set of the process meanwhile',
      value: many.residentBytes / 1e6,
      unit: 'MB',
      target: { atMost: 400 },
    },
    {
      name: '1 ms evaluations: 2 workers as times as fast as 1',
      value: one / two,
      unit: '',
      target: { atLeast: 1.9 },
    },
  ];
}
