// CSV as RFC 4180 has it, in UTF-8, with "." in numbers and lines that end in a line feed.

import { TRIAL_STATES } from '../../contract/trial.ts';
import type { ParameterValue } from '../../contract/system.ts';
import { ByteBuffer } from './byte-buffer.ts';
import type { ExportColumn } from './columns.ts';
import type { Sink } from './output-file.ts';
import type { SelectedBatch } from './selection.ts';

/** A spreadsheet would take a text that begins like this for a formula. */
const LIVE = /^[=+\-@\t\r]/;

/**
 * A text as a cell: quoted where needed, and with an apostrophe in front where a spreadsheet would run it. Numbers are
 * written by `csvNumber` and never changed.
 */
export function csvText(text: string): string {
  const safe = LIVE.test(text) ? `'${text}` : text;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The shortest decimal that reads back as the same double; empty for NaN, which means unknown or inactive. */
export function csvNumber(value: number): string {
  if (value !== value) return '';
  return value === 0 && 1 / value < 0 ? '-0' : `${value}`;
}

function csvValue(value: ParameterValue): string {
  return typeof value === 'number' ? csvNumber(value) : csvText(String(value));
}

/** Writes a header and a line a trial; returns how many trials. */
export async function writeCsv(
  columns: readonly ExportColumn[],
  batches: AsyncIterable<SelectedBatch>,
  sink: Sink,
): Promise<number> {
  const buffer = new ByteBuffer();
  const writeRows = rowWriter(columns, buffer);
  await sink(`${columns.map(({ name }) => csvText(name)).join(',')}\n`);
  let count = 0;
  for await (const batch of batches) {
    buffer.clear();
    writeRows(batch);
    await sink(buffer.contents);
    count += batch.rows.length;
  }
  return count;
}

const COMMA = 0x2c;
const NEW_LINE = 0x0a;

/** A function that appends a batch's lines to the buffer. */
function rowWriter(columns: readonly ExportColumn[], buffer: ByteBuffer): (batch: SelectedBatch) => void {
  const encoder = new TextEncoder();
  const parameters = columns.filter((column) => column.role === 'parameter');
  const metricCount = columns.filter(({ role }) => role === 'metric').length;
  const width = parameters.length;
  const cells = parameters.map(({ choices }) => choices?.map((choice) => encoder.encode(csvValue(choice))));
  const states = TRIAL_STATES.map((state) => encoder.encode(`,${state},`));
  const [no, yes] = [encoder.encode('false'), encoder.encode('true')];
  return ({ designs, results, rows, onFront }) => {
    const messages = new Map(results.messages);
    const { codes } = designs;
    const { metrics } = results;
    for (const row of rows) {
      buffer.ascii(String(designs.first + row));
      buffer.append(states[results.states[row]!]!);
      buffer.append(onFront[row] === 1 ? yes : no);
      for (let index = 0; index < width; index++) {
        buffer.byte(COMMA);
        const code = codes[row * width + index]!;
        const choices = cells[index];
        if (choices === undefined) buffer.ascii(csvNumber(code));
        else if (code === code) buffer.append(choices[code]!);
      }
      for (let index = row * metricCount; index < (row + 1) * metricCount; index++) {
        buffer.byte(COMMA);
        buffer.ascii(csvNumber(metrics[index]!));
      }
      buffer.byte(COMMA);
      buffer.ascii(csvNumber(results.durations[row]!));
      buffer.byte(COMMA);
      const message = messages.get(row);
      if (message !== undefined) buffer.text(csvText(message));
      buffer.byte(NEW_LINE);
    }
  };
}
