import { describe, expect, it } from 'vitest';
import { numpy, tensor, valueAndGrad, valuesOf } from '../../../engine/learning/arrays.ts';
import {
  largestCode,
  quantised,
  quantisedActivation,
  quantisedWeights,
} from '../../../engine/learning/quantisation.ts';

describe('quantisation', () => {
  it('has 127, 7 and 1 as largest codes of 8, 4 and 2 bits', () => {
    expect([8, 4, 2].map(largestCode)).toEqual([127, 7, 1]);
  });

  it('rounds to the levels of each channel', () => {
    // Two channels in turn: 7 and 0.7 are their largest magnitudes, so 4-bit levels are 1 and 0.1 apart.
    const rounded = quantised(new Float32Array([7, 0.7, -2.4, -0.26, 0.4, 0.04]), 4, 2);
    [7, 0.7, -2, -0.3, 0, 0].forEach((value, index) => expect(rounded[index]).toBeCloseTo(value, 6));
  });

  it('keeps a channel of zeros, and everything at 16 bits', () => {
    expect([...quantised(new Float32Array([0, 0]), 4, 1)]).toEqual([0, 0]);
    expect([...quantised(new Float32Array([0.123, -3]), 16, 1)]).toEqual([...new Float32Array([0.123, -3])]);
  });

  it('leaves named weights alone where asked', () => {
    const weights = {
      a: tensor(new Float32Array([1, 0.4]), [2, 1]),
      b: tensor(new Float32Array([1, 0.4]), [2, 1]),
    };
    const values = valuesOf(quantisedWeights(weights, 2, (name) => name === 'b'));
    expect([...values.a!]).toEqual([1, 0]);
    expect([...values.b!]).toEqual([...new Float32Array([1, 0.4])]);
  });

  it('rounds activations by row and lets the gradient through', () => {
    const [value, gradient] = valueAndGrad((x: numpy.Array) => numpy.sum(quantisedActivation(x, 4)))(
      tensor(new Float32Array([7, -2.4, 0.07, 0.012]), [2, 2]),
    );
    expect(value.item()).toBeCloseTo(7 - 2 + 0.07 + 0.01, 5);
    expect([...gradient.dataSync()]).toEqual([1, 1, 1, 1]);
  });
});
