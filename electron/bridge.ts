// The shape of `window.paretoscope`, the whole surface that a page gets from the desktop shell.

import type { KeptSettings, SettingsChange } from '../engine/contract/settings.ts';

/** Text of a study file and its name without folders. */
export interface StudyText {
  readonly text: string;
  readonly file: string;
}

/** A file opened from outside the page: double-click, command line, second start, menu. */
export type OpenFileEvent =
  ({ readonly kind: 'study' } & StudyText) | { readonly kind: 'workspace'; readonly token: string };

/** A study by its name in an open workspace. */
export interface StudyPlace {
  readonly workspace: string;
  readonly study: string;
}

/** The menus that take commands of the page, beside what the shell itself puts there. */
export const MENU_NAMES = ['file', 'edit', 'view', 'run', 'help'] as const;
export type MenuName = (typeof MENU_NAMES)[number];

/** A command of the page as the application's menu shows it. */
export interface MenuCommand {
  readonly id: string;
  readonly name: string;
  /** As shortcuts are written in the page: `p`, `g e`, `Control+Shift+z`; null where it has none. */
  readonly keys: string | null;
  readonly menu: MenuName;
  /** Commands of one group stand together. */
  readonly group: string;
  readonly enabled: boolean;
}

export interface ParetoscopeBridge {
  /** Node's name of the operating system: `darwin`, `linux` or `win32`. */
  readonly platform: string;
  readonly engine: {
    /**
     * Says that the page listens for engine ports. Ports arrive as `window` messages `{ type: ENGINE_PORT_MESSAGE }`
     * with one transferred port, one each time an engine starts; `callback` runs after each.
     */
    onPort(callback: () => void): void;
  };
  /** Asks for a study file; null if the dialog was dismissed. Rejects with `{ wire: WireError }`. */
  chooseStudyFile(): Promise<StudyText | null>;
  /** Asks for a workspace file; its token, or null if the dialog was dismissed. Rejects with `{ wire: WireError }`. */
  chooseWorkspaceFile(): Promise<string | null>;
  /** The PDF of a report, given as self-contained HTML. Rejects with `{ wire: WireError }`. */
  printReport(html: string): Promise<Uint8Array>;
  /**
   * Opens a file dropped on the window, a browser's `File`, as a double-click would; the page never sees its path.
   * Rejects with `{ wire: WireError }`.
   */
  openDroppedFile(file: unknown): Promise<null>;
  /** Says that the page takes files opened from outside; those that waited arrive at once. */
  onOpenFile(callback: (event: OpenFileEvent) => void): void;
  /** Says everything that can be done in the page, in the place of what was said before: the menus are made of it. */
  showCommands(commands: readonly MenuCommand[]): void;
  /** Called with the id of a command that was chosen from a menu. */
  onCommand(callback: (id: string) => void): void;
  /** Called with the settings as the shell keeps them, soon and whenever they change. */
  onSettings(callback: (kept: KeptSettings) => void): void;
  /** Changes some settings, in every window. Rejects with `{ wire: WireError }` where they cannot be kept. */
  changeSettings(change: SettingsChange): Promise<null>;
  /** Called with a study to show: somebody chose the notification that its run has ended. */
  onShowStudy(callback: (study: StudyPlace) => void): void;
}

export const BRIDGE_NAME = 'paretoscope';
export const ENGINE_PORT_MESSAGE = 'paretoscope:engine-port';
