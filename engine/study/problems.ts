// Collects what is wrong with a study file, each at its place, instead of stopping at the first.

import { ParetoscopeError, type Place } from '../contract/errors.ts';
import { parseQuantity } from '../contract/quantity.ts';
import { didYouMean } from '../space/suggest.ts';
import type { Entry, MapNode, TreeNode } from './syntax.ts';

const MOST_PROBLEMS = 50;

export class Problems {
  readonly list: ParetoscopeError[] = [];
  readonly notes: string[] = [];
  /** Whether some part of the file has the wrong form, so that it is no `StudyDocument`. */
  malformed = false;

  add(place: Place, message: string, hint?: string): void {
    if (this.list.length < MOST_PROBLEMS)
      this.list.push(new ParetoscopeError('study-invalid', message, { place, hint }));
  }

  /** A problem of form: something else was expected here. */
  addForm(node: TreeNode, subject: string, expected: string, hint?: string): void {
    this.malformed = true;
    this.add(node.place, `${subject} must be ${expected}, not ${formOf(node)}`, hint);
  }

  /** Runs `work`; an error for people becomes a problem here. */
  catch<T>(place: Place, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof ParetoscopeError)) throw error;
      this.add(place, error.message, error.hint);
      return undefined;
    }
  }

  note(sentence: string): void {
    this.notes.push(sentence);
  }
}

/** What a node is, in words. */
export function formOf(node: TreeNode): string {
  if (node.kind !== 'scalar') return node.kind === 'list' ? 'a list' : 'a set of keys';
  if (node.value === null) return 'nothing';
  if (typeof node.value === 'string') return `the text "${abbreviated(node.value)}"`;
  return String(node.value);
}

export function abbreviated(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}

/** Entries by key, an unknown key reported with the nearest known one. */
export function knownEntries(
  map: MapNode,
  known: readonly string[],
  subject: string,
  problems: Problems,
): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const entry of map.entries) {
    if (known.includes(entry.key)) {
      entries.set(entry.key, entry);
      continue;
    }
    problems.malformed = true;
    problems.add(
      entry.keyPlace,
      `${subject} has no key "${abbreviated(entry.key)}"`,
      didYouMean(entry.key, known) ?? `it takes ${known.join(', ')}`,
    );
  }
  return entries;
}

/** A text that is not empty. */
export function readText(node: TreeNode, subject: string, problems: Problems): string | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value.trim() === '') {
    const number = node.kind === 'scalar' && typeof node.value === 'number';
    problems.addForm(
      node,
      subject,
      'a text',
      number ? `write it in quotes: "${String(node.value)}"` : undefined,
    );
    return undefined;
  }
  return node.value;
}

/** One of a few words; `fallback` where the key is absent. */
export function readWord<W extends string>(
  node: TreeNode | undefined,
  subject: string,
  words: readonly W[],
  fallback: W | undefined,
  problems: Problems,
): W | undefined {
  if (node === undefined) return fallback;
  const word = readText(node, subject, problems);
  if (word === undefined) return undefined;
  if ((words as readonly string[]).includes(word)) return word as W;
  problems.add(
    node.place,
    `${subject} cannot be "${word}"`,
    didYouMean(word, words) ?? `it is one of ${words.join(', ')}`,
  );
  return undefined;
}

/** A whole number from `minimum` to `maximum`. */
export function readInteger(
  node: TreeNode,
  subject: string,
  problems: Problems,
  minimum: number,
  maximum = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (node.kind !== 'scalar' || typeof node.value !== 'number') {
    problems.addForm(node, subject, 'a whole number');
    return undefined;
  }
  const { value } = node;
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    const range =
      maximum === Number.MAX_SAFE_INTEGER
        ? minimum === -maximum
          ? ''
          : ` of at least ${minimum}`
        : ` from ${minimum} to ${maximum}`;
    problems.add(node.place, `${subject} must be a whole number${range}, not ${value}`);
    return undefined;
  }
  return value;
}

/** A number or a text with a unit, converted to `unit`. */
export function readQuantity(
  node: TreeNode,
  unit: string | undefined,
  subject: string,
  problems: Problems,
): number | undefined {
  if (node.kind !== 'scalar' || node.value === null || typeof node.value === 'boolean') {
    problems.addForm(
      node,
      subject,
      unit === undefined ? 'a number' : `a number or a text such as "1 ${unit}"`,
    );
    return undefined;
  }
  const { value } = node;
  return problems.catch(node.place, () => parseQuantity(value, unit, subject));
}
