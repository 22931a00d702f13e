// Combinations of parameter values that a study forbids or demands, as design constraints beside those of its system.

import { ParetoscopeError } from '../contract/errors.ts';
import type { DesignConstraint, Parameters } from '../contract/system.ts';
import { compileExpression, evaluateExpression, expressionNames } from './expression.ts';
import { parameterSchema } from './expression-schema.ts';

/**
 * The constraint that a design is not such as `text` says, e.g. `mac = 256 and clock > 500 MHz`. Parameters that are
 * inactive count with their default. Throws `usage` for an expression that makes no sense of these parameters.
 */
export function forbiddenConstraint(text: string, parameters: Parameters): DesignConstraint {
  if (text.trim() === '') throw new ParetoscopeError('usage', 'a forbidden combination is empty');
  const expression = compileExpression(text, parameterSchema(parameters));
  return {
    id: `forbid ${text}`,
    message: `the study forbids ${text}`,
    uses: expressionNames(expression),
    holds: (design) => !evaluateExpression(expression, (name) => design[name]),
  };
}

/**
 * The constraint that a design is such as `text` says, e.g. `tile_m * tile_k <= sram`. Parameters that are inactive count
 * with their default. Throws `usage` for an expression that makes no sense of these parameters.
 */
export function requiredConstraint(text: string, parameters: Parameters): DesignConstraint {
  const expression = compileExpression(text, parameterSchema(parameters));
  return {
    id: text,
    message: `the study demands ${text}`,
    uses: expressionNames(expression),
    holds: (design) => evaluateExpression(expression, (name) => design[name]),
  };
}
