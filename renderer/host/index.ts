import { createBrowserHost } from './browser.ts';
import { createDesktopHost } from './desktop.ts';
import type { Host } from './host.ts';

/** The Host of the shell that this page runs in. */
export function connectHost(): Host {
  const bridge = window.paretoscope;
  return bridge === undefined ? createBrowserHost() : createDesktopHost(bridge);
}
