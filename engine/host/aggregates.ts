// What views ask of all trials at once: columns, bins, histograms, orders. Answered from whole columns in memory, so
// that a million trials are counted, filtered and sorted without being sent. Only the latest question of a slot is
// answered; the work on earlier ones is dropped.

import { ParetoscopeError } from '../contract/errors.ts';
import type {
  Density,
  DensityQuery,
  HistogramsAnswer,
  HistogramsQuery,
  PlotAxis,
  TrialColumns,
  TrialColumnsQuery,
  TrialOrder,
  TrialPage,
  TrialPageQuery,
  TrialRegionQuery,
  TrialScope,
} from '../contract/host.ts';
import {
  bins2d,
  extent,
  histogram,
  insidePolygon,
  quantilesOf,
  sortedRows,
  type Placement,
} from '../analysis/bins.ts';
import { expressionNames, type Expression } from '../space/expression.ts';
import { expressionMask } from '../space/expression-columns.ts';
import type { StoredStudy } from '../store/index.ts';
import { parameterUnits } from './study-system.ts';
import {
  gathered,
  keepOnly,
  numbersFrom,
  numbersOf,
  ordered,
  pageNumbers,
  sum,
  thinned,
} from './row-numbers.ts';

/** From here on filtered pages come from an order in memory: SQLite would sort or scan for each of them. */
const LARGE_STUDY_TRIALS = 50_000;
/** Masks and orders kept per study: one a view and a few to go back to. A million trials take 1 and 4 MB. */
const KEPT_MASKS = 4;
const KEPT_ORDERS = 4;

/** A sample is read by itself unless it is of few columns and at least this share of all trials. */
const MOST_READ_WHOLE = 4;
const WHOLE_PER_THINNED = 16;

type Units = Readonly<Record<string, string>>;

/** A study at one moment, as all parts of one answer see it. */
interface Moment {
  readonly stored: StoredStudy;
  readonly count: number;
  readonly front: Uint32Array;
  readonly units: Units;
  readonly signal: AbortSignal | undefined;
}

/** What is remembered of a study until it changes. */
class Remembered {
  readonly masks = new Map<string, Uint8Array | undefined>();
  readonly orders = new Map<string, Uint32Array>();
  #count = -1;
  #front: Uint32Array | undefined;
  #replacements = 0;

  /** Forgets what was true of fewer trials, of another front, or before failed trials were replaced. */
  at(count: number, front: Uint32Array, replacements: number): this {
    const sameFront = this.#front?.length === front.length && front.every((n, i) => this.#front![i] === n);
    if (this.#count !== count || !sameFront || this.#replacements !== replacements) {
      this.masks.clear();
      this.orders.clear();
    }
    this.#count = count;
    this.#front = front;
    this.#replacements = replacements;
    return this;
  }
}

export class Aggregates {
  readonly #remembered = new WeakMap<StoredStudy, Remembered>();
  /** Studies that were read ahead: once, for one that grows would be read on and on. */
  readonly #readAheadOf = new WeakSet<StoredStudy>();
  readonly #slots = new WeakMap<StoredStudy, Map<string, AbortController>>();

  async density(stored: StoredStudy, query: DensityQuery): Promise<Density> {
    const { x, y } = query;
    const moment = await this.#moment(stored, query);
    const columns = await stored.wholeColumns([x.name, y.name], moment.count, moment.signal);
    const mask = await this.#mask(query, moment);
    const binned = bins2d(
      { ...placed(x, columns, stored), window: x.window, bins: query.columns },
      { ...placed(y, columns, stored), window: y.window, bins: query.rows },
      mask,
    );
    return {
      ...binned,
      columns: query.columns,
      rows: query.rows,
      matching: mask === undefined ? moment.count : sum(mask),
      total: moment.count,
    };
  }

  async histograms(stored: StoredStudy, query: HistogramsQuery): Promise<HistogramsAnswer> {
    const moment = await this.#moment(stored, query);
    const names = query.axes.map((axis) => axis.name);
    const columns = await stored.wholeColumns(names, moment.count, moment.signal);
    const mask = await this.#mask(query, moment);
    return {
      matching: mask === undefined ? moment.count : sum(mask),
      total: moment.count,
      columns: query.axes.map((axis) => {
        const values = columns[axis.name]!;
        const placement = placementOf(axis);
        const choices = stored.choicesOf(axis.name);
        // A choice has a bin of its own: centred on its index.
        const window = choices === undefined ? axis.window : ([-0.5, choices.length - 0.5] as const);
        const bins = choices === undefined ? query.bins : choices.length;
        return {
          name: axis.name,
          extent: extent(values, placement, mask),
          counts: histogram({ values, placement, window, bins }, mask),
          quantiles: Float64Array.from(quantilesOf(values, query.quantiles ?? [], mask)),
        };
      }),
    };
  }

