import { createBrowserHost } from './browser.ts';
import { createDesktopHost } from './desktop.ts';
import type { Host } from './host.ts';
import { browserStore, desktopStore, type SettingsStore } from './settings-store.ts';

/** The Host of the shell that this page runs in. */
export function connectHost(): Host {
  const bridge = window.paretoscope;
  return bridge === undefined ? createBrowserHost() : createDesktopHost(bridge);
}

/** Where the shell that this page runs in keeps settings. */
export function settingsStore(): SettingsStore {
  const bridge = window.paretoscope;
  return bridge === undefined ? browserStore(localStorage, window) : desktopStore(bridge);
}
