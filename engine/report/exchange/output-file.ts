// Where an export goes: a file that is written beside its place and renamed when it is whole, or a stream.

import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { ParetoscopeError } from '../../contract/errors.ts';
import { ByteBuffer } from './byte-buffer.ts';

/** Takes the contents of an export, in order. Bytes are only valid until it returns, or its promise resolves. */
export type Sink = (chunk: string | Uint8Array) => void | Promise<void>;

export interface OutputOptions {
  /** Replace an existing file. */
  readonly force?: boolean;
  /** Aborted when the user gives up: nothing is left behind. */
  readonly signal?: AbortSignal;
}

/**
 * Has `write` fill a file beside `path` and gives it that name when it is complete. On any error, a full disk among
 * them, what was there before is untouched and nothing else is left. Throws `usage` where a file of that name exists
 * and may not be replaced, not-found for a missing folder, disk-full, workspace-read-only for a folder that cannot be
 * written, cancelled.
 */
export async function writeOutputFile<T>(
  path: string,
  options: OutputOptions,
  write: (unfinishedPath: string) => T | Promise<T>,
): Promise<T> {
  const target = resolve(path);
  refuseExisting(target, options.force ?? false);
  const unfinished = `${target}.unfinished-${process.pid}`;
  try {
    closeSync(openSync(unfinished, 'w'));
    const result = await write(unfinished);
    options.signal?.throwIfAborted();
    settle(unfinished);
    place(unfinished, target, options.force ?? false);
    return result;
  } catch (error) {
    if (options.signal?.aborted === true) {
      throw new ParetoscopeError('cancelled', `"${basename(target)}" was not written: it was cancelled`);
    }
    throw outputError(error, target);
  } finally {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${unfinished}${suffix}`, { force: true });
  }
}

/** A sink that appends to an open file. */
function fileSink(file: number): Sink {
  const buffer = new ByteBuffer();
  return (chunk) => {
    let bytes = chunk;
    if (typeof bytes === 'string') {
      buffer.clear();
      buffer.text(bytes);
      bytes = buffer.contents;
    }
    for (let done = 0; done < bytes.length;) done += writeSync(file, bytes, done);
  };
}

/** Opens `path`, has `work` write text to it, and closes it. */
export async function withFileSink<T>(path: string, work: (sink: Sink) => Promise<T>): Promise<T> {
  const file = openSync(path, 'w');
  try {
    return await work(fileSink(file));
  } finally {
    closeSync(file);
  }
}

/** Throws `usage` if there is a file and it may not be replaced, or a folder of that name. */
export function refuseExisting(path: string, force: boolean): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() === true) {
    throw new ParetoscopeError('usage', `"${path}" is a folder`, { hint: 'name a file inside of it' });
  }
  if (found !== undefined && !force) throw exists(path);
}

function exists(path: string): ParetoscopeError {
  return new ParetoscopeError('usage', `"${path}" exists already`, {
    hint: 'choose another name, or replace it with --force',
  });
}

function settle(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function place(unfinished: string, target: string, force: boolean): void {
  if (force) {
    renameSync(unfinished, target);
    return;
  }
  try {
    // A link, unlike a rename, fails where another program made a file of that name in the meantime.
    linkSync(unfinished, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw exists(target);
    // Some file systems have no hard links.
    if (existsSync(target)) throw exists(target);
    renameSync(unfinished, target);
  }
}

function diskFull(target: string, cause: unknown): ParetoscopeError {
  return new ParetoscopeError('disk-full', `no room on the disk for "${target}"`, {
    hint: 'free some space or choose another disk; nothing was left behind',
    cause,
  });
}

function outputError(error: unknown, target: string): unknown {
  const because = { cause: error };
  // SQLite says so of the unfinished file, or of the one that it copies.
  if (error instanceof ParetoscopeError && error.kind === 'disk-full') return diskFull(target, error);
  switch ((error as NodeJS.ErrnoException).code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new ParetoscopeError('not-found', `there is no folder "${dirname(target)}"`, {
        hint: 'make it first, or choose another place',
        ...because,
      });
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ParetoscopeError('workspace-read-only', `"${target}" cannot be written: no permission`, {
        hint: 'choose another folder',
        ...because,
      });
    case 'ENOSPC':
    case 'EDQUOT':
      return diskFull(target, error);
    case 'ENAMETOOLONG':
      return new ParetoscopeError(
        'usage',
        `the name "${basename(target).slice(0, 60)}..." is too long for a file`,
        because,
      );
    default:
      return error;
  }
}
