// The words and marks of an expression, with their columns.

import { ParetoscopeError } from '../contract/errors.ts';

/** Columns are counted from 1; `end` is the column after the last character. */
export interface Span {
  readonly column: number;
  readonly end: number;
}

export interface Token {
  readonly kind: 'word' | 'quoted' | 'number' | 'operator' | 'arithmetic' | 'punctuation' | 'end';
  readonly text: string;
  readonly span: Span;
}

const LONGEST_EXPRESSION = 10_000;

// A word may hold dots, dashes and slashes (`protection.dma`, `tspc-dice`, `B/s`), but not begin with a dash: where
// these are to compute, spaces stand around them (`banks / 2`).
const TOKEN =
  /\s+|(?<number>[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_%$°µ][\p{L}\p{N}_.%$°µ²/^-]*)|(?<quoted>"[^"]*"|'[^']*')|(?<operator><=|>=|!=|==|=|<|>)|(?<arithmetic>[-+*/])|(?<punctuation>[(),])/uy;

/** An error in an expression, its column both in the sentence and in the place. */
export function expressionError(message: string, span: Span, hint?: string): ParetoscopeError {
  return new ParetoscopeError('usage', `column ${span.column}: ${message}`, {
    hint,
    place: { file: 'expression', column: span.column },
  });
}

/** The tokens of a text, an `end` last. Throws `usage` for what is none. */
export function tokenise(text: string): readonly Token[] {
  if (text.length > LONGEST_EXPRESSION) {
    throw new ParetoscopeError('usage', `the expression is longer than ${LONGEST_EXPRESSION} characters`);
  }
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length;) {
    const match = TOKEN.exec(text);
    const span = { column: at + 1, end: TOKEN.lastIndex + 1 };
    if (!match) {
      const character = String.fromCodePoint(text.codePointAt(at)!);
      const wrong = { column: at + 1, end: at + 1 + character.length };
      if (character === '"' || character === "'") {
        throw expressionError(`the quote ${character} is not closed`, wrong);
      }
      throw expressionError(`"${character}" does not belong here`, wrong, HINTS.get(character));
    }
    at = TOKEN.lastIndex;
    for (const kind of ['number', 'word', 'quoted', 'operator', 'arithmetic', 'punctuation'] as const) {
      const found = match.groups![kind];
      if (found === undefined) continue;
      tokens.push({ kind, text: kind === 'quoted' ? found.slice(1, -1) : found, span });
    }
  }
  tokens.push({ kind: 'end', text: '', span: { column: text.length + 1, end: text.length + 1 } });
  return tokens;
}

const HINTS: ReadonlyMap<string, string> = new Map([
  ['&', 'write "and"'],
  ['|', 'write "or"'],
  ['!', 'write "not"'],
  ['≤', 'write "<="'],
  ['≥', 'write ">="'],
  ['≠', 'write "!="'],
]);

const KEYWORDS = new Set(['and', 'or', 'not', 'in', 'true', 'false']);

/** The word of the language that a token is, in lower case. */
export function keyword(token: Token): string | undefined {
  if (token.kind !== 'word') return undefined;
  const lower = token.text.toLowerCase();
  return KEYWORDS.has(lower) ? lower : undefined;
}

export function shown(token: Token): string {
  return token.kind === 'end' ? 'the end' : `"${token.text}"`;
}
