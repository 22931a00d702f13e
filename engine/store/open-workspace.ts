// Opens or creates the file of a workspace: decides whether it is ours, sound, of our version, and who may write.

import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';
import { Connection, type Durability } from './connection.ts';
import {
  applyMigrations,
  backUp,
  compareSchema,
  loadMigrations,
  migrationsFolder,
  type Migration,
} from './migrations.ts';
import { damaged, translateError } from './sqlite-errors.ts';
import { inspectFile, isNetworkFolder } from './workspace-file.ts';
import { describeWriter, isWriterAlive, readWriter, WriterLock } from './writer-lock.ts';

export interface OpenOptions {
  /**
   * `write`: for writing, or an error. `write-or-read`: for reading where another process writes or the file cannot
   * be written. `read`: for reading.
   */
  readonly mode: 'write' | 'read' | 'write-or-read';
  /** Make the workspace if there is no such file. */
  readonly create?: boolean;
  /** What survives when `append` has returned: `normal` a crash of the process, `full` also a power failure. */
  readonly durability?: Durability;
  /** `auto` shares memory between processes (WAL) except on network drives. */
  readonly journal?: 'auto' | 'rollback';
  /** Where the migrations are; the shipped ones if absent. */
  readonly migrations?: string;
}

export interface OpenedFile {
  readonly path: string;
  readonly connection: Connection;
  /** Held if the workspace is open for writing. */
  readonly lock?: WriterLock;
  readonly readOnlyReason?: string;
  readonly notices: readonly string[];
  /** The last writer did not close the workspace. */
  readonly unclean: boolean;
}

/** Larger pages make scans of many trials faster. */
const PAGE_BYTES = 8192;
/** Pages the write-ahead log collects before SQLite moves them to the file: 32 MB. */
const CHECKPOINT_PAGES = 4096;
export const LARGEST_LOG_BYTES = 64 * 1024 * 1024;
const ATTEMPTS = 5;

/** See `openWorkspace`. */
export function openFile(givenPath: string, options: OpenOptions): OpenedFile {
  const path = resolve(givenPath);
  const migrations = loadMigrations(options.migrations ?? migrationsFolder());
  if (inspectFile(path) === undefined) {
    if (!options.create || options.mode === 'read') {
      throw new ParetoscopeError('not-found', `there is no workspace "${path}"`, {
        hint: 'check the name, or run a study to make it',
      });
    }
    createFile(path, migrations);
  }
  if (options.mode === 'read') return openForReading(path, migrations, 'it was opened for reading');
  try {
    return openForWriting(path, migrations, options);
  } catch (error) {
    const kind = error instanceof ParetoscopeError ? error.kind : undefined;
    if (options.mode !== 'write-or-read' || (kind !== 'workspace-locked' && kind !== 'workspace-read-only'))
      throw error;
    return openForReading(path, migrations, (error as ParetoscopeError).message);
  }
}

function openForReading(path: string, migrations: readonly Migration[], reason: string): OpenedFile {
  const connection = new Connection(path, true);
  try {
    if (compareSchema(connection, migrations) === 'older') {
      throw new ParetoscopeError(
        'workspace-read-only',
        `"${path}" was written by an older version and must be updated`,
        {
          hint: 'open it once for writing (it is backed up first), or copy it to a folder where it can be written',
        },
      );
    }
    return { path, connection, readOnlyReason: reason, notices: [], unclean: false };
  } catch (error) {
    connection.close();
    throw error;
  }
}

function openForWriting(path: string, migrations: readonly Migration[], options: OpenOptions): OpenedFile {
  const connection = new Connection(path, false);
  let lock: WriterLock | undefined;
  try {
    const notices: string[] = [];
    const schema = compareSchema(connection, migrations);
    if (schema === 'readable') {
      throw new ParetoscopeError('workspace-read-only', `"${path}" was written by a newer version`, {
        hint: 'update Paretoscope to write to it',
      });
    }
    const taken = takeLock(connection, notices);
    lock = taken.lock;
    if (schema === 'older') {
      notices.push(`updated from an older version; the former file is kept as "${backUp(connection)}"`);
      applyMigrations(connection, migrations);
    }
    setJournal(connection, options, notices);
    lock.startBeating();
    return { path, connection, lock, notices, unclean: taken.unclean };
  } catch (error) {
    if (lock) releaseQuietly(lock);
    connection.close();
    throw error;
  }
}

function releaseQuietly(lock: WriterLock): void {
  try {
    lock.release();
  } catch {
    // The error that led here matters more; a row left behind is recognised as dead by the next opener.
  }
}

function takeLock(connection: Connection, notices: string[]): { lock: WriterLock; unclean: boolean } {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const writer = readWriter(connection);
    if (writer) {
      if (isWriterAlive(connection, writer)) {
        throw new ParetoscopeError(
          'workspace-locked',
          `"${connection.path}" is open in ${describeWriter(writer)}`,
          {
            hint: 'close it there, or open it for reading',
          },
        );
      }
      // Before anything is written: a damaged file stays as it is.
      checkSoundness(connection);
    }
    const lock = WriterLock.take(connection, writer);
    if (!lock) continue;
    if (writer) {
      notices.push(
        `recovered: it was not closed by ${describeWriter(writer)}; everything acknowledged is there, and the file is sound`,
      );
    }
    return { lock, unclean: writer !== undefined };
  }
  throw new ParetoscopeError('workspace-locked', `"${connection.path}" is being opened by other processes`, {
    hint: 'try again',
  });
}

