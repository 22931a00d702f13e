// The application's menu as data.

import type { MenuItemConstructorOptions } from 'electron';

/** What the shell's own menu items do; everything else in the menu is one of Electron's roles. */
export interface MenuActions {
  newWindow(): void;
  openStudy(): void;
  openWorkspace(): void;
  restartEngine(): void;
  showLog(): void;
  about(): void;
}

export interface MenuSurroundings {
  readonly platform: string;
  readonly developerTools: boolean;
}

/** The whole menu. Labels are in sentence case and start with a verb where they do something. */
export function menuTemplate(
  actions: MenuActions,
  surroundings: MenuSurroundings,
): MenuItemConstructorOptions[] {
  const mac = surroundings.platform === 'darwin';
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const about: MenuItemConstructorOptions = { label: 'About Paretoscope', click: () => actions.about() };
  const application: MenuItemConstructorOptions = {
    label: 'Paretoscope',
    submenu: [
      about,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' },
    ],
  };
  const file: MenuItemConstructorOptions = {
    label: 'File',
    submenu: [
      { label: 'New window', accelerator: 'CmdOrCtrl+Shift+N', click: () => actions.newWindow() },
      separator,
      { label: 'Open study…', accelerator: 'CmdOrCtrl+O', click: () => actions.openStudy() },
      { label: 'Open workspace…', accelerator: 'CmdOrCtrl+Shift+O', click: () => actions.openWorkspace() },
      separator,
      mac ? { role: 'close' } : { role: 'quit' },
    ],
  };
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: [
      { role: 'reload' },
      ...(surroundings.developerTools ? [{ role: 'toggleDevTools' } as const] : []),
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
    ],
  };
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: [
      { label: 'Restart engine', click: () => actions.restartEngine() },
      { label: 'Show log file', click: () => actions.showLog() },
      ...(mac ? [] : [separator, about]),
    ],
  };
  return [...(mac ? [application] : []), file, { role: 'editMenu' }, view, { role: 'windowMenu' }, help];
}
