// Where the files that ship with the product are, in the repository and in a built application.

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Resources {
  readonly studies: string;
  readonly migrations: string;
  readonly renderer: string;
}

/** Two folders up is the repository, or `dist` of a built application; both hold studies and migrations. */
export function defaultResources(): Resources {
  const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
  const built = at('dist/renderer');
  return {
    studies: at('studies'),
    migrations: at('migrations'),
    renderer: existsSync(built) || import.meta.url.endsWith('.ts') ? built : at('renderer'),
  };
}
