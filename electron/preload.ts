// Runs sandboxed before the page. Exposes one frozen object and hands engine ports through; Electron's own objects
// never reach the page.

import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  BRIDGE_NAME,
  ENGINE_PORT_MESSAGE,
  type MenuCommand,
  type OpenFileEvent,
  type ParetoscopeBridge,
  type StudyPlace,
} from './bridge.ts';
import type { KeptSettings, SettingsChange } from '../engine/contract/settings.ts';
import type { Answer, PageChannels, RequestChannels, ShellChannels } from './channels.ts';

/** The few page globals used here; the Node part of the project is compiled without the DOM's types. */
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, origin: string, transfer: readonly unknown[]): void;
};

async function request<K extends keyof RequestChannels>(
  channel: K,
  ...parameters: Parameters<RequestChannels[K]>
): Promise<ReturnType<RequestChannels[K]>> {
  const answer = (await ipcRenderer.invoke(channel, ...parameters)) as Answer<ReturnType<RequestChannels[K]>>;
  if ('value' in answer) return answer.value;
  // Plain data: an Error would lose its fields between the preload's world and the page's.
  // eslint-disable-next-line @typescript-eslint/only-throw-error
  throw { wire: answer.wire };
}

function tell<K extends keyof PageChannels>(channel: K, ...parameters: Parameters<PageChannels[K]>): void {
  ipcRenderer.send(channel, ...parameters);
}

/** Where a dropped file lies. Runtimes before Electron 29 write it on the file itself. */
function pathOfFile(file: unknown): string {
  const utilities = webUtils as typeof webUtils | undefined;
  return (
    utilities?.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]) ??
    (file as { path: string }).path
  );
}

const engineListeners: (() => void)[] = [];
const fileListeners: ((event: OpenFileEvent) => void)[] = [];
const enginePort: keyof ShellChannels = 'engine-port';
const openFile: keyof ShellChannels = 'open-file';

ipcRenderer.on(enginePort, (event) => {
  window.postMessage({ type: ENGINE_PORT_MESSAGE }, window.location.origin, event.ports);
  for (const listener of engineListeners) listener();
});

ipcRenderer.on(openFile, (_event, opened: OpenFileEvent) => {
  for (const listener of fileListeners) listener(opened);
});

/** Calls back with what main sends; what came before somebody listened is not kept. */
function listen<K extends keyof ShellChannels>(
  channel: K,
  callback: (...parameters: Parameters<ShellChannels[K]>) => void,
): void {
  ipcRenderer.on(channel, (_event, ...parameters) =>
    callback(...(parameters as Parameters<ShellChannels[K]>)),
  );
}

const bridge: ParetoscopeBridge = Object.freeze({
  platform: process.platform,
  engine: Object.freeze({
    onPort: (callback: () => void) => {
      engineListeners.push(callback);
      if (engineListeners.length === 1) tell('engine-port-wanted');
    },
  }),
  chooseStudyFile: () => request('choose-study-file'),
  chooseWorkspaceFile: () => request('choose-workspace-file'),
  printReport: (html: string) => request('print-report', html),
  openDroppedFile: (file: unknown) => request('open-dropped-file', pathOfFile(file)),
  onOpenFile: (callback: (event: OpenFileEvent) => void) => {
    fileListeners.push(callback);
    if (fileListeners.length === 1) tell('files-wanted');
  },
  showCommands: (commands: readonly MenuCommand[]) => tell('commands', commands),
  onCommand: (callback: (id: string) => void) => listen('run-command', callback),
  onSettings: (callback: (kept: KeptSettings) => void) => {
    listen('settings', callback);
    tell('settings-wanted');
  },
  changeSettings: (change: SettingsChange) => request('change-settings', change),
  onShowStudy: (callback: (study: StudyPlace) => void) => listen('show-study', callback),
});

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
