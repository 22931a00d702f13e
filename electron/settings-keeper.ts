// The settings of all windows, in one file of the user data.

import { copyFileSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ParetoscopeError } from '../engine/contract/errors.ts';
import {
  DEFAULT_SETTINGS,
  readSettings,
  settingsText,
  type KeptSettings,
  type Settings,
  type SettingsChange,
} from '../engine/contract/settings.ts';
import { writeWhole } from './whole-file.ts';

export class SettingsKeeper {
  readonly #file: string;
  readonly #listeners = new Set<(kept: KeptSettings) => void>();
  #kept: KeptSettings;

  /** Reads `file`. One that cannot be understood is not an error but a `problem` to be said. */
  constructor(file: string) {
    this.#file = file;
    this.#kept = this.#read();
  }

  get settings(): Settings {
    return this.#kept.settings;
  }

  get kept(): KeptSettings {
    return this.#kept;
  }

  /** Calls back whenever the settings changed. */
  onChange(listener: (kept: KeptSettings) => void): void {
    this.#listeners.add(listener);
  }

  /**
   * Changes some settings and writes them. A file that was not understood is kept beside the new one with the ending
   * `.broken`. Throws `internal` where the file cannot be written; the change holds until the application ends.
   */
  change(change: SettingsChange): void {
    const broken = this.#kept.problem !== null;
    this.#kept = { settings: { ...this.#kept.settings, ...change }, problem: null };
    try {
      if (broken) copyFileSync(this.#file, `${this.#file}.broken`);
      writeWhole(this.#file, settingsText(this.#kept.settings));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new ParetoscopeError('internal', `The settings cannot be kept: ${reason}`, {
        hint: `make ${path.basename(this.#file)} in the folder of user data writable`,
        cause: error,
      });
    } finally {
      for (const listener of this.#listeners) listener(this.#kept);
    }
  }

  #read(): KeptSettings {
    try {
      return readSettings(readFileSync(this.#file, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return readSettings(null);
      const reason = error instanceof Error ? error.message : String(error);
      return { settings: DEFAULT_SETTINGS, problem: `The settings cannot be read: ${reason}` };
    }
  }
}
