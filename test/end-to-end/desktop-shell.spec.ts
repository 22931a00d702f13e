// What the desktop's shell puts around the page: menus, settings, and what it says of runs outside of windows.

import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, type ElectronApplication } from '@playwright/test';
import { projectFolder } from '../../scripts/electron-runtime.ts';
import { engineProcessId } from './electron-application.ts';
import {
  answerDialogs,
  askedDialogs,
  bringToFront,
  clickMenuItem,
  longStudy,
  menuItem,
  test,
} from './desktop.ts';
import { Workbench } from './pages/workbench.ts';

test('has menus of what the page can do, which follow it and do it', async ({ desktop }) => {
  const page = await desktop.start(longStudy(desktop.folders));
  const { application } = desktop;
  const workbench = new Workbench(page);
  await expect(page.getByRole('heading', { name: 'long', level: 1 })).toBeVisible();
  await expect.poll(() => menuItem(application, 'study.run')).toMatchObject({ enabled: true });
  const titles = await application.evaluate(({ Menu }) =>
    Menu.getApplicationMenu()!.items.map(({ label }) => label),
  );
  expect(titles).toEqual(['File', 'Edit', 'View', 'Run', 'Window', 'Help']);
  expect(await menuItem(application, 'run.show')).toMatchObject({ enabled: false });
  expect(await menuItem(application, 'run.pause')).toBeNull();

  await clickMenuItem(application, 'study.run');
  await workbench.expectRunState('running');
  await expect.poll(() => menuItem(application, 'run.pause')).toMatchObject({ enabled: true });
  expect(await menuItem(application, 'study.run')).toBeNull();
  await clickMenuItem(application, 'start.show');
  await expect(page.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
  await clickMenuItem(application, 'run.show');
  await clickMenuItem(application, 'run.pause');
  await workbench.expectRunState('paused');

  await page.getByRole('button', { name: 'Cancel' }).click();
  await workbench.expectRunState('cancelled');
  await expect.poll(() => menuItem(application, 'run.pause')).toMatchObject({ enabled: false });
  await expect.poll(() => menuItem(application, 'run.show')).toMatchObject({ enabled: false });
});

test('keeps a menu that shows the same commands, so that an open one stays open', async ({ desktop }) => {
  const page = await desktop.start(longStudy(desktop.folders));
  const { application } = desktop;
  await new Workbench(page).runStudy();
  await expect.poll(() => menuItem(application, 'run.pause')).toMatchObject({ enabled: true });
  await application.evaluate(({ Menu }) => {
    Object.assign(globalThis, { shownMenu: Menu.getApplicationMenu() });
  });
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(() => menuItem(application, 'run.pause')).toMatchObject({ enabled: false });
  const same = await application.evaluate(
    ({ Menu }) => Menu.getApplicationMenu() === (globalThis as unknown as { shownMenu: unknown }).shownMenu,
  );
  expect(same).toBe(true);
});

test('lets a key act once, and leaves keys to text that is being typed', async ({ desktop }) => {
  const page = await desktop.start();
  const { application } = desktop;
  await expect.poll(() => menuItem(application, 'study.open')).toMatchObject({ accelerator: 'CmdOrCtrl+O' });
  await application.evaluate(({ dialog }) => {
    const state = Object.assign(globalThis, { opened: 0 });
    dialog.showOpenDialog = () => {
      state.opened++;
      return Promise.resolve({ canceled: true, filePaths: [] });
    };
  });
  const opened = (): Promise<number> =>
    application.evaluate(() => (globalThis as unknown as { opened: number }).opened);
  // As the operating system sends keys: through the window, whose menu may take what the page leaves.
  const press = (keyCode: string, modifiers: 'control'[] = []): Promise<void> =>
    application.evaluate(
      ({ BrowserWindow }, { key, held }) => {
        const { webContents } = BrowserWindow.getAllWindows()[0]!;
        webContents.focus();
        webContents.sendInputEvent({ type: 'keyDown', keyCode: key, modifiers: held });
        if (held.length === 0) webContents.sendInputEvent({ type: 'char', keyCode: key });
        webContents.sendInputEvent({ type: 'keyUp', keyCode: key, modifiers: held });
      },
      { key: keyCode, held: modifiers },
    );
  await press('O', ['control']);
  await expect.poll(opened).toBe(1);

  const search = page.getByRole('searchbox').first();
  await search.focus();
  await press('t');
  await expect(search).toHaveValue('t');
  await expect(page.getByRole('radio', { name: 'Theme of the system' })).toBeChecked();
  // Whatever the first press had set off would have come by now.
  expect(await opened()).toBe(1);
});

test('shows the menus of the window in front', async ({ desktop }) => {
  const page = await desktop.start(longStudy(desktop.folders));
  const { application } = desktop;
  await expect(page.getByRole('heading', { name: 'long', level: 1 })).toBeVisible();
  await expect.poll(() => menuItem(application, 'study.run')).not.toBeNull();
  const opened = application.waitForEvent('window');
  await application.evaluate(({ Menu }) => {
    const file = Menu.getApplicationMenu()!.items.find(({ label }) => label === 'File')!;
    const item = file.submenu!.items.find(({ label }) => label === 'New window')!;
    (item.click as () => void)();
  });
  const second = await opened;
  await expect(second.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
  await bringToFront(application, '');
  await expect.poll(() => menuItem(application, 'study.run')).toBeNull();
  await clickMenuItem(application, 'systems.show');
  await expect(second).toHaveURL(/#\/systems$/u);
  await expect(page.getByRole('heading', { name: 'long', level: 1 })).toBeVisible();
  await bringToFront(application, '#/study');
  await expect.poll(() => menuItem(application, 'study.run')).toMatchObject({ enabled: true });
  await bringToFront(application, '#/systems');
  await expect.poll(() => menuItem(application, 'study.run')).toBeNull();
  await second.close();
  await expect.poll(() => menuItem(application, 'study.run')).not.toBeNull();
});

/** How large the pages are shown, and which theme the shell asks of Chromium. */
function looks(application: ElectronApplication): Promise<{ zoom: number[]; theme: string }> {
  return application.evaluate(({ BrowserWindow, nativeTheme }) => ({
    zoom: BrowserWindow.getAllWindows().map((window) =>
      Number(window.webContents.getZoomFactor().toFixed(2)),
    ),
    theme: nativeTheme.themeSource,
  }));
}

test('keeps settings, shows them in every window, and zooms within limits', async ({ desktop }) => {
  const page = await desktop.start();
  await expect(page.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
  const opened = desktop.application.waitForEvent('window');
  await page.keyboard.press('Control+,');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await desktop.application.evaluate(({ Menu }) => {
    const file = Menu.getApplicationMenu()!.items.find(({ label }) => label === 'File')!;
    (file.submenu!.items.find(({ label }) => label === 'New window')!.click as () => void)();
  });
  const second = await opened;
  await expect(second.getByRole('heading', { name: 'Choose a study' })).toBeVisible();

  await page.getByRole('group', { name: 'Theme' }).last().getByRole('radio', { name: 'Dark' }).check();
  await page.getByRole('radio', { name: 'High' }).check();
  for (const window of [page, second]) {
    await expect(window.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(window.locator('html')).toHaveAttribute('data-contrast', 'high');
  }
  await page.keyboard.press('Control+=');
  await expect(page.getByRole('status').filter({ hasText: '110%' })).toBeVisible();
  await expect.poll(() => looks(desktop.application)).toEqual({ zoom: [1.1, 1.1], theme: 'dark' });
  for (let press = 0; press < 12; press++) await page.keyboard.press('Control+-');
  await expect.poll(() => looks(desktop.application)).toEqual({ zoom: [0.5, 0.5], theme: 'dark' });
  await expect.poll(() => menuItem(desktop.application, 'zoom.out')).toMatchObject({ enabled: false });
  await page.keyboard.press('Control+0');
  await page.getByRole('button', { name: 'Zoom in' }).click();

  await desktop.close();
  const again = await desktop.start();
  await expect(again.locator('html')).toHaveAttribute('data-contrast', 'high');
  await expect.poll(() => looks(desktop.application)).toEqual({ zoom: [1.1], theme: 'dark' });
});

test('starts with settings that are broken, says so and keeps them aside', async ({ desktop }) => {
  const file = path.join(desktop.folders.userData, 'settings.json');
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '{ "theme": ');
  const page = await desktop.start();
  await expect(page.getByText('The settings were not readable')).toBeVisible();
  await page.keyboard.press('t');
  await expect.poll(() => existsSync(`${file}.broken`)).toBe(true);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ theme: 'light' });
  expect(readFileSync(`${file}.broken`, 'utf8')).toBe('{ "theme": ');
});

interface Seen {
  readonly bars: { readonly value: number; readonly mode: string }[];
  readonly blockers: {
    readonly id: number;
    readonly kind: string;
    /** Whether it held sleep off when it was started, and whether it does now. */
    readonly began: boolean;
    readonly active: boolean;
  }[];
  readonly notifications: { readonly title: string; readonly body: string }[];
}

/** Writes down what the shell asks of the system from now on; the window counts as being in front or not. */
async function watchSystem(application: ElectronApplication, inFront: boolean): Promise<void> {
  await application.evaluate(({ BrowserWindow, Notification, powerSaveBlocker }, front) => {
    const bars: unknown[] = [];
    const blockers: unknown[] = [];
    const notifications: unknown[] = [];
    Object.assign(globalThis, { seen: { bars, blockers, notifications } });
    for (const window of BrowserWindow.getAllWindows()) {
      window.isFocused = () => front;
      window.setProgressBar = (value, options) => bars.push({ value, mode: options?.mode });
    }
    const start = powerSaveBlocker.start.bind(powerSaveBlocker);
    powerSaveBlocker.start = (kind) => {
      const id = start(kind);
      blockers.push({ id, kind, began: powerSaveBlocker.isStarted(id) });
      return id;
    };
    // The display of the tests has no notification service, so they are seen where they would be handed to it.
    Notification.isSupported = () => true;
    Notification.prototype.show = function show(this: Electron.Notification) {
      notifications.push({ title: this.title, body: this.body });
      Object.assign(globalThis, { lastNotification: this });
    };
  }, inFront);
}

function systemSeen(application: ElectronApplication): Promise<Seen> {
  return application.evaluate(({ powerSaveBlocker }) => {
    const { seen } = globalThis as unknown as {
      seen: Seen & { blockers: { id: number; kind: string; began: boolean }[] };
    };
    const blockers = seen.blockers.map((one) => ({ ...one, active: powerSaveBlocker.isStarted(one.id) }));
    return { ...seen, blockers };
  });
}

test('shows a run in the taskbar, holds off sleep while it works, and says when it ends', async ({
  desktop,
}) => {
  const page = await desktop.start(longStudy(desktop.folders, 60_000));
  const { application } = desktop;
  const workbench = new Workbench(page);
  await expect(page.getByRole('heading', { name: 'long', level: 1 })).toBeVisible();
  await watchSystem(application, false);
  await workbench.runStudy();
  await workbench.expectRunState('running');
  await page.getByRole('button', { name: 'Pause' }).click();
  await workbench.expectRunState('paused');
  await expect
    .poll(async () => (await systemSeen(application)).blockers)
    .toEqual([
      {
        id: expect.any(Number) as unknown as number,
        kind: 'prevent-app-suspension',
        began: true,
        active: false,
      },
    ]);
  expect((await systemSeen(application)).bars.at(-1)).toMatchObject({ mode: 'paused' });
  await page.getByRole('button', { name: 'Resume' }).click();
  // The rest of the run may be over before anyone can look, so what counts is that sleep was held off at all.
  await expect.poll(async () => (await systemSeen(application)).blockers.at(1)?.began).toBe(true);
  await workbench.goToStart();
  await expect
    .poll(async () => (await systemSeen(application)).notifications, { timeout: 60_000 })
    .toHaveLength(1);

  const { bars, blockers, notifications } = await systemSeen(application);
  expect(notifications[0]).toMatchObject({ title: 'long finished' });
  expect(notifications[0]!.body).toMatch(/^60,000 trials, \d+ designs? on the front$/u);
  expect(blockers.map(({ active }) => active)).toEqual([false, false]);
  expect(bars.at(-1)).toEqual({ value: -1, mode: 'none' });
  const shares = bars.filter(({ mode }) => mode === 'normal').map(({ value }) => value);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(Math.max(...shares)).toBeGreaterThan(0.5);

  await application.evaluate(() => {
    const { lastNotification } = globalThis as unknown as { lastNotification: { emit(event: string): void } };
    lastNotification.emit('click');
  });
  await workbench.expectRunState('finished');
});

test('leaves sleep alone and is silent where the settings say so, or the person looks on', async ({
  desktop,
}) => {
  const page = await desktop.start(longStudy(desktop.folders, 2_000));
  const { application } = desktop;
  const workbench = new Workbench(page);
  await expect(page.getByRole('heading', { name: 'long', level: 1 })).toBeVisible();
  await page.keyboard.press('Control+,');
  await page.getByRole('checkbox', { name: 'Hold off sleep while a run is active' }).uncheck();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'long', level: 1 })).toBeVisible();
  await watchSystem(application, true);
  await workbench.runStudy();
  await workbench.expectRunState('finished');
  await expect
    .poll(async () => (await systemSeen(application)).bars.at(-1))
    .toEqual({ value: -1, mode: 'none' });
  const { blockers, notifications } = await systemSeen(application);
  expect({ blockers, notifications }).toEqual({ blockers: [], notifications: [] });
});

