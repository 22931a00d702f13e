import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { childHost } from '../../../electron/engine-child-host.ts';
import type { RelayPort } from '../../../electron/engine-host.ts';
import {
  ENGINE_TIMING,
  EngineProcess,
  type EngineCrash,
  type EngineTiming,
} from '../../../electron/engine-process.ts';
import type { EngineState } from '../../../electron/engine-state.ts';
import type { RunFacts } from '../../../electron/run-watch.ts';
import { relayPort } from '../../fixtures/relay-port.ts';

const fixture = path.join(import.meta.dirname, 'fixtures', 'echo-engine.ts');

let folder: string;
let engine: EngineProcess<RelayPort> | undefined;
let states: EngineState[];
let crashes: EngineCrash[];
let hellos: string[];
let runs: RunFacts[];

function start(instruction: string, timing: Partial<EngineTiming> = {}): EngineProcess<RelayPort> {
  const workspaceFolder = path.join(folder, instruction);
  mkdirSync(workspaceFolder, { recursive: true });
  const started = new EngineProcess<RelayPort>({
    spawn: childHost(process.execPath, fixture),
    engine: { workspaceFolder, resources: { studies: '', migrations: '' } },
    timing: { ...ENGINE_TIMING, firstPauseMilliseconds: 20, ...timing },
    onState: (state) => states.push(state),
    onCrash: (crash) => crashes.push(crash),
    onHello: (node) => hellos.push(node),
    onRun: (facts) => runs.push(facts),
  });
  engine = started;
  started.start();
  return started;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

function connect(to: EngineProcess<RelayPort>): {
  send(message: unknown): void;
  next(): Promise<unknown>;
  close(): void;
  closed: Promise<void>;
} {
  const { port1, port2 } = new MessageChannel();
  expect(to.connect(relayPort(port1))).toBe(true);
  return {
    send: (message) => port2.postMessage(message),
    next: () => new Promise((resolve) => port2.once('message', resolve)),
    close: () => port2.close(),
    closed: new Promise((resolve) => port2.once('close', resolve)),
  };
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'paretoscope-engine-'));
  states = [];
  crashes = [];
  hellos = [];
  runs = [];
});

