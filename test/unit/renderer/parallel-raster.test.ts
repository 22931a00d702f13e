// Many lines as a picture: what lies over a pixel, what is left out, and which picture is drawn when several are wanted.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RasterQueue, type StripMessage } from '../../../renderer/charts/parallel/raster-queue.ts';
import { coveragePixels, stripCoverage } from '../../../renderer/charts/parallel/raster.ts';

const rowsOf = (coverage: Float32Array, width: number): number[][] =>
  Array.from({ length: coverage.length / width }, (_, row) => [
    ...coverage.subarray(row * width, (row + 1) * width),
  ]);

describe('coverage of a strip', () => {
  test('a flat line lies over one row, a diagonal one over one pixel of every row', () => {
    const left = Float32Array.of(0, 1);
    const right = Float32Array.of(0, 0);
    expect(rowsOf(stripCoverage({ left, right, width: 4, height: 4 }), 4)).toEqual([
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [1, 1, 1, 2],
    ]);
  });

  test('a line between two rows of pixels lies over half of both', () => {
    const flat = Float32Array.of(0.5);
    expect([...stripCoverage({ left: flat, right: flat, width: 1, height: 4 })]).toEqual([0, 0.5, 0.5, 0]);
  });

  test('every column holds every line that has both values and is wanted, and nothing else', () => {
    const place = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constant(Number.NaN));
    const line = fc.record({ left: place, right: place, wanted: fc.boolean() });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 30 }), fc.integer({ min: 4, max: 40 }), (lines, height) => {
        const width = height;
        const coverage = stripCoverage({
          left: Float32Array.from(lines, ({ left }) => left),
          right: Float32Array.from(lines, ({ right }) => right),
          mask: Uint8Array.from(lines, ({ wanted }) => Number(wanted)),
          width,
          height,
        });
        // No line is steeper than a pixel a column here, so that each covers one pixel of every column.
        const drawn = lines.filter(
          ({ left, right, wanted }) => wanted && !Number.isNaN(left) && !Number.isNaN(right),
        ).length;
        for (let x = 0; x < width; x++) {
          let column = 0;
          for (let y = 0; y < height; y++) column += coverage[y * width + x]!;
          expect(column).toBeCloseTo(drawn, 3);
        }
      }),
      { seed: 1 },
    );
  });

  test('a steep line has no gaps', () => {
    const coverage = stripCoverage({
      left: Float32Array.of(0),
      right: Float32Array.of(1),
      width: 3,
      height: 30,
    });
    for (let y = 0; y < 30; y++) {
      expect(coverage[y * 3]! + coverage[y * 3 + 1]! + coverage[y * 3 + 2]!).toBeCloseTo(1, 3);
    }
  });

  test('more lines are darker, and no line leaves the pixel as it is', () => {
    const pixels = coveragePixels(Float32Array.of(0, 1, 10, 100, 1000), [9, 8, 7], {
      strength: 1,
      first: 0.1,
      most: 100,
    });
    const alphas = [0, 1, 2, 3, 4].map((pixel) => pixels[4 * pixel + 3]!);
    expect(alphas[0]).toBe(0);
    expect(alphas[1]).toBe(26);
    expect(alphas[2]).toBe(140);
    expect(alphas[3]).toBe(255);
    expect(alphas[4]).toBe(255);
    expect([...pixels.subarray(4, 7)]).toEqual([9, 8, 7]);
  });
});

describe('the queue of pictures', () => {
  const places = [0, 0.5, 1].map((place) => Float32Array.of(place, 1 - place));
  const picture = (id: number, layer: 'foreground' | 'context', mask?: Uint8Array) =>
    ({
      kind: 'picture',
      id,
      layer,
      offsets: [0, 5, 9],
      height: 6,
      color: [1, 2, 3],
      strength: 1,
      mask,
    }) as const;

  test('a picture comes in strips from axis to axis', async () => {
    const posted: StripMessage[] = [];
    const queue = new RasterQueue(
      (strip) => posted.push(strip),
      () => Promise.resolve(),
    );
    await queue.take({ kind: 'lines', places });
    await queue.take(picture(1, 'context'));
    expect(posted.map(({ id, x, width, last }) => [id, x, width, last])).toEqual([
      [1, 0, 5, false],
      [1, 5, 4, true],
    ]);
    expect(posted[0]!.pixels.length).toBe(5 * 6 * 4);
  });

  test('a newer picture of a layer takes the place of the one that is drawn, and the foreground goes before the context', async () => {
    const posted: StripMessage[] = [];
    const arriving = [picture(2, 'foreground'), picture(3, 'foreground', Uint8Array.of(1, 0))];
    const queue: RasterQueue = new RasterQueue(
      (strip) => posted.push(strip),
      async () => {
        const next = arriving.shift();
        if (next !== undefined) await queue.take(next);
      },
    );
    await queue.take({ kind: 'lines', places });
    await queue.take(picture(1, 'context'));
    expect(posted.map(({ id, last }) => [id, last])).toEqual([
      [1, false],
      [2, false],
      [3, false],
      [3, true],
      [1, false],
      [1, true],
    ]);
  });
});
