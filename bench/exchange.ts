// Exports of a million trials (12 choice parameters, 4 metrics, as in bench/store.ts), each in a process of its own, and
// Optuna storages of 10,000 trials. Memory is the whole process at its largest, Node included.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RandomStream } from '../engine/contract/random.ts';
import type { Study } from '../engine/contract/study.ts';
import { importInto } from '../engine/host/import.ts';
import { openWorkspace } from '../engine/store/index.ts';
import type { BenchmarkRow } from './bench.ts';

const BATCH = 4096;
const PARAMETERS = 12;
const METRICS = ['area', 'area_mm2', 'sdc', 'margin'] as const;
const DESCRIPTION = {
  imported: { format: 'csv', file: 'none', study: 'benchmark' },
  parameters: {},
  metrics: {},
};

function benchmarkStudy(trials: number): Study {
  return {
    name: 'benchmark',
    system: 'imported:benchmark',
    systemVersion: 1,
    dimensions: Array.from({ length: PARAMETERS }, (_, index) => ({
      kind: 'choice',
      id: `protection.block_${index}`,
      choices: ['none', 'quatro', 'dmr', 'tspc-dice'],
      ordered: false,
    })),
    fixed: {},
    objectives: [
      { metric: 'area', direction: 'minimize' },
      { metric: 'sdc', direction: 'minimize' },
    ],
    constraints: [],
    sampler: { type: 'random', options: {} },
    budget: { trials },
    seed: 1,
  };
}

function makeWorkspace(path: string, trials: number): void {
  const workspace = openWorkspace(path, { mode: 'write', create: true });
  const stored = workspace.createStudy(
    benchmarkStudy(trials),
    JSON.stringify(DESCRIPTION),
    METRICS.map((id) => ({ id })),
  );
  const stream = new RandomStream(1, 'bench.exchange');
  for (let first = 0; first < trials; first += BATCH) {
    const count = Math.min(BATCH, trials - first);
    stored.append(
      { first, count, codes: Float64Array.from({ length: count * PARAMETERS }, () => stream.below(4)) },
      {
        first,
        count,
        states: new Uint8Array(count),
        metrics: Float64Array.from({ length: count * METRICS.length }, () => stream.uniform()),
        durations: new Float32Array(count).fill(4e-6),
        messages: [],
      },
    );
  }
  stored.saveFront([1, 5, 9], 1);
  workspace.close();
}

interface Spent {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

function exportInChild(path: string, format: string, out: string): Spent {
  const child = fileURLToPath(new URL('_exchange-child.ts', import.meta.url));
  const printed = execFileSync(process.execPath, [child, path, format, out], { encoding: 'utf8' });
  return JSON.parse(printed) as Spent;
}

export async function run(): Promise<BenchmarkRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'paretoscope-bench-'));
  try {
    const rows: BenchmarkRow[] = [];
    const large = join(folder, 'large.pareto');
    makeWorkspace(large, 1_000_000);
    for (const [format, atMost] of [
      ['csv', 5],
      ['jsonl', undefined],
      ['parquet', 10],
    ] as const) {
      const out = join(folder, `out.${format}`);
      const { seconds, cpuSeconds, megabytes } = exportInChild(large, format, out);
      rows.push(
        {
          name: `a million trials as ${format}`,
          value: seconds,
          unit: 's',
          ...(atMost === undefined ? {} : { target: { atMost } }),
        },
        { name: `processor time of the ${format} export`, value: cpuSeconds, unit: 's' },
        {
          name: `memory of the ${format} export`,
          value: megabytes,
          unit: 'MB',
          ...(format === 'csv' ? { target: { atMost: 200 } } : {}),
        },
        { name: `size of the ${format} file`, value: statSync(out).size / 1e6, unit: 'MB' },
      );
      rmSync(out);
    }
    rows.push(...(await optunaRows(folder)));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function optunaRows(folder: string): Promise<BenchmarkRow[]> {
  const small = join(folder, 'small.pareto');
  makeWorkspace(small, 10_000);
  const out = join(folder, 'out.db');
  const written = exportInChild(small, 'optuna', out);
  const workspace = openWorkspace(join(folder, 'back.pareto'), { mode: 'write', create: true });
  try {
    const start = performance.now();
    await importInto(() => workspace, { path: out });
    return [
      {
        name: '10,000 trials as an Optuna storage',
        value: written.seconds,
        unit: 's',
        target: { atMost: 3 },
      },
      { name: 'processor time of the Optuna export', value: written.cpuSeconds, unit: 's' },
      { name: 'size of the Optuna storage', value: statSync(out).size / 1e6, unit: 'MB' },
      { name: 'reading it back', value: (performance.now() - start) / 1000, unit: 's' },
    ];
  } finally {
    workspace.close();
  }
}
