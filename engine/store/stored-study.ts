// One study of a workspace: appends and reads its trials, keeps its counts, front and messages.

import { ParetoscopeError } from '../contract/errors.ts';
import type {
  FailureGroup,
  TrialColumns,
  TrialColumnsQuery,
  TrialPage,
  TrialPageQuery,
} from '../contract/host.ts';
import type { Study } from '../contract/study.ts';
import {
  TRIAL_STATES,
  type DesignBatch,
  type ResultBatch,
  type StoredTrialState,
  type Trial,
} from '../contract/trial.ts';
import type { ParameterValue } from '../contract/system.ts';
import type { Expression } from '../space/expression.ts';
import { ColumnCache, type WholeColumns } from './column-cache.ts';
import type { Connection, Statement } from './connection.ts';
import { Duplicates } from './duplicates.ts';
import { Intermediate } from './intermediate.ts';
import { Messages } from './messages.ts';
import { RunLog, type StoredRun } from './run-log.ts';
import { SortIndexes } from './sort-indexes.ts';
import { damaged } from './sqlite-errors.ts';
import { compileFilter, type Units } from './trial-filter.ts';
import { TrialQueries } from './trial-queries.ts';
import { TrialReader, type PickedTrials } from './trial-reader.ts';
import { TrialReplacer } from './trial-replacer.ts';
import { TrialTable } from './trial-table.ts';
import { TrialWriter } from './trial-writer.ts';

/** A metric as a workspace remembers it. */
export interface StoredMetric {
  readonly id: string;
  readonly unit?: string;
}

interface StudyRow {
  readonly finished: number;
  readonly hypervolume: number | null;
  readonly hypervolume_reference: string | null;
  readonly complete: number;
  readonly infeasible: number;
  readonly pruned: number;
  readonly failed: number;
  readonly cancelled: number;
}

export class StoredStudy {
  readonly id: number;
  readonly metricIds: readonly string[];
  readonly metrics: readonly StoredMetric[];
  readonly #connection: Connection;
  readonly #table: TrialTable;
  readonly #messages: Messages;
  /** Absent where the study keeps none: an older file that is only read has no table for it. */
  readonly #intermediate: Intermediate | undefined;
  readonly #reader: TrialReader;
  readonly #queries: TrialQueries;
  readonly #indexes: SortIndexes;
  readonly #columns: ColumnCache;
  readonly #runs: RunLog;
  readonly #row: Statement<StudyRow>;
  readonly #frontNumbers: Statement<number>;
  readonly #afterCommit: () => void;
  #study: Study;
  #writer: TrialWriter | undefined;
  #replacing: TrialReplacer | undefined;
  #copies: Duplicates | undefined;
  #updateCounts: Statement | undefined;
  // What only this process changes is remembered while it is the writer, and forgotten when a transaction fails.
  #counts: number[] | undefined;
  #front: Uint32Array | undefined;
  #deleted = false;
  #replacements = 0;

