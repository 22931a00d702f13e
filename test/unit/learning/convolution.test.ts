import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { numpy, tensor, valueAndGrad, type Tensor } from '../../../engine/learning/arrays.ts';
import { groupConvolution } from '../../../engine/learning/convolution.ts';

function normals(count: number, name: string): Float32Array<ArrayBuffer> {
  const stream = new RandomStream(3, name);
  return Float32Array.from({ length: count }, () => stream.normal());
}

interface Case {
  readonly channels: number;
  readonly size: number;
  readonly outputs: number;
  readonly stride: 1 | 2;
  readonly side: number;
}

/** The same convolution as a dense one whose kernel is zero between groups, by loops over every pixel. */
function blockDiagonal(
  pictures: Float32Array,
  kernel: Float32Array,
  rows: number,
  length: number,
  { channels, size, outputs, stride, side }: Case,
): Float32Array {
  const groups = channels / size;
  const taps = side * side;
  const dense = new Float32Array(taps * channels * groups * outputs);
  for (let tap = 0; tap < taps; tap++) {
    for (let group = 0; group < groups; group++) {
      for (let input = 0; input < size; input++) {
        for (let output = 0; output < outputs; output++) {
          dense[(tap * channels + group * size + input) * groups * outputs + group * outputs + output] =
            kernel[((tap * groups + group) * size + input) * outputs + output]!;
        }
      }
    }
  }
  const border = (side - 1) / 2;
  const out = length / stride;
  const result = new Float32Array(rows * out * out * groups * outputs);
  for (let row = 0; row < rows; row++) {
    for (let y = 0; y < out; y++) {
      for (let x = 0; x < out; x++) {
        for (let output = 0; output < groups * outputs; output++) {
          let sum = 0;
          for (let tap = 0; tap < taps; tap++) {
            const fromY = y * stride + Math.floor(tap / side) - border;
            const fromX = x * stride + (tap % side) - border;
            if (fromY < 0 || fromX < 0 || fromY >= length || fromX >= length) continue;
            for (let input = 0; input < channels; input++) {
              sum +=
                pictures[((row * length + fromY) * length + fromX) * channels + input]! *
                dense[(tap * channels + input) * groups * outputs + output]!;
            }
          }
          result[((row * out + y) * out + x) * groups * outputs + output] = sum;
        }
      }
    }
  }
  return result;
}

describe('group convolution', () => {
  it.each<Case>([
    { channels: 1, size: 1, outputs: 4, stride: 2, side: 3 },
    { channels: 6, size: 1, outputs: 1, stride: 1, side: 3 },
    { channels: 6, size: 1, outputs: 1, stride: 2, side: 3 },
    { channels: 6, size: 2, outputs: 3, stride: 1, side: 3 },
    { channels: 4, size: 2, outputs: 2, stride: 2, side: 5 },
    { channels: 4, size: 4, outputs: 4, stride: 1, side: 1 },
  ])(
    'equals a block-diagonal dense convolution ($channels channels in groups of $size, stride $stride)',
    (given) => {
      const { channels, size, outputs, stride, side } = given;
      const pictures = normals(2 * 6 * 6 * channels, 'pictures');
      const kernel = normals(side * side * channels * outputs, 'kernel');
      const result = groupConvolution(
        tensor(pictures.slice(), [2, 6, 6, channels]),
        tensor(kernel.slice(), [side * side, channels / size, size, outputs]),
        stride,
      );
      expect(result.shape).toEqual([2, 6 / stride, 6 / stride, (channels / size) * outputs]);
      const ours = result.dataSync();
      const expected = blockDiagonal(pictures, kernel, 2, 6, given);
      expected.forEach((value, index) => expect(ours[index]).toBeCloseTo(value, 4));
    },
  );

  it('has the derivative of finite differences with respect to every weight', () => {
    const pictures = normals(2 * 4 * 4 * 4, 'pictures');
    const kernel = normals(9 * 2 * 2 * 2, 'kernel');
    const loss = (weights: Tensor): Tensor =>
      numpy.mean(numpy.square(groupConvolution(tensor(pictures.slice(), [2, 4, 4, 4]), weights, 2)));
    const [value, gradient] = valueAndGrad(loss)(tensor(kernel.slice(), [9, 2, 2, 2]));
    value.dispose();
    const derivative = gradient.dataSync();
    const step = 0.01;
    for (const index of [0, 7, 35, 71]) {
      const at = (delta: number): number => {
        const moved = kernel.slice();
        moved[index]! += delta;
        return loss(tensor(moved, [9, 2, 2, 2])).item();
      };
      // The loss is quadratic in each weight, so a central difference is exact up to rounding.
      expect(derivative[index]).toBeCloseTo((at(step) - at(-step)) / (2 * step), 3);
    }
  });
});
