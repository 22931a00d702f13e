// Monotone maps that tame heavy tails before a model is fitted; dominance is the same before and after.

export interface Warp {
  readonly forward: (value: number) => number;
  readonly backward: (warped: number) => number;
}

export const IDENTITY: Warp = { forward: (value) => value, backward: (warped) => warped };

/**
 * Logarithmic in the distance from the least value, measured by the median of `typical` (the values themselves unless
 * given); about linear near the least.
 */
export function flattening(values: Float64Array, typical: Float64Array = values): Warp {
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const scale = typical.slice().sort()[typical.length >> 1]! - least;
  if (!(scale > 0)) return IDENTITY;
  return {
    forward: (value) => Math.log1p(Math.max(-0.999, (value - least) / scale)),
    backward: (warped) => least + scale * Math.expm1(Math.min(warped, 600)),
  };
}
