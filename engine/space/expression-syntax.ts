// The text of a filter or constraint and its tree:
//   sdc <= 1.0e-16 and (protection.dma in (none, tspc-dice) or not mac > 64)
// Grammar: or := and ('or' and)*; and := not ('and' not)*; not := 'not' not | '(' or ')' | comparison;
// comparison := name [('=' | '==' | '!=' | '<' | '<=' | '>' | '>=') value | ['not'] 'in' '(' value (',' value)* ')'].
// A name alone asks whether a boolean is true. A value is a number, a number with a unit (`20 ms`), true, false,
// a quoted text or a bare word.

import { ParetoscopeError } from '../contract/errors.ts';

/** Columns are counted from 1; `end` is the column after the last character. */
export interface Span {
  readonly column: number;
  readonly end: number;
}

export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A value as written: `quantity` keeps its text, since what its unit means depends on the name it is compared with. */
export type Literal =
  | { readonly kind: 'quantity'; readonly text: string; readonly span: Span }
  | { readonly kind: 'word'; readonly text: string; readonly span: Span }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly span: Span };

export interface Name {
  readonly id: string;
  readonly span: Span;
}

export type SyntaxNode =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly SyntaxNode[]; readonly span: Span }
  | { readonly kind: 'not'; readonly part: SyntaxNode; readonly span: Span }
  | {
      readonly kind: 'compare';
      readonly name: Name;
      readonly operator: ComparisonOperator;
      readonly value: Literal;
      readonly span: Span;
    }
  | { readonly kind: 'in'; readonly name: Name; readonly values: readonly Literal[]; readonly span: Span };

interface Token {
  readonly kind: 'word' | 'quoted' | 'number' | 'operator' | 'punctuation' | 'end';
  readonly text: string;
  readonly span: Span;
}

const LONGEST_EXPRESSION = 10_000;
const DEEPEST_NESTING = 100;

// A word may hold dots, dashes and slashes (`protection.dma`, `tspc-dice`, `B/s`), but not begin with a dash.
const TOKEN =
  /\s+|(?<number>[+-]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_%$°µ][\p{L}\p{N}_.%$°µ²/^-]*)|(?<quoted>"[^"]*"|'[^']*')|(?<operator><=|>=|!=|==|=|<|>)|(?<punctuation>[(),])/uy;

/** An error in an expression, its column both in the sentence and in the place. */
export function expressionError(message: string, span: Span, hint?: string): ParetoscopeError {
  return new ParetoscopeError('usage', `column ${span.column}: ${message}`, {
    hint,
    place: { file: 'expression', column: span.column },
  });
}

function tokenise(text: string): readonly Token[] {
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
    for (const kind of ['number', 'word', 'quoted', 'operator', 'punctuation'] as const) {
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

function keyword(token: Token): string | undefined {
  if (token.kind !== 'word') return undefined;
  const lower = token.text.toLowerCase();
  return KEYWORDS.has(lower) ? lower : undefined;
}

function shown(token: Token): string {
  return token.kind === 'end' ? 'the end' : `"${token.text}"`;
}

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[]) {
    this.#text = text;
    this.#tokens = tokens;
  }

  get #next(): Token {
    return this.#tokens[this.#at]!;
  }

  #take(): Token {
    return this.#tokens[this.#at++]!;
  }

  #takeIf(kind: Token['kind'], text: string): boolean {
    if (this.#next.kind !== kind || this.#next.text !== text) return false;
    this.#at++;
    return true;
  }

  #expect(text: string): Token {
    if (this.#next.text !== text || this.#next.kind !== 'punctuation') {
      throw expressionError(`expected "${text}", found ${shown(this.#next)}`, this.#next.span);
    }
    return this.#take();
  }

  parse(): SyntaxNode {
    const node = this.#joined('or');
    if (this.#next.kind !== 'end') {
      throw expressionError(`expected "and" or "or", found ${shown(this.#next)}`, this.#next.span);
    }
    return node;
  }

  #joined(kind: 'and' | 'or'): SyntaxNode {
    const operand = (): SyntaxNode => (kind === 'or' ? this.#joined('and') : this.#negation());
    const parts = [operand()];
    while (keyword(this.#next) === kind) {
      this.#take();
      parts.push(operand());
    }
    if (parts.length === 1) return parts[0]!;
    return { kind, parts, span: { column: parts[0]!.span.column, end: parts.at(-1)!.span.end } };
  }

  #negation(): SyntaxNode {
    const start = this.#next.span;
    if (++this.#depth > DEEPEST_NESTING) throw expressionError('the expression is nested too deeply', start);
    try {
      if (keyword(this.#next) === 'not') {
        this.#take();
        const part = this.#negation();
        return { kind: 'not', part, span: { column: start.column, end: part.span.end } };
      }
      if (this.#takeIf('punctuation', '(')) {
        const inner = this.#joined('or');
        const close = this.#expect(')');
        return { ...inner, span: { column: start.column, end: close.span.end } };
      }
      return this.#comparison();
    } finally {
      this.#depth--;
    }
  }

  #comparison(): SyntaxNode {
    const token = this.#take();
    if ((token.kind !== 'word' && token.kind !== 'quoted') || keyword(token) !== undefined) {
      throw expressionError(`expected the name of a parameter or metric, found ${shown(token)}`, token.span);
    }
    const name: Name = { id: token.text, span: token.span };
    const operator = this.#next;
    if (operator.kind === 'operator') {
      this.#take();
      const value = this.#value();
      return {
        kind: 'compare',
        name,
        operator: operator.text === '==' ? '=' : (operator.text as ComparisonOperator),
        value,
        span: { column: name.span.column, end: value.span.end },
      };
    }
    const negated = keyword(operator) === 'not' && keyword(this.#tokens[this.#at + 1]!) === 'in';
    if (negated) this.#take();
    if (keyword(this.#next) === 'in') {
      this.#take();
      const node = this.#membership(name);
      return negated ? { kind: 'not', part: node, span: node.span } : node;
    }
    const value: Literal = { kind: 'boolean', value: true, span: name.span };
    return { kind: 'compare', name, operator: '=', value, span: name.span };
  }

  #membership(name: Name): SyntaxNode {
    this.#expect('(');
    const values = [this.#value()];
    while (this.#takeIf('punctuation', ',')) values.push(this.#value());
    const close = this.#expect(')');
    return { kind: 'in', name, values, span: { column: name.span.column, end: close.span.end } };
  }

  #value(): Literal {
    const token = this.#take();
    const { span } = token;
    if (token.kind === 'quoted') return { kind: 'word', text: token.text, span };
    if (token.kind === 'number') {
      // `20 ms` and `20ms` are one value; `20 and` is not, nor is `20 latency <`.
      const unit = this.#next;
      const isName = this.#tokens[this.#at + 1]?.kind === 'operator';
      if (unit.kind !== 'word' || isName || keyword(unit) !== undefined)
        return { kind: 'quantity', text: token.text, span };
      this.#take();
      const whole = { column: span.column, end: unit.span.end };
      return { kind: 'quantity', text: this.#text.slice(whole.column - 1, whole.end - 1), span: whole };
    }
    const word = keyword(token);
    if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true', span };
    if (token.kind === 'word' && word === undefined) return { kind: 'word', text: token.text, span };
    throw expressionError(`expected a value, found ${shown(token)}`, span);
  }
}

/** The tree of an expression. Throws `usage` with the column of the first mistake. */
export function parseExpression(text: string): SyntaxNode {
  const tokens = tokenise(text);
  if (tokens.length === 1) throw new ParetoscopeError('usage', 'the expression is empty');
  return new Parser(text, tokens).parse();
}
