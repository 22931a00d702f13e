// Counts in bins as a picture: the more trials in a bin, the darker. Pure; the renderer stretches it over the plot.

import type { Density } from '../../../engine/contract/host.ts';

/** A density and the window it is of, as values. */
export interface DensityPicture {
  readonly density: Density;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

const FIRST_ALPHA = 0.28;

/** One pixel a bin, the top row first: `color` with an opacity that grows with the logarithm of the count. */
export function densityPixels(
  density: Density,
  color: readonly [number, number, number],
  strength = 1,
): Uint8ClampedArray<ArrayBuffer> {
  const { counts, columns, rows } = density;
  const pixels = new Uint8ClampedArray(columns * rows * 4);
  let most = 1;
  for (const count of counts) if (count > most) most = count;
  const scale = most > 1 ? (1 - FIRST_ALPHA) / Math.log(most) : 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const count = counts[row * columns + column]!;
      if (count === 0) continue;
      const at = ((rows - 1 - row) * columns + column) * 4;
      pixels[at] = color[0];
      pixels[at + 1] = color[1];
      pixels[at + 2] = color[2];
      pixels[at + 3] = strength * 255 * (FIRST_ALPHA + scale * Math.log(count));
    }
  }
  return pixels;
}
