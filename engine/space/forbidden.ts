// Combinations of parameter values that a study forbids, as design constraints beside those of its system.

import { ParetoscopeError } from '../contract/errors.ts';
import type { DesignConstraint, Parameters } from '../contract/system.ts';
import { compileExpression, evaluateExpression, expressionNames, type ExpressionType } from './expression.ts';

function schemaOf(parameters: Parameters): Record<string, ExpressionType> {
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

/**
 * The constraint that a design is not such as `text` says, e.g. `mac = 256 and clock > 500 MHz`. Parameters that are
 * inactive count with their default. Throws `usage` for an expression that makes no sense of these parameters.
 */
export function forbiddenConstraint(text: string, parameters: Parameters): DesignConstraint {
  if (text.trim() === '') throw new ParetoscopeError('usage', 'a forbidden combination is empty');
  const expression = compileExpression(text, schemaOf(parameters));
  return {
    id: `forbid ${text}`,
    message: `the study forbids ${text}`,
    uses: expressionNames(expression),
    holds: (design) => !evaluateExpression(expression, (name) => design[name]),
  };
}
