// Labelled examples on the JavaScript side, and the order in which training sees them.

import { RandomStream } from '../contract/random.ts';

/** Classified examples: row-major features, one class number a row. */
export interface Examples {
  readonly count: number;
  /** Shape of one example, without the count. */
  readonly shape: readonly number[];
  readonly classes: number;
  readonly features: Float32Array;
  readonly labels: Uint8Array;
}

/** A training and a test set of one task. */
export interface Task {
  readonly training: Examples;
  readonly test: Examples;
}

/** Copies the rows at `indices` one after the other; with fewer indices than `rows` it repeats them from the start. */
export function gather(
  examples: Examples,
  indices: ArrayLike<number>,
  rows: number,
): { readonly features: Float32Array<ArrayBuffer>; readonly targets: Float32Array<ArrayBuffer> } {
  const width = examples.features.length / examples.count;
  const features = new Float32Array(rows * width);
  const targets = new Float32Array(rows * examples.classes);
  for (let row = 0; row < rows; row++) {
    const index = indices[row % indices.length]!;
    features.set(examples.features.subarray(index * width, (index + 1) * width), row * width);
    targets[row * examples.classes + examples.labels[index]!] = 1;
  }
  return { features, targets };
}

/**
 * Mini-batches without end: every epoch is a permutation keyed by (seed, epoch), so batch n is the same whoever asks.
 * What is left of an epoch that does not fill a batch is dropped; `size` is cut to the number of examples.
 */
export function* batches(count: number, size: number, seed: number): Generator<Uint32Array, never> {
  const length = Math.min(size, count);
  const stream = new RandomStream(seed, 'learning.order');
  const order = new Uint32Array(count);
  for (let epoch = 0; ; epoch++) {
    for (let index = 0; index < count; index++) order[index] = index;
    stream.restart(epoch).shuffle(order);
    for (let start = 0; start + length <= count; start += length) yield order.slice(start, start + length);
  }
}
