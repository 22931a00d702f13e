// The open windows: makes them, joins their pages to the engine, hands them files, and deals with pages that die or
// hang.

import {
  BrowserWindow,
  MessageChannelMain,
  dialog,
  nativeTheme,
  screen,
  type MessagePortMain,
  type WebContents,
} from 'electron';
import type { MenuCommand, OpenFileEvent, StudyPlace } from './bridge.ts';
import type { Folders } from './folders.ts';
import type { ShellChannels } from './channels.ts';
import { sendToPage } from './ipc.ts';
import type { ProgressBar } from './run-watch.ts';
import { APPLICATION_URL } from './trusted-frame.ts';
import { SMALLEST_WINDOW, WindowStateFile, restoredBounds } from './window-state.ts';

interface Page {
  readonly window: BrowserWindow;
  wantsEngine: boolean;
  wantsFiles: boolean;
  waitingFiles: OpenFileEvent[];
  /** What can be done in it. */
  commands: readonly MenuCommand[];
}

export interface WindowsOptions {
  readonly folders: Folders;
  readonly stateFile: WindowStateFile;
  readonly developerTools: boolean;
  /** Share of the natural size that pages are shown at. */
  readonly zoom: () => number;
  /** Joins a port to the engine; false while it is down. */
  readonly joinEngine: (port: MessagePortMain) => boolean;
  /** A window is about to close; false keeps it open. */
  readonly mayClose: (window: BrowserWindow) => boolean;
  /** Other commands can be run in the window in front, or in none. */
  readonly onCommands: (commands: readonly MenuCommand[]) => void;
  readonly log: (message: string) => void;
}

/** Colours of an empty window before its page has drawn. */
const BACKGROUND = { light: '#ffffff', dark: '#16181c' } as const;
/** Further windows are shifted by this much, so that none hides another. */
const CASCADE = 28;

export class Windows {
  readonly #options: WindowsOptions;
  readonly #pages = new Map<number, Page>();

  constructor(options: WindowsOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#pages.size;
  }

