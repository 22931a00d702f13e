// Where the window was, so that it comes back there. A file that cannot be understood is as good as none.

import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { writeWhole } from './whole-file.ts';

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
 * Bounds to open a window with: the stored ones on the first display that shows enough of them, else the stored or
 * preferred size in the middle of the first display. `workAreas` are the displays without task bars, the primary one
 * first.
 */
export function restoredBounds(stored: WindowState | null, workAreas: readonly Rectangle[]): Rectangle {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...PREFERRED_WINDOW };
  if (stored !== null) {
    for (const area of workAreas) {
      const placed = { ...stored.bounds, ...fitted(stored.bounds, area) };
      if (isReachable(placed, area)) return { ...placed, y: Math.max(area.y, placed.y) };
    }
  }
  const size = fitted(stored?.bounds ?? PREFERRED_WINDOW, primary);
  return {
    x: primary.x + Math.max(0, Math.round((primary.width - size.width) / 2)),
    y: primary.y + Math.max(0, Math.round((primary.height - size.height) / 2)),
    ...size,
  };
}

type Size = Pick<Rectangle, 'width' | 'height'>;

function fitted(wanted: Size, room: Size): Size {
  return {
    width: Math.max(SMALLEST_WINDOW.width, Math.min(wanted.width, room.width)),
    height: Math.max(SMALLEST_WINDOW.height, Math.min(wanted.height, room.height)),
  };
}

/** Whether enough of a window, its top included once it is pushed down into view, lies on a display. */
function isReachable(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const below = area.y + area.height - window.y;
  const above = window.y + window.height - area.y;
  return across >= REACHABLE && below >= REACHABLE && above >= REACHABLE;
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
    try {
      writeWhole(this.#file, JSON.stringify(state));
    } catch {
      return;
    }
  }
}
