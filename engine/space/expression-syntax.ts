// The text of a filter or constraint and its tree:
//   sdc <= 1.0e-16 and (protection.dma in (none, tspc-dice) or not tile_m * tile_k > 2 * banks)
// Grammar: or := and ('or' and)*; and := not ('and' not)*; not := 'not' not | '(' or ')' | comparison;
// comparison := sum [('=' | '==' | '!=' | '<' | '<=' | '>' | '>=') sum | ['not'] 'in' '(' value (',' value)* ')'];
// sum := product (('+' | '-') product)*; product := factor (('*' | '/') factor)*;
// factor := '-' factor | '(' sum ')' | function '(' sum (',' sum)* ')' | name | value.
// A name alone asks whether a boolean is true. A value is a number, a number with a unit (`20 ms`), true, false,
// a quoted text or a bare word. A name may hold "-" and "/": spaces around them make them operators.

import { ParetoscopeError } from '../contract/errors.ts';
import { expressionError, keyword, shown, tokenise, type Token } from './expression-tokens.ts';
import {
  TERM_FUNCTIONS,
  type ArithmeticOperator,
  type ComparisonOperator,
  type Literal,
  type Name,
  type SyntaxNode,
  type TermFunction,
  type TermNode,
} from './expression-tree.ts';

const DEEPEST_NESTING = 100;

