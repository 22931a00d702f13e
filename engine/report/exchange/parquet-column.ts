// Columns of a Parquet file, from batches of trials: which type each has, and its values of a row group.

import type { SchemaElement } from 'hyparquet-writer';
import { TRIAL_STATES } from '../../contract/trial.ts';
import type { ExportColumn } from './columns.ts';
import {
  encodeBooleans,
  encodeChoices,
  encodeNumbers,
  encodeTexts,
  type EncodedValues,
} from './parquet-values.ts';
import type { SelectedBatch } from './selection.ts';

/** A column that takes batches until its row group is written. */
export interface ParquetColumn {
  readonly schema: SchemaElement;
  /** Adds a batch; returns about how many bytes of text it holds now. */
  readonly add: (batch: SelectedBatch) => number;
  /** What was added, and makes room for the next row group. The bytes are valid until the next `add`. */
  readonly take: () => ColumnGroup;
}

export interface ColumnGroup {
  /** Per row, 1 where there is a value. */
  readonly known: Uint8Array;
  readonly values: EncodedValues;
}

type Type = 'double' | 'integer' | 'boolean' | 'text';

/** The columns of a table, for row groups of at most `rows` rows. Choices of one type keep it; mixed ones are texts. */
export function parquetColumns(columns: readonly ExportColumn[], rows: number): readonly ParquetColumn[] {
  const count = (role: ExportColumn['role']): number =>
    columns.filter((column) => column.role === role).length;
  const widths = { parameter: count('parameter'), metric: count('metric') };
  return columns.map((column) => {
    switch (column.role) {
      case 'trial':
        return numbers(column, 'integer', rows, true, ({ designs }, row) => designs.first + row);
      case 'state':
        return choices(column, TRIAL_STATES, rows, true, ({ results }, row) => results.states[row]!);
      case 'on_front':
        return booleans(column, rows, true, ({ onFront }, row) => onFront[row]!);
      case 'duration':
        return numbers(column, 'double', rows, false, ({ results }, row) => results.durations[row]!);
      case 'message':
        return messages(column, rows);
      case 'metric': {
        const { metric: width } = widths;
        const { index } = column;
        return numbers(
          column,
          'double',
          rows,
          false,
          ({ results }, row) => results.metrics[row * width + index]!,
        );
      }
      case 'parameter':
        return parameter(column, widths.parameter, rows);
    }
  });
}

function parameter(
  column: ExportColumn & { readonly role: 'parameter' },
  width: number,
  rows: number,
): ParquetColumn {
  const { index } = column;
  const code: Cell = ({ designs }, row) => designs.codes[row * width + index]!;
  const values = column.choices;
  if (values === undefined) return numbers(column, column.integer ? 'integer' : 'double', rows, false, code);
  if (values.every((value) => typeof value === 'boolean')) {
    return booleans(column, rows, false, (batch, row) => {
      const one = code(batch, row);
      return one === one ? Number(values[one]) : one;
    });
  }
  if (values.every((value) => typeof value === 'number')) {
    const type = values.every(isInt32) ? 'integer' : 'double';
    return numbers(column, type, rows, false, (batch, row) => {
      const one = code(batch, row);
      return one === one ? values[one]! : one;
    });
  }
  return choices(column, values.map(String), rows, false, code);
}

function isInt32(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0);
}

/** A number of a row of a batch; NaN where there is none. */
type Cell = (batch: SelectedBatch, row: number) => number;

function schemaOf(name: string, type: Type, required: boolean): SchemaElement {
  const repetition_type = required ? 'REQUIRED' : 'OPTIONAL';
  switch (type) {
    case 'double':
      return { name, repetition_type, type: 'DOUBLE' };
    case 'integer':
      return { name, repetition_type, type: 'INT32' };
    case 'boolean':
      return { name, repetition_type, type: 'BOOLEAN' };
    case 'text':
      return { name, repetition_type, type: 'BYTE_ARRAY', converted_type: 'UTF8' };
  }
}

/** Collects the numbers of a column into `values`, those that are known without gaps. */
function gathered<T extends Float64Array | Int32Array | Uint8Array | Uint16Array | Uint32Array>(
  values: T,
  schema: SchemaElement,
  cell: Cell,
  encode: (values: T) => EncodedValues,
): ParquetColumn {
  const known = new Uint8Array(values.length);
  let rowCount = 0;
  let valueCount = 0;
  return {
    schema,
    add: (batch) => {
      for (const row of batch.rows) {
        const value = cell(batch, row);
        const there = value === value;
        known[rowCount++] = there ? 1 : 0;
        if (there) values[valueCount++] = value;
      }
      return 0;
    },
    take: () => {
      const group = {
        known: known.subarray(0, rowCount),
        values: encode(values.subarray(0, valueCount) as T),
      };
      rowCount = 0;
      valueCount = 0;
      return group;
    },
  };
}

function numbers(
  { name }: ExportColumn,
  type: 'double' | 'integer',
  rows: number,
  required: boolean,
  cell: Cell,
): ParquetColumn {
  const values = type === 'double' ? new Float64Array(rows) : new Int32Array(rows);
  return gathered<Float64Array | Int32Array>(values, schemaOf(name, type, required), cell, encodeNumbers);
}

function booleans({ name }: ExportColumn, rows: number, required: boolean, cell: Cell): ParquetColumn {
  return gathered(new Uint8Array(rows), schemaOf(name, 'boolean', required), cell, encodeBooleans);
}

function choices(
  { name }: ExportColumn,
  texts: readonly string[],
  rows: number,
  required: boolean,
  cell: Cell,
): ParquetColumn {
  const encoder = new TextEncoder();
  const encoded = texts.map((text) => encoder.encode(text));
  const codes = texts.length <= 256 ? new Uint8Array(rows) : new Uint32Array(rows);
  return gathered<Uint8Array | Uint32Array>(codes, schemaOf(name, 'text', required), cell, (values) =>
    encodeChoices(values, encoded),
  );
}

function messages({ name }: ExportColumn, rows: number): ParquetColumn {
  const known = new Uint8Array(rows);
  let rowCount = 0;
  let characters = 0;
  let texts: string[] = [];
  return {
    schema: schemaOf(name, 'text', false),
    add: ({ results, rows: selected }) => {
      const byRow = new Map(results.messages);
      for (const row of selected) {
        const text = byRow.get(row);
        known[rowCount++] = text === undefined ? 0 : 1;
        if (text === undefined) continue;
        texts.push(text);
        characters += text.length;
      }
      return characters;
    },
    take: () => {
      const group = { known: known.subarray(0, rowCount), values: encodeTexts(texts) };
      rowCount = 0;
      characters = 0;
      texts = [];
      return group;
    },
  };
}
