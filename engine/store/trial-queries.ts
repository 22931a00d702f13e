// What tables and plots ask of a study: columns of numbers, thinned where there are many, and sorted, filtered pages.

import { ParetoscopeError } from '../contract/errors.ts';
import type { TrialColumns, TrialColumnsQuery, TrialPage, TrialPageQuery } from '../contract/host.ts';
import type { Connection, Statement } from './connection.ts';
import { expressionSql, type SqlCondition } from './expression-sql.ts';
import type { SortIndexes } from './sort-indexes.ts';
import { damaged } from './sqlite-errors.ts';
import { compileFilter } from './trial-filter.ts';
import type { TrialReader } from './trial-reader.ts';
import type { TrialTable } from './trial-table.ts';

const CHUNK_ROWS = 8192;
const LARGEST_PAGE = 10_000;
/** Prepared statements of past queries that are kept. */
const MOST_STATEMENTS = 50;
/** Time of reading a row by way of an index, in rows read one after the other; measured at a million trials. */
const WALK_COST = 32;
const EVERYTHING: SqlCondition = { sql: '1', values: [] };

/** What queries need to know of their study at the time they are asked. */
export interface StudyState {
  readonly storedCount: number;
  /** Sorted trial numbers of the front. */
  readonly front: Uint32Array;
}

export class TrialQueries {
  readonly #connection: Connection;
  readonly #studyId: number;
  readonly #table: TrialTable;
  readonly #reader: TrialReader;
  readonly #indexes: SortIndexes;
  readonly #metricUnits: Readonly<Record<string, string | undefined>>;
  readonly #statements = new Map<string, Statement<readonly unknown[]>>();
  #lastTotal: { key: string; storedCount: number; front: Uint32Array; total: number } | undefined;

  constructor(
    connection: Connection,
    studyId: number,
    table: TrialTable,
    reader: TrialReader,
    indexes: SortIndexes,
    metricUnits: Readonly<Record<string, string | undefined>>,
  ) {
    this.#connection = connection;
    this.#studyId = studyId;
    this.#table = table;
    this.#reader = reader;
    this.#indexes = indexes;
    this.#metricUnits = metricUnits;
  }

  columns(query: TrialColumnsQuery, state: StudyState): TrialColumns {
    const from = Math.max(0, query.from ?? 0);
    const front = from === 0 ? state.front : state.front.filter((number) => number >= from);
    const matching = query.frontOnly ? front.length : Math.max(0, state.storedCount - from);
    const limit = query.limit ?? Number.POSITIVE_INFINITY;
    const chosen = chooseTrials(query.frontOnly === true, from, matching, front, limit);
    const names = [...new Set(query.names)];
    const named = names.map((name) => this.#table.named(name));
    const size = chosen ? chosen.length : matching;
    const numbers = new Uint32Array(size);
    const states = new Uint8Array(size);
    const onFront = new Uint8Array(size);
    const values = names.map(() => new Float64Array(size));
    const selected = ['trial.number', 'trial.state', ...named.map((column) => column.sql)].join(', ');
    let found = 0;
    let frontAt = 0;
    const take = (row: readonly unknown[]): void => {
      const number = row[0] as number;
      numbers[found] = number;
      states[found] = row[1] as number;
      while (frontAt < front.length && front[frontAt]! < number) frontAt++;
      if (frontAt < front.length && front[frontAt] === number) onFront[found] = 1;
      for (let index = 0; index < values.length; index++) {
        const value = row[index + 2];
        if (value !== null && typeof value !== 'number')
          throw damaged(this.#connection.path, `trial ${number} holds text`);
        // Digits count from 1 and are 0 where the parameter is inactive.
        if (value === null || (named[index]!.choices && value === 0)) values[index]![found] = Number.NaN;
        else values[index]![found] = named[index]!.choices ? value - 1 : value;
      }
      found++;
    };
    if (chosen) {
      const statement = this.#statement(
        `SELECT ${selected} FROM ${this.#table.name} AS trial
           WHERE number IN (SELECT value FROM json_each(?)) ORDER BY number`,
      );
      for (let start = 0; start < chosen.length; start += CHUNK_ROWS) {
        statement.all(`[${chosen.subarray(start, start + CHUNK_ROWS).join()}]`).forEach(take);
      }
    } else {
      const statement = this.#statement(
        `SELECT ${selected} FROM ${this.#table.name} AS trial WHERE number >= ? AND number < ? ORDER BY number`,
      );
      for (let start = from; start < from + matching; start += CHUNK_ROWS) {
        statement.all(start, Math.min(start + CHUNK_ROWS, from + matching)).forEach(take);
      }
    }
    if (found !== size)
      throw damaged(this.#connection.path, `${size - found} trials of the study are missing`);
    return {
      numbers,
      states,
      onFront,
      columns: Object.fromEntries(names.map((name, index) => [name, values[index]!])),
      matching,
    };
  }

  page(
    query: TrialPageQuery,
    state: StudyState,
    parameterUnits: Readonly<Record<string, string>>,
  ): TrialPage {
    const offset = wholeNumber(query.offset, 'offset');
    const limit = Math.min(LARGEST_PAGE, wholeNumber(query.limit, 'limit'));
    const condition = this.#condition(query, parameterUnits);
    const total = this.#total(condition, query.frontOnly === true, state);
    const numbers =
      offset >= total || limit === 0 ? [] : this.#pageNumbers(query, condition, offset, limit, total, state);
    const front = new Set(state.front);
    return { total, trials: this.#reader.trials(numbers, (number) => front.has(number)) };
  }

  #condition(query: TrialPageQuery, parameterUnits: Readonly<Record<string, string>>): SqlCondition {
    if (query.filter === undefined || query.filter.trim() === '') return EVERYTHING;
    const expression = compileFilter(query.filter, this.#table, parameterUnits, this.#metricUnits);
    return expressionSql(expression, (name) => this.#table.named(name));
  }

  #where(condition: SqlCondition, frontOnly: boolean): string {
    const front = frontOnly
      ? `number IN (SELECT number FROM front WHERE study_id = ${this.#studyId}) AND `
      : '';
    return `${front}${condition.sql}`;
  }

  /** Trials that match, remembered for the paging that follows. */
  #total(condition: SqlCondition, frontOnly: boolean, state: StudyState): number {
    if (condition === EVERYTHING) return frontOnly ? state.front.length : state.storedCount;
    const key = JSON.stringify([condition, frontOnly]);
    const { storedCount, front } = state;
    const last = this.#lastTotal;
    if (last?.key === key && last.storedCount === storedCount && last.front === front) return last.total;
    const row = this.#statement(
      `SELECT count(*) FROM ${this.#table.name} AS trial WHERE ${this.#where(condition, frontOnly)}`,
    ).get(...condition.values)!;
    const total = row[0] as number;
    this.#lastTotal = { key, storedCount, front, total };
    return total;
  }

