// How a problem of the real-world suite is written; see `real-world.ts`.

import { unconstrained, type TestProblem, type Variable } from './problem.ts';
import { referenceFronts } from './real-world-fronts.ts';

const SOURCE = 'Tanabe and Ishibuchi, Applied Soft Computing 89, 2020';

export const float = (minimum: number, maximum: number): Variable => ({ minimum, maximum, kind: 'float' });
export const integer = (minimum: number, maximum: number): Variable => ({
  minimum,
  maximum,
  kind: 'integer',
});
export const choice = (choices: readonly number[]): Variable => ({
  minimum: choices[0]!,
  maximum: choices.at(-1)!,
  kind: 'choice',
  choices,
});
export const unit: Variable = float(0, 1);

export type Seven = [number, number, number, number, number, number, number];

/** Sum of the amounts by which the margins are negative. */
export const missed = (...margins: readonly number[]): number =>
  margins.reduce((sum, margin) => sum + Math.max(0, -margin), 0);

type Evaluate = (...x: number[]) => number[];

export function problem(
  id: string,
  title: string,
  variables: readonly Variable[],
  objectiveCount: number,
  evaluate: Evaluate,
): TestProblem {
  const made = unconstrained(id, `${id.toUpperCase()}: ${title}`, SOURCE, variables, objectiveCount, (x) =>
    evaluate(...x),
  );
  const front = referenceFronts[id];
  return front === undefined ? made : { ...made, front };
}
