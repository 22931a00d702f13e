// Notes on trials, named selections and the state of views, kept in the workspace beside the studies they belong to.

import {
  ANNOTATION_LIMITS as LIMITS,
  type AnnotationChange,
  type NamedSelection,
  type TrialAnnotation,
} from '../contract/annotations.ts';
import { ParetoscopeError } from '../contract/errors.ts';
import type { Connection, Statement } from './connection.ts';

interface AnnotationRow {
  readonly number: number;
  readonly note: string;
  readonly tags: string;
  readonly pinned: number;
}

interface SelectionRow {
  readonly name: string;
  readonly filter: string | null;
  readonly numbers: string | null;
}

const SELECTED_COLUMNS = 'SELECT number, note, tags, pinned FROM workspace_annotation WHERE study_id = ?';

/** Made by Workspace. Every change throws `usage` beyond the limits and workspace-read-only where nothing can be written. */
export class Annotations {
  readonly #connection: Connection;
  readonly #afterCommit: () => void;

  constructor(connection: Connection, afterCommit: () => void) {
    this.#connection = connection;
    this.#afterCommit = afterCommit;
  }

  /** The annotated trials of a study, by number. */
  ofStudy(studyId: number): readonly TrialAnnotation[] {
    return this.#read<AnnotationRow>(`${SELECTED_COLUMNS} ORDER BY number`).all(studyId).map(annotationOf);
  }

