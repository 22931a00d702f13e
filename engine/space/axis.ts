// One dimension of a space as arithmetic: codes and values, grid levels, and a monotone map to [0, 1].
// A float or integer dimension's code is its value; a choice dimension's code is the index of the choice.

import type { RandomStream } from '../contract/random.ts';
import type { Dimension } from '../contract/study.ts';
import type { ParameterValue } from '../contract/system.ts';

export interface Axis {
  /** Distinct codes; Infinity if continuous. */
  readonly size: number;
  /** Points a grid takes; NaN for a float without `levels`. */
  readonly levelCount: number;
  /** Code of a grid level in [0, levelCount). */
  levelCode(level: number): number;
  /** Grid level of a code that `levelCode` gave; the nearest level for any other code. */
  levelOf(code: number): number;
  /** Uniform on the axis's scale. */
  sample(stream: RandomStream): number;
  /** Monotone, to [0, 1]; discrete codes land inside their own bin. */
  toUnit(code: number): number;
  /** Inverse of `toUnit`: exact for discrete axes, to rounding for floats. Arguments outside [0, 1] are clamped. */
  fromUnit(unit: number): number;
  /** Code of a value; NaN if the value is not on the axis. */
  codeOf(value: ParameterValue): number;
  valueOf(code: number): ParameterValue;
}

/** A uniform index below `count`. One draw cut into equal whole bins, the incomplete last bin rejected. */
function uniformIndex(stream: RandomStream, count: number, bin: number, limit: number): number {
  if (count > 4294967296) return stream.below(count);
  let draw = stream.uint32();
  while (draw >= limit) draw = stream.uint32();
  return Math.floor(draw / bin);
}

function clampIndex(index: number, count: number): number {
  return index < 0 ? 0 : index >= count ? count - 1 : index;
}

class ChoiceAxis implements Axis {
  readonly size: number;
  readonly levelCount: number;
  readonly #choices: readonly ParameterValue[];
  readonly #codes: ReadonlyMap<ParameterValue, number>;
  readonly #bin: number;
  readonly #limit: number;

  constructor(choices: readonly ParameterValue[]) {
    this.#choices = choices;
    this.size = choices.length;
    this.levelCount = choices.length;
    this.#codes = new Map(choices.map((choice, index) => [choice, index]));
    this.#bin = Math.floor(4294967296 / choices.length);
    this.#limit = this.#bin * choices.length;
  }

  levelCode(level: number): number {
    return level;
  }

  levelOf(code: number): number {
    return code;
  }

  sample(stream: RandomStream): number {
    return uniformIndex(stream, this.size, this.#bin, this.#limit);
  }

  toUnit(code: number): number {
    return (code + 0.5) / this.size;
  }

  fromUnit(unit: number): number {
    return clampIndex(Math.floor(unit * this.size), this.size);
  }

  codeOf(value: ParameterValue): number {
    return this.#codes.get(value) ?? Number.NaN;
  }

  valueOf(code: number): ParameterValue {
    return this.#choices[code]!;
  }
}

class IntegerAxis implements Axis {
  readonly size: number;
  readonly levelCount: number;
  readonly #minimum: number;
  readonly #step: number;
  readonly #logarithmic: boolean;
  /** Ends of the scale, half a step outside the range so that every value owns a bin; logarithms on a log scale. */
  readonly #low: number;
  readonly #span: number;
  readonly #bin: number;
  readonly #limit: number;
  /** Codes of the grid levels where fewer than all values are asked for. */
  readonly #levels: Float64Array | undefined;

  constructor(dimension: Extract<Dimension, { kind: 'integer' }>) {
    const { minimum, maximum, step, scale, levels } = dimension;
    this.#minimum = minimum;
    this.#step = step;
    this.#logarithmic = scale === 'log';
    this.size = Math.floor((maximum - minimum) / step) + 1;
    // A step larger than the minimum would put half a step below zero, where there is no logarithm.
    const half = this.#logarithmic ? Math.min(step, minimum) / 2 : step / 2;
    const low = minimum - half;
    const high = minimum + (this.size - 1) * step + step / 2;
    this.#low = this.#logarithmic ? Math.log(low) : low;
    this.#span = (this.#logarithmic ? Math.log(high) : high) - this.#low;
    this.#bin = Math.floor(4294967296 / this.size);
    this.#limit = this.#bin * this.size;
    this.#levels = levels === undefined || levels >= this.size ? undefined : this.#spread(levels);
    this.levelCount = this.#levels?.length ?? this.size;
  }

