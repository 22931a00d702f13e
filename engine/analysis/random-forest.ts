// Regression trees and forests over the unit cube: L. Breiman, "Random forests", Machine Learning 45, 2001.

import type { RandomStream } from '../contract/random.ts';

export interface ForestSettings {
  readonly trees: number;
  /** Fewest samples of a leaf. */
  readonly leaf: number;
  readonly depth: number;
}

export const DEFAULT_FOREST: ForestSettings = { trees: 32, leaf: 3, depth: 24 };
/** Cuts considered along one feature. */
const BINS = 64;
/** Every threshold is a multiple of 1 / CUT_GRID: the edge of a bin or the middle of a bin's stretch. */
export const CUT_GRID = 2 * BINS;

/** A tree in columns: node n splits at `threshold[n]` of `feature[n]`, or is a leaf where `feature[n]` is -1. */
export interface Tree {
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly value: Float64Array;
}

export interface Forest {
  readonly features: number;
  readonly trees: readonly Tree[];
  /** Share of the variance explained on samples that a tree did not see; NaN with too few samples. */
  readonly outOfBagFit: number;
}

/**
 * Grows a forest on rows of `points` (values in [0, 1], row-major), each tree on a bootstrap sample, cuts on a grid of
 * 64 bins. Every feature is a candidate at every node, as fANOVA assumes.
 */
export function growForest(
  points: Float64Array,
  features: number,
  values: Float64Array,
  stream: RandomStream,
  settings: ForestSettings = DEFAULT_FOREST,
): Forest {
  const count = values.length;
  const bins = new Uint8Array(points.length);
  for (let cell = 0; cell < points.length; cell++) {
    bins[cell] = Math.min(BINS - 1, Math.max(0, Math.floor(points[cell]! * BINS)));
  }
  const sums = new Float64Array(count);
  const votes = new Uint32Array(count);
  const trees = Array.from({ length: settings.trees }, (_, tree) => {
    stream.restart(tree);
    const rows = Uint32Array.from({ length: count }, () => stream.below(count));
    const isIn = new Uint8Array(count);
    for (const row of rows) isIn[row] = 1;
    const grown = new TreeBuilder(bins, features, values, settings).grow(rows);
    for (let row = 0; row < count; row++) {
      if (isIn[row] === 1) continue;
      sums[row]! += predictTree(grown, points, row * features);
      votes[row]!++;
    }
    return grown;
  });
  return { features, trees, outOfBagFit: explainedShare(values, sums, votes) };
}

function explainedShare(values: Float64Array, sums: Float64Array, votes: Uint32Array): number {
  const rows = Array.from(values, (_, row) => row).filter((row) => votes[row]! > 0);
  if (rows.length < 2) return Number.NaN;
  const mean = rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
  let total = 0;
  let missed = 0;
  for (const row of rows) {
    total += (values[row]! - mean) ** 2;
    missed += (values[row]! - sums[row]! / votes[row]!) ** 2;
  }
  return total > 0 ? 1 - missed / total : Number.NaN;
}

export function predictTree(tree: Tree, points: Float64Array, offset: number): number {
  let node = 0;
  while (tree.feature[node]! >= 0) {
    node =
      points[offset + tree.feature[node]!]! < tree.threshold[node]! ? tree.left[node]! : tree.right[node]!;
  }
  return tree.value[node]!;
}

/** Mean of the trees' predictions for the row at `offset`. */
export function predictForest(forest: Forest, points: Float64Array, offset: number): number {
  let sum = 0;
  for (const tree of forest.trees) sum += predictTree(tree, points, offset);
  return sum / forest.trees.length;
}

class TreeBuilder {
  readonly #bins: Uint8Array;
  readonly #features: number;
  readonly #values: Float64Array;
  readonly #settings: ForestSettings;
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #value: number[] = [];
  readonly #binSums = new Float64Array(BINS);
  readonly #binCounts = new Uint32Array(BINS);

  constructor(bins: Uint8Array, features: number, values: Float64Array, settings: ForestSettings) {
    this.#bins = bins;
    this.#features = features;
    this.#values = values;
    this.#settings = settings;
  }

  grow(rows: Uint32Array): Tree {
    this.#node(rows, 0, rows.length, 0);
    return {
      feature: Int32Array.from(this.#feature),
      threshold: Float64Array.from(this.#threshold),
      left: Int32Array.from(this.#left),
      right: Int32Array.from(this.#right),
      value: Float64Array.from(this.#value),
    };
  }

  #node(rows: Uint32Array, from: number, to: number, depth: number): number {
    const node = this.#feature.length;
    let sum = 0;
    for (let place = from; place < to; place++) sum += this.#values[rows[place]!]!;
    this.#feature.push(-1);
    this.#threshold.push(0);
    this.#left.push(-1);
    this.#right.push(-1);
    this.#value.push(to > from ? sum / (to - from) : 0);
    if (to - from < 2 * this.#settings.leaf || depth >= this.#settings.depth) return node;
    const cut = this.#bestCut(rows, from, to, sum);
    if (cut === undefined) return node;
    const middle = this.#partition(rows, from, to, cut.feature, cut.bin);
    this.#feature[node] = cut.feature;
    this.#threshold[node] = cut.bin / BINS;
    this.#left[node] = this.#node(rows, from, middle, depth + 1);
    this.#right[node] = this.#node(rows, middle, to, depth + 1);
    return node;
  }

  /** The cut that lowers the squared error most; rows in bins below `bin` go left. */
  #bestCut(
    rows: Uint32Array,
    from: number,
    to: number,
    sum: number,
  ): { feature: number; bin: number } | undefined {
    const count = to - from;
    const whole = (sum * sum) / count;
    let best: { feature: number; bin: number } | undefined;
    let bestGain = 1e-12 * (1 + Math.abs(whole));
    for (let feature = 0; feature < this.#features; feature++) {
      this.#binSums.fill(0);
      this.#binCounts.fill(0);
      for (let place = from; place < to; place++) {
        const row = rows[place]!;
        const bin = this.#bins[row * this.#features + feature]!;
        this.#binSums[bin]! += this.#values[row]!;
        this.#binCounts[bin]!++;
      }
      let leftSum = 0;
      let leftCount = 0;
      for (let bin = 1; bin < BINS; bin++) {
        leftSum += this.#binSums[bin - 1]!;
        leftCount += this.#binCounts[bin - 1]!;
        if (leftCount < this.#settings.leaf || this.#binCounts[bin - 1] === 0) continue;
        const rightCount = count - leftCount;
        if (rightCount < this.#settings.leaf) break;
        const rightSum = sum - leftSum;
        const gain = (leftSum * leftSum) / leftCount + (rightSum * rightSum) / rightCount - whole;
        if (gain > bestGain) {
          bestGain = gain;
          best = { feature, bin: this.#centredBin(bin) };
        }
      }
    }
    return best;
  }

  /** Halfway through the empty bins above a cut, so that the cut lies between the samples. */
  #centredBin(bin: number): number {
    let end = bin;
    while (end < BINS - 1 && this.#binCounts[end] === 0) end++;
    return (bin + end) / 2;
  }

  #partition(rows: Uint32Array, from: number, to: number, feature: number, bin: number): number {
    let left = from;
    let right = to;
    while (left < right) {
      if (this.#bins[rows[left]! * this.#features + feature]! < bin) left++;
      else {
        right--;
        const held = rows[left]!;
        rows[left] = rows[right]!;
        rows[right] = held;
      }
    }
    return left;
  }
}
