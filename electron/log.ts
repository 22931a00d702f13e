// What the shell has to say, on standard error and in one file of bounded size. Nothing is sent anywhere.

import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';

const LARGEST_BYTES = 2 ** 20;

/** Gives a function that writes one line, to `file` and to standard error; a full log becomes `file.old`. */
export function openLog(file: string): (message: string) => void {
  return (message) => {
    const line = `${new Date().toISOString()} ${message.replaceAll('\n', '\n  ')}\n`;
    process.stderr.write(line);
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_BYTES)
        renameSync(file, `${file}.old`);
      appendFileSync(file, line);
    } catch {
      // A log that cannot be written must not stop the work; standard error has the line.
    }
  };
}
