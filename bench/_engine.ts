// Whole runs in engines of their own, in temporary folders.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunProgress } from '../engine/contract/host.ts';
import { createEngine } from '../engine/host/engine.ts';
import { FIXTURE_SYSTEMS } from '../test/fixtures/systems.ts';

/** Does something in a folder that is removed afterwards. */
export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'paretoscope-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface TimedRun {
  readonly last: RunProgress;
  readonly wallSeconds: number;
  /** Of this process: all its threads. */
  readonly cpuSeconds: number;
  /** Largest resident set of this process while the run went on. */
  readonly residentBytes: number;
}

/** Runs a study text to its end, or until `stopWhen`, in a fresh engine. The time starts before the engine does. */
export async function timedRun(
  folder: string,
  text: string,
  options: { readonly workers?: number; readonly stopWhen?: (progress: RunProgress) => boolean } = {},
): Promise<TimedRun> {
  const { workers, stopWhen } = options;
  let residentBytes = 0;
  const sampler = setInterval(() => {
    residentBytes = Math.max(residentBytes, process.memoryUsage.rss());
  }, 50);
  const cpu = process.cpuUsage();
  const begin = performance.now();
  const engine = createEngine({
    shell: 'browser',
    workspaceFolder: folder,
    systemFolders: [FIXTURE_SYSTEMS],
    ...(workers === undefined ? {} : { workers }),
  });
  let end = Number.NaN;
  try {
    engine.listen({
      progress: (progress) => {
        if (!Number.isNaN(end) || stopWhen?.(progress) !== true) return;
        end = performance.now();
        engine.abortRun(progress.run);
      },
    });
    const source = { text, file: 'bench.study.yaml' };
    const started = await engine.startRunAt({ source, path: join(folder, 'bench.pareto') });
    const last = await engine.finished(started.run);
    if (Number.isNaN(end)) end = performance.now();
    if (last.error !== undefined) throw new Error(last.error.message);
    const { user, system } = process.cpuUsage(cpu);
    const wallSeconds = (end - begin) / 1000;
    return { last, wallSeconds, cpuSeconds: (user + system) / 1e6, residentBytes };
  } finally {
    clearInterval(sampler);
    await engine.close();
  }
}
