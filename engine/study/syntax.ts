// YAML (or JSON, which YAML includes) to a tree that knows where everything stands. Aliases are followed under limits
// on depth and number of nodes, so a file cannot blow up.

import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import type { Place } from '../contract/errors.ts';
import { abbreviated, type Problems } from './problems.ts';

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  readonly place: Place;
  /** Where the first character of a text stands, for places inside it; absent if it is folded or escaped. */
  readonly textColumn?: number;
}
export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly TreeNode[];
  readonly place: Place;
}
export interface Entry {
  readonly key: string;
  readonly keyPlace: Place;
  readonly value: TreeNode;
}
export interface MapNode {
  readonly kind: 'map';
  readonly entries: readonly Entry[];
  readonly place: Place;
}
export type TreeNode = ScalarNode | ListNode | MapNode;

const LARGEST_FILE = 1_000_000;
const DEEPEST = 32;
const MOST_NODES = 100_000;
const MOST_MARKS = 30_000;

/** The tree of a text; undefined where it could not be read, with the problems saying why. */
export function parseTree(text: string, file: string, problems: Problems): TreeNode | undefined {
  if (text.length > LARGEST_FILE) {
    problems.add(
      { file },
      `the file is larger than ${LARGEST_FILE / 1e6} MB`,
      'a study file holds a few kilobytes',
    );
    return undefined;
  }
  const binary = text.indexOf('\0');
  if (binary >= 0) {
    problems.add({ file }, 'the file is not text', 'give a YAML or JSON study file');
    return undefined;
  }
  const excess = findExcess(text);
  if (excess !== undefined) {
    const { message, ...where } = excess;
    problems.add({ file, ...where }, message, 'a study file holds a few kilobytes');
    return undefined;
  }
  const lines = new LineCounter();
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      logLevel: 'error',
      version: '1.2',
      // Checked here instead: the parser's own check takes quadratic time.
      uniqueKeys: false,
    });
  } catch {
    // The parser recurses over indentation, which alone can exhaust its stack.
    problems.add({ file }, 'the file is nested too deeply');
    return undefined;
  }
  for (const error of [...document.errors, ...document.warnings]) {
    const { line, col } = lines.linePos(error.pos[0]);
    const { message, hint } = explain(error, text);
    problems.add({ file, line, column: col }, message, hint);
  }
  if (document.errors.length > 0) return undefined;
  return new TreeBuilder(document, lines, file, problems).build();
}

