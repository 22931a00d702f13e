// Starts the desktop application for a test: a display where there is none, fresh folders, and what the runtime at
// hand needs.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import type { ElectronRuntime } from '../../scripts/electron-runtime.ts';
import { openVirtualDisplay, type VirtualDisplay } from '../../scripts/virtual-display.ts';

export interface Launch {
  readonly executable: string;
  readonly arguments: readonly string[];
}

/** Folders of one start, kept until the test ends so that the application can be started on them again. */
export interface Folders {
  readonly root: string;
  readonly userData: string;
  readonly workspaces: string;
  remove(): void;
}

export function freshFolders(): Folders {
  const root = mkdtempSync(path.join(tmpdir(), 'paretoscope-desktop-'));
  const workspaces = path.join(root, 'workspaces');
  mkdirSync(workspaces);
  return {
    root,
    userData: path.join(root, 'user-data'),
    workspaces,
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** The command line and environment that start the application on `folders`. */
export function commandFor(
  runtime: ElectronRuntime,
  launch: Launch,
  folders: Folders,
  display: VirtualDisplay | null,
  others: readonly string[] = [],
): {
  readonly executable: string;
  readonly parameters: string[];
  readonly environment: Record<string, string>;
} {
  const environment: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) if (value !== undefined) environment[name] = value;
  if (display !== null) environment.DISPLAY = display.name;
  if (runtime.kind === 'test') environment.PARETOSCOPE_ENGINE_NODE = process.execPath;
  const root = process.platform === 'linux' && process.getuid?.() === 0;
  return {
    executable: launch.executable,
    parameters: [
      ...launch.arguments,
      ...(root ? ['--no-sandbox'] : []),
      `--user-data-dir=${folders.userData}`,
      `--workspace-folder=${folders.workspaces}`,
      ...others,
    ],
    environment,
  };
}

export interface Started {
  readonly application: ElectronApplication;
  readonly page: Page;
}

/** Starts the application under Playwright's control and waits for its first window. */
export async function startApplication(command: ReturnType<typeof commandFor>): Promise<Started> {
  const application = await _electron.launch({
    executablePath: command.executable,
    args: command.parameters,
    env: command.environment,
  });
  const page = await application.firstWindow();
  // Axe gathers its results in a page of its own, which Electron opens only as a window.
  page.context().newPage = async () => {
    const opened = application.waitForEvent('window');
    await application.evaluate(({ BrowserWindow }) => {
      void new BrowserWindow({ show: false }).loadURL('about:blank');
    });
    return opened;
  };
  return { application, page };
}

interface FirstPaint {
  readonly timeOrigin: number;
  readonly afterMilliseconds: number | undefined;
}

/** Asks the page behind a DevTools address when it first showed content. */
async function askForFirstPaint(address: string): Promise<FirstPaint> {
  const socket = new WebSocket(address);
  await new Promise((resolve, reject) => {
    socket.onopen = resolve;
    socket.onerror = reject;
  });
  const expression = `({
    timeOrigin: performance.timeOrigin,
    afterMilliseconds: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  })`;
  socket.send(
    JSON.stringify({ id: 1, method: 'Runtime.evaluate', params: { expression, returnByValue: true } }),
  );
  const text = await new Promise<string>((resolve) => {
    socket.onmessage = ({ data }) => resolve(String(data));
  });
  socket.close();
  return (JSON.parse(text) as { result: { result: { value: FirstPaint } } }).result.result.value;
}

/**
 * Starts the application as a person would, without Playwright in between, and gives the milliseconds from the start
 * of its process to the first contentful paint of its page. Ends it again.
 */
export async function firstContentMilliseconds(command: ReturnType<typeof commandFor>): Promise<number> {
  const parameters = [...command.parameters, '--remote-debugging-port=0', '--remote-allow-origins=*'];
  const started = Date.now();
  const child = spawn(command.executable, parameters, {
    env: command.environment,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  try {
    const server = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stderr.on('data', (data: Buffer) => {
        said += data.toString('utf8');
        const address = /DevTools listening on ws:\/\/(?<server>[^/]+)/u.exec(said)?.groups?.server;
        if (address !== undefined) resolve(address);
      });
      child.once('exit', () => reject(new Error(`the application ended at once: ${said}`)));
    });
    for (;;) {
      // Looking costs time that the page could use, so not too often.
      await new Promise((resolve) => setTimeout(resolve, 500));
      const pages = (await (await fetch(`http://${server}/json/list`)).json()) as {
        type: string;
        webSocketDebuggerUrl: string;
      }[];
      const page = pages.find(({ type }) => type === 'page');
      if (page === undefined) continue;
      const { timeOrigin, afterMilliseconds } = await askForFirstPaint(page.webSocketDebuggerUrl);
      if (afterMilliseconds !== undefined) return timeOrigin + afterMilliseconds - started;
    }
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}

/** What the shell has logged so far. */
export function shellLog(folders: Folders): string {
  const file = path.join(folders.userData, 'logs', 'shell.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Process id of the engine that said hello last. */
export function engineProcessId(folders: Folders): number {
  const ids = [...shellLog(folders).matchAll(/engine process (\d+) says hello/gu)].map((match) =>
    Number(match[1]),
  );
  const last = ids.at(-1);
  if (last === undefined) throw new Error('no engine has said hello yet');
  return last;
}

export { openVirtualDisplay };
