// Random initial weights, drawn from keyed streams so that a network is a function of its seed alone.

import type { RandomStream } from '../contract/random.ts';
import { tensor, type Tensor } from './arrays.ts';

/** Normal weights with variance `gain / inputs` (He et al. 2015 for `gain` = 2; Glorot-like for 1). */
export function normalWeights(
  stream: RandomStream,
  shape: readonly number[],
  inputs: number,
  gain = 2,
): Tensor {
  const deviation = Math.sqrt(gain / inputs);
  const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
  for (let index = 0; index < values.length; index++) values[index] = deviation * stream.normal();
  return tensor(values, shape);
}

/** All weights equal to `value`. */
export function constantWeights(shape: readonly number[], value: number): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  return tensor(new Float32Array(count).fill(value), shape);
}
