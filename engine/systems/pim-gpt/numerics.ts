// The arithmetic of the machine, done for real: values rounded to its format, and the functions of its unit
// computed as the unit does, from additions and multiplications. Range reduction and first guesses are our
// assumption; the readable part of the paper names the series and the iterations only.

/** How a machine computes. */
export interface Arithmetic {
  /** Rounds a vector in place to what is stored and sent. */
  readonly round: (values: Float64Array) => void;
  /** Rounds one row of weights in place. */
  readonly roundWeights: (values: Float64Array) => void;
  /** Rounds one sum of products. */
  readonly sum: (value: number) => number;
  readonly exponential: (x: number) => number;
  readonly reciprocal: (x: number) => number;
  readonly inverseRoot: (x: number) => number;
}

/** Double precision and exact functions: what the machine is compared with. */
export const EXACT: Arithmetic = {
  round: () => {},
  roundWeights: () => {},
  sum: (value) => value,
  exponential: Math.exp,
  reciprocal: (x) => 1 / x,
  inverseRoot: (x) => 1 / Math.sqrt(x),
};

const word = new DataView(new ArrayBuffer(4));

/** Rounds to BF16: the upper half of a 32-bit float, to nearest, ties to even. */
export function toBfloat16(value: number): number {
  word.setFloat32(0, value);
  const bits = word.getUint32(0);
  const rounded = (bits + 0x7fff + ((bits >>> 16) & 1)) >>> 0;
  word.setUint32(0, rounded & 0xffff0000);
  return word.getFloat32(0);
}

/** Rounds a vector to 8-bit integers times one scale, the largest magnitude over 127. */
export function toScaledIntegers(values: Float64Array): void {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, Math.abs(value));
  if (largest === 0) return;
  const scale = largest / 127;
  for (let index = 0; index < values.length; index++)
    values[index] = Math.round(values[index]! / scale) * scale;
}

function rounder(bits: 8 | 16 | 32): (values: Float64Array) => void {
  if (bits === 8) return toScaledIntegers;
  const one = bits === 16 ? toBfloat16 : Math.fround;
  return (values) => {
    for (let index = 0; index < values.length; index++) values[index] = one(values[index]!);
  };
}

/** e^x = 2^k e^r with |r| <= ln 2 / 2, and `terms` powers of r beyond 1 (Horner). */
export function seriesExponential(x: number, terms: number): number {
  const shift = Math.round(x / Math.LN2);
  const rest = x - shift * Math.LN2;
  let sum = 1;
  for (let power = terms; power >= 1; power--) sum = 1 + (rest / power) * sum;
  return sum * 2 ** shift;
}

/**
 * 1 / x for x > 0: a line as first guess for the mantissa in [0.5, 1), off by at most 1/17, then `steps` of
 * Newton.
 */
export function newtonReciprocal(x: number, steps: number): number {
  const exponent = Math.floor(Math.log2(x)) + 1;
  const mantissa = x * 2 ** -exponent;
  let guess = 48 / 17 - (32 / 17) * mantissa;
  for (let step = 0; step < steps; step++) guess *= 2 - mantissa * guess;
  return guess * 2 ** -exponent;
}

/**
 * 1 / sqrt(x) for x > 0: a line as first guess for the mantissa in [1, 4), off by at most 19 %, then Newton.
 */
export function newtonInverseRoot(x: number, steps: number): number {
  const half = Math.floor(Math.log2(x) / 2);
  const mantissa = x * 4 ** -half;
  let guess = (7 - mantissa) / 6;
  for (let step = 0; step < steps; step++) guess *= 1.5 - 0.5 * mantissa * guess * guess;
  return guess * 2 ** -half;
}

/**
 * The machine's arithmetic: a format, terms of the exponential, steps of the iterations. Sums are 32-bit
 * floats.
 */
export function machineArithmetic(bits: 8 | 16 | 32, terms: number, steps: number): Arithmetic {
  const round = rounder(bits);
  return {
    round,
    roundWeights: round,
    sum: Math.fround,
    exponential: (x) => seriesExponential(x, terms),
    reciprocal: (x) => newtonReciprocal(x, steps),
    inverseRoot: (x) => newtonInverseRoot(x, steps),
  };
}
