// Speed of training: how long the small networks of the systems take, compilation included.

import { MIXTURE_SHAPE } from '../engine/learning/mixture/network.ts';
import { MIXTURE_SETTINGS, trainMixture } from '../engine/learning/mixture/training.ts';
import { topicFeatures, topicTokens, TOPIC_TASK } from '../engine/learning/data/topics.ts';
import { FIDELITY, measureAccuracy } from '../engine/systems/e2gc/measured.ts';
import type { BenchmarkRow } from './bench.ts';

function secondsOf(run: () => void): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}

/** Processor seconds are what training needs; wall-clock seconds on a busy machine are more. */
function processorSecondsOf(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function mixture(steps: number): void {
  const task = topicTokens(TOPIC_TASK, 1);
  const shape = { ...MIXTURE_SHAPE, features: topicFeatures(TOPIC_TASK), classes: TOPIC_TASK.classes };
  trainMixture(shape, task.training, { ...MIXTURE_SETTINGS, steps, seed: 1 }).dispose();
}

function convolutions(fidelity: (typeof FIDELITY)['quick' | 'full']): void {
  const grouping = { policy: 'fixed-group-size', group_size: 8, groups: 1 } as const;
  const { signal } = new AbortController();
  measureAccuracy(grouping, 'shapes', fidelity, { seed: 1, signal, report: () => {} });
}

/** Runs every benchmark of learning. */
export function run(): Promise<BenchmarkRow[]> {
  const first = secondsOf(() => mixture(1));
  const short = secondsOf(() => mixture(20));
  const long = secondsOf(() => mixture(120));
  return Promise.resolve([
    { name: 'mixture of experts, first step with compilation', value: first, unit: 's' },
    { name: 'mixture of experts, one step of 128 tokens', value: (1000 * (long - short)) / 100, unit: 'ms' },
    {
      name: 'e2gc accuracy, quick, processor time',
      value: processorSecondsOf(() => convolutions(FIDELITY.quick)),
      unit: 's',
    },
    {
      name: 'e2gc accuracy, full (three seeds), processor time',
      value: processorSecondsOf(() => convolutions(FIDELITY.full)),
      unit: 's',
      target: { atMost: 20 },
    },
  ]);
}
