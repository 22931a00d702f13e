// At most one process writes to a workspace: a row that names the writer, with a heartbeat.
//
// A dead owner is recognised by its process where that can be asked (same machine and boot), so neither clocks nor
// sleep matter there. For an owner elsewhere the heartbeat decides: recent is alive; otherwise the counter is watched
// for a while on this machine's monotonic clock, because clocks of two machines differ. And since even that can err
// (a machine asleep), every transaction of the owner first checks that the row is still its own.

import { randomUUID } from 'node:crypto';
import { ParetoscopeError } from '../contract/errors.ts';
import type { Connection, Statement } from './connection.ts';
import { currentProcess, liveness } from './process-identity.ts';
import { fileNumber } from './workspace-file.ts';

const BEAT_MILLISECONDS = 2000;
const STALE_MILLISECONDS = 30_000;
const WATCH_MILLISECONDS = 5000;
const WATCH_STEP_MILLISECONDS = 250;

export interface WriterRow {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  readonly process_start: string;
  readonly file_number: string;
  readonly opened_at: number;
  readonly beat: number;
  readonly beat_at: number;
}

/** Locks that this process holds; a row of this process that is not among them was left behind. */
const heldTokens = new Set<string>();

export function readWriter(connection: Connection): WriterRow | undefined {
  return connection.prepare<WriterRow>('SELECT * FROM writer WHERE id = 1').get();
}

/** `process 1234 on host x since 2026-01-02 03:04:05 UTC`. */
export function describeWriter(row: WriterRow): string {
  const since = new Date(row.opened_at).toISOString().slice(0, 19).replace('T', ' ');
  return `process ${row.pid} on host ${row.host} since ${since} UTC`;
}

/** Whether the writer that a row names still writes to this file. May watch the row for five seconds. */
export function isWriterAlive(connection: Connection, row: WriterRow): boolean {
  // The row came along when the file was copied.
  if (row.file_number !== fileNumber(connection.path)) return false;
  const self = currentProcess();
  if (row.pid === self.pid && row.process_start === self.start && row.host === self.host) {
    return heldTokens.has(row.token);
  }
  const state = liveness({ host: row.host, pid: row.pid, start: row.process_start });
  if (state !== 'unknown') return state === 'alive';
  if (Math.abs(Date.now() - row.beat_at) <= STALE_MILLISECONDS) return true;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; waited < WATCH_MILLISECONDS; waited += WATCH_STEP_MILLISECONDS) {
    Atomics.wait(sleeper, 0, 0, WATCH_STEP_MILLISECONDS);
    const now = readWriter(connection);
    if (!now) return false;
    if (now.token !== row.token || now.beat !== row.beat) return true;
  }
  return false;
}

export class WriterLock {
  readonly #connection: Connection;
  readonly #token = randomUUID();
  readonly #owner: Statement<string>;
  readonly #beat: Statement;
  #timer: NodeJS.Timeout | undefined;

  private constructor(connection: Connection) {
    this.#connection = connection;
    this.#owner = connection.prepare<string>('SELECT token FROM writer WHERE id = 1').pluck();
    this.#beat = connection.prepare(
      'UPDATE writer SET beat = beat + 1, beat_at = ? WHERE id = 1 AND token = ?',
    );
  }

  /**
   * Takes the lock in place of `previous`, the row seen before (dead or none). Returns undefined if another process
   * was quicker.
   */
  static take(connection: Connection, previous: WriterRow | undefined): WriterLock | undefined {
    const lock = new WriterLock(connection);
    const self = currentProcess();
    const now = Date.now();
    const taken = connection.transaction(() => {
      const row = readWriter(connection);
      if (row?.token !== previous?.token || row?.beat !== previous?.beat) return false;
      connection
        .prepare('INSERT OR REPLACE INTO writer VALUES (1, ?, ?, ?, ?, ?, ?, 0, ?)')
        .run(lock.#token, self.pid, self.host, self.start, fileNumber(connection.path) ?? '', now, now);
      return true;
    });
    if (!taken) return undefined;
    heldTokens.add(lock.#token);
    return lock;
  }

  /** Throws `workspace-locked` if another process has taken over. */
  assertHeld(): void {
    const token = this.#owner.get();
    if (token === this.#token) return;
    const row = readWriter(this.#connection);
    throw new ParetoscopeError(
      'workspace-locked',
      `"${this.#connection.path}" was taken over by ${row ? describeWriter(row) : 'another process'}`,
      { hint: 'this happens when a machine sleeps while another opens its workspace; open it again here' },
    );
  }

  startBeating(): void {
    this.#timer = setInterval(() => this.#beatOnce(), BEAT_MILLISECONDS);
    this.#timer.unref();
  }

  #beatOnce(): void {
    if (!this.#connection.isOpen || this.#connection.inTransaction) return;
    try {
      this.#beat.run(Date.now(), this.#token);
    } catch {
      // A missed beat (full disk, lost file) does no harm here: the next transaction meets and reports the cause.
    }
  }

  /** Gives the lock back: the row is gone, which also says that the workspace was closed in order. */
  release(): void {
    try {
      this.#connection.prepare('DELETE FROM writer WHERE id = 1 AND token = ?').run(this.#token);
    } finally {
      this.abandon();
    }
  }

  /** Gives the lock back but leaves the row, so that the next opener examines the workspace. */
  abandon(): void {
    clearInterval(this.#timer);
    heldTokens.delete(this.#token);
  }
}
