// What pruning saves and what it costs: the same designs of systems with real steps, with and without pruners.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrunerChoice } from '../engine/contract/study.ts';
import { createEngine } from '../engine/host/engine.ts';
import type { BenchmarkRow } from './bench.ts';

const SAMPLED = `
study: sampled
system: ethos-u55
parameters:
  protection.ao: all
  protection.dma: all
  protection.mac: all
  protection.reg: all
  protection.tsu: all
  protection.wd: all
fixed: { estimator: monte-carlo, samples: 100000 }
objectives: [area, sdc]
sampler: random
budget: { trials: 200 }
seed: 2
`;

const SIMULATED = `
study: simulated
system: pim-gpt
parameters: { channels: all, unit_sram: all, simulated_tokens: [4] }
objectives: [area, latency]
sampler: random
budget: { trials: 60 }
seed: 2
`;

const PRUNERS: readonly PrunerChoice[] = [
  { type: 'median', options: {} },
  { type: 'successive-halving', options: { min: 100, factor: 4 } },
  { type: 'dominance', options: { margin: 0.3 } },
];

interface Outcome {
  /** Seconds that evaluations took in their workers. */
  readonly seconds: number;
  readonly hypervolume: number;
}

async function outcomeOf(text: string, pruner: PrunerChoice): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'paretoscope-bench-'));
  const engine = createEngine({ shell: 'browser', workspaceFolder: folder, workers: 1 });
  try {
    const { run, workspace, study } = await engine.startRunAt({
      source: { text, file: 'bench.study.yaml' },
      path: join(folder, 'bench.pareto'),
      adjust: (one) => ({ ...one, pruner }),
    });
    const last = await engine.finished(run);
    if (last.error !== undefined) throw new Error(last.error.message);
    const { trials } = await engine.trialPage(workspace.workspace, study, { offset: 0, limit: 10_000 });
    return {
      seconds: trials.reduce((sum, { durationSeconds }) => sum + durationSeconds, 0),
      hypervolume: last.hypervolume!,
    };
  } finally {
    await engine.close();
    rmSync(folder, { recursive: true });
  }
}

/** The reference point follows from the first complete trials, so hypervolumes are near but not exactly comparable. */
export async function run(): Promise<BenchmarkRow[]> {
  const rows: BenchmarkRow[] = [];
  for (const [name, text] of [
    ['ethos-u55, fault injection', SAMPLED],
    ['pim-gpt, simulated tokens', SIMULATED],
  ] as const) {
    const whole = await outcomeOf(text, { type: 'none', options: {} });
    for (const pruner of PRUNERS) {
      const pruned = await outcomeOf(text, pruner);
      rows.push({
        name: `${name}: evaluation time saved by ${pruner.type}`,
        value: 100 * (1 - pruned.seconds / whole.seconds),
        unit: '%',
      });
      rows.push({
        name: `${name}: hypervolume kept by ${pruner.type}`,
        value: (100 * pruned.hypervolume) / whole.hypervolume,
        unit: '%',
      });
    }
  }
  return rows;
}
