// From what a column of a CSV file holds to a dimension of the study.

import { unitKind } from '../../contract/quantity.ts';
import type { Dimension } from '../../contract/study.ts';
import type { ParameterValue } from '../../contract/system.ts';
import type { ColumnMapping } from './csv-mapping.ts';
import { csvError } from './csv-records.ts';
import { shown } from './imported.ts';

/** Numbers with at most this many different values are choices, as of a grid; with more they are a range. */
const MOST_LEVELS = 24;
const MOST_CATEGORIES = 1000;

const BASE_UNITS = new Map(
  ['s', 'Hz', 'J', 'W', 'B', 'B/s', 'FLOP', 'FLOP/s', 'OP', 'OP/s', 'mm²', 'm', 'K', 'V', 'A', 'USD'].map(
    (unit) => [unitKind(unit), unit],
  ),
);

/** The unit that values are converted to; undefined for kinds whose values stay as they are. */
export function baseUnit(unit: string): string | undefined {
  return BASE_UNITS.get(unitKind(unit));
}

/** A column with what is to be done with it. */
export interface Column {
  readonly index: number;
  /** As the header has it. */
  readonly name: string;
  readonly as: ColumnMapping['as'];
  readonly id: string;
  readonly given: ColumnMapping;
  /** Unit of the stored values. */
  readonly unit?: string;
}

/** What the first pass finds in a parameter's column. */
export class Contents {
  readonly texts = new Set<string>();
  readonly numbers = new Set<number>();
  minimum = Infinity;
  maximum = -Infinity;
  integers = true;
  firstText: { readonly text: string; readonly line: number } | undefined;
  manyTexts = false;

  add(text: string, value: number | undefined, line: number): void {
    if (this.texts.size <= MOST_CATEGORIES) this.texts.add(text);
    else this.manyTexts = true;
    if (value === undefined) {
      this.firstText ??= { text, line };
      return;
    }
    if (this.numbers.size <= MOST_LEVELS) this.numbers.add(value);
    this.minimum = Math.min(this.minimum, value);
    this.maximum = Math.max(this.maximum, value);
    this.integers &&= Number.isSafeInteger(value);
  }
}

/** The dimension that holds every value of a parameter's column. Throws `study-invalid`. */
export function dimensionOf(path: string, { id, name, given }: Column, contents: Contents): Dimension {
  const numeric = contents.firstText === undefined && contents.texts.size > 0;
  const scale = given.scale ?? 'linear';
  const { minimum, maximum } = contents;
  if (scale === 'log' && numeric && !(minimum > 0)) {
    throw csvError(
      path,
      `the column "${shown(name)}" has values up from ${minimum}, so its scale cannot be "log"`,
    );
  }
  const wanted = given.kind;
  if (wanted === 'float' || wanted === 'integer') {
    if (contents.firstText !== undefined) {
      const { text, line } = contents.firstText;
      throw csvError(path, `"${shown(text)}" in the column "${shown(name)}" is not a number`, line);
    }
    if (wanted === 'integer' && !contents.integers) {
      throw csvError(path, `the column "${shown(name)}" has values that are not integers`);
    }
  }
  if (contents.texts.size === 0) return { kind: 'choice', id, choices: ['unknown'], ordered: false };
  const asRange = wanted === 'float' || wanted === 'integer' || contents.numbers.size > MOST_LEVELS;
  if (given.choices === undefined && numeric && asRange && wanted !== 'ordinal' && wanted !== 'categorical') {
    return wanted !== 'float' && contents.integers
      ? { kind: 'integer', id, minimum, maximum, step: 1, scale }
      : { kind: 'float', id, minimum, maximum, scale };
  }
  const words = [...contents.texts].map((word) => word.toLowerCase());
  if (given.choices === undefined && words.every((word) => word === 'true' || word === 'false')) {
    return { kind: 'choice', id, choices: [false, true], ordered: false };
  }
  if (given.choices !== undefined) {
    const listed = new Set(given.choices.map(String));
    const other = [...contents.texts].find(
      (word) => !listed.has(word) && !given.choices!.includes(Number(word)),
    );
    if (other !== undefined) {
      throw csvError(path, `"${shown(other)}" in the column "${shown(name)}" is none of its choices`);
    }
    return { kind: 'choice', id, choices: [...new Set(given.choices)], ordered: given.kind === 'ordinal' };
  }
  if (numeric && contents.numbers.size <= MOST_LEVELS) {
    const choices = [...contents.numbers].sort((a, b) => a - b);
    return { kind: 'choice', id, choices, ordered: wanted !== 'categorical' };
  }
  if (contents.manyTexts) {
    const first = contents.firstText;
    throw csvError(
      path,
      `the column "${shown(name)}" has more than ${MOST_CATEGORIES} different values`,
      first?.line,
      'map it as message or ignore',
    );
  }
  return { kind: 'choice', id, choices: [...contents.texts].sort(), ordered: wanted === 'ordinal' };
}

/** From a cell, as text and number, to the index of its choice. */
export function choiceCodes(
  choices: readonly ParameterValue[],
): (text: string, value: number | undefined) => number | undefined {
  const byText = new Map(choices.map((choice, index) => [String(choice), index]));
  const byNumber = new Map(choices.map((choice, index) => [choice, index]));
  const booleans = choices.every((choice) => typeof choice === 'boolean');
  return (text, value) =>
    byText.get(booleans ? text.toLowerCase() : text) ??
    (value === undefined ? undefined : byNumber.get(value));
}
