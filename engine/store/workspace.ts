// A workspace: one SQLite file that holds studies. At most one process writes to it, any number read.

import { statSync } from 'node:fs';
import { ParetoscopeError } from '../contract/errors.ts';
import type { Study } from '../contract/study.ts';
import { Annotations } from './annotations.ts';
import type { Connection } from './connection.ts';
import {
  checkSoundness,
  closeWriter,
  copyWorkspace,
  LARGEST_LOG_BYTES,
  openFile,
  type OpenedFile,
  type OpenOptions,
} from './open-workspace.ts';
import { damaged, lost } from './sqlite-errors.ts';
import { StoredStudy, type StoredMetric } from './stored-study.ts';
import { studyDifferences } from './study-differences.ts';
import { quoteName, TrialTable } from './trial-table.ts';
import { fileNumber } from './workspace-file.ts';
import type { WriterLock } from './writer-lock.ts';

const LONGEST_SOURCE_TEXT = 1024 * 1024;
const LONGEST_SPECIFICATION = 4 * 1024 * 1024;

interface StudyRow {
  readonly id: number;
  readonly name: string;
  readonly specification: string;
  readonly metrics: string;
  readonly view_name: string;
}

/**
 * Opens the workspace at `path`, or makes it. Errors: not-found, workspace-foreign, workspace-damaged, workspace-newer,
 * workspace-locked, workspace-read-only, disk-full; a file that is refused is left as it is.
 */
export function openWorkspace(path: string, options: OpenOptions): Workspace {
  const opened = openFile(path, options);
  const workspace = new Workspace(opened);
  try {
    if (opened.unclean) workspace.recount();
    return workspace;
  } catch (error) {
    opened.lock?.abandon();
    opened.connection.close();
    throw error;
  }
}

export class Workspace {
  readonly path: string;
  readonly readOnly: boolean;
  readonly readOnlyReason?: string;
  /** What is worth telling about the opening: recovered, taken over, updated, fell back, ... */
  readonly notices: readonly string[];
  /** Notes on trials, named selections, the state of views. */
  readonly annotations: Annotations;
  readonly #notices: string[];
  readonly #connection: Connection;
  readonly #lock: WriterLock | undefined;
  readonly #fileNumber: string | undefined;
  readonly #studies = new Map<number, StoredStudy>();
  #logBytesAtCheckpoint = 0;

  /** Use `openWorkspace`. */
  constructor(opened: OpenedFile) {
    this.path = opened.path;
    this.#connection = opened.connection;
    this.#lock = opened.lock;
    this.readOnly = opened.lock === undefined;
    if (opened.readOnlyReason !== undefined) this.readOnlyReason = opened.readOnlyReason;
    this.#notices = [...opened.notices];
    this.notices = this.#notices;
    this.#fileNumber = fileNumber(this.path);
    this.annotations = new Annotations(this.#connection, () => this.#afterCommit());
    this.#connection.setChecks(
      () => this.#lock?.assertHeld(),
      () => this.#assertInPlace(),
    );
  }

