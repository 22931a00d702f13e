// A space as CMA-ES sees it: numbers and ordered choices are coordinates of a real vector, unordered choices are drawn
// from their own distributions.

import type { Space } from '../space/space.ts';

/** The bin of a discrete value along its coordinate; infinite at the ends of the axis. */
export interface Bin {
  readonly low: number;
  readonly high: number;
}

/**
 * Coordinates are on the unit scale of the axis. They may leave [0, 1]: continuous ones are folded back at the ends, so
 * that an optimum on the boundary looks like one inside, discrete ones belong to the outermost bin. Inactive parameters
 * keep their coordinates, which then matter to nothing.
 */
export class LatentSpace {
  readonly space: Space;
  /** Dimensions with a coordinate, in the order of the coordinates. */
  readonly numeric: readonly number[];
  /** Unordered dimensions. */
  readonly unordered: readonly number[];
  /** By coordinate: half of what codes differ by, 0 for a continuous one. */
  readonly #halfSteps: Float64Array;

  constructor(space: Space) {
    this.space = space;
    const numeric: number[] = [];
    const unordered: number[] = [];
    space.dimensions.forEach((dimension, index) => {
      const ordered = dimension.kind !== 'choice' || dimension.ordered || dimension.choices.length === 2;
      if (ordered) numeric.push(index);
      else unordered.push(index);
    });
    this.numeric = numeric;
    this.unordered = unordered;
    this.#halfSteps = Float64Array.from(numeric, (index) => {
      const dimension = space.dimensions[index]!;
      if (dimension.kind === 'float') return 0;
      return dimension.kind === 'integer' ? dimension.step / 2 : 0.5;
    });
  }

  isDiscrete(coordinate: number): boolean {
    return this.#halfSteps[coordinate]! > 0;
  }

  /** Levels of a discrete coordinate. */
  levels(coordinate: number): number {
    return this.space.axes[this.numeric[coordinate]!]!.size;
  }

  /** The bin that a discrete coordinate lies in. */
  bin(coordinate: number, at: number): Bin {
    const axis = this.space.axes[this.numeric[coordinate]!]!;
    const half = this.#halfSteps[coordinate]!;
    const code = axis.fromUnit(clamped(at));
    const isFirst = code === axis.fromUnit(0);
    const isLast = code === axis.fromUnit(1);
    return {
      low: isFirst ? Number.NEGATIVE_INFINITY : axis.toUnit(code - half),
      high: isLast ? Number.POSITIVE_INFINITY : axis.toUnit(code + half),
    };
  }

  /** Writes the design of coordinates and choices (codes of the unordered dimensions, in their order). */
  write(latent: Float64Array, choices: Float64Array, codes: Float64Array, offset: number): void {
    for (let coordinate = 0; coordinate < this.numeric.length; coordinate++) {
      const index = this.numeric[coordinate]!;
      const at = latent[coordinate]!;
      const unit = this.#halfSteps[coordinate] === 0 ? folded(at) : clamped(at);
      codes[offset + index] = this.space.axes[index]!.fromUnit(unit);
    }
    for (let place = 0; place < this.unordered.length; place++) {
      codes[offset + this.unordered[place]!] = choices[place]!;
    }
    this.space.deactivate(codes, offset);
  }

  /** Moves discrete coordinates to the middle of their bins. */
  snap(latent: Float64Array): void {
    for (let coordinate = 0; coordinate < this.numeric.length; coordinate++) {
      if (this.#halfSteps[coordinate] === 0) continue;
      const axis = this.space.axes[this.numeric[coordinate]!]!;
      latent[coordinate] = axis.toUnit(axis.fromUnit(clamped(latent[coordinate]!)));
    }
  }

  /** Reads a design; inactive parameters keep the coordinates and choices that are there. */
  read(codes: Float64Array, offset: number, latent: Float64Array, choices: Float64Array): void {
    for (let coordinate = 0; coordinate < this.numeric.length; coordinate++) {
      const index = this.numeric[coordinate]!;
      const code = codes[offset + index]!;
      if (code === code) latent[coordinate] = this.space.axes[index]!.toUnit(code);
    }
    for (let place = 0; place < this.unordered.length; place++) {
      const code = codes[offset + this.unordered[place]!]!;
      if (code === code) choices[place] = code;
    }
  }
}

function clamped(at: number): number {
  return at < 0 ? 0 : at > 1 ? 1 : at;
}

/** The triangle wave that is the identity on [0, 1]. */
function folded(at: number): number {
  if (at >= 0 && at <= 1) return at;
  const phase = at - 2 * Math.floor(at / 2);
  return phase <= 1 ? phase : 2 - phase;
}
