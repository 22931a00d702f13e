// The product's version, from its manifest: beside the sources, or beside `dist` in a built application.

import { readFileSync } from 'node:fs';

let known: string | undefined;

export function version(): string {
  if (known === undefined) {
    const depth = import.meta.url.endsWith('.ts') ? '../../' : '../../../';
    const manifest = readFileSync(new URL(`${depth}package.json`, import.meta.url), 'utf8');
    known = (JSON.parse(manifest) as { version: string }).version;
  }
  return known;
}
