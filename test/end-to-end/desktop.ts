// The desktop application as a fixture: fresh folders, started when a test says so, closed afterwards.

import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test as base, type ElectronApplication, type Page } from '@playwright/test';
import { developmentLaunch, electronForTests, type ElectronRuntime } from '../../scripts/electron-runtime.ts';
import type { VirtualDisplay } from '../../scripts/virtual-display.ts';
import {
  commandFor,
  freshFolders,
  openVirtualDisplay,
  startApplication,
  type Folders,
  type Launch,
} from './electron-application.ts';

interface Runtime {
  readonly runtime: ElectronRuntime;
  readonly launch: Launch;
  readonly display: VirtualDisplay | null;
}

/** One application and its folders; it can be closed and started again on them. */
export class Desktop {
  readonly folders: Folders = freshFolders();
  readonly #runtime: Runtime;
  #application: ElectronApplication | undefined;

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  get application(): ElectronApplication {
    if (this.#application === undefined) throw new Error('the application was not started');
    return this.#application;
  }

  /** Executable, arguments and environment of a start on these folders. */
  command(...others: string[]): ReturnType<typeof commandFor> {
    const { runtime, launch, display } = this.#runtime;
    return commandFor(runtime, launch, this.folders, display, others);
  }

  async start(...others: string[]): Promise<Page> {
    const started = await startApplication(this.command(...others));
    this.#application = started.application;
    return started.page;
  }

  /** Closes it, whatever it would ask about active runs. */
  async close(): Promise<void> {
    if (this.#application === undefined) return;
    await answerDialogs(this.#application, 0);
    await this.#application.close();
    this.#application = undefined;
  }
}

export const test = base.extend<{ desktop: Desktop }, { runtime: Runtime }>({
  runtime: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of fixtures from the pattern
    async ({}, use) => {
      const display = await openVirtualDisplay();
      const runtime = await electronForTests();
      await use({ runtime, launch: await developmentLaunch(runtime), display });
      display?.close();
    },
    { scope: 'worker' },
  ],
  desktop: async ({ runtime }, use) => {
    const desktop = new Desktop(runtime);
    await use(desktop);
    await desktop.close();
    desktop.folders.remove();
  },
});

/** A study that takes long enough to be interrupted, and its file. */
export function longStudy(folders: Folders, trials = 400_000): string {
  const file = path.join(folders.root, 'long.study.yaml');
  const text = `study: long
system: ethos-u55
parameters:
  clock: { min: 250 MHz, max: 1 GHz, scale: log }
  protection.ao: all
  protection.dma: all
  protection.mac: all
  protection.reg: all
objectives: [area, sdc]
sampler: random
budget: { trials: ${trials} }
seed: 3
`;
  writeFileSync(file, text);
  return file;
}

/** Answers every question that the shell asks from now on with the button of this number. */
export async function answerDialogs(to: ElectronApplication, response: number): Promise<void> {
  await to.evaluate(({ dialog }, button) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (...parameters: unknown[]) => {
      asked.push((parameters.at(-1) as { message: string }).message);
      return Promise.resolve({ response: button, checkboxChecked: false });
    };
  }, response);
}

export function askedDialogs(to: ElectronApplication): Promise<string[]> {
  return to.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
}

/** What the menu bar shows of a command: null where it is not there. */
export function menuItem(
  to: ElectronApplication,
  id: string,
): Promise<{
  readonly label: string;
  readonly enabled: boolean;
  readonly accelerator: string | null;
} | null> {
  return to.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(wanted);
    if (!item) return null;
    const { label, enabled } = item;
    return { label, enabled, accelerator: item.accelerator ?? null };
  }, id);
}

/** Chooses a command from the menu bar, as a click does, once it can be chosen. */
export async function clickMenuItem(to: ElectronApplication, id: string): Promise<void> {
  await expect.poll(() => menuItem(to, id), id).toMatchObject({ enabled: true });
  await to.evaluate(({ Menu }, wanted) => {
    const item = Menu.getApplicationMenu()!.getMenuItemById(wanted)!;
    (item.click as () => void)();
  }, id);
}

/**
 * Makes the window whose address has this fragment the one in front. The display of the tests has no window manager
 * that would move the focus, so windows are told what one would tell them.
 */
export async function bringToFront(to: ElectronApplication, fragment: string): Promise<void> {
  await to.evaluate(({ BrowserWindow }, wanted) => {
    const windows = BrowserWindow.getAllWindows();
    const front = windows.find(({ webContents }) => new URL(webContents.getURL()).hash === wanted)!;
    for (const window of windows) window.isFocused = () => window === front;
    front.emit('focus');
  }, fragment);
}
