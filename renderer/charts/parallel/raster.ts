// Many lines between two axes as a picture of how many lie over each pixel: exact for every line, whatever their number.
// Lines with the same two ends (to a fraction of a pixel) are drawn once with their count, which is what a hundred
// thousand designs of a few choices mostly are. Pure; runs in a worker.

/** Values on two neighbouring axes: 0 at the bottom, 1 at the top, NaN where a line has none there. */
export interface Strip {
  readonly left: Float32Array;
  readonly right: Float32Array;
  /** Only lines with a 1 here. */
  readonly mask?: Uint8Array | undefined;
  /** Pixels of the picture. */
  readonly width: number;
  readonly height: number;
}

/** Ends of lines are told apart to half a pixel, and to no more than this many places on an axis. */
const MOST_PLACES = 1024;

/**
 * How many lines lie over each pixel, the top row first. A line is a pixel wide; where it lies over a part of a pixel it
 * counts as that part. Lines without a value on one of the axes are left out.
 */
export function stripCoverage(strip: Strip): Float32Array {
  const { width, height } = strip;
  const places = Math.max(2, Math.min(MOST_PLACES, 2 * height + 1));
  const counts = countEnds(strip, places);
  // A column of pixels after the other, in differences from one pixel to the next: a steep line costs no more than a
  // flat one. Two more than there are pixels, so that what ends at the edge needs no question.
  const stride = height + 2;
  const steps = new Float32Array(width * stride);
  const toPixels = height / (places - 1);
  for (let from = 0; from < places; from++) {
    for (let to = 0; to < places; to++) {
      const count = counts[from * places + to]!;
      if (count === 0) continue;
      addLine(steps, width, height, height - from * toPixels, height - to * toPixels, count);
    }
  }
  const coverage = new Float32Array(width * height);
  for (let x = 0; x < width; x++) {
    let sum = 0;
    for (let y = 0; y < height; y++) {
      sum += steps[x * stride + y]!;
      // Differences of fractions leave dust.
      coverage[y * width + x] = sum < 1e-3 ? 0 : sum;
    }
  }
  return coverage;
}

function countEnds({ left, right, mask }: Strip, places: number): Uint32Array {
  const counts = new Uint32Array(places * places);
  const last = places - 1;
  for (let line = 0; line < left.length; line++) {
    if (mask?.[line] === 0) continue;
    const from = left[line]!;
    const to = right[line]!;
    if (Number.isNaN(from) || Number.isNaN(to)) continue;
    counts[placeIndex(from, last) * places + placeIndex(to, last)]! += 1;
  }
  return counts;
}

function placeIndex(place: number, last: number): number {
  return Math.round(Math.min(1, Math.max(0, place)) * last);
}

/** Adds a line from `from` at the left edge to `to` at the right one, in pixels from the top. */
function addLine(
  steps: Float32Array,
  width: number,
  height: number,
  from: number,
  to: number,
  count: number,
): void {
  const slope = (to - from) / width;
  // What a line a pixel wide covers of a column.
  const half = Math.max(0.5, Math.abs(slope) / 2);
  const stride = height + 2;
  for (let x = 0; x < width; x++) {
    // A line along the edge is drawn inside of it.
    const middle = Math.min(height - 0.5, Math.max(0.5, from + (x + 0.5) * slope));
    const top = Math.max(0, middle - half);
    const bottom = Math.min(height, middle + half);
    const first = top | 0;
    const last = bottom | 0;
    const topPart = (top - first) * count;
    const bottomPart = (bottom - last) * count;
    const column = x * stride;
    steps[column + first]! += count - topPart;
    steps[column + first + 1]! += topPart;
    steps[column + last]! -= count - bottomPart;
    steps[column + last + 1]! -= bottomPart;
  }
}

/**
 * Coverage as pixels of one colour (red, green, blue): the more lines the darker, by the logarithm of their number, so
 * that a single line and a bundle of thousands can both be seen. One line has the opacity `first`, `most` lines are
 * opaque; `strength` weakens all.
 */
export function coveragePixels(
  coverage: Float32Array,
  color: readonly [number, number, number],
  { strength, first, most }: { readonly strength: number; readonly first: number; readonly most: number },
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(coverage.length * 4);
  const scale = most > 1 ? (1 - first) / Math.log(most) : 0;
  for (let pixel = 0; pixel < coverage.length; pixel++) {
    const lines = coverage[pixel]!;
    if (lines === 0) continue;
    const at = pixel * 4;
    pixels[at] = color[0];
    pixels[at + 1] = color[1];
    pixels[at + 2] = color[2];
    const alpha = lines < 1 ? lines * first : Math.min(1, first + scale * Math.log(lines));
    pixels[at + 3] = strength * 255 * alpha;
  }
  return pixels;
}
