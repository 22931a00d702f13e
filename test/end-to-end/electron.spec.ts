// The desktop application from the development build, in a real Electron window.

import { execFile, spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type ElectronApplication, type Page } from '@playwright/test';
import {
  developmentLaunch,
  electronForTests,
  projectFolder,
  type ElectronRuntime,
} from '../../scripts/electron-runtime.ts';
import type { VirtualDisplay } from '../../scripts/virtual-display.ts';
import {
  commandFor,
  engineProcessId,
  firstContentMilliseconds,
  freshFolders,
  openVirtualDisplay,
  shellLog,
  startApplication,
  type Folders,
  type Launch,
} from './electron-application.ts';
import { answerDialogs, askedDialogs, longStudy } from './desktop.ts';
import { walkThrough } from './journey.ts';
import { Workbench } from './pages/workbench.ts';

let display: VirtualDisplay | null = null;
let runtime: ElectronRuntime;
let launch: Launch;
let folders: Folders;
let application: ElectronApplication | undefined;

test.beforeAll(async () => {
  display = await openVirtualDisplay();
  runtime = await electronForTests();
  launch = await developmentLaunch(runtime);
});

test.afterAll(() => display?.close());

test.beforeEach(() => {
  folders = freshFolders();
});

test.afterEach(async () => {
  await application?.close();
  application = undefined;
  folders.remove();
});

async function start(...others: string[]): Promise<Page> {
  const started = await startApplication(commandFor(runtime, launch, folders, display, others));
  application = started.application;
  return started.page;
}

test('takes a person from the quick-start study to an explained design', async () => {
  // Every view is looked at by axe in two themes, which takes a while without a graphics processor.
  test.setTimeout(480_000);
  await walkThrough(await start());
});

test('shows its first content, and says after how long', async () => {
  // A figure to read and no bound to fail by: what else the machine does adds to it.
  const fresh = freshFolders();
  const milliseconds = await firstContentMilliseconds(commandFor(runtime, launch, fresh, display));
  fresh.remove();
  console.log(`start to first content: ${Math.round(milliseconds)} ms (Electron ${runtime.version})`);
  expect(milliseconds).toBeGreaterThan(0);
});

test('goes on after its engine is killed in the middle of a run', async () => {
  const page = await start(longStudy(folders));
  const workbench = new Workbench(page);
  await workbench.runStudy();
  await expect.poll(() => workbench.trialsDone()).toBeGreaterThan(2000);
  const before = await workbench.trialsDone();
  const killed = engineProcessId(folders);
  process.kill(killed, 'SIGKILL');
  await expect.poll(() => engineProcessId(folders)).not.toBe(killed);
  await expect(page.getByText('The engine restarted.')).toBeVisible();
  // What was shown was stored, and what was stored is not run again.
  await workbench.expectRunState('running');
  await expect.poll(() => workbench.trialsDone()).toBeGreaterThan(before + 2000);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await workbench.expectRunState('cancelled');
});

test('asks before it quits with an active run, and leaves nothing unfinished behind', async () => {
  const workbench = new Workbench(await start(longStudy(folders)));
  await workbench.runStudy();
  await expect.poll(() => workbench.trialsDone()).toBeGreaterThan(0);
  const running = application!;
  await answerDialogs(running, 1);
  await running.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.close();
  });
  await expect.poll(() => askedDialogs(running)).toEqual(['A run is active']);
  await workbench.expectRunState('running');

  await answerDialogs(running, 0);
  const closed = running.waitForEvent('close');
  await running.evaluate(({ app }) => app.quit()).catch(() => undefined);
  await closed;
  application = undefined;
  expect(shellLog(folders)).toMatch(/engine stopped\n$/u);
  expect(readdirSync(folders.workspaces)).toEqual(['long.pareto']);
});

