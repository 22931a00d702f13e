import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_SETTINGS,
  readSettings,
  settingsChangeSchema,
  settingsText,
  steppedZoom,
  ZOOM_STEPS,
  type Settings,
} from '../../../engine/contract/settings.ts';
import { browserStore } from '../../../renderer/host/settings-store.ts';

const anySettings: fc.Arbitrary<Settings> = fc.record({
  theme: fc.constantFrom('light', 'dark', 'system'),
  contrast: fc.constantFrom('normal', 'high', 'system'),
  motion: fc.constantFrom('full', 'reduced', 'system'),
  zoom: fc.constantFrom(...ZOOM_STEPS),
  notifyWhenRunEnds: fc.boolean(),
  holdOffSleep: fc.boolean(),
  workers: fc.option(fc.integer({ min: 1, max: 256 })),
});

describe('settings', () => {
  test('come back as they were written', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        expect(readSettings(settingsText(settings))).toEqual({ settings, problem: null });
      }),
      { seed: 21 },
    );
  });

  test('from any text are settings, and never an exception', () => {
    const text = fc.oneof(fc.string(), fc.json(), fc.constant(null));
    fc.assert(
      fc.property(text, (kept) => {
        const { settings } = readSettings(kept);
        expect(v.safeParse(settingsChangeSchema, settings).success).toBe(true);
        expect(Object.keys(settings)).toEqual(Object.keys(DEFAULT_SETTINGS));
      }),
      { seed: 22 },
    );
  });

  test('keep every value that is right, and name those that are not', () => {
    const kept = { theme: 'dark', contrast: 'loud', zoom: 40, workers: 0, holdOffSleep: false, later: 1 };
    expect(readSettings(JSON.stringify(kept))).toEqual({
      settings: { ...DEFAULT_SETTINGS, theme: 'dark', holdOffSleep: false },
      problem: 'Settings that were not readable are the defaults now: contrast, zoom, workers.',
    });
  });

  test.each(['', '{', '[]', 'null', '"dark"', '7'])('from %j are the defaults, and that is said', (text) => {
    const { settings, problem } = readSettings(text);
    expect(settings).toEqual(DEFAULT_SETTINGS);
    expect(problem).toContain('not readable');
  });

  test('a zoom steps to its neighbours and stops at its limits', () => {
    expect(steppedZoom(1, 1)).toBe(1.1);
    expect(steppedZoom(1, -1)).toBe(0.9);
    expect(steppedZoom(3, 1)).toBe(3);
    expect(steppedZoom(0.5, -1)).toBe(0.5);
    expect(steppedZoom(7, -1)).toBe(2.5);
  });
});

/** The part of a browser's storage that the store uses, with a limit like that of a full one. */
class SmallStorage implements Storage {
  readonly entries = new Map<string, string>();
  full = false;

  get length(): number {
    return this.entries.size;
  }

  clear(): void {
    this.entries.clear();
  }

  getItem(key: string): string | null {
    return this.entries.get(key) ?? null;
  }

  key(index: number): string | null {
    return [...this.entries.keys()][index] ?? null;
  }

  removeItem(key: string): void {
    this.entries.delete(key);
  }

  setItem(key: string, value: string): void {
    if (this.full) throw new Error('the quota has been exceeded');
    this.entries.set(key, value);
  }
}

describe('settings in a browser', () => {
  test('are read at once, kept when they change, and followed when another page changes them', async () => {
    const storage = new SmallStorage();
    const events = new EventTarget();
    const seen: string[] = [];
    const store = browserStore(storage, events);
    store.follow(({ settings }) => seen.push(settings.theme));
    await store.change({ theme: 'dark' });
    await browserStore(storage, new EventTarget()).change({ theme: 'light' });
    events.dispatchEvent(Object.assign(new Event('storage'), { key: 'paretoscope.settings' }));
    events.dispatchEvent(Object.assign(new Event('storage'), { key: 'something.else' }));
    expect(seen).toEqual(['system', 'dark', 'light']);
  });

  test('that are broken are said and kept aside; a full storage rejects', async () => {
    const storage = new SmallStorage();
    storage.setItem('paretoscope.settings', '{');
    const store = browserStore(storage, new EventTarget());
    const problems: (string | null)[] = [];
    store.follow(({ problem }) => problems.push(problem));
    await store.change({ contrast: 'high' });
    expect(problems).toEqual([expect.stringContaining('not readable'), null]);
    expect(storage.getItem('paretoscope.settings.broken')).toBe('{');
    storage.full = true;
    await expect(store.change({ theme: 'dark' })).rejects.toThrow(/quota/u);
  });
});
