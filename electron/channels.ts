// Every channel between a page's preload and main, by direction. Requests carry arguments that main validates; what
// goes the other way is made by main and needs no check.

import * as v from 'valibot';
import type { WireError } from '../engine/contract/errors.ts';
import { settingsChangeSchema, type KeptSettings, type SettingsChange } from '../engine/contract/settings.ts';
import {
  MENU_NAMES,
  type MenuCommand,
  type OpenFileEvent,
  type StudyPlace,
  type StudyText,
} from './bridge.ts';

/** Calls from a page that main answers. */
export interface RequestChannels {
  'choose-study-file': () => StudyText | null;
  'choose-workspace-file': () => string | null;
  /** A file dropped on the window, by the path that the preload took from it. */
  'open-dropped-file': (path: string) => null;
  'print-report': (html: string) => Uint8Array;
  'change-settings': (change: SettingsChange) => null;
}

/** Messages from a page that need no answer. */
export interface PageChannels {
  /** The preload can take an engine port. */
  'engine-port-wanted': () => void;
  /** The page listens for files opened from outside. */
  'files-wanted': () => void;
  /** What can be done in the page now, for the menus. */
  commands: (commands: readonly MenuCommand[]) => void;
  /** The page listens for the settings. */
  'settings-wanted': () => void;
}

/** Messages from main to a page. */
export interface ShellChannels {
  /** Carries one transferred port. */
  'engine-port': () => void;
  'open-file': (event: OpenFileEvent) => void;
  /** A command was chosen from a menu. */
  'run-command': (id: string) => void;
  settings: (kept: KeptSettings) => void;
  'show-study': (study: StudyPlace) => void;
}

export type IncomingChannels = RequestChannels & PageChannels;
type ArgumentSchemas = {
  readonly [K in keyof IncomingChannels]: v.GenericSchema<unknown, Parameters<IncomingChannels[K]>>;
};

/** Reports are a few megabytes; this only keeps a broken page from filling the memory of main. */
const MOST_REPORT_CHARACTERS = 64 * 1024 * 1024;

/** More than any view has; a broken page must not make menus without end. */
const MOST_COMMANDS = 200;
const menuCommand = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]+\.[a-z0-9-]+$/u), v.maxLength(60)),
  name: v.pipe(v.string(), v.minLength(1), v.maxLength(120)),
  keys: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(40))),
  menu: v.picklist(MENU_NAMES),
  group: v.pipe(v.string(), v.maxLength(60)),
  enabled: v.boolean(),
});

/** What the arguments of each incoming channel must look like. */
export const incomingArguments: ArgumentSchemas = {
  'choose-study-file': v.strictTuple([]),
  'choose-workspace-file': v.strictTuple([]),
  'open-dropped-file': v.strictTuple([v.pipe(v.string(), v.minLength(1), v.maxLength(4096))]),
  'print-report': v.strictTuple([v.pipe(v.string(), v.maxLength(MOST_REPORT_CHARACTERS))]),
  'change-settings': v.strictTuple([settingsChangeSchema]),
  'engine-port-wanted': v.strictTuple([]),
  'files-wanted': v.strictTuple([]),
  'settings-wanted': v.strictTuple([]),
  commands: v.strictTuple([v.pipe(v.array(menuCommand), v.maxLength(MOST_COMMANDS))]),
};

/** How an answer crosses: rejections of Electron's own `invoke` would lose everything but their message. */
export type Answer<T> = { readonly value: T } | { readonly wire: WireError };
