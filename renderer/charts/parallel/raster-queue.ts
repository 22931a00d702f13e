// What the worker does: draws the strips of the pictures that are asked for, newest first, and drops a picture as soon as
// another of the same layer is asked for. Knows no worker, so that it is tested as it is.

import { lineOpacity } from './draw.ts';
import { coveragePixels, stripCoverage } from './raster.ts';

/** `foreground` is what is picked out, `context` all lines. */
export type Layer = 'foreground' | 'context';

/** The lines that later pictures are of. */
export interface LinesMessage {
  readonly kind: 'lines';
  /** Place on each axis, in the order of the axes, as in `ParallelLines`. */
  readonly places: readonly Float32Array[];
}

export interface PictureMessage {
  readonly kind: 'picture';
  readonly id: number;
  readonly layer: Layer;
  /** Pixels from the left of each axis, whole numbers. */
  readonly offsets: readonly number[];
  readonly height: number;
  readonly color: readonly [number, number, number];
  /** Opacity where most lines lie. */
  readonly strength: number;
  readonly mask?: Uint8Array | undefined;
}

/** One part of a picture: from an axis to the next. */
export interface StripMessage {
  readonly id: number;
  readonly layer: Layer;
  readonly x: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** The picture is complete. */
  readonly last: boolean;
}

/** Where this share of the lines lies, a pixel is opaque. */
const OPAQUE_SHARE = 0.1;

export class RasterQueue {
  readonly #post: (strip: StripMessage) => void;
  readonly #turn: () => Promise<void>;
  readonly #wanted = new Map<Layer, PictureMessage>();
  #places: readonly Float32Array[] = [];
  #working = false;

  /** `turn` lets messages in that wait. */
  constructor(post: (strip: StripMessage) => void, turn: () => Promise<void>) {
    this.#post = post;
    this.#turn = turn;
  }

  /** Takes a message; resolves when nothing is left to draw. */
  async take(message: LinesMessage | PictureMessage): Promise<void> {
    if (message.kind === 'lines') {
      this.#places = message.places;
      // Pictures of other lines are of no use any more.
      this.#wanted.clear();
      return;
    }
    this.#wanted.set(message.layer, message);
    if (this.#working) return;
    this.#working = true;
    for (let next = this.#next(); next !== undefined; next = this.#next()) await this.#draw(next);
    this.#working = false;
  }

  #next(): PictureMessage | undefined {
    return this.#wanted.get('foreground') ?? this.#wanted.get('context');
  }

  async #draw(picture: PictureMessage): Promise<void> {
    const { id, layer, offsets, height, mask, color, strength } = picture;
    const lines = mask === undefined ? (this.#places[0]?.length ?? 0) : sum(mask);
    const shade = { strength, first: lineOpacity(lines), most: lines * OPAQUE_SHARE };
    const strips = Math.min(offsets.length, this.#places.length) - 1;
    for (let strip = 0; strip < strips; strip++) {
      const x = offsets[strip]!;
      const width = Math.max(1, offsets[strip + 1]! - x);
      const [left, right] = [this.#places[strip]!, this.#places[strip + 1]!];
      const coverage = stripCoverage({ left, right, mask, width, height });
      const pixels = coveragePixels(coverage, color, shade);
      this.#post({ id, layer, x, width, height, pixels, last: strip === strips - 1 });
      await this.#turn();
      // What is picked out is waited for: the context comes later.
      if (this.#next() !== picture) return;
    }
    this.#wanted.delete(layer);
  }
}

function sum(mask: Uint8Array): number {
  let total = 0;
  for (const one of mask) total += one;
  return total;
}
