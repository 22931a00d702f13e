// Runs on workers of a queue, with a real server and real worker processes, some of which are killed: the workspaces
// are those of local runs.

import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { wireError } from '../../../../engine/contract/errors.ts';
import type { RunProgress } from '../../../../engine/contract/host.ts';
import { createEngine, type Engine } from '../../../../engine/host/engine.ts';
import { openQueue } from '../../../../engine/host/queue.ts';
import { queueServer } from '../../../../engine/run/queue/connection.ts';
import { concurrencyOf, workerName } from '../../../../engine/run/queue/names.ts';
import { dumpWorkspace, runStudy, temporaryFolder, testEngine } from '../../../fixtures/engine.ts';
import { FIXTURE_SYSTEMS } from '../../../fixtures/systems.ts';
import { hasRedis, redisServer } from './redis-server.ts';

const COMMAND = fileURLToPath(new URL('../../../../engine/cli/paretoscope.ts', import.meta.url));
const SLOW = join(FIXTURE_SYSTEMS, 'slow', 'index.ts');

/** Trials of 30 ms each, proposed in rounds that depend on earlier ones. */
const STUDY = `
study: queued
system: slow
parameters: { x: all }
fixed: { seconds: 0.03 }
objectives: [low, high]
sampler: { type: nsga2, population: 16 }
budget: { trials: 128 }
seed: 3
`;

interface StartedWorker {
  readonly child: ChildProcess;
  /** Everything it said so far. */
  readonly said: () => string;
}

/** A worker process that has joined the queue; a batch that it leaves is taken over after four seconds. */
async function worker(
  url: string,
  system = SLOW,
  environment: NodeJS.ProcessEnv = {},
): Promise<StartedWorker> {
  const child = spawn(
    process.execPath,
    [COMMAND, 'worker', '--redis', url, '--concurrency', '1', '--lock', '4', '--system', system, '--trust'],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...environment } },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (said.includes('working for')) resolve();
    });
    child.once('exit', () => reject(new Error(`the worker ended: ${said}`)));
  });
  return { child, said: () => said };
}

async function queueEngine(url: string, folder: string): Promise<Engine> {
  const engine = createEngine({
    shell: 'browser',
    workspaceFolder: folder,
    systemFolders: [FIXTURE_SYSTEMS],
    executor: await openQueue(url),
  });
  onTestFinished(() => engine.close());
  return engine;
}

async function localDump(folder: string): Promise<string> {
  const path = join(folder, 'local.pareto');
  expect((await runStudy(testEngine(folder), path, STUDY)).state).toBe('finished');
  return dumpWorkspace(path);
}

/** Calls `act` once, as soon as so many trials are stored. */
function once(trials: number, act: () => void): (progress: RunProgress) => void {
  let acted = false;
  return ({ done }) => {
    if (acted || done < trials) return;
    acted = true;
    act();
  };
}

