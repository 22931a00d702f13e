// The rows of the trial table that are at hand: pages fetched from the engine as the table scrolls, forgotten when
// sort, filter or the trials themselves change. The engine sorts and filters; no more than a few pages are held.

import type { TrialPage, TrialPageQuery } from '../../../engine/contract/host.ts';
import type { Trial } from '../../../engine/contract/trial.ts';

export type TableQuery = Omit<TrialPageQuery, 'offset' | 'limit'>;

const PAGE_ROWS = 100;
const HELD_PAGES = 24;

export class TrialPages {
  readonly #fetch: (query: TrialPageQuery) => Promise<TrialPage>;
  readonly #changed: () => void;
  readonly #failed: (error: unknown) => void;
  #query: TableQuery = {};
  #pages = new Map<number, readonly Trial[]>();
  /** Pages of an earlier state of the study, shown until their successors are there. */
  #stale = new Map<number, readonly Trial[]>();
  #pending = new Set<number>();
  #generation = 0;
  #total = 0;

  constructor(
    fetch: (query: TrialPageQuery) => Promise<TrialPage>,
    changed: () => void,
    failed: (error: unknown) => void,
  ) {
    this.#fetch = fetch;
    this.#changed = changed;
    this.#failed = failed;
  }

  /** Rows that match the query, of which only some are here. */
  get total(): number {
    return this.#total;
  }

  get query(): TableQuery {
    return this.#query;
  }

  /** Another sort or filter: nothing held is of use any more. */
  setQuery(query: TableQuery): void {
    this.#query = query;
    this.#renew();
    this.#stale = new Map();
  }

  /** The same question of a study that has more trials now: rows stay in view until they are replaced. */
  refresh(): void {
    const stale = new Map([...this.#stale, ...this.#pages]);
    this.#renew();
    this.#stale = stale;
  }

  /** The trial in a row, if it is here. */
  row(index: number): Trial | undefined {
    const page = Math.floor(index / PAGE_ROWS);
    return (this.#pages.get(page) ?? this.#stale.get(page))?.[index % PAGE_ROWS];
  }

  /** The row of a trial among the rows that are here. */
  rowOf(number: number): number | undefined {
    if (this.#numbersAreRows() && number < this.#total) return number;
    for (const pages of [this.#pages, this.#stale]) {
      for (const [page, trials] of pages) {
        const place = trials.findIndex((trial) => trial.number === number);
        if (place >= 0) return page * PAGE_ROWS + place;
      }
    }
    return undefined;
  }

  /** Asks for the pages of rows `first` to `last` that are not here. */
  want(first: number, last: number): void {
    const from = Math.floor(Math.max(0, first) / PAGE_ROWS);
    const to = Math.floor(Math.max(0, last) / PAGE_ROWS);
    for (let page = from; page <= to; page++) {
      if (!this.#pages.has(page) && !this.#pending.has(page)) void this.#load(page);
    }
  }

  /** Unsorted and unfiltered, the row of a trial is its number. */
  #numbersAreRows(): boolean {
    const { sort, descending, frontOnly, filter, selection } = this.#query;
    return (
      (sort === undefined || sort === 'number') &&
      descending !== true &&
      frontOnly !== true &&
      selection === undefined &&
      (filter === undefined || filter === '')
    );
  }

  #renew(): void {
    this.#generation += 1;
    this.#pages = new Map();
    this.#pending = new Set();
  }

  async #load(page: number): Promise<void> {
    const generation = this.#generation;
    this.#pending.add(page);
    try {
      const answer = await this.#fetch({ ...this.#query, offset: page * PAGE_ROWS, limit: PAGE_ROWS });
      if (generation !== this.#generation) return;
      this.#total = answer.total;
      this.#pages.set(page, answer.trials);
      this.#stale.delete(page);
      const oldest = this.#pages.keys().next().value;
      if (this.#pages.size > HELD_PAGES && oldest !== undefined) this.#pages.delete(oldest);
      this.#changed();
    } catch (error) {
      if (generation === this.#generation) this.#failed(error);
    } finally {
      if (generation === this.#generation) this.#pending.delete(page);
    }
  }
}
