// The workspace at a million trials: 12 choice parameters and 4 metrics, like a study of ethos-u55, in a temporary
// folder. Reading figures are taken after the workspace was closed and opened again, in a warm page cache.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RandomStream } from '../engine/contract/random.ts';
import type { Dimension, Study } from '../engine/contract/study.ts';
import type { DesignBatch, ResultBatch } from '../engine/contract/trial.ts';
import { openWorkspace, type StoredStudy } from '../engine/store/index.ts';
import type { BenchmarkRow } from './bench.ts';

const BATCH = 4096;
const PARAMETERS = 12;
const METRICS = ['area', 'area_mm2', 'sdc', 'margin'] as const;
const FRONT = 200;

function benchmarkStudy(trials: number): Study {
  const dimensions = Array.from({ length: PARAMETERS }, (_, index): Dimension => ({
    kind: 'choice',
    id: `protection.block_${index}`,
    choices: ['none', 'quatro', 'dmr', 'tspc-dice'],
    ordered: false,
  }));
  return {
    name: 'benchmark',
    system: 'benchmark',
    systemVersion: 1,
    dimensions,
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

/** Batches made in advance, so that only storing is timed; one every `different` batches is new. */
function makeBatches(different: number): { designs: DesignBatch; results: ResultBatch }[] {
  return Array.from({ length: different }, (_, index) => {
    const stream = new RandomStream(1, 'bench.store', index);
    return {
      designs: {
        first: 0,
        count: BATCH,
        codes: Float64Array.from({ length: BATCH * PARAMETERS }, () => stream.below(4)),
      },
      results: {
        first: 0,
        count: BATCH,
        states: new Uint8Array(BATCH),
        metrics: Float64Array.from({ length: BATCH * METRICS.length }, () => stream.uniform()),
        durations: new Float32Array(BATCH).fill(4e-6),
        messages: [],
      },
    };
  });
}

interface Spent {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
}

function measure(work: () => void): Spent {
  const cpu = process.cpuUsage();
  const start = performance.now();
  work();
  const wallSeconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { wallSeconds, cpuSeconds: (user + system) / 1e6 };
}

/** The fastest of three: what the work costs when the machine does nothing else. */
function fastestMilliseconds(work: () => void): number {
  return Math.min(...[0, 0, 0].map(() => measure(work).wallSeconds)) * 1000;
}

function fill(stored: StoredStudy, trials: number): Spent {
  const batches = makeBatches(8);
  const front = Array.from({ length: FRONT }, (_, index) => index * 17);
  return measure(() => {
    for (let first = 0; first < trials; first += BATCH) {
      const { designs, results } = batches[(first / BATCH) % batches.length]!;
      const count = Math.min(BATCH, trials - first);
      stored.group(() => {
        stored.append({ ...designs, first, count }, { ...results, first, count });
        if (first >= BATCH) saveChangedFront(stored, front, first);
      });
    }
  });
}

function indexMetrics(stored: StoredStudy): void {
  stored.markFinished(true);
  for (const sort of METRICS) stored.page({ offset: 0, limit: 1, sort });
}

/** One trial of the front changes with every batch. */
function saveChangedFront(stored: StoredStudy, front: number[], first: number): void {
  front[(first / BATCH) % FRONT] = first;
  stored.saveFront(front, first);
}

/** Measures a workspace of a million trials. */
export function run(): Promise<BenchmarkRow[]> {
  return Promise.resolve(measureWorkspace(1_000_000));
}

function measureWorkspace(trials: number): BenchmarkRow[] {
  const folder = mkdtempSync(join(tmpdir(), 'paretoscope-bench-'));
  const path = join(folder, 'bench.pareto');
  try {
    const rows: BenchmarkRow[] = [];
    const writing = openWorkspace(path, { mode: 'write', create: true });
    const study = benchmarkStudy(trials);
    const stored = writing.createStudy(
      study,
      '',
      METRICS.map((id) => ({ id })),
    );
    const filled = fill(stored, trials);
    rows.push(
      {
        name: 'append in groups of 4,096 with the front',
        value: trials / filled.wallSeconds,
        unit: 'trials/s',
        target: { atLeast: 100_000 },
      },
      { name: 'processor time of appending', value: (filled.cpuSeconds / trials) * 1e6, unit: 'µs/trial' },
      {
        name: 'index one metric for sorting, after the end',
        value: measure(() => indexMetrics(stored)).wallSeconds / METRICS.length,
        unit: 's',
      },
      { name: 'close', value: measure(() => writing.close()).wallSeconds, unit: 's' },
      {
        name: 'file size, with indexes',
        value: statSync(path).size / 1e6,
        unit: 'MB',
        target: { atMost: 400 },
      },
    );
    rows.push({
      name: 'open and read the front with its columns',
      value: fastestMilliseconds(() => {
        const workspace = openWorkspace(path, { mode: 'write' });
        workspace.study('benchmark')!.columns({ names: METRICS, frontOnly: true });
        workspace.close();
      }),
      unit: 'ms',
      target: { atMost: 150 },
    });
    rows.push(...readingRows(path, trials));
    return rows;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readingRows(path: string, trials: number): BenchmarkRow[] {
  const workspace = openWorkspace(path, { mode: 'write' });
  const stored = workspace.study('benchmark')!;
  const deep = Math.floor(trials * 0.9);
  const page = (
    name: string,
    query: Omit<Parameters<StoredStudy['page']>[0], 'limit'>,
    atMost?: number,
  ): BenchmarkRow => ({
    name,
    value: fastestMilliseconds(() => void stored.page({ limit: 100, ...query })),
    unit: 'ms',
    ...(atMost === undefined ? {} : { target: { atMost } }),
  });
  const count = (name: string, filters: readonly string[]): BenchmarkRow => ({
    name,
    // A different filter each time, since totals are remembered.
    value:
      Math.min(
        ...filters.map(
          (filter) => measure(() => void stored.page({ offset: 0, limit: 0, filter })).wallSeconds,
        ),
      ) * 1000,
    unit: 'ms',
    target: { atMost: 200 },
  });
  try {
    return [
      ...METRICS.map((metric) => page(`page of 100 sorted by ${metric}`, { offset: 0, sort: metric }, 50)),
      page('page of 100 sorted by sdc, 90 % down', { offset: deep, sort: 'sdc', descending: true }, 50),
      count('count with a filter on a metric', ['sdc < 0.5', 'sdc < 0.51', 'sdc < 0.52']),
      count('count with filters on metric and parameter', [
        'sdc < 0.5 and protection.block_3 = dmr',
        'sdc < 0.5 and protection.block_4 = dmr',
        'sdc < 0.5 and protection.block_5 = dmr',
      ]),
      page('page sorted by sdc, half filtered out', { offset: 0, sort: 'sdc', filter: 'area < 0.5' }),
      page('page sorted by sdc, all but 0.1 % filtered out', {
        offset: 0,
        sort: 'sdc',
        filter: 'area < 0.001',
      }),
      {
        name: 'two columns, thinned to 50,000',
        value: fastestMilliseconds(() => void stored.columns({ names: ['area', 'sdc'], limit: 50_000 })),
        unit: 'ms',
      },
      {
        name: 'two columns of all trials',
        value: fastestMilliseconds(() => void stored.columns({ names: ['area', 'sdc'] })),
        unit: 'ms',
      },
      {
        name: 'read every trial back as batches',
        value: measure(() => {
          for (let first = 0; first < trials; first += BATCH) stored.readBatch(first, BATCH);
        }).wallSeconds,
        unit: 's',
      },
      {
        name: 'quick_check, as after an unclean end',
        value: measure(() => workspace.check()).wallSeconds,
        unit: 's',
      },
      {
        name: 'recount, as after an unclean end',
        value: measure(() => workspace.recount()).wallSeconds,
        unit: 's',
      },
    ];
  } finally {
    workspace.close();
  }
}
