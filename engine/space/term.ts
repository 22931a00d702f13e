// Values that are computed from named ones, e.g. `tile_m * tile_k / 2`: checked, evaluated, and bounded by intervals.
// An unknown value (NaN), a division by zero and the logarithm of what is not positive make the whole unknown.

import { expressionError } from './expression-tokens.ts';
import { isNumeric, quantityAt, typeOf, type ExpressionSchema } from './expression-schema.ts';
import { parseTerm } from './expression-syntax.ts';
import type { ArithmeticOperator, TermFunction, TermNode } from './expression-tree.ts';

/** A checked term: every name is a number in its unit. */
export type Term =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'negate'; readonly term: Term }
  | {
      readonly kind: 'arithmetic';
      readonly operator: ArithmeticOperator;
      readonly left: Term;
      readonly right: Term;
    }
  | { readonly kind: 'call'; readonly function: TermFunction; readonly terms: readonly Term[] };

/** Reads a term. Throws `usage` with the column of the first mistake. `unit` is that of a quantity that stands alone. */
export function compileTerm(text: string, schema: ExpressionSchema, unit?: string): Term {
  const node = parseTerm(text);
  return checkTerm(node, schema, [...unitsOf([node], schema), unit]);
}

/** Gives the names of several terms that belong together their types, and their quantities the units of these names. */
export function checkTerms(nodes: readonly TermNode[], schema: ExpressionSchema): readonly Term[] {
  const units = unitsOf(nodes, schema);
  return nodes.map((node) => checkTerm(node, schema, units));
}

function checkTerm(node: TermNode, schema: ExpressionSchema, units: readonly (string | undefined)[]): Term {
  switch (node.kind) {
    case 'quantity': {
      const read = (unit: string | undefined): number => quantityAt(node.text, 'the value', unit, node.span);
      for (const unit of units.slice(0, -1)) {
        try {
          return { kind: 'number', value: read(unit) };
        } catch {
          // A quantity is of the kind of one of the names beside it; which one is found by trying.
        }
      }
      return { kind: 'number', value: read(units.at(-1)) };
    }
    case 'boolean':
      throw expressionError(`"${String(node.value)}" is no number`, node.span);
    case 'word':
      if (!isNumeric(typeOf({ id: node.text, span: node.span }, schema)))
        throw expressionError(`"${node.text}" is no number`, node.span);
      return { kind: 'name', name: node.text };
    case 'negate':
      return { kind: 'negate', term: checkTerm(node.term, schema, units) };
    case 'arithmetic':
      return {
        kind: 'arithmetic',
        operator: node.operator,
        left: checkTerm(node.left, schema, units),
        right: checkTerm(node.right, schema, units),
      };
    case 'call':
      return {
        kind: 'call',
        function: node.function,
        terms: node.terms.map((term) => checkTerm(term, schema, units)),
      };
  }
}

/** The distinct units of the names in some terms. */
function unitsOf(nodes: readonly TermNode[], schema: ExpressionSchema): (string | undefined)[] {
  const units = new Set<string | undefined>();
  const visit = (node: TermNode): void => {
    switch (node.kind) {
      case 'word':
        if (Object.hasOwn(schema, node.text)) units.add(schema[node.text]!.unit);
        break;
      case 'negate':
        visit(node.term);
        break;
      case 'arithmetic':
        visit(node.left);
        visit(node.right);
        break;
      case 'call':
        node.terms.forEach(visit);
        break;
      default:
    }
  };
  nodes.forEach(visit);
  return [...units];
}

/** The parts of a term, whether it is checked or not. */
function partsOf(term: Term | TermNode): readonly (Term | TermNode)[] {
  if ('terms' in term) return term.terms;
  if ('left' in term) return [term.left, term.right];
  return 'term' in term ? [term.term] : [];
}

/** Every name a term reads, in order of first use. */
export function termNames(term: Term | TermNode): readonly string[] {
  const names = new Set<string>();
  const visit = (part: Term | TermNode): void => {
    if (part.kind === 'name') names.add(part.name);
    else if (part.kind === 'word') names.add(part.text);
    else partsOf(part).forEach(visit);
  };
  visit(term);
  return [...names];
}

/** The value of a term; NaN where it is unknown. */
export function evaluateTerm(term: Term, valueOf: (name: string) => number): number {
  switch (term.kind) {
    case 'number':
      return term.value;
    case 'name':
      return valueOf(term.name);
    case 'negate':
      return -evaluateTerm(term.term, valueOf);
    case 'arithmetic':
      return computed(term.operator, evaluateTerm(term.left, valueOf), evaluateTerm(term.right, valueOf));
    case 'call':
      return called(
        term.function,
        term.terms.map((part) => evaluateTerm(part, valueOf)),
      );
  }
}

/** One step of arithmetic. */
export function computed(operator: ArithmeticOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? Number.NaN : left / right;
  }
}

/** One call of a function. */
export function called(name: TermFunction, values: readonly number[]): number {
  const [first, second] = values;
  switch (name) {
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'floor':
      return Math.floor(first!);
    case 'ceil':
      return Math.ceil(first!);
    case 'mod':
      return first! % second!;
    case 'log2':
      return first! > 0 ? Math.log2(first!) : Number.NaN;
  }
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const ANYTHING: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** An interval that holds every value a term can take while its names stay within theirs. */
export function termInterval(term: Term, intervalOf: (name: string) => Interval): Interval {
  const over = (values: readonly number[]): Interval =>
    values.some(Number.isNaN) ? ANYTHING : { low: Math.min(...values), high: Math.max(...values) };
  switch (term.kind) {
    case 'number':
      return { low: term.value, high: term.value };
    case 'name':
      return intervalOf(term.name);
    case 'negate': {
      const { low, high } = termInterval(term.term, intervalOf);
      return { low: -high, high: -low };
    }
    case 'arithmetic': {
      const left = termInterval(term.left, intervalOf);
      const right = termInterval(term.right, intervalOf);
      if (term.operator === '/' && right.low <= 0 && right.high >= 0) return ANYTHING;
      return over(
        [left.low, left.high].flatMap((a) =>
          [right.low, right.high].map((b) => computed(term.operator, a, b)),
        ),
      );
    }
    case 'call': {
      const parts = term.terms.map((part) => termInterval(part, intervalOf));
      if (term.function === 'mod') {
        const size = Math.max(Math.abs(parts[1]!.low), Math.abs(parts[1]!.high));
        return { low: parts[0]!.low < 0 ? -size : 0, high: parts[0]!.high > 0 ? size : 0 };
      }
      // The others rise with each of their values.
      const ends = (end: 'low' | 'high'): number =>
        called(
          term.function,
          parts.map((part) => part[end]),
        );
      const low = ends('low');
      const high = ends('high');
      return {
        low: Number.isNaN(low) ? Number.NEGATIVE_INFINITY : low,
        high: Number.isNaN(high) ? Number.POSITIVE_INFINITY : high,
      };
    }
  }
}
