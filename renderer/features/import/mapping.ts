// What a person says of the columns of a table, and the mapping that the engine reads of it. Pure.

import type { CsvColumnPreview, CsvRole } from '../../../engine/contract/import.ts';
import type { Direction } from '../../../engine/contract/system.ts';

export interface MappedColumn {
  /** As the header has it. */
  readonly column: string;
  readonly as: CsvRole;
  /** Name in the study. */
  readonly name: string;
  /** Unit of the cells; empty for none. */
  readonly unit: string;
  /** Of a metric; `none` is a result that is no objective. */
  readonly direction: Direction | 'none';
  /** Of a parameter: what its values are; `auto` leaves it to them. */
  readonly kind: 'auto' | 'float' | 'integer' | 'ordinal' | 'categorical' | 'boolean';
  readonly scale: 'linear' | 'log';
}

/** How the file is written, where that is not told from the file. */
export interface TableForm {
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly decimal?: '.' | ',';
}

/** The columns as they were guessed. */
export function guessedColumns(columns: readonly CsvColumnPreview[]): readonly MappedColumn[] {
  return columns.map(({ name: column, guess }) => ({
    column,
    as: guess.as,
    name: guess.name ?? column,
    unit: guess.unit ?? '',
    direction: guess.direction ?? 'none',
    kind: 'auto',
    scale: 'linear',
  }));
}

/** The column in another role; a metric becomes an objective, to be changed. */
export function inRole(column: MappedColumn, as: CsvRole): MappedColumn {
  const direction = as === 'metric' && column.direction === 'none' ? 'minimize' : column.direction;
  return { ...column, as, direction };
}

/** What still keeps a mapping from making sense, in words; undefined if nothing does. */
export function mappingProblem(columns: readonly MappedColumn[]): string | undefined {
  const twice = (as: CsvRole): boolean => columns.filter((column) => column.as === as).length > 1;
  for (const as of ['state', 'message', 'duration'] as const) {
    if (twice(as)) return `Only one column can be the ${as}.`;
  }
  if (!columns.some(({ as, direction }) => as === 'metric' && direction !== 'none')) {
    return 'Say which column is a result, and which way it is better.';
  }
  if (!columns.some(({ as }) => as === 'parameter')) return 'Say which column is a parameter.';
  const named = columns
    .filter(({ as }) => as === 'parameter' || as === 'metric')
    .map(({ name }) => name.trim());
  if (named.includes('')) return 'A parameter or metric needs a name.';
  const repeated = named.find((name, index) => named.indexOf(name) !== index);
  return repeated === undefined ? undefined : `Two columns are called ${repeated}.`;
}

/** The mapping file (JSON, see docs/exchange.md) of what was said. */
export function mappingText(
  columns: readonly MappedColumn[],
  form: TableForm,
  constraints: readonly string[],
): string {
  const entries = columns.map(({ column, as, name, unit, direction, kind, scale }): [string, unknown] => {
    if (as !== 'parameter' && as !== 'metric')
      return [column, as === 'duration' && unit !== '' ? { as, unit } : as];
    return [
      column,
      {
        as,
        ...(name.trim() === column ? {} : { name: name.trim() }),
        ...(unit.trim() === '' ? {} : { unit: unit.trim() }),
        ...(as === 'metric' && direction !== 'none' ? { direction } : {}),
        ...(as === 'parameter' && kind !== 'auto' ? { kind } : {}),
        ...(as === 'parameter' && scale === 'log' ? { scale } : {}),
      },
    ];
  });
  return JSON.stringify({
    ...form,
    columns: Object.fromEntries(entries.filter(([column]) => column !== '')),
    ...(constraints.length === 0 ? {} : { constraints }),
  });
}

/** Bounds as typed, one a line. */
export function typedBounds(text: string): readonly string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

const OPTUNA = /\.(?:db|sqlite3?|optuna)$/iu;

/** True for files that are imported rather than opened, by their name. */
export function isImportable(file: string): boolean {
  return OPTUNA.test(file) || /\.(?:csv|tsv|txt)$/iu.test(file);
}
