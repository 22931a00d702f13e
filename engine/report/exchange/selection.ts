// Which trials are exported, and reading them in batches of bounded size.

import { setImmediate } from 'node:timers/promises';
import type { ParameterValue } from '../../contract/system.ts';
import { TRIAL_STATES, type DesignBatch, type ResultBatch } from '../../contract/trial.ts';
import { compileExpression, evaluateExpression, type ExpressionType } from '../../space/expression.ts';
import type { ExportSource } from './columns.ts';

/** Trials read at a time. */
const BATCH_ROWS = 1024;

export interface Selection {
  /** Everything, the front, or trials by number, ascending. */
  readonly select: 'all' | 'front' | Uint32Array;
  /** Of these only trials for which this holds, in the language of filters. */
  readonly filter?: string;
}

/** Some trials of a selection, in order of their numbers. */
export interface SelectedBatch {
  readonly designs: DesignBatch;
  readonly results: ResultBatch;
  /** Rows of the batch that are selected, ascending. */
  readonly rows: Uint32Array;
  /** Per row of the batch, 1 for trials on the front. */
  readonly onFront: Uint8Array;
}

type RowTest = (batch: Omit<SelectedBatch, 'rows'>, row: number) => boolean;

/**
 * Reads a selection as it is at the time of the call: trials that a run adds meanwhile are left out. Between batches
 * the process gets to do other things, and stops if `signal` is aborted. Throws `usage` for a filter that makes no sense.
 */
export function selectedBatches(
  source: ExportSource,
  selection: Selection,
  signal?: AbortSignal,
): AsyncIterable<SelectedBatch> {
  const { stored } = source;
  const { select } = selection;
  const front = stored.front();
  const count = stored.storedCount();
  const test = rowTest(source, selection.filter);
  const numbers = select === 'all' ? undefined : select === 'front' ? front : select;
  return interruptible(read(source, numbers, count, front, test), signal);
}

async function* interruptible<T>(items: Iterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
  for (const item of items) {
    await setImmediate();
    signal?.throwIfAborted();
    yield item;
  }
}

function* read(
  { stored }: ExportSource,
  numbers: Uint32Array | undefined,
  count: number,
  front: Uint32Array,
  test: RowTest | undefined,
): Generator<SelectedBatch> {
  let frontAt = 0;
  for (const [first, size] of ranges(numbers, count)) {
    const batch = stored.readBatch(first, size);
    const onFront = new Uint8Array(batch.designs.count);
    while (frontAt < front.length && front[frontAt]! < first) frontAt++;
    for (; frontAt < front.length && front[frontAt]! < first + onFront.length; frontAt++) {
      onFront[front[frontAt]! - first] = 1;
    }
    const whole = { ...batch, onFront };
    const rows = new Uint32Array(onFront.length);
    let selected = 0;
    for (let row = 0; row < rows.length; row++) {
      if (test === undefined || test(whole, row)) rows[selected++] = row;
    }
    if (selected > 0) yield { ...whole, rows: rows.subarray(0, selected) };
  }
}

/** Ranges of consecutive trials, `[first, count]`, none larger than a batch. */
function* ranges(numbers: Uint32Array | undefined, count: number): Generator<readonly [number, number]> {
  if (numbers === undefined) {
    for (let first = 0; first < count; first += BATCH_ROWS)
      yield [first, Math.min(BATCH_ROWS, count - first)];
    return;
  }
  for (let at = 0; at < numbers.length;) {
    const first = numbers[at]!;
    let size = 1;
    while (size < BATCH_ROWS && numbers[at + size] === first + size) size++;
    if (first < count) yield [first, Math.min(size, count - first)];
    at += size;
  }
}

/** The filter as a function of a row; undefined if there is none. */
function rowTest({ stored, system }: ExportSource, filter: string | undefined): RowTest | undefined {
  if (filter === undefined || filter.trim() === '') return undefined;
  const { study, metrics } = stored;
  type Read = (batch: Omit<SelectedBatch, 'rows'>, row: number) => ParameterValue | undefined;
  const schema: Record<string, ExpressionType> = {
    number: { kind: 'number' },
    state: { kind: 'choice', choices: TRIAL_STATES },
    duration: { kind: 'number', unit: 's' },
  };
  const readers = new Map<string, Read>([
    ['number', ({ designs }, row) => designs.first + row],
    ['state', ({ results }, row) => TRIAL_STATES[results.states[row]!]],
    ['duration', ({ results }, row) => results.durations[row]],
  ]);
  study.dimensions.forEach((dimension, index) => {
    const unit = system.parameters[dimension.id]?.unit;
    const width = study.dimensions.length;
    if (dimension.kind === 'choice') {
      schema[dimension.id] = { kind: 'choice', choices: dimension.choices, unit };
      readers.set(dimension.id, ({ designs }, row) => dimension.choices[designs.codes[row * width + index]!]);
    } else {
      schema[dimension.id] = { kind: 'number', unit };
      readers.set(dimension.id, ({ designs }, row) => designs.codes[row * width + index]);
    }
  });
  metrics.forEach(({ id, unit }, index) => {
    schema[id] = { kind: 'number', unit };
    readers.set(id, ({ results }, row) => results.metrics[row * metrics.length + index]);
  });
  const expression = compileExpression(filter, schema);
  return (batch, row) => evaluateExpression(expression, (name) => readers.get(name)?.(batch, row));
}
