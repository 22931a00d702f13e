// The settings as this window follows them, and how they show on the page.

import { DEFAULT_SETTINGS, type Settings, type SettingsChange } from '../../engine/contract/settings.ts';
import { settingsStore } from '../host/index.ts';
import type { SettingsStore } from '../host/settings-store.ts';
import { toWireError } from '../host/wire-error.ts';

const SYSTEM_CONTRAST = '(prefers-contrast: more)';
const SYSTEM_MOTION = '(prefers-reduced-motion: reduce)';

/**
 * Says on the root element what style sheets go by: `data-theme` where the system's is not wanted, `data-contrast` and
 * `data-motion` always, so that each has one rule whether the person or the system asked for it.
 */
function show({ theme, contrast, motion }: Settings): void {
  const { dataset } = document.documentElement;
  if (theme === 'system') delete dataset.theme;
  else dataset.theme = theme;
  dataset.contrast =
    contrast === 'system' ? (matchMedia(SYSTEM_CONTRAST).matches ? 'high' : 'normal') : contrast;
  dataset.motion = motion === 'system' ? (matchMedia(SYSTEM_MOTION).matches ? 'reduced' : 'full') : motion;
}

export class SettingsModel {
  readonly #store: SettingsStore;
  #value = $state.raw<Settings>(DEFAULT_SETTINGS);
  #problem = $state<string | null>(null);

  constructor(store: SettingsStore = settingsStore()) {
    this.#store = store;
    show(this.#value);
    store.follow(({ settings, problem }) => {
      this.#value = settings;
      this.#problem = problem;
      show(settings);
    });
    for (const query of [SYSTEM_CONTRAST, SYSTEM_MOTION]) {
      matchMedia(query).addEventListener('change', () => show(this.#value));
    }
  }

  get value(): Settings {
    return this.#value;
  }

  /** What is wrong with how they are kept, as a sentence. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Whether the desktop's shell keeps them. */
  get desktop(): boolean {
    return this.#store.desktop;
  }

  /** Changes some, here at once and in every window. */
  change(change: SettingsChange): void {
    this.#value = { ...this.#value, ...change };
    show(this.#value);
    this.#store.change(change).catch((error: unknown) => {
      this.#problem = toWireError(error).message;
    });
  }

  /** Light, dark, system, light, ... */
  advanceTheme(): void {
    const { theme } = this.#value;
    this.change({ theme: theme === 'light' ? 'dark' : theme === 'dark' ? 'system' : 'light' });
  }
}