  /** Numbers of the trials inside of a polygon, ascending. */
  async region(stored: StoredStudy, query: TrialRegionQuery): Promise<Uint32Array> {
    const { x, y } = query;
    const moment = await this.#moment(stored, query);
    const columns = await stored.wholeColumns([x.name, y.name], moment.count, moment.signal);
    const inside = insidePolygon(
      placed(x, columns, stored),
      placed(y, columns, stored),
      query.polygon,
      await this.#mask(query, moment),
    );
    return numbersOf(inside);
  }

  /** Columns of the trials of a scope; without one, the store's own answer may be the shorter way. */
  async columns(stored: StoredStudy, query: TrialColumnsQuery): Promise<TrialColumns> {
    const names = [...new Set(query.names)];
    const scoped = !isBlank(query.filter) || query.selection !== undefined;
    if (!scoped && !readsWhole(stored, query)) {
      const answer = stored.columns(query);
      if (answer.matching > answer.numbers.length) this.#readAhead(stored, names);
      return answer;
    }
    const moment = await this.#moment(stored, query);
    const columns = await stored.wholeColumns(['state', ...names], moment.count, moment.signal);
    const mask = await this.#mask(query, moment);
    const from = query.from ?? 0;
    const limit = query.limit ?? Number.POSITIVE_INFINITY;
    const onFront = new Uint8Array(moment.count);
    for (const number of moment.front) if (number < moment.count) onFront[number] = 1;
    const matching = numbersFrom(mask, moment.count, from);
    const numbers = thinned(matching, onFront, limit);
    return {
      numbers,
      states: gathered(new Uint8Array(numbers.length), columns.state!, numbers),
      onFront: gathered(new Uint8Array(numbers.length), onFront, numbers),
      columns: Object.fromEntries(
        names.map((name) => [name, gathered(new Float64Array(numbers.length), columns[name]!, numbers)]),
      ),
      matching: matching.length,
    };
  }

  /** Who looks at a few of many trials will want the picture of all of them: it is read while they draw the few. */
  #readAhead(stored: StoredStudy, names: readonly string[]): void {
    const count = stored.storedCount();
    if (count < LARGE_STUDY_TRIALS || stored.missingColumns(names, count) > MOST_READ_WHOLE) return;
    if (this.#readAheadOf.has(stored)) return;
    this.#readAheadOf.add(stored);
    // Whoever asks for these columns next hears of what went wrong.
    stored.wholeColumns(names, count).catch(() => undefined);
  }

  /** A page of trials: by way of SQLite where it has a short way, else from an order in memory. */
  async page(stored: StoredStudy, query: TrialPageQuery): Promise<TrialPage> {
    const count = stored.storedCount();
    const scoped = !isBlank(query.filter) || query.frontOnly === true || query.selection !== undefined;
    const sort = query.sort ?? 'number';
    if (!scoped && sort === 'number') {
      const numbers = pageNumbers(count, query.offset, query.limit, query.descending === true);
      return { total: count, trials: stored.trials(numbers) };
    }
    const inMemory =
      query.selection !== undefined ||
      (count >= LARGE_STUDY_TRIALS && (scoped || !stored.hasSortIndex(sort)));
    if (!inMemory) return stored.page(query, await parameterUnits(stored));
    const order = await this.#order(query, await this.#moment(stored, query));
    return {
      total: order.length,
      trials: stored.trials([...order.subarray(query.offset, query.offset + query.limit)]),
    };
  }

  /** The row of a trial in a sorted, filtered table; null if it is not in it. */
  async row(stored: StoredStudy, query: TrialOrder, number: number): Promise<number | null> {
    const order = await this.#order(query, await this.#moment(stored, query));
    const row = order.indexOf(number);
    return row < 0 ? null : row;
  }

