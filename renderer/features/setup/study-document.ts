// The study file as the form edits it: one value is replaced, added or taken away in the text, and everything else
// (comments, order, spacing) stays as the person wrote it. Pure.

import {
  isMap,
  isPair,
  isScalar,
  parseDocument,
  stringify,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';

/** Something a study file can hold: what JSON can. */
export type FileValue =
  string | number | boolean | null | readonly FileValue[] | { readonly [key: string]: FileValue };

/** The file as plain data; undefined while its text is not YAML, or not a set of keys. */
export function fileData(text: string): Readonly<Record<string, unknown>> | undefined {
  const document = parseDocument(text);
  if (document.errors.length > 0 || !isMap(document.contents)) return undefined;
  try {
    return document.toJS() as Record<string, unknown>;
  } catch {
    // Aliases without end.
    return undefined;
  }
}

/** A value on one line, as YAML. */
function valueText(value: FileValue): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: true }).trimEnd();
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key);
}

function rangeOf(node: unknown): readonly [start: number, valueEnd: number, nodeEnd: number] | undefined {
  return (node as Node | null | undefined)?.range ?? undefined;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** The text with one value replaced or one entry added or removed, if that is a plain splice; else undefined. */
function spliced(
  text: string,
  document: Document,
  path: readonly string[],
  value: FileValue | undefined,
): string | undefined {
  let map: unknown = document.contents;
  for (const [depth, key] of path.entries()) {
    if (!isMap(map)) return undefined;
    const pair = pairOf(map, key);
    const last = depth === path.length - 1;
    if (pair === undefined) {
      if (value === undefined) return text;
      const rest = path.slice(depth + 1).reduceRight<FileValue>((inner, name) => ({ [name]: inner }), value);
      return added(text, map, key, rest);
    }
    if (last) return value === undefined ? removed(text, map, pair) : replaced(text, pair, value);
    map = pair.value;
  }
  return undefined;
}

function replaced(text: string, pair: Pair, value: FileValue): string | undefined {
  const range = rangeOf(pair.value);
  if (range === undefined || range[0] === range[1]) return undefined;
  const [start, end] = range;
  // A block value keeps its line break; a flow or scalar value has none inside its range's end.
  const body = text.slice(start, end);
  const trailing = /\s*$/u.exec(body)?.[0] ?? '';
  const blockBelow = isMap(pair.value) && pair.value.flow !== true;
  if (blockBelow) return undefined;
  return `${text.slice(0, start)}${valueText(value)}${trailing}${text.slice(end)}`;
}

function removed(text: string, map: YAMLMap, pair: Pair): string | undefined {
  const keyStart = rangeOf(pair.key)?.[0];
  const end = rangeOf(pair.value)?.[1];
  if (keyStart === undefined || end === undefined) return undefined;
  if (map.flow === true) {
    // With the comma that follows, or the one before where it is the last.
    const index = map.items.indexOf(pair);
    const next = rangeOf(map.items[index + 1]?.key)?.[0];
    if (next !== undefined) return text.slice(0, keyStart) + text.slice(next);
    const before = rangeOf(map.items[index - 1]?.value)?.[1];
    return before === undefined ? undefined : text.slice(0, before) + text.slice(end);
  }
  const start = lineStart(text, keyStart);
  if (text.slice(start, keyStart).trim() !== '') return undefined;
  return text.slice(0, start) + text.slice(lineEnd(text, Math.max(keyStart, end - 1)));
}

function added(text: string, map: YAMLMap, key: string, value: FileValue): string | undefined {
  const pair = map.items.at(-1);
  if (pair === undefined || !isPair(pair)) return undefined;
  const keyStart = rangeOf(pair.key)?.[0];
  const end = rangeOf(pair.value)?.[1];
  if (keyStart === undefined || end === undefined) return undefined;
  if (map.flow === true) {
    return `${text.slice(0, end)}, ${valueText(key)}: ${valueText(value)}${text.slice(end)}`;
  }
  const indent = text.slice(lineStart(text, keyStart), keyStart);
  if (indent.trim() !== '') return undefined;
  const at = lineEnd(text, Math.max(keyStart, end - 1));
  const before = text.slice(0, at);
  const line = `${indent}${valueText(key)}: ${valueText(value)}\n`;
  return `${before}${before.endsWith('\n') ? '' : '\n'}${line}${text.slice(at)}`;
}

function same(first: unknown, second: unknown): boolean {
  return JSON.stringify(first) === JSON.stringify(second);
}

/**
 * The text with the value at `path` set, or taken away where it is undefined. Text that is not YAML is given back as
 * it is. Where a splice of the text would not mean what was asked, the whole document is written anew from its tree,
 * which keeps comments and order but not spacing.
 */
export function edit(text: string, path: readonly string[], value: FileValue | undefined): string {
  const document = parseDocument(text);
  if (document.errors.length > 0 || (document.contents !== null && !isMap(document.contents))) return text;
  const candidate = spliced(text, document, path, value);
  if (value === undefined) {
    if (!document.hasIn(path)) return text;
    document.deleteIn(path);
  } else {
    // An entry without a value (`parameters:`) is no map yet.
    for (let depth = 1; depth < path.length; depth++) {
      const above = path.slice(0, depth);
      if (!isMap(document.getIn(above, true))) document.setIn(above, document.createNode({}));
    }
    const node = document.createNode(value, { flow: true });
    document.setIn(path, node);
  }
  if (candidate !== undefined) {
    const check = parseDocument(candidate);
    if (check.errors.length === 0 && same(check.toJS(), document.toJS())) return candidate;
  }
  return document.toString({ lineWidth: 0 });
}

/** What a person typed into a field of the form: a number where it is one, else text (`250 MHz`). */
export function typedValue(text: string): number | string {
  const trimmed = text.trim();
  return trimmed !== '' && /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/iu.test(trimmed)
    ? Number(trimmed)
    : trimmed;
}

/** The values of a list as typed: `32, 64, 128`. */
export function typedList(text: string): (number | string)[] {
  return text
    .split(',')
    .map(typedValue)
    .filter((value) => value !== '');
}

/** What a field of the form shows of a value in the file: plain values as they are, nothing for anything else. */
export function fieldText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
}

/** The entries with one of them set, or left out where it is undefined. */
export function withEntry(
  entries: Readonly<Record<string, FileValue>>,
  key: string,
  value: FileValue | undefined,
): Record<string, FileValue> {
  const others = Object.entries(entries).filter(([name]) => name !== key);
  return Object.fromEntries(value === undefined ? others : [...others, [key, value]]);
}
