// Code rows as points of a Euclidean space, for surrogates that work with distances, and of the unit cube, for trees.

import type { Space } from '../space/space.ts';

/**
 * Numbers and ordered choices become one coordinate in [0, 1]; an unordered choice becomes one coordinate a choice,
 * 1/sqrt(2) for the chosen one, so that two different choices are at distance 1. An inactive parameter is put in the
 * middle, or has no choice: what decides its activity is a coordinate too and tells the difference.
 */
export class FeatureMap {
  readonly count: number;
  readonly #space: Space;
  /** First feature of each dimension. */
  readonly #starts: Uint32Array;
  readonly #choices: Uint32Array;

  constructor(space: Space) {
    this.#space = space;
    this.#starts = new Uint32Array(space.width);
    this.#choices = new Uint32Array(space.width);
    let count = 0;
    space.dimensions.forEach((dimension, index) => {
      this.#starts[index] = count;
      const isUnordered = dimension.kind === 'choice' && !dimension.ordered && dimension.choices.length > 2;
      this.#choices[index] = isUnordered ? dimension.choices.length : 0;
      count += isUnordered ? dimension.choices.length : 1;
    });
    this.count = count;
  }

  /** Writes the features of the code row at `offset`. */
  write(codes: Float64Array, offset: number, features: Float64Array, featureOffset: number): void {
    for (let index = 0; index < this.#space.width; index++) {
      const code = codes[offset + index]!;
      const start = featureOffset + this.#starts[index]!;
      const choices = this.#choices[index]!;
      if (choices === 0) {
        features[start] = code === code ? this.#space.toUnit(index, code) : 0.5;
        continue;
      }
      for (let choice = 0; choice < choices; choice++) {
        features[start + choice] = choice === code ? Math.SQRT1_2 : 0;
      }
    }
  }

  /** Features of the code rows with the given indices, row-major. */
  matrix(codes: Float64Array, rows: ArrayLike<number>): Float64Array {
    const features = new Float64Array(rows.length * this.count);
    for (let place = 0; place < rows.length; place++) {
      this.write(codes, rows[place]! * this.#space.width, features, place * this.count);
    }
    return features;
  }
}

/** Rows of codes as points in [0, 1] for a forest; choices are at the middle of their bins. */
export function forestPoints(space: Space, codes: Float64Array, rows: ArrayLike<number>): Float64Array {
  const points = new Float64Array(rows.length * space.width);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place]!;
    for (let index = 0; index < space.width; index++) {
      const code = codes[row * space.width + index]!;
      // An inactive parameter lies at the middle: a cut cannot tell it apart, so it earns no importance by absence.
      points[place * space.width + index] = code === code ? space.toUnit(index, code) : 0.5;
    }
  }
  return points;
}
