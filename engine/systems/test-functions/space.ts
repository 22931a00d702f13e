// The space of a test problem, for benchmarks and tests that drive a sampler without a study.

import type { Dimension } from '../../contract/study.ts';
import type { Parameter } from '../../contract/system.ts';
import { Space } from '../../space/space.ts';
import type { TestProblem, Variable } from './problem.ts';

/** Id of the variable at `index`: x1, x2, ... */
export function variableId(index: number): string {
  return `x${index + 1}`;
}

function dimensionOf(variable: Variable, id: string): Dimension {
  const { minimum, maximum } = variable;
  switch (variable.kind) {
    case 'float':
      return { kind: 'float', id, minimum, maximum, scale: 'linear' };
    case 'integer':
      return { kind: 'integer', id, minimum, maximum, step: 1, scale: 'linear' };
    case 'choice':
      return { kind: 'choice', id, choices: variable.choices ?? [], ordered: true };
  }
}

/** A variable as a system's parameter; the default is the middle, because test functions publish none. */
export function parameterOf(variable: Variable, index: number): Parameter {
  const doc = `Variable ${index + 1} of the function.`;
  const { minimum, maximum } = variable;
  switch (variable.kind) {
    case 'float':
      return { kind: 'float', minimum, maximum, scale: 'linear', default: (minimum + maximum) / 2, doc };
    case 'integer':
      return {
        kind: 'integer',
        minimum,
        maximum,
        scale: 'linear',
        default: Math.floor((minimum + maximum) / 2),
        doc,
      };
    case 'choice': {
      const choices = variable.choices ?? [];
      return { kind: 'ordinal', choices, default: choices[choices.length >> 1]!, doc };
    }
  }
}

/** All variables vary over their whole range. */
export function spaceOf(problem: TestProblem): Space {
  return new Space({
    dimensions: problem.variables.map((variable, index) => dimensionOf(variable, variableId(index))),
    fixed: {},
    parameters: Object.fromEntries(
      problem.variables.map((variable, index) => [variableId(index), parameterOf(variable, index)]),
    ),
    constraints: [],
  });
}

/** The variables of a code row. */
export function variablesOf(problem: TestProblem, codes: Float64Array, offset: number): Float64Array {
  return Float64Array.from(problem.variables, (variable, index) => {
    const code = codes[offset + index]!;
    return variable.kind === 'choice' ? variable.choices![code]! : code;
  });
}

/** Sum of the amounts by which constraints are missed; 0 is feasible. */
export function violationOf(constraints: readonly number[]): number {
  return constraints.reduce((sum, value) => sum + Math.max(0, -value), 0);
}
