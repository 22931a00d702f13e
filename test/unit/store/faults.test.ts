// Faults made for real: killed processes, full and read-only disks, files that vanish, two writers.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { openWorkspace, type Workspace } from '../../../engine/store/index.ts';
import {
  errorOf,
  kindOf,
  makeBatch,
  makeStudy,
  METRICS,
  temporaryFolder,
  temporaryPath,
} from './_fixtures.ts';

const script = fileURLToPath(new URL('_append-until-killed.ts', import.meta.url));
const undo: (() => void)[] = [];

afterEach(() => {
  for (const step of undo.splice(0).reverse()) step();
});

/** A process that appends; `until` resolves with the number in its first line that begins with a word. */
function startAppending(
  path: string,
  size: number,
  end: number,
): { child: ChildProcess; lines: string[]; until: (word: string) => Promise<number>; exited: Promise<void> } {
  const child = spawn(process.execPath, [script, path, String(size), String(end)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  undo.push(() => child.kill('SIGKILL'));
  const lines: string[] = [];
  const waiting: { word: string; resolve: (count: number) => void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    for (const { word, resolve } of waiting)
      if (line.startsWith(word)) resolve(Number(line.split(' ')[1] ?? 0));
  });
  const exited = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const until = (word: string): Promise<number> =>
    new Promise((resolve, reject) => {
      waiting.push({ word, resolve });
      void exited.then(() =>
        reject(new Error(`the process ended before it said "${word}": ${lines.join(', ')}`)),
      );
    });
  return { child, lines, until, exited };
}

function expectIntact(workspace: Workspace, count: number): void {
  workspace.check();
  const stored = workspace.study('protect-npu')!;
  expect(stored.storedCount()).toBe(count);
  const { designs, results } = stored.readBatch(0, count + 1);
  const expected = makeBatch(0, count);
  expect(designs).toEqual(expected.designs);
  expect(results).toEqual(expected.results);
}

function fill(workspace: Workspace, count: number): void {
  const stored = workspace.createStudy(makeStudy(), 'text', METRICS);
  const { designs, results } = makeBatch(stored.storedCount(), count);
  stored.append(designs, results);
}

describe('a killed writer', () => {
  it('loses nothing that it acknowledged, ten times in a row', async () => {
    const path = temporaryPath();
    const stream = new RandomStream(1, 'test.kill');
    const sizes = [1, 7, 64, 500];
    for (let kill = 0; kill < 10; kill++) {
      const size = sizes[kill % sizes.length]!;
      const { child, lines, until, exited } = startAppending(path, size, 1_000_000);
      await until('stored');
      await new Promise((resolve) => setTimeout(resolve, stream.uniform() * 120));
      child.kill('SIGKILL');
      await exited;
      const acknowledged = Number(lines.findLast((line) => /^stored \d+$/.test(line))!.split(' ')[1]);
      const workspace = openWorkspace(path, { mode: 'write' });
      expect(workspace.notices.join()).toContain('recovered');
      const stored = workspace.study('protect-npu')!;
      const count = stored.storedCount();
      // The last group may have been stored and not yet said so.
      expect([acknowledged, acknowledged + size]).toContain(count);
      expect([...stored.front()]).toEqual([count - size]);
      expectIntact(workspace, count);
      workspace.close();
    }
  }, 120_000);
});

describe('two processes', () => {
  it('do not write to one workspace: the second is refused or reads along', async () => {
    const path = temporaryPath();
    const first = startAppending(path, 10, 200);
    await first.until('idle');
    const error = errorOf(() => openWorkspace(path, { mode: 'write' }));
    expect(error.kind).toBe('workspace-locked');
    expect(error.message).toMatch(
      new RegExp(`open in process ${first.child.pid!} on host ${hostname()} since 2`),
    );
    const reader = openWorkspace(path, { mode: 'write-or-read' });
    expect(reader.readOnly).toBe(true);
    expect(reader.readOnlyReason).toBe(error.message);
    expectIntact(reader, 200);
    expect(kindOf(() => reader.createStudy(makeStudy({ name: 'other' }), '', METRICS))).toBe(
      'workspace-read-only',
    );
    expect(kindOf(() => fill(reader, 1))).toBe('workspace-read-only');
    reader.close();
    first.child.kill('SIGKILL');
    await first.exited;
    const witness = openWorkspace(path, { mode: 'read' });
    expectIntact(witness, 200);
    witness.close();
    const writer = openWorkspace(path, { mode: 'write' });
    expect(writer.readOnly).toBe(false);
    expectIntact(writer, 200);
    writer.close();
  });

  it('see each other: a reader follows the trials of a writer', () => {
    const path = temporaryPath();
    const writer = openWorkspace(path, { mode: 'write', create: true });
    fill(writer, 10);
    expect(kindOf(() => openWorkspace(path, { mode: 'write' }))).toBe('workspace-locked');
    const reader = openWorkspace(path, { mode: 'read' });
    const seen = reader.study('protect-npu')!;
    expect(seen.storedCount()).toBe(10);
    fill(writer, 10);
    writer.study('protect-npu')!.saveFront([15], 2);
    expect(seen.storedCount()).toBe(20);
    expect([...seen.front()]).toEqual([15]);
    writer.deleteStudy('protect-npu');
    expect(kindOf(() => seen.storedCount())).toBe('not-found');
    reader.close();
    writer.close();
    expect(readdirSync(dirname(path))).toEqual(['test.pareto']);
  });

  it('can tell that the writer lives by its heartbeat, every two seconds', async () => {
    const path = temporaryPath();
    const workspace = openWorkspace(path, { mode: 'write', create: true });
    const database = new Database(path, { readonly: true });
    const beat = database.prepare('SELECT beat FROM writer').pluck();
    expect(beat.get()).toBe(0);
    await expect.poll(() => beat.get(), { timeout: 20_000 }).toBeGreaterThan(0);
    database.close();
    workspace.close();
  });

  it('an owner elsewhere is believed as long as its heart beats, and one whose clock is off is watched', () => {
    const path = temporaryPath();
    const workspace = openWorkspace(path, { mode: 'write', create: true });
    fill(workspace, 10);
    workspace.close();
    const pretend = (beatAt: number): void => {
      const database = new Database(path);
      database
        .prepare(`INSERT OR REPLACE INTO writer VALUES (1, 'x', 1, 'far-away', 'boot/1/1', ?, 0, 5, ?)`)
        .run(String(statSync(path).ino), beatAt);
      database.close();
    };
    pretend(Date.now());
    expect(errorOf(() => openWorkspace(path, { mode: 'write' })).message).toContain(
      'process 1 on host far-away',
    );
    // An hour ahead, as after setting the clock back: neither stolen at once nor waited for without end.
    pretend(Date.now() + 3_600_000);
    const started = process.hrtime.bigint();
    const taken = openWorkspace(path, { mode: 'write' });
    expect(Number(process.hrtime.bigint() - started) / 1e9).toBeGreaterThan(4);
    expectIntact(taken, 10);
    // Whoever was taken over notices before it writes.
    pretend(Date.now());
    const error = errorOf(() => fill(taken, 5));
    expect(error.kind).toBe('workspace-locked');
    expect(error.message).toContain('taken over by process 1 on host far-away');
    taken.close();
  });
});

/** Runs a system command; undefined if this machine or user may not. */
function tryCommand(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function tryMount(folder: string, ...args: string[]): boolean {
  mkdirSync(folder, { recursive: true });
  if (process.platform !== 'linux' || !tryCommand('mount', ...args, folder)) return false;
  undo.push(() => tryCommand('umount', '-l', folder));
  return true;
}

describe('the disk', () => {
  it('when full: the batch is refused as a whole, what was stored stays, and there is a way on', (context) => {
    const folder = join(temporaryFolder(), 'small');
    if (!tryMount(folder, '-t', 'tmpfs', '-o', 'size=3m', 'tmpfs')) {
      console.warn('SKIPPED: no small file system can be mounted here, so the full disk was not tried');
      context.skip();
    }
    const path = join(folder, 'full.pareto');
    const workspace = openWorkspace(path, { mode: 'write', create: true });
    fill(workspace, 100);
    const stored = workspace.study('protect-npu')!;
    const ballast = join(folder, 'ballast');
    writeFileSync(ballast, Buffer.alloc(1_200_000));
    const error = errorOf(() => {
      for (;;) fill(workspace, 1000);
    });
    expect(error.kind).toBe('disk-full');
    expect(error.sentence).toContain('free some space');
    const count = stored.storedCount();
    expect(count % 1000).toBe(100);
    expectIntact(workspace, count);
    expect(kindOf(() => fill(workspace, 20_000))).toBe('disk-full');
    rmSync(ballast);
    fill(workspace, 500);
    expectIntact(workspace, count + 500);
    workspace.close();
    const again = openWorkspace(path, { mode: 'write' });
    expect(again.notices).toEqual([]);
    expectIntact(again, count + 500);
    again.close();
  });

  it('when full while closing: nothing is lost, and the next opening recovers', (context) => {
    const folder = join(temporaryFolder(), 'small');
    if (!tryMount(folder, '-t', 'tmpfs', '-o', 'size=3m', 'tmpfs')) {
      console.warn(
        'SKIPPED: no small file system can be mounted here, so closing on a full disk was not tried',
      );
      context.skip();
    }
    const path = join(folder, 'full.pareto');
    const workspace = openWorkspace(path, { mode: 'write', create: true });
    fill(workspace, 2000);
    const ballast = join(folder, 'ballast');
    try {
      writeFileSync(ballast, Buffer.alloc(4_000_000));
    } catch {
      // As much of it as fits.
    }
    workspace.close();
    rmSync(ballast);
    const again = openWorkspace(path, { mode: 'write' });
    expectIntact(again, 2000);
    again.close();
    expect(kindOf(() => openWorkspace(join(folder, 'no', 'x.pareto'), { mode: 'write', create: true }))).toBe(
      'not-found',
    );
    try {
      writeFileSync(ballast, Buffer.alloc(4_000_000));
    } catch {
      // As much of it as fits.
    }
    expect(kindOf(() => openWorkspace(join(folder, 'new.pareto'), { mode: 'write', create: true }))).toBe(
      'disk-full',
    );
    expect(readdirSync(folder).sort()).toEqual(['ballast', 'full.pareto']);
  });

  it('when read-only: a workspace is read, and not written', (context) => {
    const folder = temporaryFolder();
    const inside = join(folder, 'inside');
    mkdirSync(inside);
    const path = join(inside, 'test.pareto');
    const workspace = openWorkspace(path, { mode: 'write', create: true });
    fill(workspace, 50);
    workspace.close();
    const mounted =
      tryMount(inside, '--bind', inside) && tryCommand('mount', '-o', 'remount,ro,bind', inside);
    if (!mounted) {
      console.warn('SKIPPED: nothing can be mounted read-only here, so the read-only folder was not tried');
      context.skip();
    }
    expect(kindOf(() => openWorkspace(path, { mode: 'write' }))).toBe('workspace-read-only');
    const reader = openWorkspace(path, { mode: 'write-or-read' });
    expect(reader.readOnly).toBe(true);
    expect(reader.readOnlyReason).toContain('cannot be written');
    expectIntact(reader, 50);
    expect(reader.study('protect-npu')!.page({ offset: 0, limit: 1, sort: 'area' }).total).toBe(50);
    reader.close();
    expect(kindOf(() => openWorkspace(join(inside, 'new.pareto'), { mode: 'write', create: true }))).toBe(
      'workspace-read-only',
    );
  });
});

describe('a file that is deleted while it is open', () => {
  it('is missed before anything is acknowledged', () => {
    const path = temporaryPath();
    const workspace = openWorkspace(path, { mode: 'write', create: true });
    fill(workspace, 50);
    rmSync(path);
    const error = errorOf(() => fill(workspace, 50));
    expect(error.kind).toBe('workspace-lost');
    workspace.close();
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('or moved has everything acknowledged in it, and the file put in its place is not touched', () => {
    const path = temporaryPath();
    const other = join(dirname(path), 'other.pareto');
    const moved = join(dirname(path), 'moved.pareto');
    const second = openWorkspace(other, { mode: 'write', create: true });
    fill(second, 5);
    second.close();
    const workspace = openWorkspace(path, { mode: 'write', create: true });
    fill(workspace, 3000);
    renameSync(path, moved);
    renameSync(other, path);
    const bytes = readFileSync(path);
    expect(kindOf(() => fill(workspace, 50))).toBe('workspace-lost');
    workspace.close();
    expect(readFileSync(path).equals(bytes)).toBe(true);
    const found = openWorkspace(moved, { mode: 'write' });
    expectIntact(found, 3000);
    found.close();
    const replaced = openWorkspace(path, { mode: 'write' });
    expectIntact(replaced, 5);
    replaced.close();
  });
});

describe('a log left by a deleted workspace', () => {
  it('is not mixed into a new one of its name', async () => {
    const path = temporaryPath();
    const { child, until, exited } = startAppending(path, 50, 500);
    await until('idle');
    child.kill('SIGKILL');
    await exited;
    expect(existsSync(`${path}-wal`)).toBe(true);
    rmSync(path);
    const workspace = openWorkspace(path, { mode: 'write', create: true });
    expect(workspace.studies()).toEqual([]);
    fill(workspace, 20);
    expectIntact(workspace, 20);
    workspace.close();
  });
});

describe('a rollback journal, for drives without shared memory', () => {
  it('keeps what is acknowledged as well', () => {
    const path = temporaryPath();
    const workspace = openWorkspace(path, { mode: 'write', create: true, journal: 'rollback' });
    fill(workspace, 300);
    expect(existsSync(`${path}-wal`)).toBe(false);
    expectIntact(workspace, 300);
    workspace.close();
    const again = openWorkspace(path, { mode: 'write', durability: 'full' });
    expectIntact(again, 300);
    again.close();
  });
});
