// Expressions over whole columns: one byte a row, a column at a time, so that a million rows take a few milliseconds.

import type { ParameterValue } from '../contract/system.ts';
import { evaluateExpression, type Expression } from './expression.ts';
import { called, computed, type Term } from './term.ts';

/** A column of numbers, NaN where unknown; with `choices`, of indices into them. */
export interface ExpressionColumn {
  readonly values: Float64Array;
  readonly choices?: readonly ParameterValue[] | undefined;
}

/** 1 for every row for which `evaluateExpression` holds, else 0. */
export function expressionMask(
  expression: Expression,
  count: number,
  columnOf: (name: string) => ExpressionColumn,
): Uint8Array {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const [first, ...others] = expression.parts.map((part) => expressionMask(part, count, columnOf));
      const mask = first!;
      for (const other of others) {
        if (expression.kind === 'and') for (let row = 0; row < count; row++) mask[row]! &= other[row]!;
        else for (let row = 0; row < count; row++) mask[row]! |= other[row]!;
      }
      return mask;
    }
    case 'not': {
      const mask = expressionMask(expression.part, count, columnOf);
      for (let row = 0; row < count; row++) mask[row]! ^= 1;
      return mask;
    }
    case 'compare':
    case 'in': {
      const column = columnOf(expression.name);
      return column.choices === undefined
        ? numberMask(expression, count, column.values)
        : choiceMask(expression, count, column.values, column.choices);
    }
    case 'relation': {
      const left = termColumn(expression.left, count, columnOf);
      const right = termColumn(expression.right, count, columnOf);
      const difference = left.map((value, row) =>
        Number.isNaN(value) ? value : orderOf(value, right[row]!),
      );
      return numberMask({ ...expression, kind: 'compare', name: '', value: 0 }, count, difference);
    }
  }
}

/** -1, 0 or 1 as `left` is less, equal or more; NaN where `right` is. A difference would lose infinities. */
function orderOf(left: number, right: number): number {
  return left < right ? -1 : left > right ? 1 : left === right ? 0 : Number.NaN;
}

/** A computed column, NaN where a value it needs is unknown. */
function termColumn(term: Term, count: number, columnOf: (name: string) => ExpressionColumn): Float64Array {
  switch (term.kind) {
    case 'number':
      return new Float64Array(count).fill(term.value);
    case 'name': {
      const { values, choices } = columnOf(term.name);
      return choices === undefined
        ? values
        : Float64Array.from({ length: count }, (_, row) => Number(choices[values[row]!] ?? Number.NaN));
    }
    case 'negate':
      return termColumn(term.term, count, columnOf).map((value) => -value);
    case 'arithmetic': {
      const left = termColumn(term.left, count, columnOf);
      const right = termColumn(term.right, count, columnOf);
      const result = new Float64Array(count);
      for (let row = 0; row < count; row++) result[row] = computed(term.operator, left[row]!, right[row]!);
      return result;
    }
    case 'call': {
      const parts = term.terms.map((part) => termColumn(part, count, columnOf));
      return Float64Array.from({ length: count }, (_, row) =>
        called(
          term.function,
          parts.map((part) => part[row]!),
        ),
      );
    }
  }
}

type Comparison = Extract<Expression, { kind: 'compare' | 'in' }>;

/** Every choice is compared once, in advance. */
function choiceMask(
  comparison: Comparison,
  count: number,
  values: Float64Array,
  choices: readonly ParameterValue[],
): Uint8Array {
  const holds = choices.map((choice) => Number(evaluateExpression(comparison, () => choice)));
  const mask = new Uint8Array(count);
  // An inactive parameter is NaN, which is no index.
  for (let row = 0; row < count; row++) mask[row] = holds[values[row]!] ?? 0;
  return mask;
}

function numberMask(comparison: Comparison, count: number, values: Float64Array): Uint8Array {
  const mask = new Uint8Array(count);
  if (comparison.kind === 'in') {
    const wanted = new Set<unknown>(comparison.values);
    // A set finds NaN; an unknown value is in nothing.
    wanted.delete(Number.NaN);
    for (let row = 0; row < count; row++) mask[row] = wanted.has(values[row]!) ? 1 : 0;
    return mask;
  }
  const bound = comparison.value as number;
  // One loop an operator: a test inside of the loop would cost more than the comparison.
  switch (comparison.operator) {
    case '=':
      for (let row = 0; row < count; row++) mask[row] = values[row] === bound ? 1 : 0;
      break;
    case '!=':
      for (let row = 0; row < count; row++) {
        const value = values[row]!;
        mask[row] = value !== bound && !Number.isNaN(value) ? 1 : 0;
      }
      break;
    case '<':
      for (let row = 0; row < count; row++) mask[row] = values[row]! < bound ? 1 : 0;
      break;
    case '<=':
      for (let row = 0; row < count; row++) mask[row] = values[row]! <= bound ? 1 : 0;
      break;
    case '>':
      for (let row = 0; row < count; row++) mask[row] = values[row]! > bound ? 1 : 0;
      break;
    case '>=':
      for (let row = 0; row < count; row++) mask[row] = values[row]! >= bound ? 1 : 0;
      break;
  }
  return mask;
}
