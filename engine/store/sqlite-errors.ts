// What SQLite reports, in the words of this product.

import Database from 'better-sqlite3';
import { ParetoscopeError } from '../contract/errors.ts';

const DISK_FULL = /^SQLITE_(FULL|IOERR_SHMSIZE)$/;
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB|MISMATCH)/;
/** Plain SQLITE_ERROR messages that our fixed statements can only meet in a file whose schema is broken. */
const DAMAGED_SCHEMA = /no such (table|column)|malformed|has no column|database disk image/;

/**
 * The error to throw for anything thrown while working on the workspace at `path`: a ParetoscopeError for SQLite's
 * errors, everything else unchanged.
 */
export function translateError(error: unknown, path: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const { code, message } = error;
  const because = { cause: error };
  if (DISK_FULL.test(code)) {
    return new ParetoscopeError('disk-full', `no room on the disk to write to "${path}"`, {
      hint: 'free some space and go on; everything acknowledged so far is stored',
      ...because,
    });
  }
  if (DAMAGED.test(code) || (code === 'SQLITE_ERROR' && DAMAGED_SCHEMA.test(message)))
    return damaged(path, message, error);
  if (code === 'SQLITE_READONLY_DBMOVED') return lost(path);
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN') || code === 'SQLITE_PERM') {
    return new ParetoscopeError(
      'workspace-read-only',
      `"${path}" or its folder cannot be written (${message})`,
      {
        hint: 'make it writable, or copy it to a folder of your own',
        ...because,
      },
    );
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED') || code === 'SQLITE_PROTOCOL') {
    return new ParetoscopeError('workspace-locked', `"${path}" is in use by another program (${message})`, {
      hint: 'close the other program and try again',
      ...because,
    });
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return new ParetoscopeError(
      'workspace-lost',
      `"${path}" cannot be read or written any more (${message}, ${code})`,
      {
        hint: 'check the disk or the network drive, then open the workspace again',
        ...because,
      },
    );
  }
  return new ParetoscopeError('internal', `SQLite refused work on "${path}": ${message} (${code})`, because);
}

export function damaged(path: string, what: string, cause?: unknown): ParetoscopeError {
  return new ParetoscopeError('workspace-damaged', `"${path}" is damaged: ${what}`, {
    hint: 'nothing was changed; use a copy, or recover what is readable with `sqlite3 FILE .recover`',
    cause,
  });
}

export function lost(path: string): ParetoscopeError {
  return new ParetoscopeError(
    'workspace-lost',
    `"${path}" was moved, deleted or replaced while it was open`,
    {
      hint: 'put the file back or open it at its new place; trials acknowledged before are in it',
    },
  );
}
