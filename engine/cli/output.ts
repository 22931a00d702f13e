// Printing: data to stdout, everything else to stderr.

import type { WireError } from '../contract/errors.ts';
import { ParetoscopeError } from '../contract/errors.ts';

/** Writes a text to stdout and waits until it is taken, so that large outputs survive a pipe. */
export function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text.endsWith('\n') ? text : `${text}\n`, (error) => {
      if (error === null || error === undefined) resolve();
      else reject(error);
    });
  });
}

/** Prints a value as JSON; numbers that JSON lacks (NaN, infinities) become null or "Infinity". */
export function printJson(value: unknown): Promise<void> {
  return print(
    JSON.stringify(
      value,
      (_key, item: unknown) => {
        if (typeof item === 'number' && !Number.isFinite(item))
          return Number.isNaN(item) ? null : String(item);
        if (ArrayBuffer.isView(item)) return Array.from(item as unknown as ArrayLike<number>);
        return item;
      },
      2,
    ),
  );
}

/** One line on stderr. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** `paretoscope: file:line: message; hint` on stderr. */
export function sayError(error: WireError): void {
  say(`paretoscope: ${ParetoscopeError.fromWire(error).sentence}`);
}
