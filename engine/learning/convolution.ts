// Group convolution with derivatives. The library's own general convolution differentiates some forty times slower than
// its matrix product, so a 3 x 3 convolution is written as nine products of shifted pictures, one batch entry a group.

import { numpy, type Tensor } from './arrays.ts';

/**
 * A k x k group convolution, k odd, zero padding (k - 1) / 2, stride 1 or 2 (even heights and widths).
 * `pictures` is [rows, height, width, channels]; `kernel` is [k * k, groups, channels / groups, outputs / groups] with
 * taps in row-major order; the result is [rows, height / stride, width / stride, outputs]. Consumes both.
 */
export function groupConvolution(pictures: Tensor, kernel: Tensor, stride: 1 | 2 = 1): Tensor {
  const [rows, height, width] = pictures.shape as [number, number, number, number];
  const [taps, groups, size, outputs] = kernel.shape as [number, number, number, number];
  const side = Math.sqrt(taps);
  const border = (side - 1) / 2;
  const high = height / stride;
  const wide = width / stride;
  // Groups first, so that each is one entry of a batched product.
  const grouped = numpy.transpose(pictures.reshape([rows, height, width, groups, size]), [3, 0, 1, 2, 4]);
  const padding: [number, number] = [border, border];
  const none: [number, number] = [0, 0];
  const padded = numpy.pad(grouped, [none, none, padding, padding, none]);
  const lattice =
    stride === 1
      ? padded
      : padded.reshape([groups, rows, (height + 2 * border) / 2, 2, (width + 2 * border) / 2, 2, size]);
  let sum: Tensor | undefined;
  for (let tap = 0; tap < taps; tap++) {
    const y = Math.floor(tap / side);
    const x = tap % side;
    const shifted =
      stride === 1
        ? lattice.ref.slice([], [], [y, y + high], [x, x + wide])
        : lattice.ref.slice([], [], [y >> 1, (y >> 1) + high], y & 1, [x >> 1, (x >> 1) + wide], x & 1);
    const weights = kernel.ref.slice(tap);
    const product =
      size === 1 && outputs === 1
        ? shifted.reshape([groups, rows * high * wide, 1]).mul(weights)
        : numpy.matmul(shifted.reshape([groups, rows * high * wide, size]), weights);
    sum = sum === undefined ? product : sum.add(product);
  }
  lattice.dispose();
  kernel.dispose();
  return numpy
    .transpose(sum!.reshape([groups, rows, high, wide, outputs]), [1, 2, 3, 0, 4])
    .reshape([rows, high, wide, groups * outputs]);
}