test('lets sleep come and clears the taskbar when the engine dies', async ({ desktop }) => {
  const page = await desktop.start(longStudy(desktop.folders));
  const { application } = desktop;
  await expect(page.getByRole('heading', { name: 'long', level: 1 })).toBeVisible();
  await watchSystem(application, false);
  await new Workbench(page).runStudy();
  await expect.poll(async () => (await systemSeen(application)).blockers.at(0)?.active).toBe(true);
  const killed = engineProcessId(desktop.folders);
  process.kill(killed, 'SIGKILL');
  await expect.poll(async () => (await systemSeen(application)).blockers.at(0)?.active).toBe(false);
  expect((await systemSeen(application)).bars).toContainEqual({ value: -1, mode: 'none' });
  // The run goes on in the next engine, and with it what follows from it.
  await expect.poll(async () => (await systemSeen(application)).blockers.at(1)?.active).toBe(true);
  expect((await systemSeen(application)).notifications).toEqual([]);
});

test('ends a page that hangs when the person says so, and shows it afresh', async ({ desktop }) => {
  const page = await desktop.start();
  const { application } = desktop;
  await expect(page.getByText('quick-start', { exact: true })).toBeVisible();
  await answerDialogs(application, 0);
  await application.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    void window!.webContents.executeJavaScript('for (;;);').catch(() => undefined);
    // What Chromium says after half a minute without an answer.
    window!.emit('unresponsive');
  });
  await expect.poll(() => askedDialogs(application)).toEqual(['The window does not respond']);
  // A page that is going or coming may never answer.
  await expect
    .poll(() =>
      application.evaluate(({ BrowserWindow }) =>
        Promise.race([
          BrowserWindow.getAllWindows()[0]!
            .webContents.executeJavaScript('document.body.innerText')
            .then(String, () => ''),
          new Promise<string>((resolve) => setTimeout(() => resolve(''), 1000)),
        ]),
      ),
    )
    .toContain('quick-start');
  expect(await askedDialogs(application)).toEqual(['The window does not respond']);
});

