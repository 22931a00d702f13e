// Excel workbooks (XLSX): the trials, what their columns mean, and what was asked, on a sheet each.

import writeExcelFile, { type CellObject, type Row } from 'write-excel-file/node';
import { ParetoscopeError } from '../../contract/errors.ts';
import { TRIAL_STATES } from '../../contract/trial.ts';
import type { ExportColumn } from './columns.ts';
import type { ExportMetadata } from './metadata.ts';
import type { SelectedBatch } from './selection.ts';

/** The writer holds a whole workbook in memory, so more trials than this are refused. */
export const MOST_XLSX_TRIALS = 50_000;
/** Excel's own limit on the text of a cell. */
const MOST_CHARACTERS = 32_767;

/**
 * Writes a workbook; returns how many trials. Texts are stored as texts, so none of them is ever a formula. Unknown
 * metrics and inactive parameters are empty cells, infinite numbers the words `Infinity` and `-Infinity`. Throws
 * `usage` for more than `MOST_XLSX_TRIALS` trials.
 */
export async function writeXlsx(
  path: string,
  metadata: ExportMetadata,
  columns: readonly ExportColumn[],
  batches: AsyncIterable<SelectedBatch>,
): Promise<number> {
  const rows: Row[] = [columns.map(({ name }) => heading(name))];
  const write = rowWriter(columns);
  for await (const batch of batches) {
    if (rows.length - 1 + batch.rows.length > MOST_XLSX_TRIALS) {
      throw new ParetoscopeError(
        'usage',
        `an Excel workbook takes at most ${MOST_XLSX_TRIALS.toLocaleString('en')} trials here`,
        { hint: 'choose fewer with --select front or --filter, or write CSV or Parquet' },
      );
    }
    for (const row of batch.rows) rows.push(write(batch, row));
  }
  await writeExcelFile([
    { sheet: 'Trials', data: rows, stickyRowsCount: 1, columns: columns.map(({ name }) => width(name)) },
    { sheet: 'Columns', data: describeColumns(metadata), stickyRowsCount: 1, columns: COLUMN_WIDTHS },
    { sheet: 'Study', data: describeStudy(metadata), columns: [{ width: 24 }, { width: 100 }] },
  ]).toFile(path);
  return rows.length - 1;
}

const COLUMN_WIDTHS = [24, 12, 10, 12, 14, 90].map((characters) => ({ width: characters }));

function heading(text: string): CellObject {
  return { value: text, type: String, fontWeight: 'bold' };
}

function width(name: string): { width: number } {
  return { width: Math.min(40, Math.max(10, name.length + 2)) };
}

/** What XML cannot hold at all: most control characters and halves of surrogate pairs. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

function textCell(text: string): CellObject | null {
  if (text === '') return null;
  const safe = text.replaceAll(NOT_XML, '\ufffd');
  return {
    value: safe.length <= MOST_CHARACTERS ? safe : `${safe.slice(0, MOST_CHARACTERS - 1)}…`,
    type: String,
  };
}

function numberCell(value: number): CellObject | null {
  if (value !== value) return null;
  return Number.isFinite(value) ? { value, type: Number } : textCell(String(value));
}

function valueCell(value: unknown): CellObject | null {
  if (typeof value === 'number') return numberCell(value);
  if (typeof value === 'boolean') return { value, type: Boolean };
  if (value === undefined || value === null) return null;
  return textCell(typeof value === 'string' ? value : JSON.stringify(value));
}

/** A function that gives the cells of a trial. */
function rowWriter(columns: readonly ExportColumn[]): (batch: SelectedBatch, row: number) => Row {
  const parameterCount = columns.filter(({ role }) => role === 'parameter').length;
  const metricCount = columns.filter(({ role }) => role === 'metric').length;
  return ({ designs, results, onFront }, row) =>
    columns.map((column) => {
      switch (column.role) {
        case 'trial':
          return numberCell(designs.first + row);
        case 'state':
          return textCell(TRIAL_STATES[results.states[row]!]!);
        case 'on_front':
          return valueCell(onFront[row] === 1);
        case 'duration':
          return numberCell(results.durations[row]!);
        case 'message':
          return textCell(results.messages.find(([offset]) => offset === row)?.[1] ?? '');
        case 'metric':
          return numberCell(results.metrics[row * metricCount + column.index]!);
        case 'parameter': {
          const code = designs.codes[row * parameterCount + column.index]!;
          return column.choices === undefined || code !== code
            ? numberCell(code)
            : valueCell(column.choices[code]);
        }
      }
    });
}

function describeColumns({ columns }: ExportMetadata): Row[] {
  const fields = ['name', 'role', 'unit', 'direction', 'provenance', 'doc'];
  return [fields.map(heading), ...columns.map((column) => fields.map((field) => valueCell(column[field])))];
}

function describeStudy(metadata: ExportMetadata): Row[] {
  return Object.entries(metadata)
    .filter(([key]) => key !== 'columns')
    .map(([key, value]) => [heading(key), valueCell(value)]);
}
