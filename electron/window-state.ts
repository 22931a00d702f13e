// Where the window was, so that it comes back there. A file that cannot be understood is as good as none.

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as v from 'valibot';

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface WindowState {
  readonly bounds: Rectangle;
  readonly maximized: boolean;
}

/** In device-independent pixels. */
export const SMALLEST_WINDOW = { width: 900, height: 600 } as const;
const PREFERRED_WINDOW = { width: 1440, height: 900 } as const;
/** How much of a window must be on a display for a person to get hold of it. */
const REACHABLE = 100;

const whole = v.pipe(v.number(), v.integer());
const stateSchema = v.object({
  bounds: v.object({ x: whole, y: whole, width: whole, height: whole }),
  maximized: v.boolean(),
});

/** The state in a file's text, or null. */
export function parseWindowState(text: string): WindowState | null {
  try {
    const parsed = v.safeParse(stateSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/**
 * Bounds to open a window with: the stored ones if a display still shows enough of them, else the preferred size in
 * the middle of the first display. `workAreas` are the displays without task bars, the primary one first.
 */
export function restoredBounds(stored: WindowState | null, workAreas: readonly Rectangle[]): Rectangle {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...PREFERRED_WINDOW };
  const home =
    stored === null
      ? undefined
      : workAreas.find(
          (area) =>
            shared(area, stored.bounds, 'x', 'width') >= REACHABLE &&
            shared(area, stored.bounds, 'y', 'height') >= REACHABLE,
        );
  const width = fit(
    stored?.bounds.width ?? PREFERRED_WINDOW.width,
    SMALLEST_WINDOW.width,
    (home ?? primary).width,
  );
  const height = fit(
    stored?.bounds.height ?? PREFERRED_WINDOW.height,
    SMALLEST_WINDOW.height,
    (home ?? primary).height,
  );
  if (stored === null || home === undefined) {
    return {
      x: primary.x + Math.max(0, Math.round((primary.width - width) / 2)),
      y: primary.y + Math.max(0, Math.round((primary.height - height) / 2)),
      width,
      height,
    };
  }
  return {
    x: stored.bounds.x,
    // A title bar above the display cannot be dragged back.
    y: Math.max(home.y, stored.bounds.y),
    width,
    height,
  };
}

/** Length of the stretch that two rectangles share along one axis; negative where they are apart. */
function shared(a: Rectangle, b: Rectangle, start: 'x' | 'y', size: 'width' | 'height'): number {
  return Math.min(a[start] + a[size], b[start] + b[size]) - Math.max(a[start], b[start]);
}

function fit(wanted: number, least: number, room: number): number {
  return Math.max(least, Math.min(wanted, room));
}

/** Keeps the state in one file, written whole or not at all. */
export class WindowStateFile {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  read(): WindowState | null {
    try {
      return parseWindowState(readFileSync(this.#file, 'utf8'));
    } catch {
      return null;
    }
  }

  /** A state that cannot be written is forgotten: it is not worth a message. */
  write(state: WindowState): void {
    const unfinished = `${this.#file}.new`;
    try {
      mkdirSync(path.dirname(this.#file), { recursive: true });
      writeFileSync(unfinished, JSON.stringify(state));
      renameSync(unfinished, this.#file);
    } catch {
      return;
    }
  }
}
