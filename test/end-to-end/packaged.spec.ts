// The packaged application: packed by electron-builder as a folder, started, driven, its fuses read back.

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type ElectronApplication } from '@playwright/test';
import {
  RELEASE_FUSES,
  TEST_BUILD_VARIABLE,
  TEST_FUSES,
  readFuses,
  setFuses,
} from '../../electron/packaging/fuses.ts';
import { electronForTests, projectFolder, type ElectronRuntime } from '../../scripts/electron-runtime.ts';
import type { VirtualDisplay } from '../../scripts/virtual-display.ts';
import {
  commandFor,
  freshFolders,
  openVirtualDisplay,
  shellLog,
  startApplication,
  type Folders,
} from './electron-application.ts';
import { watchPage } from './pages/watch.ts';
import { Workbench } from './pages/workbench.ts';

const run = promisify(execFile);

let display: VirtualDisplay | null = null;
let runtime: ElectronRuntime;
let output: string;
let packed: string;
let folders: Folders;
let application: ElectronApplication | undefined;

test.skip(process.platform !== 'linux', 'the packaged application is tested on Linux');

test.beforeAll(async () => {
  test.setTimeout(180_000);
  display = await openVirtualDisplay();
  runtime = await electronForTests();
  folders = freshFolders();
  output = mkdtempSync(path.join(tmpdir(), 'paretoscope-package-'));
  packed = path.join(output, 'linux-unpacked');
  const builder = path.join(projectFolder, 'node_modules', 'electron-builder', 'cli.js');
  const overrides = {
    electronDist: runtime.folder,
    electronVersion: runtime.version,
    'directories.output': output,
  };
  await run(
    process.execPath,
    [builder, '--linux', 'dir', ...Object.entries(overrides).map(([name, value]) => `-c.${name}=${value}`)],
    { cwd: projectFolder, env: { ...process.env, [TEST_BUILD_VARIABLE]: '1' } },
  );
});

test.afterAll(async () => {
  await application?.close();
  folders.remove();
  rmSync(output, { recursive: true, force: true });
  display?.close();
});

test('carries what it needs outside of its archive, and nothing else', () => {
  const unpacked = path.join(packed, 'resources', 'app.asar.unpacked');
  const modules = path.join(unpacked, 'node_modules');
  expect(readdirSync(modules).sort()).toEqual(['better-sqlite3', 'piscina']);
  expect(readdirSync(path.join(modules, 'better-sqlite3')).sort()).toEqual([
    'LICENSE',
    'lib',
    'package.json',
    'prebuilds',
  ]);
  expect(readdirSync(path.join(modules, 'better-sqlite3', 'prebuilds'))).toEqual([
    `linux-${process.arch}.node`,
  ]);
  for (const needed of ['electron/engine-entry.cjs', 'engine/host/process.mjs', 'engine/run/worker.mjs']) {
    expect(existsSync(path.join(unpacked, 'dist', needed)), needed).toBe(true);
  }
  const systems = readdirSync(path.join(unpacked, 'dist', 'engine', 'systems'));
  expect(systems).toContain('ethos-u55');
  expect(readdirSync(path.join(unpacked, 'dist', 'studies'))).toContain('quick-start.study.yaml');
});

test('runs the quick-start study, and quits without leaving a log file beside the workspace', async () => {
  const launch = { executable: path.join(packed, 'paretoscope'), arguments: [] };
  const started = await startApplication(commandFor(runtime, launch, folders, display));
  ({ application } = started);
  const watch = await watchPage(started.page);
  expect(await application.evaluate(({ app }) => app.isPackaged)).toBe(true);
  const workbench = new Workbench(started.page);
  await workbench.openStudy('quick-start');
  await workbench.runStudy();
  await workbench.expectRunState('finished');
  expect(await workbench.trialsDone()).toBe(16_384);
  await expect.poll(() => workbench.frontDrawn()).toBeGreaterThan(0);
  await watch.expectNothingWrong();

  await application.close();
  application = undefined;
  expect(shellLog(folders)).toMatch(/engine stopped\n$/u);
  expect(readdirSync(folders.workspaces)).toEqual(['quick-start.pareto']);
});

test('has the fuses of a test build, and takes those of a release', async () => {
  const executable = path.join(packed, 'paretoscope');
  const ofRuntime = await readFuses(runtime.executable);
  const expected = (fuses: Readonly<Record<number, boolean>>): [number, boolean][] =>
    [...ofRuntime.keys()].map((fuse) => [fuse, fuses[fuse]!]);
  expect([...(await readFuses(executable))]).toEqual(expected(TEST_FUSES));

  // A release names every fuse of its Electron; an Electron with fewer than that cannot be a release.
  const complete = ofRuntime.size === Object.keys(RELEASE_FUSES).length;
  const release = setFuses(executable, RELEASE_FUSES, true);
  if (complete) await release;
  else {
    await expect(release).rejects.toThrow(/not long enough/u);
    console.log(
      `Electron ${runtime.version} has ${ofRuntime.size} of ${Object.keys(RELEASE_FUSES).length} fuses`,
    );
    await setFuses(executable, RELEASE_FUSES, false);
  }
  expect([...(await readFuses(executable))]).toEqual(expected(RELEASE_FUSES));
});
