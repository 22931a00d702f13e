// How fast a whole study runs: sampler, worker pool, store, front, in one process as the command line has it.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../engine/host/engine.ts';
import { ethosStudy } from './_ethos-study.ts';
import { median } from './_statistics.ts';
import type { BenchmarkRow } from './bench.ts';

const TRIALS = 200_000;

const study = ethosStudy({
  name: 'bench-run',
  trials: TRIALS,
  parameters: ['technology: all', 'logic_faults: all', 'inference_time: all', 'clock: all'],
});

/** Runs the study in a fresh workspace three times; the median of the rates. */
export async function run(): Promise<BenchmarkRow[]> {
  const rates: number[] = [];
  const firstTrials: number[] = [];
  let bytes = 0;
  for (let repeat = 0; repeat < 3; repeat++) {
    const folder = mkdtempSync(join(tmpdir(), 'paretoscope-bench-'));
    const engine = createEngine({ shell: 'browser', workspaceFolder: folder });
    try {
      const begin = performance.now();
      let firstTrial = Number.NaN;
      engine.listen({
        progress: ({ done }) => {
          if (done > 0 && Number.isNaN(firstTrial)) firstTrial = performance.now();
        },
      });
      const path = join(folder, 'bench.pareto');
      const started = await engine.startRunAt({
        source: { text: study, file: 'bench-run.study.yaml' },
        path,
      });
      const last = await engine.finished(started.run);
      const seconds = (performance.now() - begin) / 1000;
      if (last.error !== undefined) throw new Error(last.error.message);
      rates.push(last.done / seconds);
      firstTrials.push((firstTrial - begin) / 1000);
      await engine.closeWorkspace(started.workspace.workspace);
      bytes = statSync(path).size;
    } finally {
      await engine.close();
      rmSync(folder, { recursive: true });
    }
  }
  return [
    {
      name: `trials per second, ethos-u55, random, ${TRIALS / 1000}k, start-up included`,
      value: median(rates),
      unit: 'trials/s',
      target: { atLeast: 100_000 },
    },
    {
      name: 'first stored trial after start',
      value: median(firstTrials),
      unit: 's',
      target: { atMost: 0.7 },
    },
    { name: 'workspace file', value: bytes / TRIALS, unit: 'B/trial', target: { atMost: 400 } },
  ];
}
