// The desktop shell's start: wires the parts together and decides nothing that one of them could decide.

import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { app, dialog, ipcMain, nativeTheme, protocol, session, shell, type MessagePortMain } from 'electron';
import { ParetoscopeError, wireError } from '../engine/contract/errors.ts';
import { APPLICATION_SCHEME_PRIVILEGES, serveApplication } from './application-protocol.ts';
import { childHost } from './engine-child-host.ts';
import type { SpawnEngine } from './engine-host.ts';
import { EngineProcess, type EngineCrash } from './engine-process.ts';
import { utilityHost } from './engine-utility-host.ts';
import { openExternal } from './external-links.ts';
import { foldersFrom } from './folders.ts';
import { guardContents, guardSession } from './guard.ts';
import { answerRequests, receive, sendToPage } from './ipc.ts';
import { openLog } from './log.ts';
import { MenuBar } from './menu-bar.ts';
import {
  STUDY_EXTENSIONS,
  WORKSPACE_EXTENSIONS,
  existingFile,
  filesInArguments,
  kindOfFile,
  readStudyFile,
} from './opening.ts';
import { printToPdf } from './print.ts';
import { RunAttention } from './run-attention.ts';
import { SettingsKeeper } from './settings-keeper.ts';
import { WindowStateFile } from './window-state.ts';
import { Windows } from './windows.ts';

/** Node versions from here on load the database driver. */
const OLDEST_ENGINE_NODE = 22;

app.setName('Paretoscope');
const userData = app.commandLine.getSwitchValue('user-data-dir');
app.setPath(
  'userData',
  userData === '' ? path.join(app.getPath('appData'), 'Paretoscope') : path.resolve(userData),
);
// Chromium cannot sandbox what root starts; tests in containers say so with this switch.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
protocol.registerSchemesAsPrivileged([APPLICATION_SCHEME_PRIVILEGES]);

const folders = foldersFrom(import.meta.dirname);
const { version } = JSON.parse(readFileSync(folders.manifest, 'utf8')) as { version: string };
const developerTools = !app.isPackaged || app.commandLine.hasSwitch('developer-tools');
const logFile = path.join(app.getPath('userData'), 'logs', 'shell.log');
const log = openLog(logFile);

function workspaceFolder(): string {
  const chosen = app.commandLine.getSwitchValue('workspace-folder');
  return chosen === '' ? path.join(app.getPath('home'), 'Paretoscope') : path.resolve(chosen);
}

/** A given Node is used only by runtimes whose own is too old, so that no environment variable redirects a release. */
function engineSpawner(): SpawnEngine<MessagePortMain> {
  const node = process.env.PARETOSCOPE_ENGINE_NODE;
  const own = Number.parseInt(process.versions.node, 10);
  if (own < OLDEST_ENGINE_NODE && node !== undefined && node !== '')
    return childHost(node, folders.engineEntry);
  return utilityHost(folders.engineEntry);
}

