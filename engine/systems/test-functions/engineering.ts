// Small constrained problems with two objectives.

import type { TestProblem } from './problem.ts';

/** T. T. Binh and U. Korn, "MOBES: a multiobjective evolution strategy for constrained optimization problems", 1997. */
export const bnh: TestProblem = {
  id: 'bnh',
  title: 'BNH',
  source: 'Binh and Korn, 1997',
  variables: [
    { minimum: 0, maximum: 5, kind: 'float' },
    { minimum: 0, maximum: 3, kind: 'float' },
  ],
  objectiveCount: 2,
  constraintCount: 2,
  evaluate: (x) => {
    const [a, b] = x as unknown as [number, number];
    return {
      objectives: [4 * a * a + 4 * b * b, (a - 5) ** 2 + (b - 5) ** 2],
      constraints: [25 - (a - 5) ** 2 - b * b, (a - 8) ** 2 + (b + 3) ** 2 - 7.7],
    };
  },
};

/**
 * A. Osyczka and S. Kundu, "A new method to solve generalized multicriteria optimization problems using the simple
 * genetic algorithm", Structural Optimization 10, 1995. Constraints scaled by their constants.
 */
export const osy: TestProblem = {
  id: 'osy',
  title: 'OSY',
  source: 'Osyczka and Kundu, 1995',
  variables: [
    { minimum: 0, maximum: 10, kind: 'float' },
    { minimum: 0, maximum: 10, kind: 'float' },
    { minimum: 1, maximum: 5, kind: 'float' },
    { minimum: 0, maximum: 6, kind: 'float' },
    { minimum: 1, maximum: 5, kind: 'float' },
    { minimum: 0, maximum: 10, kind: 'float' },
  ],
  objectiveCount: 2,
  constraintCount: 6,
  evaluate: (x) => {
    const [a, b, c, d, e, f] = x as unknown as [number, number, number, number, number, number];
    return {
      objectives: [
        -(25 * (a - 2) ** 2 + (b - 2) ** 2 + (c - 1) ** 2 + (d - 4) ** 2 + (e - 1) ** 2),
        a * a + b * b + c * c + d * d + e * e + f * f,
      ],
      constraints: [
        (a + b - 2) / 2,
        (6 - a - b) / 6,
        (2 - b + a) / 2,
        (2 - a + 3 * b) / 2,
        (4 - (c - 3) ** 2 - d) / 4,
        ((e - 3) ** 2 + f - 4) / 4,
      ],
    };
  },
};

export const engineering: readonly TestProblem[] = [bnh, osy];