  /** The window in front, or any, or none. */
  get current(): BrowserWindow | undefined {
    const open = [...this.#pages.values()].map(({ window }) => window);
    return open.find((window) => window.isFocused()) ?? open.at(-1);
  }

  /** Opens a window where the last one was, or beside the ones that are open. */
  open(): BrowserWindow {
    const { folders, stateFile, developerTools } = this.#options;
    const stored = stateFile.read();
    const primary = screen.getPrimaryDisplay();
    const others = screen.getAllDisplays().filter((display) => display.id !== primary.id);
    const bounds = restoredBounds(
      stored,
      [primary, ...others].map((display) => display.workArea),
    );
    const shift = this.#pages.size * CASCADE;
    const window = new BrowserWindow({
      ...bounds,
      x: bounds.x + shift,
      y: bounds.y + shift,
      minWidth: SMALLEST_WINDOW.width,
      minHeight: SMALLEST_WINDOW.height,
      show: false,
      title: 'Paretoscope',
      icon: folders.icon,
      backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
      webPreferences: {
        preload: folders.preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webviewTag: false,
        spellcheck: false,
        devTools: developerTools,
        zoomFactor: this.#options.zoom(),
      },
    });
    const page: Page = { window, wantsEngine: false, wantsFiles: false, waitingFiles: [], commands: [] };
    const { webContents } = window;
    const { id } = webContents;
    this.#pages.set(id, page);
    if (stored?.maximized === true && shift === 0) window.maximize();
    window.once('ready-to-show', () => window.show());
    window.on('close', (event) => {
      if (!this.#options.mayClose(window)) {
        event.preventDefault();
        return;
      }
      stateFile.write({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
    });
    window.on('closed', () => {
      this.#pages.delete(id);
      this.#showCommands();
    });
    window.on('focus', () => this.#showCommands());
    webContents.on('did-start-navigation', (details) => {
      if (!details.isMainFrame || details.isSameDocument) return;
      page.wantsEngine = false;
      page.wantsFiles = false;
      this.#setCommands(page, []);
    });
    // Chromium remembers a zoom of its own for each address; the setting is what counts.
    webContents.on('dom-ready', () => webContents.setZoomFactor(this.#options.zoom()));
    this.#watch(window);
    window
      .loadURL(APPLICATION_URL)
      .catch((error: unknown) => this.#options.log(`the page did not load: ${String(error)}`));
    return window;
  }

  /** Joins a page to the engine, now or as soon as the engine is ready. */
  wantEngine(contents: WebContents): void {
    const page = this.#pages.get(contents.id);
    if (page === undefined) return;
    page.wantsEngine = true;
    this.#join(page);
  }

  /** Gives every page a port to an engine that has just become ready. */
  joinAll(): void {
    for (const page of this.#pages.values()) if (page.wantsEngine) this.#join(page);
  }

  /** Hands over the files that waited for a page. */
  wantFiles(contents: WebContents): void {
    const page = this.#pages.get(contents.id);
    if (page === undefined) return;
    page.wantsFiles = true;
    for (const event of page.waitingFiles.splice(0)) sendToPage(page.window.webContents, 'open-file', event);
  }

  /** Takes what can be done in a page. */
  takeCommands(contents: WebContents, commands: readonly MenuCommand[]): void {
    const page = this.#pages.get(contents.id);
    if (page !== undefined) this.#setCommands(page, commands);
  }

  /** Sends the same to every page. */
  sendToAll<K extends keyof ShellChannels>(channel: K, ...parameters: Parameters<ShellChannels[K]>): void {
    for (const { window } of this.#pages.values()) sendToPage(window.webContents, channel, ...parameters);
  }

  /** Shows every page at a share of its natural size. */
  setZoom(zoom: number): void {
    for (const { window } of this.#pages.values()) window.webContents.setZoomFactor(zoom);
  }

  /** Shows a bar at the windows' places in the taskbar. */
  showBar({ mode, share }: ProgressBar): void {
    // Linux and macOS know no modes, but take anything above 1 for a bar that only moves.
    const value = mode === 'none' ? -1 : mode === 'indeterminate' ? 2 : share;
    for (const { window } of this.#pages.values()) window.setProgressBar(value, { mode });
  }

  /** Brings the window in front forward and shows a study in it. */
  showStudy(study: StudyPlace): void {
    this.bringForward();
    const { current } = this;
    if (current !== undefined) sendToPage(current.webContents, 'show-study', study);
  }

  /** True while the person looks at a window of ours. */
  get inFront(): boolean {
    return [...this.#pages.values()].some(({ window }) => window.isFocused());
  }

  /** Runs a command in the window in front. */
  runCommand(id: string): void {
    const { current } = this;
    if (current !== undefined) sendToPage(current.webContents, 'run-command', id);
  }

  /** Gives a file to the window in front, opening one if there is none. */
  handOver(event: OpenFileEvent): void {
    const window = this.current ?? this.open();
    const page = this.#pages.get(window.webContents.id);
    if (page === undefined) return;
    if (page.wantsFiles) sendToPage(window.webContents, 'open-file', event);
    else page.waitingFiles.push(event);
    this.bringForward();
  }

  /** Shows the window in front to the person, opening one if there is none. */
  bringForward(): void {
    const window = this.current ?? this.open();
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
  }

  #setCommands(page: Page, commands: readonly MenuCommand[]): void {
    page.commands = commands;
    if (page.window === this.current) this.#showCommands();
  }

  #showCommands(): void {
    const { current } = this;
    this.#options.onCommands((current && this.#pages.get(current.webContents.id)?.commands) ?? []);
  }

  #join(page: Page): void {
    const { port1, port2 } = new MessageChannelMain();
    if (this.#options.joinEngine(port1)) page.window.webContents.postMessage('engine-port', null, [port2]);
  }

  #watch(window: BrowserWindow): void {
    const { log } = this.#options;
    const { webContents } = window;
    let asking = false;
    /** The page's process is being ended on purpose, to be started afresh. */
    let renewing = false;

    async function ask(message: string, buttons: readonly [string, string]): Promise<boolean> {
      if (asking || window.isDestroyed()) return false;
      asking = true;
      const { response } = await dialog.showMessageBox(window, {
        type: 'warning',
        message,
        detail: 'Runs go on: they do not depend on the window.',
        buttons: [...buttons],
        defaultId: 0,
        cancelId: 1,
      });
      asking = false;
      return response === 0 && !window.isDestroyed();
    }

    async function gone(): Promise<void> {
      if (await ask('The window stopped working', ['Reload window', 'Close window'])) webContents.reload();
      else if (!window.isDestroyed()) window.destroy();
    }

    async function hung(): Promise<void> {
      if (!(await ask('The window does not respond', ['Reload window', 'Wait']))) return;
      renewing = true;
      webContents.forcefullyCrashRenderer();
    }

    webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      if (reason === 'clean-exit') return;
      log(`a page's process ended: ${reason}, exit status ${exitCode}`);
      if (renewing) {
        renewing = false;
        webContents.reload();
      } else void gone();
    });
    window.on('unresponsive', () => {
      log('a page does not respond');
      void hung();
    });
    webContents.on('preload-error', (_event, _file, error) => log(`preload: ${error.message}`));
  }
}
