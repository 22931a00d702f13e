// The only importer of the autodiff library (docs/learning.md says why this one). Everything else in this folder, and
// every system that trains, takes arrays, products and derivatives from here.
//
// Ownership: an array passed to any of these functions is consumed. To use one twice, pass `array.ref` the first time.
// Memory that nobody consumes or disposes is never freed.

import { jit, lax, nn, numpy, valueAndGrad } from '@jax-js/jax';

/** Products, sums, shapes: NumPy's vocabulary. */
export { jit, lax, nn, numpy, valueAndGrad };

/** An array of 32-bit floating-point numbers (or, inside a traced function, its stand-in). */
export type Tensor = numpy.Array;

/** Named weights of a network. */
export type Weights = Record<string, Tensor>;

/** A tensor of the given shape over `values` in row-major order, which nobody may change afterwards. */
export function tensor(values: Float32Array<ArrayBuffer>, shape: readonly number[]): Tensor {
  return numpy.array(values, { shape: [...shape] });
}

/** A tensor without dimensions. */
export function scalar(value: number): Tensor {
  return numpy.array(Float32Array.of(value), { shape: [] });
}

/** One more reference to each weight, for a call that consumes them. */
export function shared<W extends Weights>(weights: W): W {
  return Object.fromEntries(Object.entries(weights).map(([name, value]) => [name, value.ref])) as W;
}

/** Gives up one reference to each weight. */
export function release(weights: Weights): void {
  for (const value of Object.values(weights)) value.dispose();
}

/** The numbers of every weight, on the JavaScript side; the weights stay usable. */
export function valuesOf(weights: Weights): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(weights).map(([name, value]) => [name, Float32Array.from(value.ref.dataSync())]),
  );
}