test('opens what the command line and a second start name, in one instance', async () => {
  const page = await start();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const broken = path.join(folders.root, 'broken.study.yaml');
  writeFileSync(broken, 'study: broken\nsystem: ethos-u66\n');
  const { executable, parameters, environment } = commandFor(runtime, launch, folders, display, [broken]);
  const second = spawn(executable, parameters, { env: environment, stdio: 'ignore' });
  await new Promise((resolve) => second.once('exit', resolve));
  await expect(page.getByText('ethos-u66', { exact: false }).first()).toBeVisible();
  expect(application!.windows()).toHaveLength(1);

  await answerDialogs(application!, 0);
  const missing = spawn(executable, [...parameters.slice(0, -1), path.join(folders.root, 'no.pareto')], {
    env: environment,
    stdio: 'ignore',
  });
  await new Promise((resolve) => missing.once('exit', resolve));
  await expect
    .poll(async () => (await askedDialogs(application!)).join())
    .toContain('no.pareto cannot be read');
});

test('opens files that its dialogs give, wherever they are', async () => {
  const elsewhere = path.join(folders.root, 'elsewhere.pareto');
  const study = path.join(projectFolder, 'studies', 'quick-start.study.yaml');
  const cli = path.join(projectFolder, 'engine', 'cli', 'paretoscope.ts');
  await promisify(execFile)(process.execPath, [
    cli,
    'run',
    study,
    '--trials',
    '64',
    '--workspace',
    elsewhere,
  ]);

  const page = await start();
  const running = application!;
  const choose = (file: string): Promise<void> =>
    running.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    }, file);
  await choose(longStudy(folders));
  await page.getByRole('button', { name: 'Open study file' }).click();
  await expect(page.getByRole('heading', { name: 'long', level: 1 })).toBeVisible();

  const workbench = new Workbench(page);
  await workbench.goToStart();
  await choose(elsewhere);
  await page.getByRole('button', { name: 'Open workspace' }).click();
  await expect.poll(() => workbench.trialsDone()).toBe(64);

  await running.evaluate(({ dialog }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] });
  });
  await workbench.goToStart();
  await page.getByRole('button', { name: 'Open study file' }).click();
  await expect(page.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
});

test('serves a second window as well as the first', async () => {
  const page = await start();
  await expect(page.getByText('quick-start', { exact: true })).toBeVisible();
  const opened = application!.waitForEvent('window');
  await application!.evaluate(({ Menu }) => {
    const file = Menu.getApplicationMenu()!.items.find(({ label }) => label === 'File')!;
    const item = file.submenu!.items.find(({ label }) => label === 'New window')!;
    (item.click as () => void)();
  });
  const second = await opened;
  await expect(second.getByText('quick-start', { exact: true })).toBeVisible();
  await second.close();
  await page.getByText('quick-start', { exact: true }).click();
  await expect(page.getByRole('heading', { name: 'quick-start', level: 1 })).toBeVisible();
});

test('offers to reload a window whose page has died', async () => {
  await start();
  const running = application!;
  await answerDialogs(running, 0);
  await running.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.webContents.forcefullyCrashRenderer();
  });
  await expect.poll(() => askedDialogs(running)).toEqual(['The window stopped working']);
  await expect
    .poll(() =>
      running.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript('document.body.innerText'),
      ),
    )
    .toContain('quick-start');
});

