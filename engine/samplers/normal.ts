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

/**
 * Inverse of the distribution function for 0 < p < 1: the rational approximation of P. J. Acklam (2003), relative error
 * below 1.2e-9.
 */
export function normalQuantile(p: number): number {
  if (p > 0.5) return -normalQuantile(1 - p);
  if (p >= 0.02425) {
    const q = p - 0.5;
    const r = q * q;
    return (
      (q *
        polynomial(
          [
            -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2,
            -3.066479806614716e1, 2.506628277459239,
          ],
          r,
        )) /
      polynomial(
        [
          -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1,
          -1.328068155288572e1, 1,
        ],
        r,
      )
    );
  }
  const q = Math.sqrt(-2 * Math.log(p));
  return (
    polynomial(
      [
        -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734,
        4.374664141464968, 2.938163982698783,
      ],
      q,
    ) / polynomial([7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416, 1], q)
  );
}

function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (const coefficient of coefficients) sum = sum * x + coefficient;
  return sum;
}
