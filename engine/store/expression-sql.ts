// Filters of trials as SQL. Values are always bound, never part of the text.

import { evaluateExpression, type Expression } from '../space/expression.ts';
import type { Term } from '../space/term.ts';
import type { NamedColumn } from './trial-table.ts';

export interface SqlCondition {
  readonly sql: string;
  readonly values: readonly (number | string)[];
}

/**
 * A checked expression as an SQL condition that holds for exactly the rows for which `evaluateExpression` holds: an
 * unknown value makes a comparison false (not NULL, which `NOT` would keep). `columnOf` gives the SQL of a name.
 */
export function expressionSql(expression: Expression, columnOf: (name: string) => NamedColumn): SqlCondition {
  switch (expression.kind) {
    case 'and':
    case 'or': {
      const parts = expression.parts.map((part) => expressionSql(part, columnOf));
      return {
        sql: `(${parts.map((part) => part.sql).join(expression.kind === 'and' ? ' AND ' : ' OR ')})`,
        values: parts.flatMap((part) => part.values),
      };
    }
    case 'not': {
      const part = expressionSql(expression.part, columnOf);
      return { sql: `NOT ${part.sql}`, values: part.values };
    }
    case 'compare':
    case 'in': {
      const column = columnOf(expression.name);
      return column.choices ? choiceSql(expression, column) : numberSql(expression, column);
    }
    case 'relation': {
      const left = termSql(expression.left, columnOf);
      const right = termSql(expression.right, columnOf);
      return {
        sql: `((${left.sql} ${expression.operator} ${right.sql}) IS TRUE)`,
        values: [...left.values, ...right.values],
      };
    }
  }
}

type Comparison = Extract<Expression, { kind: 'compare' | 'in' }>;

/** A choice is compared in advance: the digits of the choices for which the comparison holds. */
function choiceSql(comparison: Comparison, column: NamedColumn): SqlCondition {
  const digits: number[] = [];
  column.choices!.forEach((choice, index) => {
    if (evaluateExpression(comparison, () => choice)) digits.push(index + 1);
  });
  if (digits.length === 0) return { sql: '(0)', values: [] };
  return { sql: `(${column.sql} IN (${digits.map(() => '?').join(', ')}))`, values: digits };
}

function numberSql(comparison: Comparison, column: NamedColumn): SqlCondition {
  // The plus keeps SQLite from answering through an index, which is slower than a scan when many rows match.
  const operand = `+${column.sql}`;
  if (comparison.kind === 'in') {
    return {
      sql: `((${operand} IN (${comparison.values.map(() => '?').join(', ')})) IS TRUE)`,
      values: comparison.values.map(bindable),
    };
  }
  return { sql: `((${operand} ${comparison.operator} ?) IS TRUE)`, values: [bindable(comparison.value)] };
}

/** A computed value; NULL where it is unknown. */
function termSql(term: Term, columnOf: (name: string) => NamedColumn): SqlCondition {
  switch (term.kind) {
    case 'number':
      return { sql: '?', values: [term.value] };
    case 'name': {
      const { sql, choices } = columnOf(term.name);
      if (choices === undefined) return { sql: `(+${sql})`, values: [] };
      const cases = choices.map((_, index) => `WHEN ${index + 1} THEN ?`).join(' ');
      return { sql: `(CASE ${sql} ${cases} END)`, values: choices.map(Number) };
    }
    case 'negate': {
      const { sql, values } = termSql(term.term, columnOf);
      return { sql: `(- ${sql})`, values };
    }
    case 'arithmetic': {
      const left = termSql(term.left, columnOf);
      const right = termSql(term.right, columnOf);
      // Whole numbers are made doubles first: SQLite would divide them without a remainder.
      return {
        sql: `((1.0 * ${left.sql}) ${term.operator} ${right.sql})`,
        values: [...left.values, ...right.values],
      };
    }
    case 'call': {
      const parts = term.terms.map((part) => termSql(part, columnOf));
      return {
        sql: `${term.function}(${parts.map(({ sql }) => sql).join(', ')})`,
        values: parts.flatMap(({ values }) => values),
      };
    }
  }
}

function bindable(value: number | string | boolean): number | string {
  return typeof value === 'boolean' ? Number(value) : value;
}
