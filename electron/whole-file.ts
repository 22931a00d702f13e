// Small files that are written whole or not at all: whoever reads one, at any time, finds the old text or the new.

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes `text` to `file`, making its folder. Throws what the file system says. */
export function writeWhole(file: string, text: string): void {
  const unfinished = `${file}.new`;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(unfinished, text);
  renameSync(unfinished, file);
}