function start(): void {
  const settings = new SettingsKeeper(path.join(app.getPath('userData'), 'settings.json'));
  if (settings.kept.problem !== null) log(settings.kept.problem);
  const engine = new EngineProcess<MessagePortMain>({
    spawn: engineSpawner(),
    engine: { workspaceFolder: workspaceFolder(), resources: folders.resources },
    onHello: (node) => log(`engine process ${engine.processId ?? '?'} says hello, Node ${node}`),
    onState: (state) => {
      log(`engine ${state}`);
      if (state === 'ready') windows.joinAll();
      else attention.forget();
    },
    onRun: (facts) => attention.take(facts),
    onCrash: (crash) => {
      const { exit, failure } = crash;
      log(`engine ended: ${[exit.reason, failure?.message, exit.lastWords].filter(Boolean).join('\n')}`);
      if (crash.final) void reportEngineDown(crash);
    },
  });

  const windows = new Windows({
    folders,
    developerTools,
    log,
    zoom: () => settings.settings.zoom,
    stateFile: new WindowStateFile(path.join(app.getPath('userData'), 'window.json')),
    joinEngine: (port) => engine.connect(port),
    onCommands: (commands) => menu.show(commands),
    mayClose: () => {
      if (quitting === 'agreed' || windows.count > 1 || process.platform === 'darwin') return true;
      app.quit();
      return false;
    },
  });

  const attention = new RunAttention({
    settings: () => settings.settings,
    inFront: () => windows.inFront,
    showBar: (bar) => windows.showBar(bar),
    showStudy: (study) => windows.showStudy(study),
  });

  settings.onChange((kept) => {
    attention.update();
    nativeTheme.themeSource = kept.settings.theme;
    windows.setZoom(kept.settings.zoom);
    windows.sendToAll('settings', kept);
  });

  async function reportEngineDown({ exit, failure }: EngineCrash): Promise<void> {
    const { response } = await ask({
      type: 'error',
      message: 'The engine cannot be kept running',
      detail: `${failure?.message ?? exit.reason}\n\nWorkspaces are safe. The log file has the details.`,
      buttons: ['Restart engine', 'Show log file', 'Close'],
      cancelId: 2,
    });
    if (response === 0) engine.start();
    if (response === 1) shell.showItemInFolder(logFile);
  }

  function ask(question: Electron.MessageBoxOptions): Promise<Electron.MessageBoxReturnValue> {
    const owner = windows.current;
    return owner === undefined ? dialog.showMessageBox(question) : dialog.showMessageBox(owner, question);
  }

  function reportProblem(error: unknown): void {
    const { message, hint } = wireError(error);
    log(message);
    void ask({ type: 'error', message, ...(hint === undefined ? {} : { detail: hint }) });
  }

  /** The one way in for files from outside: command line, second start, double-click, menu. */
  async function openFile(file: string): Promise<void> {
    try {
      if (kindOfFile(file) === 'workspace') {
        windows.handOver({ kind: 'workspace', token: await engine.registerFile(await existingFile(file)) });
      } else windows.handOver({ kind: 'study', ...(await readStudyFile(file)) });
      app.addRecentDocument(file);
    } catch (error) {
      reportProblem(error);
    }
  }

  function openFiles(parameters: readonly string[], workingDirectory: string): void {
    for (const file of filesInArguments(parameters, workingDirectory)) void openFile(file);
  }

  async function choose(title: string, name: string, extensions: readonly string[]): Promise<string | null> {
    const owner = windows.current;
    const options: Electron.OpenDialogOptions = {
      title,
      properties: ['openFile'],
      filters: [{ name, extensions: [...extensions] }],
    };
    const { filePaths } = await (owner
      ? dialog.showOpenDialog(owner, options)
      : dialog.showOpenDialog(options));
    return filePaths[0] ?? null;
  }
  const chooseStudy = (): Promise<string | null> => choose('Open study', 'Study', STUDY_EXTENSIONS);
  const chooseWorkspace = (): Promise<string | null> =>
    choose('Open workspace', 'Workspace', WORKSPACE_EXTENSIONS);

  async function openChosen(chosen: Promise<string | null>): Promise<void> {
    const file = await chosen;
    if (file !== null) await openFile(file);
  }

  answerRequests(ipcMain, 'choose-study-file', async () => {
    const file = await chooseStudy();
    return file === null ? null : readStudyFile(file);
  });
  answerRequests(ipcMain, 'choose-workspace-file', async () => {
    const file = await chooseWorkspace();
    return file === null ? null : engine.registerFile(file);
  });
  answerRequests(ipcMain, 'print-report', (_page, html) => printToPdf(html));
  answerRequests(ipcMain, 'open-dropped-file', async (_page, file) => {
    if (kindOfFile(file) === null) {
      throw new ParetoscopeError('usage', `${path.basename(file)} is neither a study nor a workspace`, {
        hint: 'drop a .study.yaml or .pareto file',
      });
    }
    await openFile(await existingFile(file));
    return null;
  });
  answerRequests(ipcMain, 'change-settings', (_page, change) => {
    settings.change(change);
    return Promise.resolve(null);
  });
  const refused = (reason: string): void => log(`refused: ${reason}`);
  receive(ipcMain, 'engine-port-wanted', (page) => windows.wantEngine(page), refused);
  receive(ipcMain, 'files-wanted', (page) => windows.wantFiles(page), refused);
  receive(ipcMain, 'commands', (page, commands) => windows.takeCommands(page, commands), refused);

  receive(ipcMain, 'settings-wanted', (page) => sendToPage(page, 'settings', settings.kept), refused);

  guardContents(app, (address) => {
    void openExternal(address, {
      open: (link) => shell.openExternal(link),
      confirm: async (link, host) => {
        const { response } = await ask({
          type: 'question',
          message: `Open ${host} in the browser?`,
          detail: link,
          buttons: ['Open', 'Cancel'],
          defaultId: 1,
          cancelId: 1,
        });
        return response === 0;
      },
    });
  });

  /** `asking` while the person decides about active runs; `agreed` once nothing keeps the shell open. */
  let quitting: 'no' | 'asking' | 'agreed' = 'no';
  async function quit(): Promise<void> {
    if (quitting !== 'no') return;
    quitting = 'asking';
    const runs = await engine.activeRuns().catch(() => 0);
    if (runs > 0) {
      const { response } = await ask({
        type: 'question',
        message: runs === 1 ? 'A run is active' : `${runs} runs are active`,
        detail: 'Finished trials are stored. A run that is interrupted now can be resumed later.',
        buttons: ['Quit', 'Keep running'],
        defaultId: 1,
        cancelId: 1,
      });
      if (response !== 0) {
        quitting = 'no';
        return;
      }
    }
    await engine.stop();
    quitting = 'agreed';
    app.quit();
  }
  app.on('before-quit', (event) => {
    if (quitting === 'agreed') return;
    event.preventDefault();
    void quit();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  app.on('activate', () => {
    if (windows.count === 0) windows.open();
  });
  app.on('child-process-gone', (_event, { type, reason, name }) => log(`${name ?? type} ended: ${reason}`));
  app.on('second-instance', (_event, parameters, workingDirectory) => {
    windows.bringForward();
    openFiles(parameters.slice(1), workingDirectory);
  });

  const filesBeforeEngine: string[] = [];
  app.on('open-file', (event, file) => {
    event.preventDefault();
    if (engine.state !== 'stopped') void openFile(file);
    else filesBeforeEngine.push(file);
  });

  const menu = new MenuBar(
    {
      newWindow: () => windows.open(),
      openStudy: () => void openChosen(chooseStudy()),
      openWorkspace: () => void openChosen(chooseWorkspace()),
      restartEngine: () => void engine.stop().then(() => engine.start()),
      showLog: () => shell.showItemInFolder(logFile),
      about: () => {
        const detail = `Electron ${process.versions.electron}, Chromium ${process.versions.chrome}`;
        void ask({ type: 'info', message: `Paretoscope ${version}`, detail });
      },
      run: (id) => windows.runCommand(id),
    },
    { platform: process.platform, developerTools },
  );

  /** The rest of the start, when the window has its page: until then the processors are the page's. */
  function startEngine(): void {
    engine.start();
    openFiles(process.argv.slice(1), process.cwd());
    for (const file of filesBeforeEngine.splice(0)) void openFile(file);
  }

  void app.whenReady().then(() => {
    serveApplication(protocol, folders.renderer);
    guardSession(session.defaultSession);
    // Before the first window, so that its empty background has the theme already.
    nativeTheme.themeSource = settings.settings.theme;
    const { webContents } = windows.open();
    webContents.once('dom-ready', startEngine);
    webContents.once('did-fail-load', startEngine);
    menu.show([]);
  });
}

// A second start hands its files to the first and ends.
if (app.requestSingleInstanceLock()) start();
else app.quit();
