// A CSV file as a person sees it before it is imported: its columns with what they probably are, its first rows, and
// what is wrong with it. Only the beginning of a long file is looked at; the import itself checks every line.

import { basename, extname } from 'node:path';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { CsvColumnPreview, CsvPreview } from '../../contract/import.ts';
import { csvMapping, type CsvOptions } from './csv-mapping.ts';
import { guessColumn } from './csv-guess.ts';
import { checkCsv } from './csv-read.ts';
import { csvRecords, probeCsv } from './csv-records.ts';
import { studyName } from './imported.ts';

const SHOWN_ROWS = 12;
const SURVEYED_ROWS = 10_000;
const MOST_PROBLEMS = 20;
/** Longest text of a cell that is shown. */
const SHOWN_CHARACTERS = 200;
/** Different values that are counted. */
const MOST_DISTINCT = 1000;
const NUMBER = /^[+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?$/i;
/** Share of numbers from which a column is one of numbers. */
const MOSTLY = 0.8;
/** Columns of a table that a person can map. */
const MOST_COLUMNS = 2000;

class Survey {
  readonly values = new Set<string>();
  filled = 0;
  numbers = 0;
  least = Infinity;
  greatest = -Infinity;

  add(text: string): void {
    if (text === '') return;
    this.filled += 1;
    if (this.values.size <= MOST_DISTINCT) this.values.add(text);
    if (!NUMBER.test(text)) return;
    this.numbers += 1;
    const value = Number(text.replace(',', '.'));
    this.least = Math.min(this.least, value);
    this.greatest = Math.max(this.greatest, value);
  }

  preview(name: string): CsvColumnPreview {
    const distinct = this.values.size;
    const numeric = this.filled > 0 && this.numbers === this.filled;
    // A few words in a column of numbers are mistakes, to be shown as such.
    const mostly = this.filled > 0 && this.numbers >= MOSTLY * this.filled;
    return {
      name,
      filled: this.filled,
      ...(distinct > MOST_DISTINCT ? {} : { distinct }),
      ...(numeric ? { extent: [this.least, this.greatest] as const } : {}),
      guess: guessColumn({ name, numeric: mostly, filled: this.filled, values: this.values }),
    };
  }
}

/**
 * The beginning of a file. What is wrong with file or mapping is part of the answer, as far as the file can be read at
 * all. Throws not-found.
 */
export async function previewCsv(path: string, options: CsvOptions): Promise<CsvPreview> {
  const problems: ParetoscopeError[] = [];
  const attempt = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ParetoscopeError) || error.kind === 'not-found') throw error;
      problems.push(error);
      return undefined;
    }
  };
  const mapping = await attempt(() => csvMapping(path, options));
  const form = await attempt(() =>
    probeCsv(path, {
      ...(mapping?.encoding === undefined ? {} : { encoding: mapping.encoding }),
      ...(mapping?.delimiter === undefined ? {} : { delimiter: mapping.delimiter }),
    }),
  );
  let header: readonly string[] | undefined;
  let surveys: Survey[] = [];
  const rows: CsvPreview['rows'][number][] = [];
  let surveyed = 0;
  let complete = false;
  if (form !== undefined) {
    await attempt(async () => {
      for await (const { cells, line } of csvRecords(path, form)) {
        if (header === undefined) {
          header = cells.slice(0, MOST_COLUMNS).map((cell) => cell.trim());
          surveys = header.map(() => new Survey());
          continue;
        }
        if (surveyed === SURVEYED_ROWS) return;
        surveyed += 1;
        surveys.forEach((survey, column) => survey.add((cells[column] ?? '').trim()));
        if (rows.length < SHOWN_ROWS) {
          rows.push({
            line,
            cells: cells.slice(0, MOST_COLUMNS).map((cell) => cell.slice(0, SHOWN_CHARACTERS)),
          });
        }
      }
      complete = true;
    });
  }
  let notes: readonly string[] = [];
  if (options.mapping !== undefined && problems.length === 0) {
    const checked = await checkCsv(path, options, { rows: SURVEYED_ROWS, problems: MOST_PROBLEMS });
    problems.push(...checked.problems);
    ({ notes } = checked);
  }
  return {
    format: 'csv',
    study: studyName(basename(path, extname(path))),
    encoding: form?.encoding ?? mapping?.encoding ?? 'utf-8',
    delimiter: form?.delimiter ?? mapping?.delimiter ?? ',',
    columns: (header ?? []).map((name, column) => surveys[column]!.preview(name)),
    rows,
    surveyed,
    complete,
    problems: problems.map((problem) => problem.toWire()),
    notes,
  };
}
