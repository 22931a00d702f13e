// Files that people open: which ones are ours, and the text of study files.

import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ParetoscopeError } from '../engine/contract/errors.ts';
import type { StudyText } from './bridge.ts';

export type FileKind = 'study' | 'workspace';

export const STUDY_EXTENSIONS: readonly string[] = ['yaml', 'yml', 'json'];
export const WORKSPACE_EXTENSIONS: readonly string[] = ['pareto'];

const LARGEST_STUDY_BYTES = 4 * 2 ** 20;

/** What a file is by its name; null if it is not ours. */
export function kindOfFile(file: string): FileKind | null {
  if (/\.pareto$/iu.test(file)) return 'workspace';
  if (/\.study\.(?:yaml|yml|json)$/iu.test(file)) return 'study';
  return null;
}

/**
 * The files of ours among command-line arguments, absolute, in order. Switches and everything that is not ours by
 * name (the executable, the application, Chromium's additions) are passed over.
 */
export function filesInArguments(parameters: readonly string[], workingDirectory: string): string[] {
  return parameters
    .filter((parameter) => !parameter.startsWith('-') && kindOfFile(parameter) !== null)
    .map((parameter) => path.resolve(workingDirectory, parameter));
}

function unreadable(file: string, error: unknown): ParetoscopeError {
  const reason = error instanceof Error ? error.message : String(error);
  return new ParetoscopeError('not-found', `${path.basename(file)} cannot be read: ${reason}`, {
    hint: 'check that the file exists and that you may read it',
    cause: error,
  });
}

/** The path itself if a file is there; throws `not-found` otherwise. */
export async function existingFile(file: string): Promise<string> {
  try {
    await stat(file);
    return file;
  } catch (error) {
    throw unreadable(file, error);
  }
}

/** Reads a study file; throws `not-found` or `study-invalid` with the way out. */
export async function readStudyFile(file: string): Promise<StudyText> {
  const name = path.basename(file);
  let bytes: Uint8Array;
  try {
    const { size } = await stat(file);
    if (size > LARGEST_STUDY_BYTES) {
      throw new ParetoscopeError(
        'study-invalid',
        `${name} is ${Math.round(size / 2 ** 20)} MiB, too large for a study`,
        { hint: 'a study file is a page of YAML; trials belong in a workspace (*.pareto)' },
      );
    }
    bytes = await readFile(file);
  } catch (error) {
    throw error instanceof ParetoscopeError ? error : unreadable(file, error);
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), file: name };
  } catch (error) {
    throw new ParetoscopeError('study-invalid', `${name} is not UTF-8 text`, {
      hint: 'save it as UTF-8 and open it again',
      cause: error,
    });
  }
}