/** SQLite's `quick_check`. Throws workspace-damaged with its first finding. */
export function checkSoundness(connection: Connection): void {
  const finding = connection.pragma('quick_check(1)');
  if (finding !== 'ok') throw damaged(connection.path, String(finding));
}

function setJournal(connection: Connection, options: OpenOptions, notices: string[]): void {
  const network = isNetworkFolder(dirname(connection.path));
  let journal: unknown = 'delete';
  if (options.journal !== 'rollback' && !network) journal = setJournalMode(connection, 'WAL');
  else setJournalMode(connection, 'DELETE');
  if (journal === 'wal') {
    connection.pragma(`synchronous = ${options.durability === 'full' ? 'FULL' : 'NORMAL'}`);
    connection.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    connection.pragma(`journal_size_limit = ${LARGEST_LOG_BYTES}`);
    return;
  }
  connection.pragma('synchronous = FULL');
  if (options.journal === 'rollback') return;
  notices.push(
    network
      ? 'it lies on a network drive: writing is safe but slower, and only one machine should open it at a time'
      : 'its disk does not support shared memory: writing is safe but slower',
  );
}

/** Sets the journal mode; returns the mode that is in force, which stays the former while another process reads. */
function setJournalMode(connection: Connection, mode: 'WAL' | 'DELETE'): unknown {
  try {
    return connection.pragma(`journal_mode = ${mode}`);
  } catch (error) {
    if (error instanceof ParetoscopeError && error.kind === 'workspace-locked')
      return connection.pragma('journal_mode');
    throw error;
  }
}

/**
 * Closes a connection that held the lock, leaving one plain file: the log is moved into it, and the journal mode is
 * reset so that the file can be read where nothing can be written.
 */
export function closeWriter(connection: Connection, lock: WriterLock, isLost: boolean): void {
  const steps: (() => void)[] = isLost
    ? // Completes the file wherever it is now, and leaves no log that could be taken for that of another file.
      [() => connection.pragma('wal_checkpoint(TRUNCATE)')]
    : [
        () => connection.pragma('optimize'),
        () => lock.release(),
        () => connection.pragma('wal_checkpoint(TRUNCATE)'),
        () => connection.pragma('busy_timeout = 0'),
        () => setJournalMode(connection, 'DELETE'),
      ];
  if (isLost) releaseQuietly(lock);
  for (const step of steps) {
    try {
      step();
    } catch {
      // On a full disk or a drive that is gone each step may fail; the log then keeps everything for the next opener.
    }
  }
  connection.close();
  if (isLost && !existsSync(connection.path)) removeJournals(connection.path);
}

function removeJournals(path: string): void {
  for (const suffix of ['-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true });
}

/** Makes a workspace under another name beside and moves it into place, so that there is never half of one. */
function createFile(path: string, migrations: readonly Migration[]): void {
  const unfinished = `${path}.unfinished-${process.pid}`;
  try {
    closeSync(openSync(unfinished, 'w'));
    const connection = new Connection(unfinished, false);
    try {
      connection.pragma(`page_size = ${PAGE_BYTES}`);
      applyMigrations(connection, migrations);
    } finally {
      connection.close();
    }
    // Logs of a former file of that name would be replayed into this one.
    if (!existsSync(path)) removeJournals(path);
    placeNew(unfinished, path);
  } catch (error) {
    throw creationError(error, path);
  } finally {
    rmSync(unfinished, { force: true });
    removeJournals(unfinished);
  }
}

/** Gives the file its name unless that is taken in the meantime: then the other process's file is used. */
function placeNew(unfinished: string, path: string): void {
  try {
    linkSync(unfinished, path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    // Some file systems have no hard links.
    renameSync(unfinished, path);
  }
}

function creationError(error: unknown, path: string): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new ParetoscopeError('not-found', `there is no folder "${dirname(path)}"`, {
      hint: 'make it first',
    });
  }
  if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
    return new ParetoscopeError('workspace-read-only', `the folder "${dirname(path)}" cannot be written`, {
      hint: 'choose another folder',
      cause: error,
    });
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new ParetoscopeError('disk-full', `no room on the disk for "${path}"`, {
      hint: 'free some space',
      cause: error,
    });
  }
  return translateError(error, path);
}

/** Writes a complete copy to `target`, beside and then renamed, so that it is there wholly or not at all. */
export function copyWorkspace(connection: Connection, target: string): void {
  if (existsSync(target) && statSync(target).ino === statSync(connection.path).ino) {
    throw new ParetoscopeError('usage', `"${target}" is the workspace itself`, {
      hint: 'choose another name',
    });
  }
  const unfinished = `${target}.unfinished-${process.pid}`;
  try {
    rmSync(unfinished, { force: true });
    connection.guard(() => connection.prepare('VACUUM INTO ?').run(unfinished));
    const copy = new Connection(unfinished, false);
    try {
      copy.exec('DELETE FROM writer');
    } finally {
      copy.close();
    }
    const file = openSync(unfinished, 'r');
    fsyncSync(file);
    closeSync(file);
    renameSync(unfinished, target);
  } catch (error) {
    throw creationError(error, target);
  } finally {
    rmSync(unfinished, { force: true });
    removeJournals(unfinished);
  }
}
