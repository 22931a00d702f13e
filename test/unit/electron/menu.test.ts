import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import type { MenuCommand } from '../../../electron/bridge.ts';
import { accelerator, menuStructure, menuTemplate, type MenuActions } from '../../../electron/menu.ts';

const PLATFORMS = ['darwin', 'linux', 'win32'] as const;

function leaves(items: readonly MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
  return items.flatMap((item) => (Array.isArray(item.submenu) ? leaves(item.submenu) : [item]));
}

function command(id: string, others: Partial<MenuCommand> = {}): MenuCommand {
  return { id, name: `Do ${id}`, keys: null, menu: 'view', group: 'Everywhere', enabled: true, ...others };
}

/** Actions that write down what was called. */
function recording(): { readonly actions: MenuActions; readonly called: string[] } {
  const called: string[] = [];
  const note = (name: string) => () => called.push(name);
  const actions: MenuActions = {
    newWindow: note('newWindow'),
    openStudy: note('openStudy'),
    openWorkspace: note('openWorkspace'),
    restartEngine: note('restartEngine'),
    showLog: note('showLog'),
    about: note('about'),
    run: (id) => called.push(id),
  };
  return { actions, called };
}

const OF_A_PAGE: readonly MenuCommand[] = [
  command('palette.open', { keys: 'Control+k' }),
  command('study.open', { keys: 'Control+o', menu: 'file' }),
  command('workspace.open', { keys: 'Control+Shift+o', menu: 'file' }),
  command('settings.show', { keys: 'Control+,', menu: 'file' }),
  command('zoom.in', { keys: 'Control+=' }),
  command('help.open', { keys: 'F1', menu: 'help' }),
  command('tab.explore', { keys: 'g e', group: 'In a study' }),
  command('run.pause', { keys: 'p', menu: 'run', group: 'In a study', enabled: false }),
  command('view.undo', { keys: 'Control+z', menu: 'edit', group: 'In a study' }),
  command('view.redo', { keys: 'Control+Shift+z', menu: 'edit', group: 'In a study' }),
];

function menuOf(commands: readonly MenuCommand[], platform = 'linux', developerTools = false) {
  const { actions, called } = recording();
  const template = menuTemplate(commands, actions, { platform, developerTools });
  return { template, items: leaves(template), called };
}

function submenu(
  template: readonly MenuItemConstructorOptions[],
  label: string,
): MenuItemConstructorOptions[] {
  return template.find((item) => item.label === label)!.submenu as MenuItemConstructorOptions[];
}

describe('the menu', () => {
  it.each(PLATFORMS)('has every command of the page once on %s, and each runs itself', (platform) => {
    const { items, called } = menuOf(OF_A_PAGE, platform);
    const ids = items.flatMap(({ id }) => id ?? []);
    expect(ids.toSorted()).toEqual(OF_A_PAGE.map(({ id }) => id).toSorted());
    for (const { id, click } of items) if (id !== undefined) (click as () => void)();
    expect(called).toEqual(ids);
  });

  it.each(PLATFORMS)('without a page has no dead items on %s, and reaches every action', (platform) => {
    const { items, called } = menuOf([], platform);
    for (const item of items) {
      if (item.type === 'separator' || item.role !== undefined) continue;
      (item.click as () => void)();
    }
    expect(called.toSorted()).toEqual(
      ['newWindow', 'openStudy', 'openWorkspace', 'restartEngine', 'showLog', 'about'].toSorted(),
    );
  });

  it('says whether a command can run, and takes no key from the page', () => {
    const { items } = menuOf(OF_A_PAGE);
    const item = (id: string) => items.find((one) => one.id === id)!;
    expect(item('run.pause')).toMatchObject({ enabled: false, accelerator: 'P', registerAccelerator: false });
    expect(item('palette.open')).toMatchObject({ enabled: true, accelerator: 'CmdOrCtrl+K' });
    expect(item('tab.explore').accelerator).toBeUndefined();
    for (const { id, accelerator: keys, registerAccelerator } of items) {
      if (id !== undefined && keys !== undefined) expect(registerAccelerator, id).toBe(false);
    }
  });

  it.each(PLATFORMS)('shows no key twice on %s', (platform) => {
    const keys = menuOf(OF_A_PAGE, platform).items.flatMap(({ accelerator: shown }) => shown ?? []);
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('gives the place of undo and redo to the page where it has its own', () => {
    const names = (commands: readonly MenuCommand[]) =>
      submenu(menuOf(commands).template, 'Edit')
        .slice(0, 2)
        .map(({ id, role }) => id ?? role);
    expect(names(OF_A_PAGE)).toEqual(['view.undo', 'view.redo']);
    expect(names([])).toEqual(['undo', 'redo']);
  });

  it('never begins or ends with a separator, nor has two in a row', () => {
    for (const platform of PLATFORMS) {
      for (const commands of [OF_A_PAGE, []]) {
        for (const { submenu: items } of menuOf(commands, platform).template) {
          if (!Array.isArray(items)) continue;
          const dashes = ['separator', ...items.map(({ type }) => type), 'separator'].join(' ');
          expect(dashes).not.toContain('separator separator');
        }
      }
    }
  });

  it('has the settings where the platform wants them', () => {
    const settings = (label: string, platform: string) =>
      submenu(menuOf(OF_A_PAGE, platform).template, label).some(({ id }) => id === 'settings.show');
    expect(settings('Paretoscope', 'darwin')).toBe(true);
    expect(settings('File', 'darwin')).toBe(false);
    expect(settings('File', 'linux')).toBe(true);
  });

  it('offers the developer tools only where they are wanted', () => {
    const roles = (developerTools: boolean) =>
      menuOf([], 'linux', developerTools).items.map(({ role }) => role);
    expect(roles(false)).not.toContain('toggleDevTools');
    expect(roles(true)).toContain('toggleDevTools');
  });

  it('is built anew for other commands, and not for what is enabled', () => {
    const structure = menuStructure(OF_A_PAGE);
    expect(menuStructure(OF_A_PAGE.map((one) => ({ ...one, enabled: !one.enabled })))).toBe(structure);
    expect(menuStructure(OF_A_PAGE.slice(1))).not.toBe(structure);
  });
});

describe('accelerators', () => {
  it.each([
    ['Control+Shift+z', 'CmdOrCtrl+Shift+Z', 'CmdOrCtrl+Shift+Z'],
    ['Control+Enter', 'CmdOrCtrl+Enter', 'CmdOrCtrl+Enter'],
    ['Control++', 'CmdOrCtrl+Plus', 'CmdOrCtrl+Plus'],
    ['Control+,', 'CmdOrCtrl+,', 'CmdOrCtrl+,'],
    ['F1', 'F1', 'F1'],
    ['+', 'Plus', undefined],
    ['p', 'P', undefined],
    ['Shift+g', 'Shift+G', undefined],
    ['Escape', 'Escape', undefined],
    ['g e', undefined, undefined],
    ['Control+Nonsense', undefined, undefined],
    ['', undefined, undefined],
    [null, undefined, undefined],
  ])('%s is %s, on macOS %s', (keys, others, mac) => {
    expect(accelerator(keys, 'linux')).toBe(others);
    expect(accelerator(keys, 'darwin')).toBe(mac);
  });
});
