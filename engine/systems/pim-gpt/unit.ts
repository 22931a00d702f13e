// The unit beside the memory: operation counts of everything that is not a matrix product, from its
// definition. 128 adders and 256 multipliers (recalled, unverified).

import type { PimDesign } from './model.ts';

export const ADDERS = 128;
export const MULTIPLIERS = 256;

/** Additions (and comparisons) and multiplications. */
export interface UnitWork {
  readonly additions: number;
  readonly multiplications: number;
}

export function addWork(...parts: readonly UnitWork[]): UnitWork {
  let additions = 0;
  let multiplications = 0;
  for (const part of parts) {
    additions += part.additions;
    multiplications += part.multiplications;
  }
  return { additions, multiplications };
}

/** Sums of `vectors` vectors of `length`: residuals, biases, partial sums. */
export function sumWork(length: number, vectors = 1): UnitWork {
  return { additions: length * vectors, multiplications: 0 };
}

/** Mean, variance, inverse square root by Newton steps, scale and shift of `width` values. */
export function normWork(width: number, design: PimDesign): UnitWork {
  return {
    additions: 4 * width + design.newton_steps,
    multiplications: 3 * width + 3 * design.newton_steps,
  };
}

/** Scale, maximum, exponentials by series, sum and reciprocal of `heads` rows of `length` scores. */
export function softmaxWork(length: number, heads: number, design: PimDesign): UnitWork {
  const { taylor_terms: terms, newton_steps: steps } = design;
  return {
    additions: heads * (length * (3 + terms) + steps),
    multiplications: heads * (length * (2 + terms) + 2 * steps),
  };
}

/**
 * x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x³))) of `width` values, tanh from one exponential and one
 * reciprocal.
 */
export function geluWork(width: number, design: PimDesign): UnitWork {
  const { taylor_terms: terms, newton_steps: steps } = design;
  return {
    additions: width * (3 + terms + steps),
    multiplications: width * (6 + terms + 2 * steps),
  };
}

/** Cycles of the unit's own clock: adders and multipliers work side by side. */
export function unitCycles({ additions, multiplications }: UnitWork): number {
  return Math.max(Math.ceil(additions / ADDERS), Math.ceil(multiplications / MULTIPLIERS));
}
