// The application's menu on screen, following the page in front.

import { Menu } from 'electron';
import type { MenuCommand } from './bridge.ts';
import { menuStructure, menuTemplate, type MenuActions, type MenuSurroundings } from './menu.ts';

export class MenuBar {
  readonly #actions: MenuActions;
  readonly #surroundings: MenuSurroundings;
  #shown: string | undefined;

  constructor(actions: MenuActions, surroundings: MenuSurroundings) {
    this.#actions = actions;
    this.#surroundings = surroundings;
  }

  /**
   * Shows these commands. The menu is built anew only if other commands are there than before: one that somebody
   * holds open would close.
   */
  show(commands: readonly MenuCommand[]): void {
    const structure = menuStructure(commands);
    if (structure !== this.#shown) {
      this.#shown = structure;
      const template = menuTemplate(commands, this.#actions, this.#surroundings);
      Menu.setApplicationMenu(Menu.buildFromTemplate(template));
      return;
    }
    const menu = Menu.getApplicationMenu();
    for (const { id, enabled } of commands) {
      const item = menu?.getMenuItemById(id);
      if (item && item.enabled !== enabled) item.enabled = enabled;
    }
  }
}