  /** Changes what is said about one trial; an annotation that says nothing any more is forgotten. */
  annotate(studyId: number, number: number, change: AnnotationChange): TrialAnnotation {
    return this.#change(() => {
      const [row] = this.#read<AnnotationRow>(`${SELECTED_COLUMNS} AND number = ?`).all(studyId, number);
      const before = row === undefined ? { number, note: '', tags: [], pinned: false } : annotationOf(row);
      const after: TrialAnnotation = {
        number,
        note: change.note === undefined ? before.note : checkedNote(change.note),
        tags: change.tags === undefined ? before.tags : checkedTags(change.tags),
        pinned: change.pinned ?? before.pinned,
      };
      if (after.note === '' && after.tags.length === 0 && !after.pinned) {
        this.#run('DELETE FROM workspace_annotation WHERE study_id = ? AND number = ?', studyId, number);
        return after;
      }
      if (row === undefined) {
        const count = this.#count('SELECT count(*) FROM workspace_annotation WHERE study_id = ?', studyId);
        if (count >= LIMITS.annotations) throw tooMany('annotated trials', LIMITS.annotations, 'clear some');
      }
      this.#run(
        `INSERT INTO workspace_annotation (study_id, number, note, tags, pinned) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET note = excluded.note, tags = excluded.tags, pinned = excluded.pinned`,
        studyId,
        number,
        after.note,
        JSON.stringify(after.tags),
        after.pinned ? 1 : 0,
      );
      return after;
    });
  }

  /** The named selections of a study, by name. */
  selections(studyId: number): readonly NamedSelection[] {
    return this.#read<SelectionRow>(
      'SELECT name, filter, numbers FROM workspace_selection WHERE study_id = ? ORDER BY name',
    )
      .all(studyId)
      .map(({ name, filter, numbers }) => ({
        name,
        ...(filter === null ? {} : { filter }),
        ...(numbers === null ? {} : { numbers: JSON.parse(numbers) as number[] }),
      }));
  }

  /** Keeps a selection under its name, in place of another of that name. */
  saveSelection(studyId: number, selection: NamedSelection): void {
    const name = checkedLength(selection.name.trim(), LIMITS.selectionNameLength, 'the name of a selection');
    if (name === '') throw new ParetoscopeError('usage', 'a selection needs a name');
    const { filter, numbers } = selection;
    if (filter === undefined && numbers === undefined) {
      throw new ParetoscopeError('usage', `the selection "${name}" has neither a filter nor trials`);
    }
    if (filter !== undefined) checkedLength(filter, LIMITS.filterLength, 'the filter of a selection');
    if (numbers !== undefined && numbers.length > LIMITS.selectedTrials) {
      throw tooMany('trials in a selection', LIMITS.selectedTrials, 'describe them with a filter');
    }
    const stored = numbers === undefined ? null : JSON.stringify([...new Set(numbers)].sort((a, b) => a - b));
    this.#change(() => {
      this.#run(
        `INSERT INTO workspace_selection (study_id, name, filter, numbers) VALUES (?, ?, ?, ?)
           ON CONFLICT DO UPDATE SET filter = excluded.filter, numbers = excluded.numbers`,
        studyId,
        name,
        filter ?? null,
        stored,
      );
      const count = this.#count('SELECT count(*) FROM workspace_selection WHERE study_id = ?', studyId);
      if (count > LIMITS.selections) throw tooMany('selections', LIMITS.selections, 'delete one first');
    });
  }

  /** Forgets a selection; does nothing if there is none of that name. */
  deleteSelection(studyId: number, name: string): void {
    this.#change(() => {
      this.#run('DELETE FROM workspace_selection WHERE study_id = ? AND name = ?', studyId, name);
    });
  }

  /** How views were left: JSON texts by key. */
  views(): Readonly<Record<string, string>> {
    const rows = this.#read<{ key: string; state: string }>(
      'SELECT key, state FROM workspace_view ORDER BY key',
    ).all();
    return Object.fromEntries(rows.map(({ key, state }) => [key, state]));
  }

  /** Keeps the state of a view, a JSON text; null forgets it. */
  saveView(key: string, json: string | null): void {
    checkedLength(key, LIMITS.viewKeyLength, 'the key of a view');
    if (json !== null) {
      checkedLength(json, LIMITS.viewLength, 'the state of a view');
      try {
        JSON.parse(json);
      } catch (error) {
        throw new ParetoscopeError('usage', `the state of the view "${key}" is not JSON`, { cause: error });
      }
    }
    this.#change(() => {
      if (json === null) {
        this.#run('DELETE FROM workspace_view WHERE key = ?', key);
        return;
      }
      this.#run(
        `INSERT INTO workspace_view (key, state) VALUES (?, ?)
           ON CONFLICT DO UPDATE SET state = excluded.state`,
        key,
        json,
      );
      if (this.#count('SELECT count(*) FROM workspace_view') > LIMITS.views) {
        throw tooMany('saved views', LIMITS.views, 'forget one first');
      }
    });
  }

  #change<T>(work: () => T): T {
    const result = this.#connection.transaction(work);
    this.#afterCommit();
    return result;
  }

  #read<Row>(sql: string): Statement<Row> {
    return this.#connection.prepare<Row>(sql);
  }

  #run(sql: string, ...values: readonly unknown[]): void {
    this.#connection.prepare(sql).run(...values);
  }

  #count(sql: string, ...values: readonly unknown[]): number {
    return this.#connection
      .prepare<number>(sql)
      .pluck()
      .get(...values)!;
  }
}

function annotationOf({ number, note, tags, pinned }: AnnotationRow): TrialAnnotation {
  return { number, note, tags: JSON.parse(tags) as string[], pinned: pinned === 1 };
}

function checkedNote(note: string): string {
  return checkedLength(note.toWellFormed().trim(), LIMITS.noteLength, 'a note');
}

/** Tags without blanks around them, each once, in their order. */
function checkedTags(tags: readonly string[]): string[] {
  const kept = [...new Set(tags.map((tag) => tag.toWellFormed().trim()).filter((tag) => tag !== ''))];
  if (kept.length > LIMITS.tags) throw tooMany('tags on a trial', LIMITS.tags, 'remove one first');
  return kept.map((tag) => checkedLength(tag, LIMITS.tagLength, 'a tag'));
}

function checkedLength(text: string, longest: number, what: string): string {
  if (text.length <= longest) return text;
  throw new ParetoscopeError('usage', `${what} may have ${longest.toLocaleString('en')} characters`, {
    hint: `this one has ${text.length.toLocaleString('en')}`,
  });
}

function tooMany(what: string, most: number, hint: string): ParetoscopeError {
  return new ParetoscopeError('usage', `there can be ${most.toLocaleString('en')} ${what}, not more`, {
    hint,
  });
}
