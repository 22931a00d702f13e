// Folders and errors for the store's tests, and the batches of `_batches.ts`.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ParetoscopeError, type ErrorKind } from '../../../engine/contract/errors.ts';

export * from './_batches.ts';

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder that is gone after the tests of the file. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'paretoscope-store-'));
  folders.push(folder);
  return folder;
}

export function temporaryPath(): string {
  return join(temporaryFolder(), 'test.pareto');
}

/** The ParetoscopeError that work throws; anything else, or nothing, fails the test. */
export function errorOf(work: () => unknown): ParetoscopeError {
  try {
    work();
  } catch (error) {
    if (error instanceof ParetoscopeError) return error;
    throw error;
  }
  throw new Error('expected an error, but none was thrown');
}

export function kindOf(work: () => unknown): ErrorKind {
  return errorOf(work).kind;
}
