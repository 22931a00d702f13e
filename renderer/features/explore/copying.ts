// Rows of the table as text for the clipboard: exact values, in base units, the unit in the head. Pure.

import type { Trial } from '../../../engine/contract/trial.ts';
import { unitSymbol } from '../../formatting/quantity.ts';
import type { TableColumn } from './table-columns.ts';

export const COPY_FORMATS = ['CSV', 'Markdown', 'JSON'] as const;
export type CopyFormat = (typeof COPY_FORMATS)[number];
/** More belongs into a file: see the report page. */
export const MOST_COPIED_ROWS = 10_000;

type Value = string | number | boolean | null;

function valueOf(column: TableColumn, trial: Trial): Value {
  switch (column.kind) {
    case 'number':
      return trial.number;
    case 'state':
      return trial.onFront ? 'on the front' : trial.state;
    case 'duration':
      return trial.durationSeconds;
    case 'metric':
      return trial.metrics[column.sort] ?? null;
    case 'parameter':
      return trial.design[column.sort] ?? null;
  }
}

function head(column: TableColumn): string {
  return column.unit === undefined ? column.sort : `${column.sort} (${unitSymbol(column.unit)})`;
}

function csvCell(value: Value): string {
  const text = value === null ? '' : String(value);
  return /[",\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows with a head. JSON uses the plain ids as keys. */
export function tableText(
  columns: readonly TableColumn[],
  trials: readonly Trial[],
  format: CopyFormat,
): string {
  switch (format) {
    case 'CSV': {
      const rows = trials.map((trial) => columns.map((column) => csvCell(valueOf(column, trial))).join(','));
      return [columns.map((column) => csvCell(head(column))).join(','), ...rows].join('\n');
    }
    case 'Markdown': {
      const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
      const rows = trials.map((trial) =>
        line(columns.map((column) => String(valueOf(column, trial) ?? '').replaceAll('|', '\\|'))),
      );
      const rule = line(columns.map((column) => (column.numeric ? '---:' : '---')));
      return [line(columns.map(head)), rule, ...rows].join('\n');
    }
    case 'JSON':
      return JSON.stringify(
        trials.map((trial) =>
          Object.fromEntries(columns.map((column) => [column.sort, valueOf(column, trial)])),
        ),
        null,
        1,
      );
  }
}
