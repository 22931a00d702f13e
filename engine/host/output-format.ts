// What reports and charts are written as: the format that is asked for, or that the file's extension says.

import { extname } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';

/** The format by name, else by the extension of `out`; `noun` is what is written. Throws `usage` for any other. */
export function outputFormat<Format extends string>(
  noun: string,
  formats: readonly Format[],
  { format, out }: { readonly format?: string; readonly out: string },
  hint: string,
): Format {
  const named = format ?? extname(out).slice(1).toLowerCase();
  const known = formats.find((one) => one === named);
  if (known !== undefined) return known;
  throw new ParetoscopeError(
    'usage',
    format === undefined
      ? `the format of the ${noun} is not clear`
      : `there is no ${noun} format "${format}"`,
    { hint },
  );
}
