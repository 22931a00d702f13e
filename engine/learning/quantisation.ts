// Uniform symmetric quantisation: on the JavaScript side for stored weights, and inside traced functions for
// activations and quantisation-aware training.

import { lax, numpy, tensor, valuesOf, type Tensor, type Weights } from './arrays.ts';

/** Largest code of a signed symmetric quantiser: 127 for 8 bits, 7 for 4, 1 for 2. */
export function largestCode(bits: number): number {
  return 2 ** (bits - 1) - 1;
}

/**
 * Rounds every value to one of the 2^bits - 1 symmetric levels of its channel, whose scale is its largest magnitude.
 * Channels are the last axis (the outputs of a weight matrix [inputs, outputs]); `channels` = 1 gives one scale for
 * all. At 16 bits and more values pass unchanged.
 */
export function quantised(values: Float32Array, bits: number, channels: number): Float32Array<ArrayBuffer> {
  const result = Float32Array.from(values);
  if (bits >= 16) return result;
  const most = largestCode(bits);
  for (let channel = 0; channel < channels; channel++) {
    let largest = 0;
    for (let index = channel; index < values.length; index += channels) {
      largest = Math.max(largest, Math.abs(values[index]!));
    }
    if (largest === 0) continue;
    const scale = largest / most;
    for (let index = channel; index < values.length; index += channels) {
      result[index] = Math.round(values[index]! / scale) * scale;
    }
  }
  return result;
}

/** Quantised copies of named weights, one scale per output; those `keep` names stay as they are. */
export function quantisedWeights(
  weights: Weights,
  bits: number,
  keep: (name: string) => boolean = () => false,
): Weights {
  const values = valuesOf(weights);
  return Object.fromEntries(
    Object.entries(weights).map(([name, weight]) => {
      const channels = weight.shape.at(-1) ?? 1;
      return [name, tensor(quantised(values[name]!, keep(name) ? 16 : bits, channels), weight.shape)];
    }),
  );
}

/**
 * Quantised stand-in for an activation inside a traced function, one scale a row (last axis); the gradient passes
 * straight through. Consumes its argument. At 16 bits and more it does nothing.
 */
export function quantisedActivation(values: Tensor, bits: number): Tensor {
  if (bits >= 16) return values;
  const most = largestCode(bits);
  const still = lax.stopGradient(values.ref);
  const scale = numpy.maximum(numpy.max(numpy.absolute(still.ref), -1, { keepdims: true }), 1e-12).div(most);
  const rounded = numpy.round(still.ref.div(scale.ref)).mul(scale);
  return values.add(rounded.sub(still));
}