describe.skipIf(!hasRedis)('a run on a queue', () => {
  test('gives the workspace of a local run, also when workers are killed and others come', async () => {
    const { url } = await redisServer();
    const folder = temporaryFolder();
    const [first, second] = await Promise.all([worker(url), worker(url)]);
    const engine = await queueEngine(url, folder);
    const path = join(folder, 'queue.pareto');
    const last = await runStudy(engine, path, STUDY, {
      watch: once(20, () => {
        first.child.kill('SIGKILL');
        second.child.kill('SIGKILL');
        void worker(url);
      }),
    });
    expect(last).toMatchObject({ state: 'finished', done: 128, counts: { complete: 128, failed: 0 } });
    expect(dumpWorkspace(path)).toBe(await localDump(folder));
  });

  test('survives the loss of the server and of everything it held', async () => {
    const server = await redisServer();
    const folder = temporaryFolder();
    await worker(server.url);
    const engine = await queueEngine(server.url, folder);
    const path = join(folder, 'queue.pareto');
    const remarks = new Set<string>();
    const outage = once(30, () => {
      void server
        .kill()
        .then(() => delay(1500))
        .then(() => server.start());
    });
    const last = await runStudy(engine, path, STUDY, {
      watch: (progress) => {
        for (const note of progress.notes) remarks.add(note);
        outage(progress);
      },
    });
    expect(last).toMatchObject({ state: 'finished', done: 128, counts: { complete: 128 } });
    expect([...remarks]).toContainEqual(
      expect.stringContaining('waiting for the queue server at redis://127.0.0.1'),
    );
    expect(dumpWorkspace(path)).toBe(await localDump(folder));
  });

  test('prunes as a local run does: what earlier rounds taught goes with the batches, reports come back', async () => {
    const { url } = await redisServer();
    const folder = temporaryFolder();
    const text = `
study: curves
system: learning-curve
parameters: { size: all, rate: all, waste: all }
fixed: { steps: 27 }
objectives: [error, cost]
sampler: random
pruner: median
budget: { trials: 200 }
seed: 4
`;
    await worker(url);
    const path = join(folder, 'queue.pareto');
    const last = await runStudy(await queueEngine(url, folder), path, text);
    expect(last).toMatchObject({ state: 'finished', done: 200 });
    expect(last.counts.pruned).toBeGreaterThan(10);
    const local = join(folder, 'local.pareto');
    await runStudy(testEngine(folder), local, text);
    expect(dumpWorkspace(path)).toContain('workspace_intermediate');
    expect(dumpWorkspace(path)).toBe(dumpWorkspace(local));
  });

  test('waits for workers, says so, and is cancelled at once', async () => {
    const { url } = await redisServer();
    const folder = temporaryFolder();
    const engine = await queueEngine(url, folder);
    const notes: string[] = [];
    const last = await runStudy(engine, join(folder, 'q.pareto'), STUDY, {
      watch: ({ state, run, notes: said }) => {
        notes.push(...said);
        if (state === 'running') engine.abortRun(run);
      },
    });
    expect(last).toMatchObject({ state: 'cancelled', done: 0 });
    expect(notes).toContainEqual(expect.stringContaining('paretoscope worker --redis'));
  });

  test('refuses a worker whose system is another, and goes on where it was once it is gone', async () => {
    const { url } = await redisServer();
    const folder = temporaryFolder();
    const other = join(folder, 'slow.ts');
    const define = fileURLToPath(new URL('../../../../engine/systems/define.ts', import.meta.url));
    writeFileSync(
      other,
      readFileSync(SLOW, 'utf8')
        .replace(/from '.*define\.ts'/, `from ${JSON.stringify(define)}`)
        .replace('version: 1', 'version: 2'),
    );
    const stranger = await worker(url, other);
    const engine = await queueEngine(url, folder);
    const path = join(folder, 'q.pareto');
    const refused = await runStudy(engine, path, STUDY);
    expect(refused).toMatchObject({ state: 'failed', error: { kind: 'study-differs' } });
    expect(refused.error?.message).toMatch(/^worker \S+: its system "slow" is not the one of the run/);
    stranger.child.kill('SIGKILL');
    await worker(url);
    expect(await runStudy(engine, path, STUDY)).toMatchObject({ state: 'finished', done: 128 });
  });

  test('keeps its password to itself, and says when it is wrong', async () => {
    const password = 'correct-horse';
    const { url, port } = await redisServer(password);
    const wrong = `redis://:battery-staple@127.0.0.1:${port}`;
    for (const address of [url, wrong]) {
      const error = await openQueue(address).then(
        () => undefined,
        (reason: unknown) => wireError(reason),
      );
      expect(error).toMatchObject({ kind: 'untrusted' });
      expect(JSON.stringify(error)).not.toContain('battery-staple');
    }
    const joined = await worker(url, SLOW, { PARETOSCOPE_REDIS_PASSWORD: password });
    expect(joined.said()).not.toContain(password);
    const engine = await queueEngine(`redis://:${password}@127.0.0.1:${port}`, temporaryFolder());
    const last = await runStudy(engine, join(temporaryFolder(), 'q.pareto'), STUDY.replace('128', '16'));
    expect(last).toMatchObject({ state: 'finished', done: 16 });
    const ended = new Promise((resolve) => joined.child.once('exit', resolve));
    joined.child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(joined.said()).toMatch(/evaluated 16 designs in \d+ batches/);
  });
});

describe('the address of a queue', () => {
  test('is shown without its password', () => {
    expect(queueServer('rediss://user:secret@queue.example:6380/2', {}).shown).toBe(
      'rediss://queue.example:6380/2',
    );
  });

  test.each(['', 'localhost:6379', 'http://localhost', 'redis://', 'secret'])('"%s" is none', (text) => {
    expect(() => queueServer(text, {})).toThrow(expect.objectContaining({ kind: 'usage' }));
  });

  test('where nobody answers is said within seconds', async () => {
    await expect(openQueue('redis://127.0.0.1:1')).rejects.toMatchObject({
      kind: 'not-found',
      message: expect.stringContaining('no Redis or Valkey answers at redis://127.0.0.1:1') as unknown,
    });
  });
});

test('a worker says in its name how much it does at a time', () => {
  expect(concurrencyOf(`prefix:w:${workerName('node 7/a', 123, 16)}`)).toBe(16);
  expect(concurrencyOf('prefix:w:somebody')).toBe(1);
});
