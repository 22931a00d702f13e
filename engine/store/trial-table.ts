// How the trials of one study lie in a table: one row a trial, columns named after parameters and metrics.
//
// Measured on this driver, a row costs what its bound values cost, so choices are packed: every choice parameter is a
// digit (0 inactive, else index + 1) of a mixed-radix number, as many as fit 31 bits in one column. Numbers have a
// column each. A view per study spells the digits out again for people.
//
// Floats and metrics are ANY columns: a REAL column of SQLite stores whole numbers as integers and turns -0 into 0.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Dimension, Study } from '../contract/study.ts';
import type { ParameterValue } from '../contract/system.ts';
import { TRIAL_STATES } from '../contract/trial.ts';

const LARGEST_PACK = 2 ** 31;
/** SQLite allows 2000 columns in a table. */
const MOST_COLUMNS = 1900;
/** Columns before those of the study's own. */
export const FIXED_COLUMNS = ['number', 'state', 'message_id', 'duration_seconds'] as const;

/** One choice parameter inside of a packed column. */
export interface Digit {
  /** Index of the dimension. */
  readonly dimension: number;
  readonly choices: readonly ParameterValue[];
  readonly divisor: number;
  readonly radix: number;
}

export interface ChoicePack {
  readonly column: string;
  readonly digits: readonly Digit[];
}

export interface NumberColumn {
  readonly dimension: number;
  readonly column: string;
  readonly integer: boolean;
}

/** What a name that people use (parameter, metric, state, ...) is in SQL. */
export interface NamedColumn {
  /** An SQL expression over the trial table. */
  readonly sql: string;
  /** Set if the expression gives a digit, see `ChoicePack`. */
  readonly choices?: readonly ParameterValue[];
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function literal(value: ParameterValue): string {
  if (typeof value === 'string') return quoteText(value);
  return String(Number(value));
}

/** The columns of a study's trial table, derived from the study and its system's metrics alone. */
export class TrialTable {
  readonly name: string;
  readonly dimensions: readonly Dimension[];
  readonly metricIds: readonly string[];
  readonly packs: readonly ChoicePack[];
  readonly numbers: readonly NumberColumn[];
  readonly metricColumns: readonly string[];
  /** Every column, in table order. */
  readonly columns: readonly string[];
  readonly #named = new Map<string, NamedColumn>();

  constructor(studyId: number, study: Pick<Study, 'dimensions'>, metricIds: readonly string[]) {
    this.name = `trial_${studyId}`;
    this.dimensions = study.dimensions;
    this.metricIds = metricIds;
    const { packs, numbers } = partition(study.dimensions);
    const taken = new Set<string>([
      ...FIXED_COLUMNS,
      'message',
      'on_front',
      ...packs.map((_, index) => packName(index)),
    ]);
    this.numbers = numbers.map((dimension) => ({
      dimension,
      column: uniqueName(study.dimensions[dimension]!.id, taken),
      integer: study.dimensions[dimension]!.kind === 'integer',
    }));
    this.metricColumns = metricIds.map((id) => uniqueName(id, taken));
    this.packs = packs.map((digits, index) => ({ column: packName(index), digits }));
    this.columns = [
      ...FIXED_COLUMNS,
      ...this.packs.map((pack) => pack.column),
      ...this.numbers.map((number) => number.column),
      ...this.metricColumns,
    ];
    if (this.columns.length > MOST_COLUMNS) {
      throw new ParetoscopeError(
        'study-invalid',
        `a study has at most ${MOST_COLUMNS} parameters and metrics`,
      );
    }
    this.#nameColumns();
  }

  #nameColumns(): void {
    const named = this.#named;
    // Of equal names the later wins: a metric hides a parameter, and both hide what every trial has.
    named.set('number', { sql: 'number' });
    named.set('state', { sql: '(state + 1)', choices: TRIAL_STATES });
    named.set('duration', { sql: 'duration_seconds' });
    for (const pack of this.packs) {
      for (const digit of pack.digits) {
        const { choices } = digit;
        named.set(this.dimensions[digit.dimension]!.id, { sql: digitSql(pack, digit), choices });
      }
    }
    for (const number of this.numbers) {
      named.set(this.dimensions[number.dimension]!.id, { sql: quoteName(number.column) });
    }
    this.metricIds.forEach((id, index) => named.set(id, { sql: quoteName(this.metricColumns[index]!) }));
  }