  /** At most `count` distinct values from end to end, evenly on the scale. */
  #spread(count: number): Float64Array {
    const first = this.toUnit(this.#minimum);
    const last = this.toUnit(this.#minimum + (this.size - 1) * this.#step);
    const codes = new Set<number>();
    for (let level = 0; level < count; level++) {
      codes.add(this.fromUnit(count === 1 ? 0.5 : first + ((last - first) * level) / (count - 1)));
    }
    return Float64Array.from(codes).sort();
  }

  levelCode(level: number): number {
    return this.#levels?.[level] ?? this.#minimum + level * this.#step;
  }

  levelOf(code: number): number {
    if (this.#levels === undefined) return Math.round((code - this.#minimum) / this.#step);
    return nearestIndex(this.#levels, code);
  }

  sample(stream: RandomStream): number {
    if (this.#logarithmic) return this.fromUnit(stream.uniform());
    return this.#minimum + uniformIndex(stream, this.size, this.#bin, this.#limit) * this.#step;
  }

  toUnit(code: number): number {
    return ((this.#logarithmic ? Math.log(code) : code) - this.#low) / this.#span;
  }

  fromUnit(unit: number): number {
    const position = this.#low + unit * this.#span;
    const value = this.#logarithmic ? Math.exp(position) : position;
    return (
      this.#minimum + clampIndex(Math.round((value - this.#minimum) / this.#step), this.size) * this.#step
    );
  }

  codeOf(value: ParameterValue): number {
    if (typeof value !== 'number') return Number.NaN;
    const index = (value - this.#minimum) / this.#step;
    return Number.isInteger(index) && index >= 0 && index < this.size ? value : Number.NaN;
  }

  valueOf(code: number): number {
    return code;
  }
}

class FloatAxis implements Axis {
  readonly size = Number.POSITIVE_INFINITY;
  readonly levelCount: number;
  readonly #minimum: number;
  readonly #maximum: number;
  readonly #logarithmic: boolean;
  readonly #low: number;
  readonly #span: number;

  constructor(dimension: Extract<Dimension, { kind: 'float' }>) {
    this.#minimum = dimension.minimum;
    this.#maximum = dimension.maximum;
    this.#logarithmic = dimension.scale === 'log';
    this.#low = this.#logarithmic ? Math.log(dimension.minimum) : dimension.minimum;
    this.#span = (this.#logarithmic ? Math.log(dimension.maximum) : dimension.maximum) - this.#low;
    this.levelCount = dimension.minimum === dimension.maximum ? 1 : (dimension.levels ?? Number.NaN);
  }

  levelCode(level: number): number {
    return this.fromUnit(this.levelCount === 1 ? 0.5 : level / (this.levelCount - 1));
  }

  levelOf(code: number): number {
    return this.levelCount === 1 ? 0 : Math.round(this.toUnit(code) * (this.levelCount - 1));
  }

  sample(stream: RandomStream): number {
    return this.fromUnit(stream.uniform());
  }

  toUnit(code: number): number {
    if (this.#span === 0) return code === code ? 0.5 : code;
    const unit = ((this.#logarithmic ? Math.log(code) : code) - this.#low) / this.#span;
    return unit < 0 ? 0 : unit > 1 ? 1 : unit;
  }

  fromUnit(unit: number): number {
    if (unit <= 0) return this.#minimum;
    if (unit >= 1) return this.#maximum;
    const position = this.#low + unit * this.#span;
    const value = this.#logarithmic ? Math.exp(position) : position;
    return value < this.#minimum ? this.#minimum : value > this.#maximum ? this.#maximum : value;
  }

  codeOf(value: ParameterValue): number {
    return typeof value === 'number' && value >= this.#minimum && value <= this.#maximum ? value : Number.NaN;
  }

  valueOf(code: number): number {
    return code;
  }
}

/** Index of the entry of an ascending array that is nearest to `code`; the lower one of two equally near. */
function nearestIndex(ascending: Float64Array, code: number): number {
  let best = 0;
  for (let index = 1; index < ascending.length; index++) {
    if (Math.abs(ascending[index]! - code) < Math.abs(ascending[best]! - code)) best = index;
  }
  return best;
}

/** The arithmetic of one dimension. */
export function axisOf(dimension: Dimension): Axis {
  if (dimension.kind === 'choice') return new ChoiceAxis(dimension.choices);
  return dimension.kind === 'integer' ? new IntegerAxis(dimension) : new FloatAxis(dimension);
}
