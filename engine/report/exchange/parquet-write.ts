// Apache Parquet: a column a parameter and metric, units and directions in the file's metadata.

import { ParquetWriter, fileWriter, type ColumnSource, type SchemaElement } from 'hyparquet-writer';
import { TRIAL_STATES } from '../../contract/trial.ts';
import type { ExportColumn } from './columns.ts';
import type { ExportMetadata } from './metadata.ts';
import type { SelectedBatch } from './selection.ts';

/** Rows of a row group: what is held in memory. */
const GROUP_ROWS = 65_536;

type Cell = number | string | boolean | null;

/** How a column is stored. Choices of one type keep it; mixed ones are texts. */
function schemaOf(column: ExportColumn): SchemaElement {
  const { name } = column;
  const optional = { name, repetition_type: 'OPTIONAL' } as const;
  const required = { name, repetition_type: 'REQUIRED' } as const;
  switch (column.role) {
    case 'trial':
      return { ...required, type: 'INT32' };
    case 'state':
      return { ...required, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
    case 'on_front':
      return { ...required, type: 'BOOLEAN' };
    case 'message':
      return { ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
    case 'duration':
    case 'metric':
      return { ...optional, type: 'DOUBLE' };
    case 'parameter': {
      const { choices, integer } = column;
      if (choices === undefined) return { ...optional, type: integer ? 'INT32' : 'DOUBLE' };
      if (choices.every((choice) => typeof choice === 'boolean')) return { ...optional, type: 'BOOLEAN' };
      if (choices.every((choice) => typeof choice === 'number'))
        return { ...optional, type: choices.every(isInt32) ? 'INT32' : 'DOUBLE' };
      return { ...optional, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
    }
  }
}

function isInt32(value: number): boolean {
  return (value | 0) === value;
}

/**
 * Writes a Parquet file (Snappy); returns how many trials. The metadata is the value of the key `paretoscope`, as
 * JSON. Unknown metrics and inactive parameters are null.
 */
export async function writeParquet(
  path: string,
  metadata: ExportMetadata,
  columns: readonly ExportColumn[],
  batches: AsyncIterable<SelectedBatch>,
): Promise<number> {
  const schemas = columns.map(schemaOf);
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: [{ name: 'trials', num_children: columns.length }, ...schemas],
    kvMetadata: [{ key: 'paretoscope', value: JSON.stringify(metadata) }],
    createdBy: String(metadata.program),
  });
  const cellsOf = columns.map((column, index) =>
    cellReader(column, columns, schemas[index]!.type === 'BYTE_ARRAY'),
  );
  let group: Cell[][] = columns.map(() => []);
  let count = 0;
  const flush = (): void => {
    const columnData: ColumnSource[] = columns.map(({ name }, index) => ({ name, data: group[index]! }));
    // The file writer is synchronous: so is this.
    void writer.write({ columnData, rowGroupSize: GROUP_ROWS });
    group = columns.map(() => []);
  };
  for await (const batch of batches) {
    cellsOf.forEach((read, index) => read(batch, group[index]!));
    count += batch.rows.length;
    if (group[0]!.length + batch.designs.count > GROUP_ROWS) flush();
  }
  if (group[0]!.length > 0) flush();
  void writer.finish();
  return count;
}

/** A function that appends a batch's values of one column. */
function cellReader(
  column: ExportColumn,
  columns: readonly ExportColumn[],
  asText: boolean,
): (batch: SelectedBatch, into: Cell[]) => void {
  const count = (role: ExportColumn['role']): number => columns.filter((other) => other.role === role).length;
  switch (column.role) {
    case 'trial':
      return ({ designs, rows }, into) => rows.forEach((row) => into.push(designs.first + row));
    case 'state':
      return ({ results, rows }, into) =>
        rows.forEach((row) => into.push(TRIAL_STATES[results.states[row]!]!));
    case 'on_front':
      return ({ rows, onFront }, into) => rows.forEach((row) => into.push(onFront[row] === 1));
    case 'duration':
      return ({ results, rows }, into) => rows.forEach((row) => into.push(results.durations[row]!));
    case 'message':
      return ({ results, rows }, into) => {
        const messages = new Map(results.messages);
        rows.forEach((row) => into.push(messages.get(row) ?? null));
      };
    case 'metric': {
      const width = count('metric');
      return ({ results, rows }, into) => {
        for (const row of rows) {
          const value = results.metrics[row * width + column.index]!;
          into.push(value === value ? value : null);
        }
      };
    }
    case 'parameter': {
      const width = count('parameter');
      const values = column.choices?.map((choice): Cell => (asText ? String(choice) : choice));
      return ({ designs, rows }, into) => {
        for (const row of rows) {
          const code = designs.codes[row * width + column.index]!;
          into.push(code !== code ? null : values === undefined ? code : values[code]!);
        }
      };
    }
  }
}