  /** A parameter, a metric, `number`, `state` or `duration`. Throws not-found. */
  named(name: string): NamedColumn {
    const column = this.#named.get(name);
    if (column) return column;
    throw new ParetoscopeError('not-found', `the study has no parameter or metric "${name}"`, {
      hint: `it has ${[...this.#named.keys()].join(', ')}`,
    });
  }

  createSql(): string {
    const columns = [
      'number INTEGER PRIMARY KEY',
      'state INTEGER NOT NULL',
      'message_id INTEGER',
      'duration_seconds REAL NOT NULL',
      ...this.packs.map((pack) => `${pack.column} INTEGER NOT NULL`),
      ...this.numbers.map((number) => `${quoteName(number.column)} ${number.integer ? 'INTEGER' : 'ANY'}`),
      ...this.metricColumns.map((column) => `${quoteName(column)} ANY`),
    ];
    return `CREATE TABLE ${this.name} (\n  ${columns.join(',\n  ')}\n) STRICT`;
  }

  /** A view for people: states, choices and messages in words, one column per parameter and metric. */
  createViewSql(viewName: string, studyId: number): string {
    const taken = new Set<string>([
      'number',
      'state',
      'message',
      'duration_seconds',
      'on_front',
      'duplicate_of',
    ]);
    const columnOf = new Map<number, string>();
    for (const pack of this.packs) {
      for (const digit of pack.digits) {
        const cases = digit.choices
          .map((choice, index) => `WHEN ${index + 1} THEN ${literal(choice)}`)
          .join(' ');
        columnOf.set(digit.dimension, `CASE ${digitSql(pack, digit)} ${cases} END`);
      }
    }
    for (const number of this.numbers) columnOf.set(number.dimension, `trial.${quoteName(number.column)}`);
    const states = TRIAL_STATES.map((state, code) => `WHEN ${code} THEN ${quoteText(state)}`).join(' ');
    const columns = [
      'trial.number AS number',
      `CASE trial.state ${states} END AS state`,
      ...this.dimensions.map(
        (dimension, index) => `${columnOf.get(index)!} AS ${quoteName(uniqueName(dimension.id, taken))}`,
      ),
      ...this.metricIds.map(
        (id, index) =>
          `trial.${quoteName(this.metricColumns[index]!)} AS ${quoteName(uniqueName(id, taken))}`,
      ),
      'trial.duration_seconds AS duration_seconds',
      `EXISTS (SELECT 1 FROM front WHERE study_id = ${studyId} AND front.number = trial.number) AS on_front`,
      '(SELECT text FROM message WHERE message.id = trial.message_id) AS message',
      `(SELECT original FROM workspace_duplicate
          WHERE study_id = ${studyId} AND workspace_duplicate.number = trial.number) AS duplicate_of`,
    ];
    return `CREATE VIEW ${quoteName(viewName)} AS SELECT\n  ${columns.join(',\n  ')}\nFROM ${this.name} AS trial`;
  }
}

function packName(index: number): string {
  return index === 0 ? 'choices' : `choices_${index + 1}`;
}

function digitSql(pack: ChoicePack, digit: Digit): string {
  const shifted = digit.divisor === 1 ? pack.column : `${pack.column} / ${digit.divisor}`;
  return `(${shifted} % ${digit.radix})`;
}

/** Choice dimensions packed in their order, and the indices of the others. */
function partition(dimensions: readonly Dimension[]): { packs: Digit[][]; numbers: number[] } {
  const packs: Digit[][] = [];
  const numbers: number[] = [];
  let divisor = LARGEST_PACK;
  dimensions.forEach((dimension, index) => {
    if (dimension.kind !== 'choice') {
      numbers.push(index);
      return;
    }
    const radix = dimension.choices.length + 1;
    if (divisor * radix > LARGEST_PACK) {
      packs.push([]);
      divisor = 1;
    }
    packs.at(-1)!.push({ dimension: index, choices: dimension.choices, divisor, radix });
    divisor *= radix;
  });
  return { packs, numbers };
}

/** The name itself, or with a counter if SQLite, which ignores case, would take it for one that is taken. */
function uniqueName(name: string, taken: Set<string>): string {
  if (name === '' || name.includes('\0')) {
    throw new ParetoscopeError('study-invalid', `"${name}" cannot name a column of a workspace`);
  }
  let unique = name;
  for (let count = 2; taken.has(unique.toLowerCase()); count++) unique = `${name} ${count}`;
  taken.add(unique.toLowerCase());
  return unique;
}
