// What the names of an expression stand for.

import { ParetoscopeError } from '../contract/errors.ts';
import { parseQuantity } from '../contract/quantity.ts';
import type { Parameters, ParameterValue } from '../contract/system.ts';
import { expressionError, type Span } from './expression-tokens.ts';
import type { Name } from './expression-tree.ts';
import { didYouMean } from './suggest.ts';

/** What a name stands for. Numbers in `unit`, as stored. */
export type ExpressionType =
  | { readonly kind: 'number'; readonly unit?: string | undefined }
  | {
      readonly kind: 'choice';
      readonly choices: readonly ParameterValue[];
      readonly unit?: string | undefined;
    };

export type ExpressionSchema = Readonly<Record<string, ExpressionType>>;

/** The names of a system's parameters. */
export function parameterSchema(parameters: Parameters): ExpressionSchema {
  return Object.fromEntries(
    Object.entries(parameters).map(([id, parameter]): [string, ExpressionType] => {
      const { unit } = parameter;
      switch (parameter.kind) {
        case 'float':
        case 'integer':
          return [id, { kind: 'number', unit }];
        case 'boolean':
          return [id, { kind: 'choice', choices: [false, true] }];
        default:
          return [id, { kind: 'choice', choices: parameter.choices, unit }];
      }
    }),
  );
}

/** Whether every value of a name is a number. */
export function isNumeric(type: ExpressionType): boolean {
  return type.kind === 'number' || type.choices.every((choice) => typeof choice === 'number');
}

/** What a name stands for. Throws `usage` with the nearest known one where there is no such name. */
export function typeOf(name: Name, schema: ExpressionSchema): ExpressionType {
  if (Object.hasOwn(schema, name.id)) return schema[name.id]!;
  const names = Object.keys(schema);
  const parts = name.id.split(/[-/]/);
  const isComputed =
    parts.length > 1 && parts.every((part) => Object.hasOwn(schema, part) || !Number.isNaN(Number(part)));
  throw expressionError(
    `there is no "${name.id}"`,
    name.span,
    isComputed
      ? 'write spaces around "-" and "/", which names may hold'
      : (didYouMean(name.id, names) ??
          `known names: ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', ...' : ''}`),
  );
}

/** A quantity in the unit of a name. Throws `usage` with its column for one of another kind. */
export function quantityAt(text: string, id: string, unit: string | undefined, span: Span): number {
  try {
    return parseQuantity(text, unit, id);
  } catch (error) {
    if (error instanceof ParetoscopeError) throw expressionError(error.message, span, error.hint);
    throw error;
  }
}
