// A run that is killed a hundred times, at random instants.

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { dumpWorkspace, runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';
import { killedStudy } from './_killed-study.ts';

const KILLS = 100;
const MORE_THAN_EVER = 1_000_000;
const SCRIPT = fileURLToPath(new URL('_run-until-killed.ts', import.meta.url));

/** A process that runs the study; compiled modules are kept, so that a hundred starts cost less. */
function start(folder: string, path: string, trials: number): ChildProcessByStdio<null, Readable, null> {
  return spawn(process.execPath, [SCRIPT, path, String(trials)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
  });
}

/** Starts a run and kills it so many milliseconds after its first new trials; what it acknowledged, first and last. */
function killAfter(
  folder: string,
  path: string,
  milliseconds: number,
): Promise<{ first: number; last: number }> {
  return new Promise((resolve, reject) => {
    const child = start(folder, path, MORE_THAN_EVER);
    let first: number | undefined;
    let last = 0;
    let isDoomed = false;
    createInterface({ input: child.stdout }).on('line', (line) => {
      last = Number(line.split(' ')[1]);
      first ??= last;
      if (last === first || isDoomed) return;
      isDoomed = true;
      setTimeout(() => child.kill('SIGKILL'), milliseconds);
    });
    child.on('close', (_, signal) => {
      if (signal === 'SIGKILL') resolve({ first: first!, last });
      else reject(new Error('the run ended before it was killed'));
    });
  });
}

test(`${KILLS} kills lose no trial, count none twice, and leave what an undisturbed run leaves`, async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'killed.pareto');
  const instants = new RandomStream(1, 'test.kills');
  // One that ends by itself leaves its compiled modules.
  await once(start(folder, join(folder, 'warm-up.pareto'), 30), 'close');
  let acknowledged = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const { first, last } = await killAfter(folder, path, instants.below(100));
    expect(first).toBeGreaterThanOrEqual(acknowledged);
    acknowledged = last;
  }
  const database = new Database(path);
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  const [count, distinct, largest] = database
    .prepare('SELECT count(*), count(DISTINCT number), max(number) FROM trial_1')
    .raw()
    .get() as [number, number, number];
  database.close();
  expect(count).toBeGreaterThanOrEqual(acknowledged);
  expect(count).toBeGreaterThan(KILLS);
  expect([distinct, largest]).toEqual([count, count - 1]);
  const trials = count + 50;
  const engine = testEngine(folder, 2);
  const last = await runStudy(engine, path, killedStudy(trials));
  expect(last).toMatchObject({ state: 'finished', done: trials });
  const undisturbed = join(folder, 'undisturbed.pareto');
  await runStudy(engine, undisturbed, killedStudy(trials));
  expect(dumpWorkspace(path)).toBe(dumpWorkspace(undisturbed));
}, 900_000);
