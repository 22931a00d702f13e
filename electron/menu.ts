// The application's menu as data: the commands of the page in front, what the shell itself can do, and Electron's roles.

import type { MenuItemConstructorOptions } from 'electron';
import type { MenuCommand, MenuName } from './bridge.ts';

/** What the shell's own menu items do. */
export interface MenuActions {
  newWindow(): void;
  openStudy(): void;
  openWorkspace(): void;
  restartEngine(): void;
  showLog(): void;
  about(): void;
  /** Runs a command of the page in front. */
  run(id: string): void;
}

export interface MenuSurroundings {
  readonly platform: string;
  readonly developerTools: boolean;
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };
const NAMED_KEYS: ReadonlySet<string> = new Set(['Enter', 'Escape', 'Delete', 'F1']);

/**
 * A page's shortcut as Electron writes accelerators; undefined where a menu cannot show it: two keys one after the
 * other, and on macOS keys without Cmd, which its menus would take from text that is being typed.
 */
export function accelerator(keys: string | null, platform: string): string | undefined {
  const parts = /^(Control\+)?(Shift\+)?(\S|[A-Z][A-Za-z0-9]+)$/u.exec(keys ?? '');
  const [, control, shift, key] = parts ?? [];
  if (key === undefined || (key.length > 1 && !NAMED_KEYS.has(key))) return undefined;
  if (platform === 'darwin' && control === undefined && key !== 'F1') return undefined;
  const name = key === '+' ? 'Plus' : key.length === 1 ? key.toUpperCase() : key;
  return `${control === undefined ? '' : 'CmdOrCtrl+'}${shift === undefined ? '' : 'Shift+'}${name}`;
}

/** The commands that menus show, as items; groups are kept apart by separators. */
class CommandItems {
  readonly #commands: readonly MenuCommand[];
  readonly #run: (id: string) => void;
  readonly #platform: string;

  constructor(commands: readonly MenuCommand[], run: (id: string) => void, platform: string) {
    this.#commands = commands;
    this.#run = run;
    this.#platform = platform;
  }

