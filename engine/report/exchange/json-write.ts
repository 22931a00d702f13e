// JSON (one document: metadata and trials) and JSON Lines (a trial a line).

import { TRIAL_STATES } from '../../contract/trial.ts';
import type { ExportColumn } from './columns.ts';
import type { ExportMetadata } from './metadata.ts';
import type { Sink } from './output-file.ts';
import type { SelectedBatch } from './selection.ts';

/** A number as JSON; infinities, which JSON lacks, as texts. Not for NaN. */
export function jsonNumber(value: number): string {
  if (value === 0 && 1 / value < 0) return '-0';
  return Number.isFinite(value) ? `${value}` : `"${value}"`;
}

/** Writes the metadata with an array `trials` at its end; returns how many trials. */
export async function writeJson(
  metadata: ExportMetadata,
  columns: readonly ExportColumn[],
  batches: AsyncIterable<SelectedBatch>,
  sink: Sink,
): Promise<number> {
  const trialOf = trialWriter(columns);
  await sink(`${JSON.stringify(metadata, null, 2).replace(/\n\}$/, '')},\n  "trials": [`);
  let count = 0;
  for await (const batch of batches) {
    let text = '';
    for (const [index, trial] of trialOf(batch).entries())
      text += `${count + index === 0 ? '' : ','}\n    ${trial}`;
    await sink(text);
    count += batch.rows.length;
  }
  await sink('\n  ]\n}\n');
  return count;
}

/** Writes one object a line; returns how many trials. */
export async function writeJsonLines(
  columns: readonly ExportColumn[],
  batches: AsyncIterable<SelectedBatch>,
  sink: Sink,
): Promise<number> {
  const trialOf = trialWriter(columns);
  let count = 0;
  for await (const batch of batches) {
    await sink(`${trialOf(batch).join('\n')}\n`);
    count += batch.rows.length;
  }
  return count;
}

/** A function from a batch to one JSON object a trial; unknown metrics and inactive parameters are left out. */
function trialWriter(columns: readonly ExportColumn[]): (batch: SelectedBatch) => string[] {
  const parameters = columns
    .filter((column) => column.role === 'parameter')
    .map(({ id, choices }) => ({
      key: `${JSON.stringify(id)}:`,
      choices: choices?.map((choice) => JSON.stringify(choice)),
    }));
  const metricKeys = columns
    .filter((column) => column.role === 'metric')
    .map(({ id }) => `${JSON.stringify(id)}:`);
  const width = parameters.length;
  const metricCount = metricKeys.length;
  return ({ designs, results, rows, onFront }) => {
    const messages = new Map(results.messages);
    return Array.from(rows, (row) => {
      let design = '';
      for (let index = 0; index < width; index++) {
        const code = designs.codes[row * width + index]!;
        if (code !== code) continue;
        const { key, choices } = parameters[index]!;
        design += `${design === '' ? '' : ','}${key}${choices === undefined ? jsonNumber(code) : choices[code]!}`;
      }
      let metrics = '';
      for (let index = 0; index < metricCount; index++) {
        const value = results.metrics[row * metricCount + index]!;
        if (value === value)
          metrics += `${metrics === '' ? '' : ','}${metricKeys[index]!}${jsonNumber(value)}`;
      }
      const message = messages.get(row);
      return (
        `{"trial":${designs.first + row},"state":"${TRIAL_STATES[results.states[row]!]!}",` +
        `"on_front":${onFront[row] === 1},"design":{${design}},"metrics":{${metrics}},` +
        `"duration_seconds":${results.durations[row]!}${message === undefined ? '' : `,"message":${JSON.stringify(message)}`}}`
      );
    });
  };
}
