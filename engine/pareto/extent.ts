// How far a front reaches in every objective, and its values on that scale; row-major.

export interface Extent {
  /** Least and largest value of every objective; Infinity and -Infinity of an empty front. */
  readonly low: Float64Array;
  readonly high: Float64Array;
}

export function extentOf(front: Float64Array, objectiveCount: number): Extent {
  const low = new Float64Array(objectiveCount).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(objectiveCount).fill(Number.NEGATIVE_INFINITY);
  front.forEach((value, cell) => {
    const objective = cell % objectiveCount;
    low[objective] = Math.min(low[objective]!, value);
    high[objective] = Math.max(high[objective]!, value);
  });
  return { low, high };
}

/** What values are divided by to scale them: high less low, 1 for an objective that does not vary. */
export function spansOf({ low, high }: Extent): Float64Array {
  return low.map((value, objective) => (high[objective]! > value ? high[objective]! - value : 1));
}

/** Values with the extent's least value at 0 and its largest at 1. */
export function scaledTo(values: Float64Array, extent: Extent): Float64Array {
  const { low } = extent;
  const spans = spansOf(extent);
  return values.map((value, cell) => {
    const objective = cell % low.length;
    return (value - low[objective]!) / spans[objective]!;
  });
}
