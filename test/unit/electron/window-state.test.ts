import fc from 'fast-check';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  SMALLEST_WINDOW,
  WindowStateFile,
  parseWindowState,
  restoredBounds,
} from '../../../electron/window-state.ts';

const laptop = { x: 0, y: 25, width: 1512, height: 920 };
const monitor = { x: 1512, y: 0, width: 2560, height: 1440 };

describe('where a window opens', () => {
  it('is the middle of the first display at first', () => {
    expect(restoredBounds(null, [laptop, monitor])).toEqual({ x: 36, y: 35, width: 1440, height: 900 });
  });

  it('is where it was, on whichever display', () => {
    const bounds = { x: 1700, y: 100, width: 1200, height: 800 };
    expect(restoredBounds({ bounds, maximized: false }, [laptop, monitor])).toEqual(bounds);
  });

  it('is the first display when the one it was on is gone, at the size it had', () => {
    const bounds = { x: 1700, y: 100, width: 1200, height: 800 };
    expect(restoredBounds({ bounds, maximized: false }, [laptop])).toEqual({
      x: 156,
      y: 85,
      width: 1200,
      height: 800,
    });
  });

  it('is never so that nobody can get hold of it', () => {
    const integer = fc.integer({ min: -10_000, max: 10_000 });
    fc.assert(
      fc.property(integer, integer, integer, integer, (x, y, width, height) => {
        const bounds = restoredBounds({ bounds: { x, y, width, height }, maximized: false }, [
          laptop,
          monitor,
        ]);
        expect(bounds.width).toBeGreaterThanOrEqual(SMALLEST_WINDOW.width);
        expect(bounds.height).toBeGreaterThanOrEqual(SMALLEST_WINDOW.height);
        const reachable = [laptop, monitor].some(
          (area) =>
            Math.min(area.x + area.width, bounds.x + bounds.width) - Math.max(area.x, bounds.x) >= 100 &&
            bounds.y >= area.y &&
            bounds.y < area.y + area.height,
        );
        expect(reachable).toBe(true);
      }),
      { seed: 5, numRuns: 1000 },
    );
  });
});

describe('the stored window state', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'paretoscope-window-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('comes back as it was written, with nothing left beside it', () => {
    const file = new WindowStateFile(path.join(folder, 'made', 'window.json'));
    const state = { bounds: { x: -5, y: 10, width: 1000, height: 700 }, maximized: true };
    file.write(state);
    expect(file.read()).toEqual(state);
    expect(readdirSync(path.join(folder, 'made'))).toEqual(['window.json']);
  });

  it('is none where the file is missing, damaged or of another shape', () => {
    const file = path.join(folder, 'window.json');
    expect(new WindowStateFile(file).read()).toBeNull();
    for (const text of [
      '',
      '{',
      'null',
      '{"bounds":{"x":"1"}}',
      '{"bounds":{"x":0.5,"y":0,"width":1,"height":1}}',
    ]) {
      writeFileSync(file, text);
      expect(new WindowStateFile(file).read()).toBeNull();
      expect(parseWindowState(text)).toBeNull();
    }
  });

  it('is forgotten where it cannot be written', () => {
    const blocked = path.join(folder, 'file');
    writeFileSync(blocked, '');
    new WindowStateFile(path.join(blocked, 'window.json')).write({
      bounds: { x: 0, y: 0, width: 1, height: 1 },
      maximized: false,
    });
    expect(existsSync(path.join(blocked, 'window.json'))).toBe(false);
  });
});
