// Exports trials of one study in a table format: to a file, with its metadata, or to a stream.

import { extname } from 'node:path';
import { ParetoscopeError } from '../../contract/errors.ts';
import { exportColumns, type ExportSource } from './columns.ts';
import { writeCsv } from './csv-write.ts';
import { writeJson, writeJsonLines } from './json-write.ts';
import { exportMetadata, metadataPath } from './metadata.ts';
import {
  refuseExisting,
  withFileSink,
  writeOutputFile,
  type OutputOptions,
  type Sink,
} from './output-file.ts';
import { writeParquet } from './parquet-write.ts';
import { selectedBatches, type Selection } from './selection.ts';
import { writeXlsx } from './xlsx-write.ts';

/** Formats of tables. `optuna` and `pareto` hold whole studies and are written elsewhere. */
export const TABLE_FORMATS = ['csv', 'json', 'jsonl', 'parquet', 'xlsx'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];
export const EXPORT_FORMATS = [...TABLE_FORMATS, 'optuna', 'pareto'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const FORMAT_OF_EXTENSION: Readonly<Record<string, ExportFormat>> = {
  '.csv': 'csv',
  '.json': 'json',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.parquet': 'parquet',
  '.xlsx': 'xlsx',
  '.db': 'optuna',
  '.sqlite3': 'optuna',
  '.sqlite': 'optuna',
  '.pareto': 'pareto',
};

/** The format that is asked for by name, or by the extension of a file. Throws `usage`. */
export function exportFormat(named: string | undefined, file: string | undefined): ExportFormat {
  const formats: readonly string[] = EXPORT_FORMATS;
  if (named !== undefined) {
    if (formats.includes(named)) return named as ExportFormat;
    throw new ParetoscopeError('usage', `there is no format "${named}"`, {
      hint: `the formats are ${formats.join(', ')}`,
    });
  }
  const known = file === undefined ? undefined : FORMAT_OF_EXTENSION[extname(file).toLowerCase()];
  if (known !== undefined) return known;
  throw new ParetoscopeError('usage', 'the format is not clear', {
    hint: `say it with --format ${formats.join('|')}, or by the extension of --out`,
  });
}

/** Whether a format cannot hold metadata itself. */
function hasMetadataBeside(format: ExportFormat): boolean {
  return format === 'csv' || format === 'jsonl';
}

/** Writes one file, or two for formats without metadata. Returns how many trials. Errors as `writeOutputFile`. */
export async function exportTable(
  source: ExportSource,
  selection: Selection,
  format: TableFormat,
  path: string,
  options: OutputOptions = {},
): Promise<number> {
  const columns = exportColumns(source);
  const metadata = exportMetadata(source, selection, columns);
  const beside = metadataPath(path);
  if (hasMetadataBeside(format)) {
    for (const file of [path, beside]) refuseExisting(file, options.force ?? false);
  }
  const count = await writeOutputFile(path, options, (unfinished) => {
    const batches = selectedBatches(source, selection, options.signal);
    if (format === 'parquet') return writeParquet(unfinished, metadata, columns, batches);
    if (format === 'xlsx') return writeXlsx(unfinished, metadata, columns, batches);
    return withFileSink(unfinished, (sink) => {
      if (format === 'csv') return writeCsv(columns, batches, sink);
      if (format === 'jsonl') return writeJsonLines(columns, batches, sink);
      return writeJson(metadata, columns, batches, sink);
    });
  });
  if (hasMetadataBeside(format)) {
    await writeOutputFile(beside, options, (unfinished) =>
      withFileSink(unfinished, async (sink) => sink(`${JSON.stringify(metadata, null, 2)}\n`)),
    );
  }
  return count;
}

/** Writes a text format to a stream. Returns how many trials. */
export async function exportToStream(
  source: ExportSource,
  selection: Selection,
  format: TableFormat,
  sink: Sink,
  signal?: AbortSignal,
): Promise<number> {
  const columns = exportColumns(source);
  const batches = selectedBatches(source, selection, signal);
  switch (format) {
    case 'csv':
      return writeCsv(columns, batches, sink);
    case 'jsonl':
      return writeJsonLines(columns, batches, sink);
    case 'json':
      return writeJson(exportMetadata(source, selection, columns), columns, batches, sink);
    case 'parquet':
    case 'xlsx':
      throw new ParetoscopeError('usage', `${format} is not written to a terminal or pipe`, {
        hint: 'name a file with --out',
      });
  }
}
