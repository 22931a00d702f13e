// Which field of the form a mistake of the file belongs to. Pure.

import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node } from 'yaml';
import type { WireError } from '../../../engine/contract/errors.ts';

/** A mistake, and the keys (and places in lists) that lead to where it stands. */
export interface PlacedProblem {
  readonly problem: WireError;
  readonly path: readonly string[];
}

/** The problems of a text with their paths; those without a line stand at the top. */
export function placedProblems(text: string, problems: readonly WireError[]): readonly PlacedProblem[] {
  if (problems.length === 0) return [];
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  return problems.map((problem) => {
    const { line, column } = problem.place ?? {};
    const start = line === undefined ? undefined : lines.lineStarts[line - 1];
    if (start === undefined) return { problem, path: [] };
    const indent = /^[ \t]*/u.exec(text.slice(start))![0].length;
    return { problem, path: pathAt(document.contents, start + (column === undefined ? indent : column - 1)) };
  });
}

/** The problems at a path or below it. */
export function problemsAt(placed: readonly PlacedProblem[], path: readonly string[]): readonly WireError[] {
  return placed
    .filter((one) => path.every((key, depth) => one.path[depth] === key))
    .map(({ problem }) => problem);
}

/** A problem in a sentence: what, why, and the way out. */
export function problemText({ message, hint }: WireError): string {
  return hint === undefined ? message : `${message}; ${hint}`;
}

function rangeOf(node: unknown): readonly [start: number, end: number] | undefined {
  const range = (node as Node | null | undefined)?.range;
  return range == null ? undefined : [range[0], range[1]];
}

function pathAt(node: unknown, offset: number): string[] {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      const from = rangeOf(key)?.[0];
      const to = rangeOf(value)?.[1] ?? rangeOf(key)?.[1];
      if (from === undefined || to === undefined || offset < from || offset > to || !isScalar(key)) continue;
      return [String(key.value), ...pathAt(value, offset)];
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const range = rangeOf(item);
      if (range !== undefined && offset >= range[0] && offset <= range[1])
        return [String(index), ...pathAt(item, offset)];
    }
  }
  return [];
}
