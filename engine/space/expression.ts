// Filters and constraints over named values: parse, check against what the names mean, evaluate on a row.
// Checking turns the syntax tree into `Expression`, where every value has the type and unit of its name, so that
// evaluating it or compiling it to SQL needs no further knowledge.

import type { ParameterValue } from '../contract/system.ts';
import {
  isNumeric,
  quantityAt,
  typeOf,
  type ExpressionSchema,
  type ExpressionType,
} from './expression-schema.ts';
import { parseExpression } from './expression-syntax.ts';
import { expressionError } from './expression-tokens.ts';
import type { ComparisonOperator, Literal, Name, SyntaxNode } from './expression-tree.ts';
import { didYouMean } from './suggest.ts';
import { checkTerms, evaluateTerm, termNames, type Term } from './term.ts';

export type { ExpressionSchema, ExpressionType } from './expression-schema.ts';

/** A checked expression. Values are in the unit and type of their name; a choice is one of the name's choices. */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Expression[] }
  | { readonly kind: 'not'; readonly part: Expression }
  | {
      readonly kind: 'compare';
      readonly name: string;
      readonly operator: ComparisonOperator;
      readonly value: ParameterValue;
    }
  | { readonly kind: 'in'; readonly name: string; readonly values: readonly ParameterValue[] }
  | {
      /** Both sides are computed. */
      readonly kind: 'relation';
      readonly operator: ComparisonOperator;
      readonly left: Term;
      readonly right: Term;
    };

/**
 * Reads an expression and gives every value the type of the name it is compared with. Throws `usage` with the column
 * and a suggestion for unknown names, unknown choices and units of the wrong kind.
 */
export function compileExpression(text: string, schema: ExpressionSchema): Expression {
  return checkExpression(parseExpression(text), schema);
}

/** See `compileExpression`, for a tree that is already parsed. */
export function checkExpression(node: SyntaxNode, schema: ExpressionSchema): Expression {
  switch (node.kind) {
    case 'and':
    case 'or':
      return { kind: node.kind, parts: node.parts.map((part) => checkExpression(part, schema)) };
    case 'not':
      return { kind: 'not', part: checkExpression(node.part, schema) };
    case 'in': {
      const type = typeOf(node.name, schema);
      return {
        kind: 'in',
        name: node.name.id,
        values: node.values.map((value) => typed(value, node.name, type)),
      };
    }
    case 'relation': {
      const [left, right] = checkTerms([node.left, node.right], schema);
      return { kind: 'relation', operator: node.operator, left: left!, right: right! };
    }
    case 'compare': {
      const type = typeOf(node.name, schema);
      const other = nameBeside(node.value, type, schema);
      if (other !== undefined) {
        const left: Term = { kind: 'name', name: node.name.id };
        return { kind: 'relation', operator: node.operator, left, right: { kind: 'name', name: other } };
      }
      const value = typed(node.value, node.name, type, node.operator);
      if (node.operator !== '=' && node.operator !== '!=' && typeof value !== 'number') {
        throw expressionError(
          `"${node.name.id}" has no order, so "${node.operator}" means nothing`,
          node.span,
          'compare it with "=", "!=" or "in"',
        );
      }
      return { kind: 'compare', name: node.name.id, operator: node.operator, value };
    }
  }
}

/** The name on the right of `tile <= banks`: a bare word that is a number's name and no choice of the left one. */
function nameBeside(value: Literal, type: ExpressionType, schema: ExpressionSchema): string | undefined {
  if (value.kind !== 'word' || !isNumeric(type) || !Object.hasOwn(schema, value.text)) return undefined;
  return isNumeric(schema[value.text]!) ? value.text : undefined;
}

function typed(
  literal: Literal,
  name: Name,
  type: ExpressionType,
  operator?: ComparisonOperator,
): ParameterValue {
  const written = literal.kind === 'boolean' ? String(literal.value) : literal.text;
  if (type.kind === 'choice') {
    const exact = type.choices.find((choice) => String(choice) === written);
    if (exact !== undefined) return exact;
    if (literal.kind === 'quantity' && type.choices.some((choice) => typeof choice === 'number')) {
      const value = quantityAt(literal.text, name.id, type.unit, literal.span);
      // Order against a number between the choices is meaningful; equality with it never holds and is a mistake.
      const ordered = operator !== undefined && operator !== '=' && operator !== '!=';
      if (ordered || type.choices.includes(value)) return value;
    }
    const choices = type.choices.map(String);
    throw expressionError(
      `"${name.id}" is never ${written}`,
      literal.span,
      didYouMean(written, choices) ?? `it is one of ${choices.join(', ')}`,
    );
  }
  if (literal.kind === 'quantity') return quantityAt(literal.text, name.id, type.unit, literal.span);
  throw expressionError(`"${name.id}" is a number, and "${written}" is none`, literal.span);
}

/** Every name an expression reads, in order of first use. */
export function expressionNames(node: SyntaxNode | Expression): readonly string[] {
  const names = new Set<string>();
  const visit = (part: SyntaxNode | Expression): void => {
    if ('parts' in part) part.parts.forEach(visit);
    else if ('part' in part) visit(part.part);
    else if ('left' in part) [part.left, part.right].flatMap(termNames).forEach((name) => names.add(name));
    else names.add(typeof part.name === 'string' ? part.name : part.name.id);
  };
  visit(node);
  return [...names];
}

/**
 * Whether an expression holds for a row. A comparison with an unknown value (undefined or NaN) does not hold,
 * `!=` included; `not` of such a comparison does.
 */
export function evaluateExpression(
  expression: Expression,
  valueOf: (name: string) => ParameterValue | undefined,
): boolean {
  switch (expression.kind) {
    case 'and':
      return expression.parts.every((part) => evaluateExpression(part, valueOf));
    case 'or':
      return expression.parts.some((part) => evaluateExpression(part, valueOf));
    case 'not':
      return !evaluateExpression(expression.part, valueOf);
    case 'in': {
      const value = valueOf(expression.name);
      return value !== undefined && expression.values.includes(value) && !Number.isNaN(value);
    }
    case 'compare': {
      const value = valueOf(expression.name);
      return (
        value !== undefined && !Number.isNaN(value) && compare(value, expression.operator, expression.value)
      );
    }
    case 'relation': {
      const numberOf = (name: string): number => {
        const value = valueOf(name);
        return typeof value === 'number' ? value : Number.NaN;
      };
      const left = evaluateTerm(expression.left, numberOf);
      const right = evaluateTerm(expression.right, numberOf);
      return !Number.isNaN(left) && !Number.isNaN(right) && compare(left, expression.operator, right);
    }
  }
}

/** Whether two values compare so; order only holds between numbers. */
function compare(left: ParameterValue, operator: ComparisonOperator, right: ParameterValue): boolean {
  if (operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left !== 'number' || typeof right !== 'number') return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}
