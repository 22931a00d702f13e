// The records of a CSV file one by one, with their lines; encodings and separators as spreadsheets make them.

import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { CsvError, parse } from 'csv-parse';
import { ParetoscopeError } from '../../contract/errors.ts';

export interface CsvRecord {
  readonly cells: readonly string[];
  /** Line of the file at which it ends, from 1. */
  readonly line: number;
}

export interface CsvForm {
  readonly encoding: string;
  readonly delimiter: string;
}

const DELIMITERS = [',', ';', '\t', '|'] as const;
/** Bytes from which encoding and separator are told. */
const PROBE_BYTES = 65_536;
/** Characters of one record: more is a forgotten quote or not a table. */
const LONGEST_RECORD = 1_048_576;
/** Bytes of a file that cannot be read as text. */
const BYTE_ORDER_MARKS = [
  { bytes: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { bytes: [0xff, 0xfe], encoding: 'utf-16le' },
  { bytes: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

export function csvError(path: string, message: string, line?: number, hint?: string): ParetoscopeError {
  return new ParetoscopeError('study-invalid', message, {
    hint,
    place: { file: basename(path), ...(line === undefined ? {} : { line }) },
  });
}

/**
 * Encoding (by its byte order mark, else UTF-8) and separator (the most frequent in the first line) of a file, where
 * they are not given. Throws not-found, and `study-invalid` for a file that is empty, binary or of an unknown encoding.
 */
export function probeCsv(path: string, given: Partial<CsvForm>): CsvForm {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) {
    throw new ParetoscopeError('not-found', `there is no file "${path}"`, { hint: 'check the name' });
  }
  if (found.isDirectory()) throw new ParetoscopeError('not-found', `"${path}" is a folder, not a file`);
  if (found.size === 0) throw csvError(path, 'the file is empty');
  const bytes = Buffer.alloc(Math.min(PROBE_BYTES, found.size));
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, bytes.length, 0);
  } finally {
    closeSync(file);
  }
  const mark = BYTE_ORDER_MARKS.find((candidate) =>
    candidate.bytes.every((byte, index) => bytes[index] === byte),
  );
  const encoding = given.encoding ?? mark?.encoding ?? 'utf-8';
  if (!encoding.startsWith('utf-16') && bytes.includes(0)) {
    throw csvError(
      path,
      'this is not a CSV file: it holds binary data',
      undefined,
      'save the table as CSV (UTF-8)',
    );
  }
  // A character may be cut at the end of the probe; whether the whole file is well-formed is seen when it is read.
  const text = decoderOf(path, encoding, false).decode(bytes);
  return { encoding, delimiter: given.delimiter ?? delimiterOf(text) };
}

function decoderOf(path: string, encoding: string, fatal: boolean): TextDecoder {
  try {
    return new TextDecoder(encoding, { fatal });
  } catch {
    throw csvError(
      path,
      `there is no encoding "${encoding}"`,
      undefined,
      'use utf-8, utf-16le or windows-1252',
    );
  }
}

function delimiterOf(text: string): string {
  const end = text.search(/[\r\n]/);
  const header = (end < 0 ? text : text.slice(0, end)).replaceAll(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((delimiter) => header.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))]!;
}

/** Every record that is not empty, the header too. Throws `study-invalid` with the line. */
export async function* csvRecords(path: string, form: CsvForm): AsyncGenerator<CsvRecord> {
  const parser = parse({
    delimiter: form.delimiter,
    info: true,
    max_record_size: LONGEST_RECORD,
    relax_column_count: true,
    skip_empty_lines: true,
  });
  const source = Readable.from(decoded(path, form.encoding));
  source.on('error', (error) => parser.destroy(error));
  source.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      yield { cells: record, line: info.lines };
    }
  } catch (error) {
    throw readError(path, error);
  } finally {
    source.destroy();
    parser.destroy();
  }
}

async function* decoded(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = decoderOf(path, encoding, true);
  for await (const chunk of createReadStream(path)) {
    const text = decoder.decode(chunk as Buffer, { stream: true });
    if (text !== '') yield text;
  }
  const rest = decoder.decode();
  if (rest !== '') yield rest;
}

function readError(path: string, error: unknown): unknown {
  if (
    error instanceof TypeError &&
    (error as { code?: string }).code === 'ERR_ENCODING_INVALID_ENCODED_DATA'
  ) {
    return csvError(
      path,
      'the file is not in the encoding it should be in',
      undefined,
      'save it as UTF-8, or say its encoding in the mapping, e.g. encoding: windows-1252',
    );
  }
  if (!(error instanceof CsvError)) return error;
  const line = Number((error as { lines?: number }).lines);
  switch (error.code) {
    case 'CSV_MAX_RECORD_SIZE':
      return csvError(
        path,
        'a record is longer than 1 MB',
        line,
        'a quote may be missing, or the separator be another',
      );
    case 'CSV_QUOTE_NOT_CLOSED':
      return csvError(path, 'a quoted text does not end', line, 'close it with "');
    case 'CSV_INVALID_CLOSING_QUOTE':
    case 'INVALID_OPENING_QUOTE':
      return csvError(
        path,
        'a quote stands inside of a text',
        line,
        'quote the whole cell and double the quotes in it',
      );
    default:
      return csvError(path, error.message, line);
  }
}
