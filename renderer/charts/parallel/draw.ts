// Renderer of the parallel coordinates on Canvas 2D, in slices: each frame draws as many lines as its time allows, in an
// order without pattern. Context and foreground are canvases of their own; a brush draws the foreground anew and leaves
// the context as it is. More lines than this is made for are drawn by a worker (see `raster.ts`).

import type { ParallelLines } from './lines.ts';

/** Above this many lines the picture is of how many lie over each pixel. */
export const RASTER_FROM_LINES = 4000;
const SLICE_LINES = 250;
const FRAME_MILLISECONDS = 9;

export interface LinesPicture {
  readonly lines: ParallelLines;
  /** Pixels from the left of each axis. */
  readonly offsets: readonly number[];
  readonly height: number;
  readonly color: string;
  readonly opacity: number;
  /** Only lines with a 1 here. */
  readonly mask?: Uint8Array | undefined;
}

/** Opacity that keeps many lines readable as a density and few lines clear. */
export function lineOpacity(count: number): number {
  return Math.max(0.05, Math.min(0.8, 5 / Math.sqrt(count + 1)));
}

/** Clears the canvas and draws; returns what stops it. `done` is called when every line is there. */
export function drawLines(
  context: CanvasRenderingContext2D,
  picture: LinesPicture,
  ratio: number,
  done: () => void = () => undefined,
): () => void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.strokeStyle = picture.color;
  context.globalAlpha = picture.opacity;
  context.lineWidth = 1;
  const { order } = picture.lines;
  let next = 0;
  let frame = 0;
  const step = (): void => {
    const end = performance.now() + FRAME_MILLISECONDS;
    while (next < order.length && performance.now() < end) {
      const to = Math.min(order.length, next + SLICE_LINES);
      // Lines that are left out cost nothing: a slice is of lines that are drawn.
      next = strokeSlice(context, picture, next, to);
    }
    if (next < order.length) frame = requestAnimationFrame(step);
    else done();
  };
  step();
  return () => cancelAnimationFrame(frame);
}

function strokeSlice(
  context: CanvasRenderingContext2D,
  picture: LinesPicture,
  from: number,
  to: number,
): number {
  const { lines, offsets, height, mask } = picture;
  const { places, order } = lines;
  context.beginPath();
  for (let index = from; index < to; index++) {
    const line = order[index]!;
    if (mask?.[line] === 0) continue;
    let pen = false;
    for (let axis = 0; axis < offsets.length; axis++) {
      const place = places[axis]![line]!;
      // A value that is not there is a gap in the line.
      if (Number.isNaN(place)) {
        pen = false;
        continue;
      }
      const y = (1 - place) * height;
      if (pen) context.lineTo(offsets[axis]!, y);
      else context.moveTo(offsets[axis]!, y);
      pen = true;
    }
  }
  context.stroke();
  return to;
}
