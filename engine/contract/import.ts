// What a shell learns of a file before it is imported: enough for a person to say what its columns mean, or which of
// its studies to take.

import type { WireError } from './errors.ts';
import type { Direction } from './system.ts';

export const CSV_ROLES = ['parameter', 'metric', 'state', 'message', 'duration', 'ignore'] as const;
export type CsvRole = (typeof CSV_ROLES)[number];

/** A column of a CSV file, and what it probably is. */
export interface CsvColumnPreview {
  /** As the header has it. */
  readonly name: string;
  /** Rows with something in this column. */
  readonly filled: number;
  /** Different values; undefined where there are more than are counted. */
  readonly distinct?: number;
  /** Smallest and largest value, where all of them are numbers. */
  readonly extent?: readonly [least: number, greatest: number];
  /** What it probably is, from its name and values: a person decides. */
  readonly guess: {
    readonly as: CsvRole;
    /** Name without its unit, where that is another. */
    readonly name?: string;
    readonly unit?: string;
    /** Of a metric. */
    readonly direction?: Direction;
  };
}

export interface CsvPreview {
  readonly format: 'csv';
  /** Name for the study, from that of the file. */
  readonly study: string;
  readonly encoding: string;
  readonly delimiter: string;
  readonly columns: readonly CsvColumnPreview[];
  /** The first rows; `line` is that of the file. */
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
  /** Rows that were looked at, and whether these are all. */
  readonly surveyed: number;
  readonly complete: boolean;
  /** What is wrong with the file, or with it as the mapping of the question reads it; at most twenty. */
  readonly problems: readonly WireError[];
  /** What an import with that mapping would leave out or rename, in words. */
  readonly notes: readonly string[];
}

export interface OptunaPreview {
  readonly format: 'optuna';
  readonly studies: readonly {
    readonly name: string;
    readonly trials: number;
    readonly directions: readonly Direction[];
    /** Written by Paretoscope, and so with the system it was made of. */
    readonly ours: boolean;
  }[];
}

export type ImportPreview = CsvPreview | OptunaPreview;