  #pageNumbers(
    query: TrialPageQuery,
    condition: SqlCondition,
    offset: number,
    limit: number,
    total: number,
    state: StudyState,
  ): number[] {
    const direction = query.descending ? 'DESC' : 'ASC';
    const sort = query.sort ?? 'number';
    let order = `number ${direction}`;
    if (sort !== 'number') {
      const column = this.#table.named(sort);
      // Walking an index reads about (offset + limit) / (share that matches) rows in random order; a scan reads all
      // in file order, each some thirty times faster.
      const walked = ((offset + limit) * state.storedCount) / total;
      const pays = condition === EVERYTHING || walked * WALK_COST < state.storedCount;
      const useIndex = pays && !query.frontOnly && this.#indexes.ensure(column, state.storedCount);
      const operand = useIndex ? column.sql : `+${column.sql}`;
      // Unknown values come last either way; digits and states are never unknown.
      order = `${operand} ${direction} NULLS LAST, number ${direction}`;
    }
    return this.#statement(
      `SELECT number FROM ${this.#table.name} AS trial WHERE ${this.#where(condition, query.frontOnly === true)}
         ORDER BY ${order} LIMIT ? OFFSET ?`,
    )
      .all(...condition.values, limit, offset)
      .map((row) => row[0] as number);
  }

  #statement(sql: string): Statement<readonly unknown[]> {
    const known = this.#statements.get(sql);
    if (known) return known;
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    const statement = this.#connection.prepare<readonly unknown[]>(sql).raw();
    this.#statements.set(sql, statement);
    return statement;
  }
}

function wholeNumber(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new ParetoscopeError('usage', `${name} is ${value}; it must be a whole number from 0`);
}

/**
 * The numbers of the trials to show when not all of them are: the front, and the others evenly by number so that
 * there are `limit` in all (more only if the front alone is larger). Undefined if a whole range is shown.
 */
function chooseTrials(
  frontOnly: boolean,
  from: number,
  matching: number,
  front: Uint32Array,
  limit: number,
): Uint32Array | undefined {
  if (frontOnly) return front;
  if (matching <= limit) return undefined;
  const others = matching - front.length;
  const room = Math.max(0, Math.floor(limit) - front.length);
  const chosen = new Uint32Array(front.length + Math.min(room, others));
  let size = 0;
  let frontAt = 0;
  for (let index = 0; index < room; index++) {
    // The rank of the trial among those that are not on the front, then its number: ranks shift by the front's
    // trials before it.
    const rank = Math.floor((index * others) / room);
    while (frontAt < front.length && front[frontAt]! - from - frontAt <= rank)
      chosen[size++] = front[frontAt++]!;
    chosen[size++] = from + rank + frontAt;
  }
  while (frontAt < front.length) chosen[size++] = front[frontAt++]!;
  return chosen;
}
