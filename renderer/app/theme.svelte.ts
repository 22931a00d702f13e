// Light, dark, or as the system has it; remembered on this machine.

export type Theme = 'light' | 'dark' | 'system';

const THEME_KEY = 'paretoscope.theme';

function remembered(): Theme {
  const stored = localStorage.getItem(THEME_KEY);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export class ThemeSetting {
  #theme = $state<Theme>(remembered());

  constructor() {
    apply(this.#theme);
  }

  get theme(): Theme {
    return this.#theme;
  }

  set theme(theme: Theme) {
    this.#theme = theme;
    localStorage.setItem(THEME_KEY, theme);
    apply(theme);
  }

  /** Light, dark, system, light, ... */
  advance(): void {
    this.theme = this.#theme === 'light' ? 'dark' : this.#theme === 'dark' ? 'system' : 'light';
  }
}
