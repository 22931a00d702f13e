// The preload of the desktop shell puts its bridge on the window. Absent in a browser.

import type { ParetoscopeBridge } from '../../electron/bridge.ts';

declare global {
  interface Window {
    readonly paretoscope?: ParetoscopeBridge;
  }
}