test('gives its page the bridge and nothing else, and lets it go nowhere', async () => {
  const page = await start();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const found = await page.evaluate(() => {
    const scope = globalThis as unknown as Record<string, unknown>;
    const bridge = scope.paretoscope as Record<string, unknown>;
    return {
      bridge: Object.keys(bridge),
      frozen: Object.isFrozen(bridge) && Object.isFrozen(bridge.engine),
      node: ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((name) => name in scope),
    };
  });
  expect(found).toEqual({
    bridge: [
      'platform',
      'engine',
      'chooseStudyFile',
      'chooseWorkspaceFile',
      'printReport',
      'openDroppedFile',
      'onOpenFile',
      'showCommands',
      'onCommand',
      'onSettings',
      'changeSettings',
      'onShowStudy',
    ],
    frozen: true,
    node: [],
  });

  await answerDialogs(application!, 1);
  const attempts = await page.evaluate(async () => {
    const scope = globalThis as unknown as {
      open(address: string): unknown;
      document: {
        createElement(name: string): { href: string; click(): void };
        body: { append(node: unknown): void };
      };
      navigator: { permissions: { query(wanted: { name: string }): Promise<{ state: string }> } };
      location: { href: string };
    };
    const opened = scope.open('https://example.net/');
    const fetched = await fetch('https://example.net/').then(
      () => 'fetched',
      () => 'refused',
    );
    // In a task of its own: what a debugger calls may evaluate, whatever the policy says.
    const evaluated = await new Promise((resolve) => {
      setTimeout(() => {
        try {
          // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
          resolve(new Function('return 1')());
        } catch {
          resolve('refused');
        }
      });
    });
    const { state } = await scope.navigator.permissions.query({ name: 'geolocation' });
    const link = scope.document.createElement('a');
    link.href = 'https://example.net/away';
    scope.document.body.append(link);
    link.click();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { opened, fetched, evaluated, state, address: scope.location.href };
  });
  expect(attempts).toMatchObject({ opened: null, fetched: 'refused', evaluated: 'refused', state: 'denied' });
  expect(attempts.address).toMatch(/^app:\/\/paretoscope\//u);
  expect(application!.windows()).toHaveLength(1);
  expect(await askedDialogs(application!)).toEqual(['Open example.net in the browser?']);
});

test('does not listen to a page that is not part of it, even with its preload', async () => {
  await start();
  const stranger = application!.waitForEvent('window');
  const preload = path.join(projectFolder, 'dist', 'electron', 'preload.cjs');
  await application!.evaluate(({ BrowserWindow }, file) => {
    const window = new BrowserWindow({ webPreferences: { preload: file, sandbox: true } });
    void window.loadURL('data:text/html,<title>stranger</title>');
  }, preload);
  const page = await stranger;
  await page.waitForLoadState();
  const answer = await page.evaluate(async () => {
    const { paretoscope } = globalThis as unknown as {
      paretoscope: { chooseStudyFile(): Promise<unknown>; engine: { onPort(callback: () => void): void } };
    };
    let ports = 0;
    paretoscope.engine.onPort(() => {
      ports++;
    });
    const chosen = await paretoscope.chooseStudyFile().catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return { chosen, ports };
  });
  expect(answer).toMatchObject({ chosen: { wire: { kind: 'untrusted' } }, ports: 0 });
  expect(shellLog(folders)).toContain('refused: "engine-port-wanted" was sent by a page');
});

test('starts its engine as a utility process', async () => {
  const command = commandFor(runtime, launch, folders, display);
  delete command.environment.PARETOSCOPE_ENGINE_NODE;
  const started = await startApplication(command);
  application = started.application;
  await expect
    .poll(() => shellLog(folders), { timeout: 15_000 })
    .toMatch(/engine process \d+ says hello, Node \d+/u);
  const metrics = await application.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, type }) => ({ pid, type })),
  );
  expect(metrics).toContainEqual({ pid: engineProcessId(folders), type: 'Utility' });
  // The stand-in's own Node is too old for the database driver, so only a current Electron is held to more.
  if (runtime.kind === 'installed') {
    await expect.poll(() => shellLog(folders), { timeout: 15_000 }).toContain('engine ready');
  }
});

test('a reload of a joined window reloads it, and the engine is there again', async () => {
  const page = await start();
  await expect(page.getByText('quick-start', { exact: true })).toBeVisible();
  let gone = 0;
  await application!.evaluate(({ BrowserWindow }) => {
    const ends: string[] = [];
    Object.assign(globalThis, { ends });
    BrowserWindow.getAllWindows()[0]!.webContents.on('render-process-gone', (_event, { reason }) => {
      ends.push(reason);
    });
  });
  for (let time = 0; time < 3; time++) {
    await application!.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]!.webContents.reload(),
    );
    await page.waitForLoadState('load');
    await expect(page.getByText('quick-start', { exact: true })).toBeVisible();
    gone += await application!.evaluate(
      () => (globalThis as unknown as { ends: string[] }).ends.splice(0).length,
    );
  }
  expect(gone).toBe(0);
});

test('keeps its window where it was', async () => {
  await start();
  await application!.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]!.setBounds({ x: 120, y: 90, width: 1111, height: 777 });
  });
  await expect
    .poll(() =>
      application!.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getNormalBounds().width),
    )
    .toBe(1111);
  await application!.close();
  application = undefined;
  expect(existsSync(path.join(folders.userData, 'window.json'))).toBe(true);
  await start();
  const bounds = await application!.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]!.getNormalBounds(),
  );
  expect(bounds).toMatchObject({ width: 1111, height: 777 });
});
