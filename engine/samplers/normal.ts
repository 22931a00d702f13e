// The standard normal distribution.

/** Distribution function; absolute error below 1.2e-7 (W. H. Press et al., Numerical Recipes in C, section 6.2, erfcc). */
export function normalCdf(z: number): number {
  const tail = 0.5 * complementaryError(Math.abs(z) * Math.SQRT1_2);
  return z >= 0 ? 1 - tail : tail;
}

/** Logarithm of the distribution function, right far into the lower tail too (leading term of its expansion). */
export function logNormalCdf(z: number): number {
  return z > -5 ? Math.log(normalCdf(z)) : -0.5 * z * z - Math.log(-z) - 0.5 * Math.log(2 * Math.PI);
}

/** Density. */
export function normalPdf(z: number): number {
  return Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
}

const CHEBYSHEV = [
  0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
  1.00002368, -1.26551223,
] as const;

/** erfc(x) for x >= 0; relative error below 1.2e-7. */
export function complementaryError(x: number): number {
  const t = 1 / (1 + 0.5 * x);
  let sum = 0;
  for (const coefficient of CHEBYSHEV) sum = sum * t + coefficient;
  return t * Math.exp(-x * x + sum);
}