afterEach(async () => {
  await engine?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('an engine process', () => {
  it('says what changes about its runs, in states and whole percents', async () => {
    const process_ = start('runs');
    await until(() => process_.state === 'ready');
    const run = {
      run: 'run-1',
      workspace: 'w',
      study: 's',
      state: 'running',
      done: 0,
      total: 10_000,
      frontSize: 3,
      problem: null,
    };
    expect(runs).toEqual([run, { ...run, state: 'finished', done: 100 }]);
  });

  it('says hello, becomes ready, and stops when asked, its workspaces closed', async () => {
    const process_ = start('good');
    await until(() => process_.state === 'ready');
    await process_.stop();
    expect(states).toEqual(['starting', 'ready', 'stopping', 'stopped']);
    expect(hellos).toEqual([process.versions.node]);
    expect(crashes).toEqual([]);
    expect(existsSync(path.join(folder, 'good', 'closed'))).toBe(true);
  });

  it('carries messages both ways, typed arrays as such', async () => {
    const process_ = start('good');
    await until(() => process_.state === 'ready');
    const page = connect(process_);
    const sent = {
      name: 'hypervolume',
      column: new Float64Array([1.5, Number.NaN, -0]),
      states: new Uint8Array([3]),
    };
    page.send(sent);
    const { echo } = (await page.next()) as { echo: typeof sent };
    expect(echo).toEqual(sent);
    expect(Object.is(echo.column[2], -0)).toBe(true);
    page.close();
    await until(() => existsSync(path.join(folder, 'good', 'channel-closed')));
  });

  it('keeps the lines of two pages apart', async () => {
    const process_ = start('good');
    await until(() => process_.state === 'ready');
    const pages = [connect(process_), connect(process_)];
    const answers = pages.map((page) => page.next());
    pages.forEach((page, index) => page.send(index));
    const echoes = (await Promise.all(answers)).map((answer) => (answer as { echo: number }).echo);
    expect(echoes).toEqual([0, 1]);
    for (const page of pages) page.close();
  });

  it('comes back after being killed, and tells the pages of the old one', async () => {
    const process_ = start('good');
    await until(() => process_.state === 'ready');
    const first = process_.processId;
    const page = connect(process_);
    page.send('die');
    await page.closed;
    await until(() => process_.state === 'ready');
    expect(states).toEqual(['starting', 'ready', 'crashed', 'backing-off', 'starting', 'ready']);
    expect(process_.processId).not.toBe(first);
    expect(crashes).toEqual([
      { exit: { code: null, reason: 'killed by SIGKILL', lastWords: '' }, failure: undefined, final: false },
    ]);
    const again = connect(process_);
    again.send('hello');
    expect(await again.next()).toMatchObject({ echo: 'hello' });
    again.close();
  });

  it('tries again where a start fails, and reports what the process said last', async () => {
    const process_ = start('fails-once');
    await until(() => process_.state === 'ready');
    expect(crashes).toHaveLength(1);
    expect(crashes[0]?.exit).toEqual({ code: 7, reason: 'exit status 7', lastWords: 'first attempt fails' });
  });

  it('gives up after the allowed attempts, says why, and starts afresh when asked', async () => {
    const process_ = start('cannot-load', { attempts: 2 });
    await until(() => crashes.length === 2);
    expect(process_.state).toBe('crashed');
    expect(crashes.map(({ final }) => final)).toEqual([false, true]);
    expect(crashes[1]?.failure).toEqual({
      kind: 'internal',
      message: 'the database driver needs Node 22 or later',
    });
    await expect(process_.registerFile('/a.pareto')).rejects.toThrow('the engine is not running');
    process_.start();
    await until(() => crashes.length === 4);
    expect(process_.state).toBe('crashed');
  });

  it('kills an engine that does not become ready', async () => {
    const process_ = start('never-ready', { readyMilliseconds: 2500, attempts: 1 });
    await until(() => process_.state === 'crashed');
    expect(hellos).toHaveLength(1);
    expect(crashes[0]?.exit.reason).toBe('killed by SIGKILL');
  });

  it('kills an engine that does not stop', async () => {
    const process_ = start('never-closes', { stopMilliseconds: 200 });
    await until(() => process_.state === 'ready');
    await process_.stop();
    expect(process_.state).toBe('stopped');
    expect(existsSync(path.join(folder, 'never-closes', 'closed'))).toBe(false);
  });

  it('waits for a starting engine to register a file, and passes refusals on', async () => {
    const process_ = start('good');
    expect(process_.state).toBe('starting');
    await expect(process_.registerFile('/home/a.pareto')).resolves.toBe('token of /home/a.pareto');
    await expect(process_.registerFile('/home/missing')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(process_.activeRuns()).resolves.toBe(2);
  });

  it('does not wait for ever for the answer of an engine that hangs', async () => {
    const process_ = start('busy', { answerMilliseconds: 150, stopMilliseconds: 100 });
    await until(() => process_.state === 'ready');
    await expect(process_.activeRuns()).rejects.toThrow('the engine does not answer');
  });

  it('takes no page while it is down, and counts no runs', async () => {
    const process_ = start('good');
    await process_.stop();
    const { port1 } = new MessageChannel();
    expect(process_.connect(relayPort(port1))).toBe(false);
    await expect(process_.activeRuns()).resolves.toBe(0);
    port1.close();
  });

  it('reports an executable that is not there', async () => {
    const missing = path.join(folder, 'no-node');
    const process_ = new EngineProcess<RelayPort>({
      spawn: childHost(missing, fixture),
      engine: { workspaceFolder: folder, resources: { studies: '', migrations: '' } },
      timing: { ...ENGINE_TIMING, attempts: 1 },
      onCrash: (crash) => crashes.push(crash),
    });
    process_.start();
    await until(() => process_.state === 'crashed');
    expect(crashes[0]?.exit.reason).toContain('ENOENT');
    await process_.stop();
    expect(process_.state).toBe('stopped');
  });
});