  /** Made by Workspace. `afterCommit` is called when a transaction of this study is through. */
  constructor(
    connection: Connection,
    id: number,
    study: Study,
    metrics: readonly StoredMetric[],
    afterCommit: () => void,
  ) {
    this.id = id;
    this.metrics = metrics;
    this.metricIds = metrics.map((metric) => metric.id);
    this.#study = study;
    this.#connection = connection;
    this.#afterCommit = afterCommit;
    this.#table = new TrialTable(id, study, this.metricIds);
    this.#messages = new Messages(connection, id);
    if (study.pruner !== undefined) this.#intermediate = new Intermediate(connection, id, this.metricIds);
    this.#reader = new TrialReader(connection, this.#table, this.#messages);
    this.#runs = new RunLog(connection, id);
    this.#indexes = new SortIndexes(connection, this.#table);
    this.#columns = new ColumnCache(connection, this.#table);
    const units = Object.fromEntries(metrics.map((metric) => [metric.id, metric.unit]));
    this.#queries = new TrialQueries(connection, id, this.#table, this.#reader, this.#indexes, units);
    this.#row = connection.prepare<StudyRow>(
      `SELECT finished, hypervolume, hypervolume_reference, complete, infeasible, pruned, failed, cancelled
         FROM study WHERE id = ?`,
    );
    this.#frontNumbers = connection
      .prepare<number>('SELECT number FROM front WHERE study_id = ? ORDER BY number')
      .pluck();
    connection.onRollback(() => {
      this.#counts = undefined;
      this.#front = undefined;
    });
  }

  get study(): Study {
    return this.#study;
  }

  /** Stored trials by state. */
  counts(): Record<StoredTrialState, number> {
    const counts = this.#stateCounts();
    return Object.fromEntries(TRIAL_STATES.map((state, code) => [state, counts[code]!])) as Record<
      StoredTrialState,
      number
    >;
  }

  /** How many trials are stored: numbers 0 up to but not including this one, so also where a run resumes. */
  storedCount(): number {
    return this.#stateCounts().reduce((sum, count) => sum + count, 0);
  }

  #stateCounts(): readonly number[] {
    if (this.#counts) return this.#counts;
    const row = this.#read();
    const counts = TRIAL_STATES.map((state) => row[state]);
    if (!this.#connection.readOnly) this.#counts = counts;
    return counts;
  }

  #guard<T>(work: () => T): T {
    if (this.#deleted) throw new ParetoscopeError('not-found', `the study "${this.#study.name}" was deleted`);
    return this.#connection.guard(work);
  }

  #read(): StudyRow {
    return this.#guard(() => {
      const row = this.#row.get(this.id);
      if (!row) throw new ParetoscopeError('not-found', `the study "${this.#study.name}" was deleted`);
      return row;
    });
  }

  /**
   * Stores the next trials, all or none. They must begin at `storedCount()`. One transaction per call unless inside of
   * `group`. When it returns (of the outermost group), the trials are on disk as far as the workspace's durability
   * promises: NORMAL survives the death of the process, FULL also that of the machine.
   */
  append(designs: DesignBatch, results: ResultBatch): void {
    const next = this.storedCount();
    if (designs.first !== next) {
      throw new ParetoscopeError(
        'internal',
        `trials of "${this.#study.name}" are stored in order: ${next} comes next, not ${designs.first}`,
      );
    }
    if (designs.count === 0) return;
    this.group(() => {
      this.#indexes.beginGrowth();
      this.#writer ??= new TrialWriter(this.#connection, this.#table, this.#messages);
      const added = this.#writer.write(designs, results);
      this.#intermediate?.write(results);
      if (results.copied !== undefined || results.drew !== undefined) this.#duplicates().write(results);
      const sums = this.#stateCounts().map((count, code) => count + added[code]!);
      this.#saveCounts(sums);
    });
  }

  #saveCounts(counts: number[]): void {
    this.#updateCounts ??= this.#connection.prepare(
      `UPDATE study SET ${TRIAL_STATES.map((state) => `${state} = ?`).join(', ')} WHERE id = ?`,
    );
    this.#updateCounts.run(...counts, this.id);
    this.#counts = counts;
  }

  /** One transaction around several calls: all of them happen, or none. */
  group<T>(work: () => T): T {
    const outermost = !this.#connection.inTransaction;
    const result = this.#guard(() => this.#connection.transaction(work));
    if (outermost) this.#afterCommit();
    return result;
  }

  /** Numbers of the failed trials, ascending; only those with that message if one is given. */
  failedTrials(message?: string): Uint32Array {
    return this.#guard(() => this.#replacer().failed(message));
  }

  /** The designs of stored trials, under their numbers. */
  designsOf(numbers: Uint32Array): DesignBatch {
    return this.#guard(() => this.#replacer().designs(numbers));
  }

  /** Puts new results in the place of failed trials; trials that are not failed (any more) stay as they are. */
  replaceFailed(numbers: Uint32Array, results: ResultBatch): void {
    this.group(() => {
      const changes = this.#replacer().replace(numbers, results);
      this.#saveCounts(this.#stateCounts().map((count, code) => count + changes[code]!));
    });
    this.#columns.clear();
    this.#replacements += 1;
  }

  /** How often stored trials were changed in place: what is remembered of trials holds while this stays as it is. */
  get replacements(): number {
    return this.#replacements;
  }

  #replacer(): TrialReplacer {
    return (this.#replacing ??= new TrialReplacer(
      this.#connection,
      this.#table,
      this.#messages,
      this.#reader,
      this.#intermediate,
    ));
  }

  /** Replaces the front and its hypervolume. */
  saveFront(numbers: Uint32Array | readonly number[], hypervolume: number | null): void {
    this.group(() => {
      const before = new Set(this.front());
      const after = Uint32Array.from(new Set(numbers)).sort();
      if (after.length > 0 && after.at(-1)! >= this.storedCount()) {
        throw new ParetoscopeError(
          'internal',
          `trial ${after.at(-1)!} cannot be on the front: it is not stored`,
        );
      }
      const insert = this.#connection.prepare('INSERT INTO front VALUES (?, ?)');
      const remove = this.#connection.prepare('DELETE FROM front WHERE study_id = ? AND number = ?');
      for (const number of after) if (!before.delete(number)) insert.run(this.id, number);
      for (const number of before) remove.run(this.id, number);
      this.#connection.prepare('UPDATE study SET hypervolume = ? WHERE id = ?').run(hypervolume, this.id);
      this.#front = after;
    });
  }

  /** Numbers of the front's trials, ascending. */
  front(): Uint32Array {
    if (this.#front) return this.#front;
    const front = this.#guard(() => Uint32Array.from(this.#frontNumbers.all(this.id)));
    if (!this.#connection.readOnly) this.#front = front;
    return front;
  }

  hypervolume(): number | null {
    return this.#read().hypervolume;
  }

  /** The point the hypervolume is measured from, one number per objective; null until it is set. */
  reference(): number[] | null {
    const text = this.#read().hypervolume_reference;
    return text === null ? null : (JSON.parse(text) as number[]);
  }

  setReference(reference: readonly number[]): void {
    if (!reference.every(Number.isFinite)) {
      throw new ParetoscopeError(
        'internal',
        `the hypervolume reference (${reference.join(', ')}) is not finite`,
      );
    }
    this.group(() => {
      this.#connection
        .prepare('UPDATE study SET hypervolume_reference = ? WHERE id = ?')
        .run(JSON.stringify(reference), this.id);
    });
  }

  /** Every trial of the budget is stored, or the space is exhausted. */
  get finished(): boolean {
    return this.#read().finished === 1;
  }

  /** Says at the end of a run whether the study is done. */
  markFinished(finished: boolean): void {
    this.group(() => {
      this.#connection.prepare('UPDATE study SET finished = ? WHERE id = ?').run(finished ? 1 : 0, this.id);
    });
    this.#indexes.endGrowth();
  }

  /** Notes the start of a run; returns its id for `endRun`. */
  beginRun(run: { readonly engineVersion: string; readonly workers: number }): number {
    return this.group(() => this.#runs.begin(run, this.storedCount()));
  }

  /** Notes the end of a run and how it ended (`finished`, `cancelled`, ...). */
  endRun(id: number, outcome: string): void {
    this.group(() => {
      this.#runs.end(id, outcome);
    });
  }

  runs(): readonly StoredRun[] {
    return this.#guard(() => this.#runs.all());
  }

  /** The study file as it was given. */
  sourceText(): string {
    return this.#guard(
      () =>
        this.#connection.prepare<string>('SELECT source_text FROM study WHERE id = ?').pluck().get(this.id) ??
        '',
    );
  }

  /** Stored trials as they were appended, bit for bit; fewer than `count` where they end. */
  readBatch(first: number, count: number): { readonly designs: DesignBatch; readonly results: ResultBatch } {
    const available = Math.max(0, Math.min(count, this.storedCount() - first));
    return this.#guard(() => {
      const { designs, results } = this.#reader.batch(first, available);
      const intermediate = this.#intermediate?.batch(first, available);
      return { designs, results: intermediate === undefined ? results : { ...results, intermediate } };
    });
  }

  /** Stored trials by number, for analyses that look at some of many. */
  pick(numbers: readonly number[]): PickedTrials {
    return this.#guard(() => this.#reader.picked(numbers));
  }

  /** Columns for plots. Throws not-found for an unknown name. */
  columns(query: TrialColumnsQuery): TrialColumns {
    return this.#guard(() => this.#queries.columns(query, this.#state()));
  }

  /**
   * A sorted, filtered page. `parameterUnits` are the units of the system's parameters (metrics' units are stored), so
   * that filters may be written with units. Throws `usage` for a filter that makes no sense, not-found for a sort key.
   */
  page(query: TrialPageQuery, parameterUnits: Readonly<Record<string, string>> = {}): TrialPage {
    return this.#guard(() => {
      const page = this.#queries.page(query, this.#state(), parameterUnits);
      return { ...page, trials: this.#withOriginals(page.trials) };
    });
  }

  /**
   * Whole columns of the first `count` trials, kept in memory for the next time (see `ColumnCache`). Rejects with
   * not-found for an unknown name, and with `cancelled` once the signal is aborted.
   */
  async wholeColumns(names: readonly string[], count: number, signal?: AbortSignal): Promise<WholeColumns> {
    this.#guard(() => undefined);
    return this.#columns.read(names, count, signal);
  }

  /** How many of the named columns `wholeColumns` would have to read. Throws not-found for an unknown name. */
  missingColumns(names: readonly string[], count: number): number {
    for (const name of names) this.#table.named(name);
    return this.#columns.missing(names, count);
  }

  /** Whether pages sorted by this name come by way of an index. Throws not-found. */
  hasSortIndex(name: string): boolean {
    return this.#guard(() => this.#indexes.has(this.#table.named(name)));
  }

  /** The choices whose indices a column holds; undefined for a column of numbers. Throws not-found. */
  choicesOf(name: string): readonly ParameterValue[] | undefined {
    return this.#table.named(name).choices;
  }

  /** A filter checked against this study's names; see `page` for the units. Throws `usage`. */
  compileFilter(text: string, parameterUnits: Units = {}): Expression {
    const metricUnits = Object.fromEntries(this.metrics.map((metric) => [metric.id, metric.unit]));
    return compileFilter(text, this.#table, parameterUnits, metricUnits);
  }

  /** Trials by number, in the order asked for; unknown numbers are left out. */
  trials(numbers: readonly number[]): readonly Trial[] {
    const front = new Set(this.front());
    return this.#guard(() =>
      this.#withOriginals(this.#reader.trials(numbers, (number) => front.has(number))),
    );
  }

  /** Made when it is needed: files of the first versions have no table for it. */
  #duplicates(): Duplicates {
    return (this.#copies ??= new Duplicates(this.#connection, this.id));
  }

  #withOriginals(trials: readonly Trial[]): readonly Trial[] {
    const originals = this.#duplicates().originals(trials.map(({ number }) => number));
    if (originals.size === 0) return trials;
    return trials.map((trial) => {
      const duplicateOf = originals.get(trial.number);
      return duplicateOf === undefined ? trial : { ...trial, duplicateOf };
    });
  }

  /** Of consecutive trials those that took over the result of an earlier one, and which. */
  originals(first: number, count: number): ReadonlyMap<number, number> {
    return this.#guard(() => this.#duplicates().originalsFrom(first, count));
  }

  /** Trials that took over the result of an earlier one of the same design. */
  duplicateCount(): number {
    return this.#guard(() => this.#duplicates().count);
  }

  /** The first trial whose evaluation asked for random numbers, if one did. */
  get firstRandom(): number | undefined {
    return this.#guard(() => this.#duplicates().firstRandom);
  }

  #state(): { readonly storedCount: number; readonly front: Uint32Array } {
    return { storedCount: this.storedCount(), front: this.front() };
  }

  /** A trial, on demand with what it reported on its way. */
  trial(number: number, intermediate = false): Trial | undefined {
    if (!Number.isSafeInteger(number)) return undefined;
    const found = this.#guard(() =>
      this.#withOriginals(this.#reader.trials([number], (on) => this.front().includes(on))),
    );
    return (intermediate ? this.withIntermediate(found) : found)[0];
  }

  /** The trials with what they reported on their way. */
  withIntermediate(trials: readonly Trial[]): readonly Trial[] {
    const numbers = trials.map(({ number }) => number);
    const found = this.#guard(() => this.#intermediate?.trials(numbers));
    if (found === undefined) return trials;
    return trials.map((trial) => ({ ...trial, ...found.get(trial.number) }));
  }

  /** The codes of one stored design. Throws not-found. */
  codes(number: number): Float64Array {
    const codes = this.#guard(() => this.#reader.codes(number));
    if (codes) return codes;
    throw new ParetoscopeError('not-found', `the study "${this.#study.name}" has no trial ${number}`, {
      hint: `its trials are numbered from 0 to ${this.storedCount() - 1}`,
    });
  }

  /** The most frequent messages of failed and infeasible trials. */
  failures(limit: number): readonly FailureGroup[] {
    return this.#guard(() => this.#messages.groups(limit));
  }

  /** Stores another budget of the study. */
  saveStudy(study: Study): void {
    this.group(() => {
      this.#connection
        .prepare('UPDATE study SET specification = ? WHERE id = ?')
        .run(JSON.stringify(study), this.id);
    });
    this.#study = study;
  }

  /** For Workspace: takes over a study of the same trials, with another budget or description. */
  replaceStudy(study: Study): void {
    this.#study = study;
  }

  /** For Workspace: the study is gone. */
  markDeleted(): void {
    this.#deleted = true;
    this.#counts = undefined;
    this.#front = undefined;
  }

  /**
   * For Workspace, after an unclean end: counts trials anew. Returns whether the kept counts were right; throws
   * workspace-damaged if trials are missing.
   */
  recount(): boolean {
    const { name } = this.#table;
    const sums = TRIAL_STATES.map((_, code) => `coalesce(sum(state = ${code}), 0)`).join(', ');
    const counted = this.#guard(() =>
      this.#connection
        .prepare<number[]>(`SELECT coalesce(max(number), -1) + 1, ${sums} FROM ${name}`)
        .raw()
        .get()!,
    );
    const [stored, ...states] = counted;
    if (states.reduce((sum, count) => sum + count, 0) !== stored) {
      throw damaged(this.#connection.path, `trials of the study "${this.#study.name}" are missing`);
    }
    if (states.join() === this.#stateCounts().join()) return true;
    this.group(() => this.#saveCounts(states));
    return false;
  }
}