/** Marks are what YAML gives a meaning to; the parser's time grows with them, not with words. */
const MARK = /[\n!-,/:-@[-^`{-~-]/;

/** Where a text nests deeper, or holds more, than any study does; found before the parser spends time on it. */
function findExcess(text: string): { line: number; column: number; message: string } | undefined {
  let depth = 0;
  let marks = 0;
  let line = 1;
  let start = 0;
  let leading = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (MARK.test(character)) marks++;
    if (character === '\n') {
      line++;
      start = at + 1;
      leading = 0;
    } else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth = Math.max(0, depth - 1);
    // Only a run of dashes at the beginning of a line nests: "- - - x".
    else if (character === '-' || character === '?') leading += leading * 2 === at - start ? 1 : 0;
    const deep = depth > DEEPEST * 4 || leading > DEEPEST * 4;
    if (!deep && marks <= MOST_MARKS) continue;
    const message = deep ? 'the file is nested too deeply' : 'the file holds too much';
    return { line, column: at - start + 1, message };
  }
  return undefined;
}

function explain(error: YAMLError, text: string): { message: string; hint?: string } {
  const near = text
    .slice(error.pos[0], error.pos[0] + 40)
    .split('\n')[0]!
    .trim();
  if (error.message.includes('call stack')) return { message: 'the file is nested too deeply' };
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return { message: 'a tab is used for indentation', hint: 'indent with spaces' };
    case 'BAD_INDENT':
      if (error.message.startsWith('Flow')) {
        return {
          message: `a bracket is not closed before this: ${error.message.slice(-1)} is missing`,
          hint: 'close it',
        };
      }
      return {
        message: 'the indentation does not fit the lines above',
        hint: 'align it with its neighbours',
      };
    case 'MULTIPLE_DOCS':
      return {
        message: 'the file holds more than one document',
        hint: 'remove the line "---" and what follows',
      };
    case 'TAG_RESOLVE_FAILED':
      return {
        message: `the tag "${near.split(/\s/)[0]!}" means nothing in a study file`,
        hint: 'remove it',
      };
    default:
      return {
        message: `this is not YAML: ${error.message.split('\n')[0]!}`,
        hint: 'check brackets, quotes and indentation',
      };
  }
}

class TreeBuilder {
  readonly #document: Document.Parsed;
  readonly #lines: LineCounter;
  readonly #file: string;
  readonly #problems: Problems;
  /** Nodes by anchor, filled in the order of the file; the parser's own look-up searches the whole file each time. */
  readonly #anchors = new Map<string, Node>();
  #nodes = 0;

  constructor(document: Document.Parsed, lines: LineCounter, file: string, problems: Problems) {
    this.#document = document;
    this.#lines = lines;
    this.#file = file;
    this.#problems = problems;
  }

  build(): TreeNode | undefined {
    return this.#node(this.#document.contents, { file: this.#file, line: 1, column: 1 }, 0);
  }

  #place(node: { range?: readonly number[] | null | undefined }, otherwise: Place): Place {
    if (!node.range) return otherwise;
    const { line, col } = this.#lines.linePos(node.range[0]!);
    return { file: this.#file, line, column: col };
  }

  #node(node: unknown, parentPlace: Place, depth: number): TreeNode | undefined {
    if (node === null || node === undefined) return { kind: 'scalar', value: null, place: parentPlace };
    if (++this.#nodes > MOST_NODES || depth > DEEPEST) {
      const message = depth > DEEPEST ? 'the file is nested too deeply' : 'the file holds too much';
      this.#problems.add(parentPlace, message);
      return undefined;
    }
    if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined)
      this.#anchors.set(node.anchor, node);
    if (isAlias(node)) {
      const place = this.#place(node, parentPlace);
      const target = this.#anchors.get(node.source);
      if (target !== undefined) return this.#node(target, place, depth + 1);
      this.#problems.add(
        place,
        `the alias "*${node.source}" has no anchor`,
        `write out what "*${node.source}" stands for`,
      );
      return undefined;
    }
    if (isScalar(node)) return this.#scalar(node, this.#place(node, parentPlace));
    if (isSeq(node)) {
      const place = this.#place(node, parentPlace);
      const items: TreeNode[] = [];
      for (const item of node.items) {
        const child = this.#node(item, place, depth + 1);
        if (child === undefined) return undefined;
        items.push(child);
      }
      return { kind: 'list', items, place };
    }
    if (isMap(node)) return this.#map(node, parentPlace, depth);
    this.#problems.add(parentPlace, 'this is not a value a study file can hold');
    return undefined;
  }

  #map(
    node: {
      items: readonly { key: unknown; value: unknown }[];
      range?: readonly number[] | null | undefined;
    },
    parentPlace: Place,
    depth: number,
  ): TreeNode | undefined {
    const place = this.#place(node, parentPlace);
    const entries: Entry[] = [];
    const names = new Set<string>();
    for (const pair of node.items) {
      const key = this.#node(pair.key, place, depth + 1);
      if (key === undefined) return undefined;
      if (key.kind !== 'scalar' || key.value === null) {
        this.#problems.add(key.place, 'a key must be a word');
        return undefined;
      }
      const name = String(key.value);
      if (names.has(name)) {
        this.#problems.add(key.place, `the key "${abbreviated(name)}" appears twice`, 'keep one of them');
        return undefined;
      }
      names.add(name);
      const value = this.#node(pair.value, key.place, depth + 1);
      if (value === undefined) return undefined;
      entries.push({ key: name, keyPlace: key.place, value });
    }
    return { kind: 'map', entries, place };
  }

  #scalar(node: { value: unknown; source?: string; type?: string }, place: Place): TreeNode | undefined {
    const { value } = node;
    if (typeof value === 'string') {
      const column = place.column;
      const plain = node.type === 'PLAIN' && node.source === value;
      const quoted = (node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE') && node.source === value;
      if (column === undefined || !(plain || quoted) || value.includes('\n'))
        return { kind: 'scalar', value, place };
      return { kind: 'scalar', value, place, textColumn: quoted ? column + 1 : column };
    }
    if (typeof value === 'number' || typeof value === 'boolean' || value === null) {
      return { kind: 'scalar', value, place };
    }
    this.#problems.add(
      place,
      'a study file holds no values of this type',
      'write a number, a text, true or false',
    );
    return undefined;
  }
}

/** A tree as plain data. */
export function plainValue(node: TreeNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainValue(value)]));
}