  #isInPlace(): boolean {
    return fileNumber(this.path) === this.#fileNumber;
  }

  #assertInPlace(): void {
    if (!this.#isInPlace()) throw lost(this.path);
  }

  /**
   * Moves the log into the file once it has grown large, which happens while a reader keeps SQLite from doing so.
   * Never throws: what was committed is stored whatever becomes of this.
   */
  #afterCommit(): void {
    const logBytes = statSync(`${this.path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    if (logBytes < this.#logBytesAtCheckpoint) this.#logBytesAtCheckpoint = 0;
    if (logBytes - this.#logBytesAtCheckpoint <= LARGEST_LOG_BYTES) return;
    try {
      // Without waiting: a reader in the way must not hold up a run. It is tried again when the log has grown as much.
      const patience = this.#connection.pragma('busy_timeout');
      this.#connection.pragma('busy_timeout = 0');
      try {
        this.#connection.pragma('wal_checkpoint(TRUNCATE)');
      } finally {
        this.#connection.pragma(`busy_timeout = ${String(patience)}`);
      }
    } catch {
      // A full or failing disk: the next transaction meets it and says so.
    }
    this.#logBytesAtCheckpoint = statSync(`${this.path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  }

  /** Every study, oldest first. */
  studies(): StoredStudy[] {
    const rows = this.#connection.guard(() =>
      this.#connection
        .prepare<StudyRow>('SELECT id, name, specification, metrics, view_name FROM study ORDER BY id')
        .all(),
    );
    return rows.map((row) => this.#stored(row));
  }

  study(name: string): StoredStudy | undefined {
    const row = this.#row(name);
    return row && this.#stored(row);
  }

  #row(name: string): StudyRow | undefined {
    return this.#connection.guard(() =>
      this.#connection
        .prepare<StudyRow>('SELECT id, name, specification, metrics, view_name FROM study WHERE name = ?')
        .get(name),
    );
  }

  #stored(row: StudyRow): StoredStudy {
    const { study, metrics } = this.#parse(row);
    const known = this.#studies.get(row.id);
    if (known) {
      known.replaceStudy(study);
      return known;
    }
    const stored = new StoredStudy(this.#connection, row.id, study, metrics, () => this.#afterCommit());
    this.#studies.set(row.id, stored);
    return stored;
  }

  #parse(row: StudyRow): { readonly study: Study; readonly metrics: readonly StoredMetric[] } {
    try {
      const study = JSON.parse(row.specification) as Study;
      const metrics = JSON.parse(row.metrics) as readonly StoredMetric[];
      if (study.name === row.name && Array.isArray(study.dimensions) && Array.isArray(metrics))
        return { study, metrics };
    } catch {
      // Reported below, as is JSON of another shape.
    }
    throw damaged(this.path, `the specification of the study "${row.name}" cannot be read`);
  }

  /**
   * The stored study of that name, made if there is none. An existing one is continued if only its budget or its
   * description differ (the new ones are kept); otherwise `study-differs` says what does. `metrics` are the system's,
   * in its order, which is the order of metric columns in batches.
   */
  createStudy(study: Study, sourceText: string, metrics: readonly StoredMetric[]): StoredStudy {
    const specification = JSON.stringify(study);
    if (sourceText.length > LONGEST_SOURCE_TEXT || specification.length > LONGEST_SPECIFICATION) {
      throw new ParetoscopeError('study-invalid', `the study "${study.name}" is too large to store`, {
        hint: 'a study file has at most 1 MB',
      });
    }
    const metricIds = metrics.map((metric) => metric.id);
    this.#connection.transaction(() => {
      const row = this.#row(study.name);
      if (row) {
        this.#assertContinues(this.#parse(row), study, metricIds);
        this.#connection
          .prepare('UPDATE study SET specification = ?, source_text = ?, metrics = ? WHERE id = ?')
          .run(specification, sourceText, JSON.stringify(metrics), row.id);
        return;
      }
      const viewName = this.#viewName(study.name);
      const id = Number(
        this.#connection
          .prepare(
            `INSERT INTO study (name, system, system_version, specification, source_text, metrics, view_name, created_at)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          )
          .run(
            study.name,
            study.system,
            study.systemVersion,
            specification,
            sourceText,
            JSON.stringify(metrics),
            viewName,
            new Date().toISOString(),
          ).lastInsertRowid,
      );
      const table = new TrialTable(id, study, metricIds);
      this.#connection.exec(table.createSql());
      this.#connection.exec(table.createViewSql(viewName, id));
    });
    return this.study(study.name)!;
  }

  #assertContinues(
    stored: { readonly study: Study; readonly metrics: readonly StoredMetric[] },
    study: Study,
    metricIds: readonly string[],
  ): void {
    const differences = [...studyDifferences(stored.study, study)];
    const storedIds = stored.metrics.map((metric) => metric.id);
    if (storedIds.join('\0') !== metricIds.join('\0')) differences.push('its system had other metrics');
    if (differences.length === 0) return;
    throw new ParetoscopeError(
      'study-differs',
      `"${this.path}" has another study named "${study.name}": ${differences.join('; ')}`,
      {
        hint: 'give this one another name, use another workspace, or discard the stored trials with --fresh',
      },
    );
  }

  /** The study's name, or near it where that is, or may become, the name of a table. */
  #viewName(name: string): string {
    const taken = this.#connection.prepare('SELECT 1 FROM sqlite_schema WHERE lower(name) = lower(?)');
    const plain = name.replaceAll('\0', '');
    const stem = plain === '' || /^(sqlite_|workspace_|trial_\d+$)/i.test(plain) ? `study ${plain}` : plain;
    let unique = stem;
    for (let count = 2; taken.get(unique); count++) unique = `${stem} ${count}`;
    return unique;
  }

  /** Discards a study and its trials. Does nothing if there is no such study. */
  deleteStudy(name: string): void {
    const row = this.#row(name);
    if (!row) return;
    this.#connection.transaction(() => {
      this.#connection.exec(`DROP VIEW IF EXISTS ${quoteName(row.view_name)}`);
      this.#connection.exec(`DROP TABLE IF EXISTS trial_${row.id}`);
      this.#connection.prepare('DELETE FROM study WHERE id = ?').run(row.id);
    });
    this.#studies.get(row.id)?.markDeleted();
    this.#studies.delete(row.id);
    this.#afterCommit();
  }

  /** Reads every page and says whether the file is sound; throws workspace-damaged if not. */
  check(): void {
    checkSoundness(this.#connection);
  }

  /** Counts the trials of every study anew; done after an unclean end. */
  recount(): void {
    for (const stored of this.studies()) {
      if (!stored.recount()) this.#notices.push(`the trial counts of "${stored.study.name}" were mended`);
    }
  }

  /** Runs work that reads studies from end to end, as exports do: what it reads is not kept for others. */
  async passing<T>(work: () => Promise<T>): Promise<T> {
    return this.#connection.passing(work);
  }

  /** Writes a complete copy, also while a run goes on. An existing file of that name is replaced. */
  saveCopy(path: string): void {
    copyWorkspace(this.#connection, path);
  }

  /** Leaves one plain file and gives the lock back. May be called again. */
  close(): void {
    if (!this.#connection.isOpen) return;
    if (this.#lock) closeWriter(this.#connection, this.#lock, !this.#isInPlace());
    else this.#connection.close();
  }
}