  async #moment(stored: StoredStudy, query: TrialScope): Promise<Moment> {
    const signal = query.slot === undefined ? undefined : this.#takeSlot(stored, query.slot);
    const units = await parameterUnits(stored);
    return { stored, count: stored.storedCount(), front: stored.front(), units, signal };
  }

  /** Ends the question that has the slot, if there is one. */
  #takeSlot(stored: StoredStudy, slot: string): AbortSignal {
    const slots = this.#slots.get(stored) ?? new Map<string, AbortController>();
    this.#slots.set(stored, slots);
    slots.get(slot)?.abort();
    const controller = new AbortController();
    slots.set(slot, controller);
    return controller.signal;
  }

  /** The trials of a scope; undefined for all of them. */
  async #mask(scope: TrialScope, moment: Moment): Promise<Uint8Array | undefined> {
    const filtered = await this.#filterMask(scope, moment);
    if (scope.selection === undefined) return filtered;
    const mask = new Uint8Array(moment.count);
    for (const number of scope.selection) {
      if (number < moment.count) mask[number] = filtered === undefined ? 1 : filtered[number]!;
    }
    return mask;
  }

  async #filterMask(scope: TrialScope, moment: Moment): Promise<Uint8Array | undefined> {
    const { stored, count, front, signal } = moment;
    const filter = isBlank(scope.filter) ? undefined : scope.filter;
    if (filter === undefined && scope.frontOnly !== true) return undefined;
    const { masks } = this.#of(moment);
    const key = JSON.stringify([filter, scope.frontOnly === true]);
    const known = masks.get(key);
    if (known !== undefined) return known;
    const expression = filter === undefined ? undefined : stored.compileFilter(filter, moment.units);
    const names = expression === undefined ? [] : expressionNames(expression);
    const columns = await stored.wholeColumns(names, count, signal);
    await nextTurn(signal);
    const mask =
      expression === undefined ? new Uint8Array(count).fill(1) : maskOf(expression, count, columns, stored);
    if (scope.frontOnly === true) keepOnly(mask, front);
    remember(this.#of(moment).masks, key, mask, KEPT_MASKS);
    return mask;
  }

  /** Numbers of the scope's trials in the order asked for. */
  async #order(query: TrialOrder, moment: Moment): Promise<Uint32Array> {
    const { stored, count, signal } = moment;
    const sort = query.sort ?? 'number';
    const key = JSON.stringify([query.filter, query.frontOnly, sort, query.descending]);
    const known = query.selection === undefined ? this.#of(moment).orders.get(key) : undefined;
    if (known !== undefined) return known;
    const columns = await stored.wholeColumns([sort], count, signal);
    const mask = await this.#mask(query, moment);
    await nextTurn(signal);
    const values = columns[sort]!;
    const choices = stored.choicesOf(sort);
    // An inactive choice comes before all others, as in SQLite.
    const keys = choices === undefined ? values : values.map((value) => (Number.isNaN(value) ? -1 : value));
    const order = ordered(sortedRows(keys, mask), keys, query.descending === true);
    if (query.selection === undefined) remember(this.#of(moment).orders, key, order, KEPT_ORDERS);
    return order;
  }

  #of(moment: Moment): Remembered {
    let remembered = this.#remembered.get(moment.stored);
    if (remembered === undefined) this.#remembered.set(moment.stored, (remembered = new Remembered()));
    return remembered.at(moment.count, moment.front, moment.stored.replacements);
  }
}

function isBlank(filter: string | undefined): filter is undefined {
  return filter === undefined || filter.trim() === '';
}

function placementOf(axis: PlotAxis): Placement {
  if (axis.scale !== 'quantile') return { kind: axis.scale };
  const knots = axis.knots ?? [];
  if (knots.length >= 2) return { kind: 'quantile', knots };
  throw new ParetoscopeError('usage', `axis "${axis.name}": a quantile scale needs at least two knots`);
}

/** A column as an axis places it: choices of numbers by their numbers, others by their index. */
function placed(
  axis: PlotAxis,
  columns: Readonly<Record<string, Float64Array>>,
  stored: StoredStudy,
): { readonly values: Float64Array; readonly placement: Placement } {
  const values = columns[axis.name]!;
  const choices = stored.choicesOf(axis.name);
  const numbers =
    choices?.every((choice) => typeof choice === 'number') === true ? choices.map(Number) : undefined;
  return {
    values: numbers === undefined ? values : values.map((index) => numbers[index] ?? Number.NaN),
    placement: placementOf(axis),
  };
}

function maskOf(
  expression: Expression,
  count: number,
  columns: Readonly<Record<string, Float64Array>>,
  stored: StoredStudy,
): Uint8Array {
  return expressionMask(expression, count, (name) => ({
    values: columns[name]!,
    choices: stored.choicesOf(name),
  }));
}

/** Whether a thinned answer is best taken from whole columns, which the pictures of all trials need as well. */
function readsWhole(stored: StoredStudy, { names, limit, frontOnly }: TrialColumnsQuery): boolean {
  const count = stored.storedCount();
  if (frontOnly === true || limit === undefined || limit >= count || count < LARGE_STUDY_TRIALS) return false;
  const missing = stored.missingColumns(['state', ...names], count);
  if (missing === 0) return true;
  return missing <= MOST_READ_WHOLE && count <= limit * WHOLE_PER_THINNED;
}

function remember<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  map.set(key, value);
  const oldest = map.keys().next().value;
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}

/** Lets waiting messages in, so that a newer question of the slot is known before the work begins. */
async function nextTurn(signal: AbortSignal | undefined): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal?.aborted === true) {
    throw new ParetoscopeError('cancelled', 'a newer question took the place of this one');
  }
}
