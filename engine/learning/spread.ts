// Averages over seeds, with how far the seeds lie apart.

/** Mean of a few repeated measurements, and their spread. */
export interface Spread {
  readonly mean: number;
  /** Sample standard deviation; 0 for one value, which says nothing about the spread. */
  readonly deviation: number;
  /** Standard error of the mean. */
  readonly error: number;
  readonly values: readonly number[];
}

/** Mean, sample standard deviation and standard error of at least one value. */
export function spread(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0;
  return { mean, deviation, error: deviation / Math.sqrt(values.length), values };
}
