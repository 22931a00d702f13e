// What the gains of a run so far say about those to come.

/** One-sided confidence of the bounds. */
export const PLATEAU_CONFIDENCE = 0.95;
/** Student's t at 95 %, one-sided, for 1 to 9 degrees of freedom. */
const STUDENT_95 = [
  6.313751515, 2.91998558, 2.353363435, 2.131846786, 2.015048373, 1.943180281, 1.894578605, 1.859548038,
  1.833112933,
];

/**
 * Upper 95 % limit of the sum of as many further gains as these, of which there are 2 to 10: their mean plus its standard
 * error times Student's t, a one-sided test on the last steps of a run (T. Wagner, H. Trautmann and B. Naujoks, "OCD:
 * Online convergence detection for evolutionary multi-objective algorithms based on statistical testing", EMO 2009; here
 * of the mean gain and not of its variance, because a share of the hypervolume is what people can judge). It takes later
 * steps to gain no more than these on average, which holds while a sampler does not change its ways.
 */
export function expectedGainOf(gains: readonly number[]): number {
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1);
  return gains.length * (mean + STUDENT_95[gains.length - 2]! * Math.sqrt(variance / gains.length));
}