test('opens a workspace and a study that the system hands over', async ({ desktop }) => {
  const workspace = path.join(desktop.folders.root, 'handed.pareto');
  const cli = path.join(projectFolder, 'engine', 'cli', 'paretoscope.ts');
  const study = path.join(projectFolder, 'studies', 'quick-start.study.yaml');
  const run = [cli, 'run', study, '--trials', '64', '--workspace', workspace];
  await promisify(execFile)(process.execPath, run);
  // Linux and Windows name the file on the command line.
  const page = await desktop.start(workspace);
  const workbench = new Workbench(page);
  await expect.poll(() => workbench.trialsDone(), { timeout: 60_000 }).toBe(64);
  // macOS says it with an event.
  await desktop.application.evaluate(({ app }, file) => {
    app.emit('open-file', { preventDefault: () => undefined }, file);
  }, longStudy(desktop.folders));
  await expect(page.getByRole('heading', { name: 'long', level: 1 })).toBeVisible();
});

test('two windows let one run go on after the engine died, once', async ({ desktop }) => {
  const page = await desktop.start(longStudy(desktop.folders));
  const { application } = desktop;
  const first = new Workbench(page);
  await first.runStudy();
  await first.expectRunState('running');
  const opened = application.waitForEvent('window');
  await application.evaluate(({ Menu }) => {
    const file = Menu.getApplicationMenu()!.items.find(({ label }) => label === 'File')!;
    (file.submenu!.items.find(({ label }) => label === 'New window')!.click as () => void)();
  });
  const other = await opened;
  await expect(other.getByRole('heading', { name: 'Choose a study' })).toBeVisible();
  await other.evaluate((hash) => (location.hash = hash), new URL(page.url()).hash);
  const second = new Workbench(other);
  await second.expectRunState('running');
  const before = await second.trialsDone();

  const killed = engineProcessId(desktop.folders);
  process.kill(killed, 'SIGKILL');
  await expect.poll(() => engineProcessId(desktop.folders)).not.toBe(killed);
  for (const workbench of [first, second]) {
    await workbench.expectRunState('running');
    await expect.poll(() => workbench.trialsDone()).toBeGreaterThan(before);
    await expect(workbench.page.getByRole('alert')).toHaveCount(0);
  }
  // One of them resumed it; both see that one.
  await other.getByRole('button', { name: 'Cancel' }).click();
  for (const workbench of [first, second]) await workbench.expectRunState('cancelled');
  expect(await first.trialsDone()).toBe(await second.trialsDone());
});