  /**
   * One command as an item. The page takes the keys itself, before any menu: the menu only shows them, or they would
   * act twice. (macOS has no such switch; there a menu gets the keys that the page left.)
   */
  item({ id, name, keys, enabled }: MenuCommand): MenuItemConstructorOptions {
    const shown = accelerator(keys, this.#platform);
    return {
      id,
      label: name,
      enabled,
      click: () => this.#run(id),
      ...(shown === undefined ? {} : { accelerator: shown, registerAccelerator: false }),
    };
  }

  named(id: string): MenuItemConstructorOptions | undefined {
    const found = this.#commands.find((command) => command.id === id);
    return found && this.item(found);
  }

  /** The command of the page that these keys run, as an item. */
  withKeys(...keys: readonly string[]): MenuItemConstructorOptions[] {
    const found = this.#commands.filter((command) => command.keys !== null && keys.includes(command.keys));
    // What registered last is nearest to the person, as in the page.
    return found.slice(-1).map((command) => this.item(command));
  }

  /** Every command of a menu but those that have their place already, group by group. */
  of(menu: MenuName, placed: readonly (string | undefined)[]): MenuItemConstructorOptions[] {
    const rest = this.#commands.filter((command) => command.menu === menu && !placed.includes(command.id));
    const groups = [...new Set(rest.map(({ group }) => group))];
    return separated(
      groups.map((group) =>
        rest.filter((command) => command.group === group).map((command) => this.item(command)),
      ),
    );
  }
}

/** Sections with a separator between each two that have items. */
function separated(
  sections: readonly (readonly MenuItemConstructorOptions[])[],
): MenuItemConstructorOptions[] {
  return sections
    .filter((section) => section.length > 0)
    .flatMap((section, index) => (index === 0 ? section : [SEPARATOR, ...section]));
}

/**
 * The whole menu. Labels are in sentence case and start with a verb where they do something. Opening files works
 * without a page too: the shell has items of its own in the place of commands that are not there.
 */
export function menuTemplate(
  commands: readonly MenuCommand[],
  actions: MenuActions,
  surroundings: MenuSurroundings,
): MenuItemConstructorOptions[] {
  const { platform, developerTools } = surroundings;
  const mac = platform === 'darwin';
  const items = new CommandItems(commands, (id) => actions.run(id), platform);
  const about: MenuItemConstructorOptions = { label: 'About Paretoscope', click: () => actions.about() };
  const settings = items.named('settings.show');
  const settingsSection = settings === undefined ? [] : [settings];
  const application: MenuItemConstructorOptions = {
    label: 'Paretoscope',
    submenu: separated([
      [about],
      settingsSection,
      [{ role: 'services' }],
      [{ role: 'hide' }, { role: 'hideOthers' }, { role: 'unhide' }],
      [{ role: 'quit' }],
    ]),
  };
  const openStudy = items.named('study.open') ?? {
    label: 'Open a study file',
    accelerator: 'CmdOrCtrl+O',
    click: () => actions.openStudy(),
  };
  const openWorkspace = items.named('workspace.open') ?? {
    label: 'Open a workspace',
    accelerator: 'CmdOrCtrl+Shift+O',
    click: () => actions.openWorkspace(),
  };
  const file: MenuItemConstructorOptions = {
    label: 'File',
    submenu: separated([
      [{ label: 'New window', accelerator: 'CmdOrCtrl+Shift+N', click: () => actions.newWindow() }],
      [openStudy, openWorkspace],
      items.of('file', ['study.open', 'workspace.open', 'settings.show']),
      mac ? [] : settingsSection,
      [mac ? { role: 'close' } : { role: 'quit' }],
    ]),
  };
  // Where the page has its own undo, its keys do that; the role would promise something else.
  const undo = items.withKeys('Control+z');
  const redo = items.withKeys('Control+Shift+z', 'Control+y');
  const edit: MenuItemConstructorOptions = {
    label: 'Edit',
    submenu: separated([
      [
        ...(undo.length > 0 ? undo : [{ role: 'undo' } as const]),
        ...(redo.length > 0 ? redo : [{ role: 'redo' } as const]),
      ],
      [{ role: 'cut' }, { role: 'copy' }, { role: 'paste' }, { role: 'selectAll' }],
      items.of(
        'edit',
        [...undo, ...redo].map(({ id }) => id),
      ),
    ]),
  };
  const zoom = ['zoom.in', 'zoom.out', 'zoom.reset'].flatMap((id) => items.named(id) ?? []);
  const view: MenuItemConstructorOptions = {
    label: 'View',
    submenu: separated([
      items.of('view', ['zoom.in', 'zoom.out', 'zoom.reset']),
      zoom.length > 0 ? zoom : [{ role: 'resetZoom' }, { role: 'zoomIn' }, { role: 'zoomOut' }],
      [{ role: 'reload' }, ...(developerTools ? [{ role: 'toggleDevTools' } as const] : [])],
      [{ role: 'togglefullscreen' }],
    ]),
  };
  const running = items.of('run', []);
  const run: MenuItemConstructorOptions[] = running.length === 0 ? [] : [{ label: 'Run', submenu: running }];
  const help: MenuItemConstructorOptions = {
    role: 'help',
    submenu: separated([
      items.of('help', []),
      [
        { label: 'Restart engine', click: () => actions.restartEngine() },
        { label: 'Show log file', click: () => actions.showLog() },
      ],
      mac ? [] : [about],
    ]),
  };
  return [...(mac ? [application] : []), file, edit, view, ...run, { role: 'windowMenu' }, help];
}

/** What of a list decides how a menu is built; whether items are enabled can change without building another. */
export function menuStructure(commands: readonly MenuCommand[]): string {
  return JSON.stringify(commands.map(({ id, name, keys, menu, group }) => [id, name, keys, menu, group]));
}
