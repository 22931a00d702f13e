// Reading a study file named on the command line.

import { readFileSync, statSync } from 'node:fs';
import { ParetoscopeError } from '../../contract/errors.ts';

const LARGEST_BYTES = 1_048_576;

/** The file's text; throws `not-found` or `study-invalid`. */
export function readStudyFile(file: string): { text: string; file: string } {
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new ParetoscopeError('not-found', `there is no file ${file}`, {
      hint: 'studies/ has ready-made ones',
    });
  }
  if (!stat.isFile()) throw new ParetoscopeError('usage', `${file} is not a file`);
  if (stat.size > LARGEST_BYTES) {
    throw new ParetoscopeError('study-invalid', `${file} has ${stat.size} bytes`, {
      hint: `a study file has at most ${LARGEST_BYTES}`,
    });
  }
  return { text: readFileSync(file, 'utf8'), file };
}
