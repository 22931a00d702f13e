// How soon a half-done study of a million trials goes on: from an engine that is not there yet to its first new trial.

import type { BenchmarkRow } from './bench.ts';
import { ethosStudy } from './_ethos-study.ts';
import { inTemporaryFolder, timedRun } from './_engine.ts';

const TRIALS = 1_000_000;

const study = (sampler: string, trials: number): string =>
  ethosStudy({
    name: 'resume',
    trials,
    parameters: ['technology: all', 'logic_faults: all', 'clock: all'],
    sampler,
  });

export async function run(): Promise<BenchmarkRow[]> {
  const rows: BenchmarkRow[] = [];
  for (const sampler of ['random', 'nsga2']) {
    const half = TRIALS / 2;
    const { wallSeconds, cpuSeconds } = await inTemporaryFolder(async (folder) => {
      await timedRun(folder, study(sampler, half));
      return timedRun(folder, study(sampler, TRIALS), { stopWhen: ({ done }) => done > half });
    });
    rows.push(
      {
        name: `half of 1,000,000 trials stored, ${sampler}: first new trial after`,
        value: wallSeconds,
        unit: 's',
        ...(sampler === 'random' ? { target: { atMost: 2 } } : {}),
      },
      { name: '  processor time until the end of that run', value: cpuSeconds, unit: 's' },
    );
  }
  return rows;
}
