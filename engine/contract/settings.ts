// How a person wants the workbench to be, as plain JSON that the shell keeps. What is read back may have been written
// by another version or by hand: every value that cannot be understood is as it is by default, and is named.

import * as v from 'valibot';

export interface Settings {
  readonly theme: 'light' | 'dark' | 'system';
  readonly contrast: 'normal' | 'high' | 'system';
  readonly motion: 'full' | 'reduced' | 'system';
  /** One of ZOOM_STEPS. Only the desktop's own: a browser has its zoom. */
  readonly zoom: number;
  /** Say so through the system when a run ends while no window is in front. */
  readonly notifyWhenRunEnds: boolean;
  /** Keep the computer from sleeping while a run is active. */
  readonly holdOffSleep: boolean;
  /** Designs that a started run evaluates at the same time; null for one a core. */
  readonly workers: number | null;
}

export type SettingsChange = Partial<Settings>;

/** Settings as they were found, and what was wrong with how they were kept. */
export interface KeptSettings {
  readonly settings: Settings;
  /** A sentence for the person, or null. */
  readonly problem: string | null;
}

/** Zoom as shares of the natural size, smallest first. */
export const ZOOM_STEPS = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;
export const MOST_WORKERS = 256;

export const DEFAULT_SETTINGS: Settings = {
  theme: 'system',
  contrast: 'system',
  motion: 'system',
  zoom: 1,
  notifyWhenRunEnds: true,
  holdOffSleep: true,
  workers: null,
};

const entries = {
  theme: v.picklist(['light', 'dark', 'system']),
  contrast: v.picklist(['normal', 'high', 'system']),
  motion: v.picklist(['full', 'reduced', 'system']),
  zoom: v.picklist(ZOOM_STEPS),
  notifyWhenRunEnds: v.boolean(),
  holdOffSleep: v.boolean(),
  workers: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST_WORKERS))),
};

/** A change of some settings, as a page sends it. */
export const settingsChangeSchema: v.GenericSchema<unknown, SettingsChange> = v.partial(
  v.strictObject(entries),
) as v.GenericSchema<unknown, SettingsChange>;

/** Settings from the text they were kept as; null is a text that is not there yet. Never throws. */
export function readSettings(text: string | null): KeptSettings {
  if (text === null) return { settings: DEFAULT_SETTINGS, problem: null };
  let kept: unknown;
  try {
    kept = JSON.parse(text);
  } catch {
    return {
      settings: DEFAULT_SETTINGS,
      problem: 'The settings were not readable; they are the defaults now.',
    };
  }
  if (typeof kept !== 'object' || kept === null || Array.isArray(kept)) {
    return {
      settings: DEFAULT_SETTINGS,
      problem: 'The settings were not readable; they are the defaults now.',
    };
  }
  const values = kept as Readonly<Record<string, unknown>>;
  const found: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const [name, schema] of Object.entries(entries)) {
    if (!Object.hasOwn(values, name)) continue;
    const parsed = v.safeParse(schema, values[name]);
    if (parsed.success) found[name] = parsed.output;
    else wrong.push(name);
  }
  return {
    settings: { ...DEFAULT_SETTINGS, ...found },
    problem:
      wrong.length === 0
        ? null
        : `Settings that were not readable are the defaults now: ${wrong.join(', ')}.`,
  };
}

export function settingsText(settings: Settings): string {
  return `${JSON.stringify(settings, null, 2)}\n`;
}

/** The zoom that many steps away (1 is larger, -1 smaller), within the limits. */
export function steppedZoom(zoom: number, steps: number): number {
  const here = ZOOM_STEPS.findIndex((step) => step >= zoom);
  const place = (here === -1 ? ZOOM_STEPS.length - 1 : here) + steps;
  return ZOOM_STEPS[Math.max(0, Math.min(ZOOM_STEPS.length - 1, place))]!;
}
