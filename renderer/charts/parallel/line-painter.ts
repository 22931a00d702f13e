// Pictures of many lines from the worker onto canvases.

import type { Layer, LinesMessage, PictureMessage, StripMessage } from './raster-queue.ts';

export type Picture = Omit<PictureMessage, 'kind' | 'id'>;

export class LinePainter {
  readonly #worker: Worker;
  readonly #canvases = new Map<Layer, { id: number; context: CanvasRenderingContext2D; done: () => void }>();
  #id = 0;

  /** `failed` is called where the worker cannot be loaded: then lines must be drawn otherwise. */
  constructor(failed: () => void) {
    this.#worker = new Worker(new URL('raster-worker.ts', import.meta.url), { type: 'module' });
    this.#worker.onmessage = ({ data }: MessageEvent<StripMessage>) => this.#show(data);
    this.#worker.onerror = failed;
  }

  /** The lines of the pictures that follow. */
  setLines(places: readonly Float32Array[]): void {
    this.#canvases.clear();
    this.#worker.postMessage({ kind: 'lines', places } satisfies LinesMessage);
  }

  /**
   * Draws a picture on a canvas, in place of what is there, part by part; the layer's earlier one is given up. `done` is
   * called when it is complete.
   */
  paint(context: CanvasRenderingContext2D, picture: Picture, done: () => void = () => undefined): void {
    const id = ++this.#id;
    this.#canvases.set(picture.layer, { id, context, done });
    this.#worker.postMessage({ kind: 'picture', id, ...picture } satisfies PictureMessage);
  }

  close(): void {
    this.#worker.terminate();
    this.#canvases.clear();
  }

  #show({ id, layer, x, width, height, pixels, last }: StripMessage): void {
    const canvas = this.#canvases.get(layer);
    if (canvas?.id !== id) return;
    canvas.context.putImageData(new ImageData(pixels, width, height), x, 0);
    if (last) canvas.done();
  }
}
