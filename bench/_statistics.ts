// Summaries of a figure over several seeds.

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Order statistics that enclose the median with at least 95 % confidence (binomial), whatever the distribution: of 10
 * values the second and the ninth, of 20 the sixth and the fifteenth; the extremes where there are fewer than 6.
 */
export function medianInterval(values: readonly number[]): [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b);
  const count = sorted.length;
  let tail = 0;
  let term = 0.5 ** count;
  let place = 0;
  while (place < count && tail + term <= 0.025) {
    tail += term;
    term *= (count - place) / (place + 1);
    place++;
  }
  const outer = Math.max(0, place - 1);
  return [sorted[outer]!, sorted[count - 1 - outer]!];
}
