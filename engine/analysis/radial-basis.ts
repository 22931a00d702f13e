// Interpolation of scattered data by cubic radial basis functions with a linear tail.
// M. D. Buhmann, "Radial basis functions", Acta Numerica 9, 2000; used for expensive optimisation since R. G. Regis and
// C. A. Shoemaker, "A stochastic radial basis function method", INFORMS Journal on Computing 19(4), 2007.

import { solveInPlace } from './linear-solve.ts';

/** Share of the cube of a typical distance added to the diagonal, so that coinciding points do no harm. */
const RIDGE = 1e-9;

export class RadialBasisSurrogate {
  readonly #points: Float64Array;
  readonly #count: number;
  readonly #features: number;
  readonly #outputs: number;
  /** (count + 1 + features) x outputs: weights, then constant and slopes of the tail. */
  readonly #coefficients: Float64Array;

  private constructor(points: Float64Array, features: number, outputs: number, coefficients: Float64Array) {
    this.#points = points;
    this.#features = features;
    this.#count = points.length / features;
    this.#outputs = outputs;
    this.#coefficients = coefficients;
  }

  /**
   * Fits `values` (row-major, `outputs` a point) at `points` (row-major, `features` a point). Undefined if there are
   * too few different points for the linear tail.
   */
  static fit(
    points: Float64Array,
    features: number,
    values: Float64Array,
    outputs: number,
  ): RadialBasisSurrogate | undefined {
    const count = points.length / features;
    const size = count + features + 1;
    if (count <= features) return undefined;
    const matrix = new Float64Array(size * size);
    for (let row = 0; row < count; row++) {
      for (let other = 0; other < row; other++) {
        let squared = 0;
        for (let feature = 0; feature < features; feature++) {
          const difference = points[row * features + feature]! - points[other * features + feature]!;
          squared += difference * difference;
        }
        const cubed = squared * Math.sqrt(squared);
        matrix[row * size + other] = cubed;
        matrix[other * size + row] = cubed;
      }
      matrix[row * size + row] = RIDGE * features ** 1.5;
      matrix[row * size + count] = 1;
      matrix[count * size + row] = 1;
      for (let feature = 0; feature < features; feature++) {
        matrix[row * size + count + 1 + feature] = points[row * features + feature]!;
        matrix[(count + 1 + feature) * size + row] = points[row * features + feature]!;
      }
    }
    // A feature that no point varies has no slope to find; its slope is held at 0.
    for (let tail = count; tail < size; tail++) matrix[tail * size + tail] = -1e-9;
    const coefficients = new Float64Array(size * outputs);
    coefficients.set(values.subarray(0, count * outputs));
    if (!solveInPlace(matrix, size, coefficients, outputs)) return undefined;
    return new RadialBasisSurrogate(points, features, outputs, coefficients);
  }

  /** Writes the predicted outputs at the features at `offset`. */
  predict(features: Float64Array, offset: number, outputs: Float64Array, outputOffset: number): void {
    const count = this.#count;
    const width = this.#features;
    const outputCount = this.#outputs;
    const coefficients = this.#coefficients;
    const points = this.#points;
    for (let output = 0; output < outputCount; output++) {
      let value = coefficients[count * outputCount + output]!;
      for (let feature = 0; feature < width; feature++) {
        value += coefficients[(count + 1 + feature) * outputCount + output]! * features[offset + feature]!;
      }
      outputs[outputOffset + output] = value;
    }
    for (let point = 0; point < count; point++) {
      let squared = 0;
      const base = point * width;
      for (let feature = 0; feature < width; feature++) {
        const difference = points[base + feature]! - features[offset + feature]!;
        squared += difference * difference;
      }
      const cubed = squared * Math.sqrt(squared);
      for (let output = 0; output < outputCount; output++) {
        outputs[outputOffset + output]! += cubed * coefficients[point * outputCount + output]!;
      }
    }
  }
}
