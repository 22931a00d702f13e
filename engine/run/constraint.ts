// What a metric constraint says about a value.

import type { MetricConstraint } from '../contract/study.ts';

/** Whether a metric value meets the constraint; NaN (unknown) never does. */
export function meets(constraint: MetricConstraint, value: number): boolean {
  switch (constraint.comparison) {
    case '<':
      return value < constraint.bound;
    case '<=':
      return value <= constraint.bound;
    case '>':
      return value > constraint.bound;
    case '>=':
      return value >= constraint.bound;
  }
}

/**
 * How far a value misses a constraint, relative to its bound (absolute where the bound is 0); 0 where it is met,
 * Infinity where the value is unknown. A strict bound that is hit exactly counts as the smallest positive miss.
 */
export function violation(constraint: MetricConstraint, value: number): number {
  if (meets(constraint, value)) return 0;
  if (Number.isNaN(value)) return Infinity;
  const miss = Math.abs(value - constraint.bound) / (constraint.bound === 0 ? 1 : Math.abs(constraint.bound));
  return miss === 0 ? Number.MIN_VALUE : miss;
}
