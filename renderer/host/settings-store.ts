// Where settings are kept: by the desktop's shell in a file, in a browser by the browser, for this address.

import type { ParetoscopeBridge } from '../../electron/bridge.ts';
import {
  readSettings,
  settingsText,
  type KeptSettings,
  type SettingsChange,
} from '../../engine/contract/settings.ts';

export interface SettingsStore {
  /** Whether the shell is the desktop's, which has settings that a browser has itself or cannot have. */
  readonly desktop: boolean;
  /** Calls back with the settings, soon and whenever they change in any window. */
  follow(listener: (kept: KeptSettings) => void): void;
  /** Rejects where they cannot be kept. */
  change(change: SettingsChange): Promise<void>;
}

const KEY = 'paretoscope.settings';

/** A store behind the desktop's shell. */
export function desktopStore(bridge: ParetoscopeBridge): SettingsStore {
  return {
    desktop: true,
    follow: (listener) => bridge.onSettings(listener),
    change: async (change) => {
      await bridge.changeSettings(change);
    },
  };
}

/** A store on the browser's storage; text in it that cannot be understood is kept under another name. */
export function browserStore(storage: Storage, events: EventTarget): SettingsStore {
  let listener: ((kept: KeptSettings) => void) | undefined;
  const read = (): KeptSettings => readSettings(storage.getItem(KEY));
  events.addEventListener('storage', (event) => {
    if ((event as StorageEvent).key === KEY) listener?.(read());
  });
  return {
    desktop: false,
    follow: (wanted) => {
      listener = wanted;
      wanted(read());
    },
    change: (change) => {
      const { settings, problem } = read();
      try {
        if (problem !== null) storage.setItem(`${KEY}.broken`, storage.getItem(KEY)!);
        storage.setItem(KEY, settingsText({ ...settings, ...change }));
      } catch (error) {
        return Promise.reject(error instanceof Error ? error : new Error(String(error)));
      }
      listener?.(read());
      return Promise.resolve();
    },
  };
}
