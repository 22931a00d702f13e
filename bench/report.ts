// A report on a study of 100,000 trials: 30 parameters and 2 objectives of ZDT1, sampled at random.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine } from '../engine/host/engine.ts';
import type { BenchmarkRow } from './bench.ts';

const TRIALS = 100_000;
const STUDY = `
study: report-benchmark
system: zdt1
parameters: { ${Array.from({ length: 30 }, (_, index) => `x${index + 1}: all`).join(', ')} }
sampler: random
budget: { trials: ${TRIALS} }
seed: 1
`;

/** Writes the report three times and takes the fastest; the first also compiles the program. */
export async function run(): Promise<BenchmarkRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'paretoscope-bench-'));
  const engine = createEngine({ shell: 'browser', workspaceFolder: folder });
  try {
    const started = await engine.startRunAt({
      source: { text: STUDY, file: 'report-benchmark.study.yaml' },
      path: join(folder, 'report.pareto'),
    });
    await engine.finished(started.run);
    const out = join(folder, 'report.html');
    let seconds = Infinity;
    for (let repeat = 0; repeat < 3; repeat++) {
      const start = performance.now();
      await engine.reportTo(started.workspace.workspace, { out, force: true });
      seconds = Math.min(seconds, (performance.now() - start) / 1000);
    }
    return [
      { name: 'HTML report of 100,000 trials', value: seconds, unit: 's', target: { atMost: 3 } },
      { name: 'its size', value: statSync(out).size / 1e6, unit: 'MB', target: { atMost: 2 } },
    ];
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
