// Pareto dominance between rows of a row-major array; all objectives minimised.

/** The first point is at least as good everywhere and better somewhere. */
export const DOMINATES = -1;
/** The second point dominates the first. */
export const DOMINATED = 1;
export const INCOMPARABLE = 0;
export const EQUAL = 2;

export type Relation = typeof DOMINATES | typeof DOMINATED | typeof INCOMPARABLE | typeof EQUAL;

/**
 * How row `a` of `values` (its offset, not its index) stands to row `b`. NaN compares with nothing, so a point with an
 * unknown objective neither dominates nor is dominated in it.
 */
export function compare(
  values: Float64Array,
  a: number,
  others: Float64Array,
  b: number,
  objectiveCount: number,
): Relation {
  let better = false;
  let worse = false;
  for (let objective = 0; objective < objectiveCount; objective++) {
    const left = values[a + objective]!;
    const right = others[b + objective]!;
    if (left < right) {
      if (worse) return INCOMPARABLE;
      better = true;
    } else if (left > right) {
      if (better) return INCOMPARABLE;
      worse = true;
    } else if (left !== right) {
      return INCOMPARABLE;
    }
  }
  if (better) return DOMINATES;
  return worse ? DOMINATED : EQUAL;
}

/**
 * Constraint domination (Deb, Pratap, Agarwal and Meyarivan, "A fast and elitist multiobjective genetic algorithm:
 * NSGA-II", IEEE TEVC 2002, section VI): a smaller violation wins; among equal violations, Pareto dominance decides.
 * `violation` is 0 for a feasible point and Infinity for one that could not be evaluated.
 */
export function compareConstrained(
  values: Float64Array,
  a: number,
  violationOfA: number,
  b: number,
  violationOfB: number,
  objectiveCount: number,
): Relation {
  if (violationOfA !== violationOfB) return violationOfA < violationOfB ? DOMINATES : DOMINATED;
  if (violationOfA === Number.POSITIVE_INFINITY) return EQUAL;
  return compare(values, a, values, b, objectiveCount);
}

/** Whether every objective of the row is a finite number. */
export function isFiniteRow(values: Float64Array, offset: number, objectiveCount: number): boolean {
  for (let objective = 0; objective < objectiveCount; objective++) {
    const value = values[offset + objective]!;
    if (value - value !== 0) return false;
  }
  return true;
}
