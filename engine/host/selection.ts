// Which trials of a study are meant: words, numbers, or a selection that the workspace keeps.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Selection } from '../report/exchange/index.ts';
import type { StoredStudy, Workspace } from '../store/index.ts';

const MOST_SELECTED = 1_000_000;

/** A selection by its name in the workspace, else as `parseSelection`. Throws `usage`. */
export function selectionOf(
  workspace: Workspace,
  studies: readonly StoredStudy[],
  text: string | Uint32Array,
  filter: string | undefined,
): Selection {
  if (typeof text !== 'string') {
    return { select: Uint32Array.from(new Set(text)).sort(), ...(filter === undefined ? {} : { filter }) };
  }
  const kept = studies.flatMap(({ id }) => workspace.annotations.selections(id));
  const named = kept.find(({ name }) => name === text);
  if (named === undefined) {
    const names = kept.map(({ name }) => name);
    return parseSelection(text, filter, names.length === 0 ? undefined : names);
  }
  const filters = [named.filter, filter].filter((one) => one !== undefined && one.trim() !== '');
  return {
    select: named.numbers === undefined ? 'all' : Uint32Array.from(named.numbers).sort(),
    ...(filters.length === 0 ? {} : { filter: filters.map((one) => `(${one})`).join(' and ') }),
  };
}

/** `all`, `front`, or numbers and ranges of numbers. Throws `usage`, naming what else could be selected. */
function parseSelection(text: string, filter?: string, names?: readonly string[]): Selection {
  const rest = filter === undefined ? {} : { filter };
  if (text === 'all' || text === 'front') return { select: text, ...rest };
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,10})(?:\s*-\s*(\d{1,10}))?\s*$/.exec(part);
    const from = Number(match?.[1]);
    const to = Number(match?.[2] ?? match?.[1]);
    if (match === null || to < from || to >= 2 ** 32 || to - from > MOST_SELECTED) {
      throw new ParetoscopeError('usage', `"${text}" selects nothing that is known`, {
        hint:
          'write all, front, or trial numbers such as 3,17,20-25' +
          (names === undefined ? '' : `, or a selection of the workspace: ${names.join(', ')}`),
      });
    }
    for (let number = from; number <= to; number++) numbers.add(number);
    if (numbers.size > MOST_SELECTED) {
      throw new ParetoscopeError('usage', `more than ${MOST_SELECTED} trials are selected by number`, {
        hint: "say it with --filter, e.g. 'number < 2000000'",
      });
    }
  }
  return { select: Uint32Array.from(numbers).sort(), ...rest };
}

/** Throws not-found for a study or a selection without trials, `space-empty` for an empty front. */
export function assertNotEmpty(stored: StoredStudy, { select }: Selection): void {
  const { name } = stored.study;
  if (stored.storedCount() === 0) {
    throw new ParetoscopeError('not-found', `the study "${name}" has no trials yet`, {
      hint: 'run it first',
    });
  }
  if (select === 'front' && stored.front().length === 0) {
    throw new ParetoscopeError(
      'space-empty',
      `the front of "${name}" is empty: none of its trials is feasible`,
      {
        hint: 'export all trials with --select all',
      },
    );
  }
  if (typeof select !== 'string') {
    const missing = select.find((number) => number >= stored.storedCount());
    if (missing === undefined) return;
    throw new ParetoscopeError('not-found', `the study "${name}" has no trial ${missing}`, {
      hint: `its trials are numbered from 0 to ${stored.storedCount() - 1}`,
    });
  }
}
