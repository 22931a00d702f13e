// The engine process under the desktop shell, killed again and again: the real entry under this Node, controlled by
// the code that controls it in Electron, asked over the wire by a page that only knows HostApi.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { childHost } from '../../../electron/engine-child-host.ts';
import { ENGINE_TIMING, EngineProcess } from '../../../electron/engine-process.ts';
import type { RelayPort } from '../../../electron/engine-host.ts';
import type { HostApi, RunProgress, ShellEvents } from '../../../engine/contract/host.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import { dumpWorkspace, runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';
import { relayPort } from '../../fixtures/relay-port.ts';

const KILLS = 20;
const ROOT = path.join(import.meta.dirname, '../../..');
const STUDY = (trials: number): string => `
study: shell
system: ethos-u55
parameters: { mac: all, protection.ao: all, protection.dma: all, clock: { min: 250 MHz, max: 1 GHz } }
objectives: [area, sdc]
sampler: { type: nsga2, population: 50 }
budget: { trials: ${trials} }
seed: 2
`;
const source = (trials: number) => ({ text: STUDY(trials), file: 'shell.study.yaml' });

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

test(`${KILLS} kills of the engine process: it comes back each time, and the study goes on`, async () => {
  const folder = temporaryFolder();
  const workspaceFolder = path.join(folder, 'workspaces');
  mkdirSync(workspaceFolder);
  const shell = new EngineProcess<RelayPort>({
    spawn: childHost(process.execPath, path.join(ROOT, 'electron/engine-entry.ts')),
    engine: {
      workspaceFolder,
      resources: { studies: path.join(ROOT, 'studies'), migrations: path.join(ROOT, 'migrations') },
    },
    // Every crash is forgiven at once: this page kills on purpose.
    timing: { ...ENGINE_TIMING, firstPauseMilliseconds: 5, steadyMilliseconds: 1 },
  });
  onTestFinished(() => shell.stop());
  shell.start();
  const instants = new RandomStream(1, 'test.engine-kills');
  let acknowledged = 0;

  /** Asks the engine as a page does; resolves with the last progress of a run that ends, or when the line breaks. */
  async function runUntil(trials: number, kill: boolean): Promise<RunProgress | undefined> {
    await until(() => shell.state === 'ready');
    const { port1, port2 } = new MessageChannel();
    expect(shell.connect(relayPort(port1))).toBe(true);
    let over: (last: RunProgress | undefined) => void = () => {};
    const end = new Promise<RunProgress | undefined>((resolve) => (over = resolve));
    let first = true;
    const host = createBirpc<HostApi, ShellEvents>(
      {
        progress: (progress) => {
          if (progress.state === 'running') {
            if (first) expect(progress.done).toBeGreaterThanOrEqual(acknowledged);
            acknowledged = progress.done;
            if (first && kill)
              setTimeout(() => process.kill(shell.processId!, 'SIGKILL'), 10 + instants.below(150));
            first = false;
          }
          if (progress.state === 'finished') over(progress);
        },
        annotated: () => {},
      },
      {
        post: (message: unknown) => port2.postMessage(message),
        on: (take) => port2.on('message', take),
        timeout: -1,
      },
    );
    port2.on('close', () => over(undefined));
    // The line may break before it is answered.
    const asked = host.startRun({ source: source(trials) }).catch(() => undefined);
    const last = await end;
    port2.close();
    if (last !== undefined) await asked;
    return last;
  }

  for (let kill = 0; kill < KILLS; kill++) {
    expect(await runUntil(1_000_000, true)).toBeUndefined();
    await until(() => shell.state !== 'ready' || shell.processId !== undefined);
  }
  const file = path.join(workspaceFolder, 'shell.pareto');
  const database = new Database(file, { readonly: true });
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  const stored = database.prepare('SELECT count(*) FROM trial_1').pluck().get() as number;
  database.close();
  expect(stored).toBeGreaterThanOrEqual(acknowledged);
  const trials = stored + 100;
  expect(await runUntil(trials, false)).toMatchObject({ state: 'finished', done: trials });
  await shell.stop();
  const undisturbed = path.join(folder, 'undisturbed.pareto');
  await runStudy(testEngine(folder, 2), undisturbed, STUDY(trials));
  expect(dumpWorkspace(file)).toBe(dumpWorkspace(undisturbed));
}, 600_000);