class Parser {
  readonly #text: string;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;
  /** Whether the left side of a comparison is read: an operator after a unit is then the comparison's own. */
  #isLeft = false;

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
      if (this.#opensCondition() && this.#takeIf('punctuation', '(')) {
        const inner = this.#joined('or');
        const close = this.#expect(')');
        return { ...inner, span: { column: start.column, end: close.span.end } };
      }
      return this.#comparison();
    } finally {
      this.#depth--;
    }
  }

  /** Whether a bracket holds a condition: what follows its end would else compute or compare with it. */
  #opensCondition(): boolean {
    let depth = 0;
    for (let at = this.#at; at < this.#tokens.length; at++) {
      const { kind, text } = this.#tokens[at]!;
      if (kind !== 'punctuation') continue;
      if (text === '(') depth++;
      else if (text === ')' && --depth === 0) {
        const { kind: next } = this.#tokens[at + 1]!;
        return next !== 'operator' && next !== 'arithmetic';
      }
    }
    return true;
  }

  #comparison(): SyntaxNode {
    const start = this.#next;
    this.#isLeft = true;
    const left = this.#sum('the name of a parameter or metric');
    this.#isLeft = false;
    const operator = this.#next;
    if (operator.kind === 'operator') {
      this.#take();
      const right = this.#sum('a value');
      const compared = operator.text === '==' ? '=' : (operator.text as ComparisonOperator);
      const span = { column: left.span.column, end: right.span.end };
      return left.kind === 'word' && isLiteral(right)
        ? { kind: 'compare', name: nameOf(left), operator: compared, value: right, span }
        : { kind: 'relation', operator: compared, left, right, span };
    }
    if (left.kind !== 'word') {
      if (isLiteral(left)) {
        throw expressionError(
          `expected the name of a parameter or metric, found ${shown(start)}`,
          start.span,
        );
      }
      throw expressionError(`expected a comparison, found ${shown(operator)}`, operator.span);
    }
    const name = nameOf(left);
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
    const values = [this.#value('a value')];
    while (this.#takeIf('punctuation', ',')) values.push(this.#value('a value'));
    const close = this.#expect(')');
    return { kind: 'in', name, values, span: { column: name.span.column, end: close.span.end } };
  }

  /** A term and nothing else. */
  parseTerm(): TermNode {
    const term = this.#sum('a value');
    if (this.#next.kind !== 'end') {
      throw expressionError(`expected an operator, found ${shown(this.#next)}`, this.#next.span);
    }
    return term;
  }

  #sum(expected: string): TermNode {
    let left = this.#product(expected);
    for (;;) {
      // `a -5` is a difference although "-5" is one token.
      const isSigned = this.#next.kind === 'number' && /^[+-]/.test(this.#next.text);
      if (!isSigned && !this.#isArithmetic('+', '-')) return left;
      const operator = isSigned ? '+' : (this.#take().text as ArithmeticOperator);
      const right = this.#product('a value');
      left = joined(operator, left, right);
    }
  }

  #product(expected: string): TermNode {
    let left = this.#factor(expected);
    while (this.#isArithmetic('*', '/')) {
      const operator = this.#take().text as ArithmeticOperator;
      left = joined(operator, left, this.#factor('a value'));
    }
    return left;
  }

  #isArithmetic(...operators: readonly string[]): boolean {
    return this.#next.kind === 'arithmetic' && operators.includes(this.#next.text);
  }

  #factor(expected: string): TermNode {
    const { span } = this.#next;
    if (++this.#depth > DEEPEST_NESTING) throw expressionError('the expression is nested too deeply', span);
    try {
      if (this.#isArithmetic('-')) {
        this.#take();
        const term = this.#factor('a value');
        return { kind: 'negate', term, span: { column: span.column, end: term.span.end } };
      }
      if (this.#takeIf('punctuation', '(')) {
        const term = this.#sum('a value');
        const close = this.#expect(')');
        return { ...term, span: { column: span.column, end: close.span.end } };
      }
      const called = TERM_FUNCTIONS.find((name) => name === this.#next.text);
      const follower = this.#tokens[this.#at + 1];
      if (called === undefined || follower?.text !== '(' || follower.kind !== 'punctuation')
        return this.#value(expected);
      this.#take();
      this.#expect('(');
      const terms = [this.#sum('a value')];
      while (this.#takeIf('punctuation', ',')) terms.push(this.#sum('a value'));
      const close = this.#expect(')');
      const whole = { column: span.column, end: close.span.end };
      const wrong = ARITIES[called](terms.length);
      if (wrong !== undefined) throw expressionError(`"${called}" takes ${wrong}`, whole);
      return { kind: 'call', function: called, terms, span: whole };
    } finally {
      this.#depth--;
    }
  }

  #value(expected: string): Literal {
    const token = this.#take();
    const { span } = token;
    if (token.kind === 'quoted') return { kind: 'word', text: token.text, span };
    if (token.kind === 'number') {
      // `20 ms` and `20ms` are one value; `20 and` is not, nor is `20 latency <`.
      const unit = this.#next;
      const isName = !this.#isLeft && this.#tokens[this.#at + 1]?.kind === 'operator';
      if (unit.kind !== 'word' || isName || keyword(unit) !== undefined)
        return { kind: 'quantity', text: token.text, span };
      this.#take();
      const whole = { column: span.column, end: unit.span.end };
      return { kind: 'quantity', text: this.#text.slice(whole.column - 1, whole.end - 1), span: whole };
    }
    const word = keyword(token);
    if (word === 'true' || word === 'false') return { kind: 'boolean', value: word === 'true', span };
    if (token.kind === 'word' && word === undefined) return { kind: 'word', text: token.text, span };
    throw expressionError(`expected ${expected}, found ${shown(token)}`, span);
  }
}

const one = (count: number): string | undefined => (count === 1 ? undefined : 'one value');
const two = (count: number): string | undefined => (count === 2 ? undefined : 'two values');
const several = (count: number): string | undefined => (count >= 2 ? undefined : 'two or more values');
/** What a function takes, where it was given another number of values. */
const ARITIES: Readonly<Record<TermFunction, (count: number) => string | undefined>> = {
  min: several,
  max: several,
  floor: one,
  ceil: one,
  mod: two,
  log2: one,
};

function isLiteral(node: TermNode): node is Literal {
  return node.kind === 'quantity' || node.kind === 'word' || node.kind === 'boolean';
}

function nameOf({ text, span }: Extract<Literal, { kind: 'word' }>): Name {
  return { id: text, span };
}

function joined(operator: ArithmeticOperator, left: TermNode, right: TermNode): TermNode {
  const span = { column: left.span.column, end: right.span.end };
  return { kind: 'arithmetic', operator, left, right, span };
}

/** The tree of a value that is computed, e.g. `banks / 2`. Throws `usage` with the column of the first mistake. */
export function parseTerm(text: string): TermNode {
  return new Parser(text, tokensOf(text)).parseTerm();
}

/** The tree of an expression. Throws `usage` with the column of the first mistake. */
export function parseExpression(text: string): SyntaxNode {
  return new Parser(text, tokensOf(text)).parse();
}

function tokensOf(text: string): readonly Token[] {
  const tokens = tokenise(text);
  if (tokens.length === 1) throw new ParetoscopeError('usage', 'the expression is empty');
  return tokens;
}
