// The main study against random search: hypervolume of its front after all of its 20,000 evaluations, ten seeds.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../engine/host/engine.ts';
import { flagshipHypervolume } from './_flagship.ts';
import type { BenchmarkRow } from './bench.ts';

const TRIALS = 20_000;
const SEEDS = 10;
/** What the study's sampler must reach of random's hypervolume, at least. */
const MARGIN = 1.2;

export async function run(): Promise<BenchmarkRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'paretoscope-flagship-'));
  const engine = createEngine({ shell: 'browser', workspaceFolder: folder });
  const ratios: number[] = [];
  try {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const found = await flagshipHypervolume(engine, folder, seed, TRIALS);
      const random = await flagshipHypervolume(engine, folder, seed, TRIALS, { type: 'random', options: {} });
      ratios.push(found / random);
    }
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
  ratios.sort((a, b) => a - b);
  return [
    { name: 'hypervolume over that of random search, least', value: ratios[0]!, unit: 'x' },
    { name: 'hypervolume over that of random search, median', value: ratios[SEEDS >> 1]!, unit: 'x' },
    {
      name: `seeds of ${SEEDS} in which it is ${MARGIN} times as large`,
      value: ratios.filter((ratio) => ratio >= MARGIN).length,
      unit: 'seeds',
      target: { atLeast: 9 },
    },
  ];
}
