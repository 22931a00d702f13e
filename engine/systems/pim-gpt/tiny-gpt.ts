// A GPT small enough to decode for real, with random weights: once exactly, once as the machine computes, to
// see what its format and approximations do to the logits.

import { RandomStream } from '../../contract/random.ts';
import { EXACT, machineArithmetic, type Arithmetic } from './numerics.ts';

const LAYERS = 2;
const WIDTH = 64;
const HEADS = 4;
const HEAD_WIDTH = WIDTH / HEADS;
const VOCABULARY = 256;
const POSITIONS = 16;
const EPSILON = 1e-5;
/** Products that one multiply-accumulate command adds up before the sum is rounded. */
const LANES = 16;

/** Rows of weights, one an output. */
type Matrix = readonly Float64Array[];

interface Layer {
  readonly attention: Matrix;
  readonly output: Matrix;
  readonly up: Matrix;
  readonly down: Matrix;
}

interface Weights {
  readonly embedding: Matrix;
  readonly positions: Matrix;
  readonly layers: readonly Layer[];
}

/** Weights of variance 1 / inputs, so that activations keep their size, and unit embeddings. */
function randomWeights(): Weights {
  const stream = new RandomStream(1, 'pim-gpt.tiny');
  const matrix = (rows: number, columns: number, scale: number): Matrix =>
    Array.from({ length: rows }, () => Float64Array.from({ length: columns }, () => scale * stream.normal()));
  const scale = 1 / Math.sqrt(WIDTH);
  return {
    embedding: matrix(VOCABULARY, WIDTH, 1),
    positions: matrix(POSITIONS, WIDTH, 0.3),
    layers: Array.from({ length: LAYERS }, () => ({
      attention: matrix(3 * WIDTH, WIDTH, scale),
      output: matrix(WIDTH, WIDTH, scale),
      up: matrix(4 * WIDTH, WIDTH, scale),
      down: matrix(WIDTH, 4 * WIDTH, scale / 2),
    })),
  };
}

const WEIGHTS = randomWeights();

/** Tokens every run reads, so that runs differ in arithmetic only. */
const TOKENS = (() => {
  const stream = new RandomStream(1, 'pim-gpt.tokens');
  return Array.from({ length: POSITIONS }, () => stream.below(VOCABULARY));
})();

function dot(
  a: Float64Array,
  b: Float64Array,
  offset: number,
  length: number,
  arithmetic: Arithmetic,
): number {
  let sum = 0;
  for (let from = 0; from < length; from += LANES) {
    let part = 0;
    const end = Math.min(length, from + LANES);
    for (let index = from; index < end; index++) part += a[index]! * b[offset + index]!;
    sum = arithmetic.sum(sum + arithmetic.sum(part));
  }
  return sum;
}

function multiply(matrix: Matrix, vector: Float64Array, arithmetic: Arithmetic): Float64Array {
  const result = Float64Array.from(matrix, (row) => dot(row, vector, 0, vector.length, arithmetic));
  arithmetic.round(result);
  return result;
}

function normalise(vector: Float64Array, arithmetic: Arithmetic): Float64Array {
  const mean = vector.reduce((sum, value) => sum + value, 0) / vector.length;
  const variance = vector.reduce((sum, value) => sum + (value - mean) ** 2, 0) / vector.length;
  const scale = arithmetic.inverseRoot(variance + EPSILON);
  const result = vector.map((value) => (value - mean) * scale);
  arithmetic.round(result);
  return result;
}

function softmax(scores: Float64Array, arithmetic: Arithmetic): void {
  const largest = Math.max(...scores);
  let sum = 0;
  for (let index = 0; index < scores.length; index++) {
    scores[index] = arithmetic.exponential(scores[index]! - largest);
    sum += scores[index]!;
  }
  const scale = arithmetic.reciprocal(sum);
  for (let index = 0; index < scores.length; index++) scores[index] = scores[index]! * scale;
  arithmetic.round(scores);
}

function gelu(x: number, arithmetic: Arithmetic): number {
  const inner = Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);
  // tanh(|u|) = 1 - 2 / (1 + e^(2|u|)); beyond 10 it is 1 in any of the formats.
  const size = Math.min(10, Math.abs(inner));
  const tanh = 1 - 2 * arithmetic.reciprocal(1 + arithmetic.exponential(2 * size));
  return 0.5 * x * (1 + (inner < 0 ? -tanh : tanh));
}

function add(target: Float64Array, change: Float64Array, arithmetic: Arithmetic): void {
  for (let index = 0; index < target.length; index++) target[index] = target[index]! + change[index]!;
  arithmetic.round(target);
}

/** Attention of the newest token over all cached ones, head by head. */
function attend(
  query: Float64Array,
  keys: readonly Float64Array[],
  values: readonly Float64Array[],
  arithmetic: Arithmetic,
): Float64Array {
  const mixed = new Float64Array(WIDTH);
  for (let head = 0; head < HEADS; head++) {
    const offset = head * HEAD_WIDTH;
    const own = query.subarray(offset, offset + HEAD_WIDTH);
    const scores = Float64Array.from(
      keys,
      (key) => dot(own, key, offset, HEAD_WIDTH, arithmetic) / Math.sqrt(HEAD_WIDTH),
    );
    softmax(scores, arithmetic);
    for (let index = offset; index < offset + HEAD_WIDTH; index++) {
      const column = Float64Array.from(values, (value) => value[index]!);
      mixed[index] = dot(scores, column, 0, scores.length, arithmetic);
    }
  }
  arithmetic.round(mixed);
  return mixed;
}

function roundMatrix(matrix: Matrix, arithmetic: Arithmetic): Matrix {
  return matrix.map((row) => {
    const copy = row.slice();
    arithmetic.roundWeights(copy);
    return copy;
  });
}

/** Logits of every position. */
export function decodeTiny(arithmetic: Arithmetic): readonly Float64Array[] {
  const embedding = roundMatrix(WEIGHTS.embedding, arithmetic);
  const positions = roundMatrix(WEIGHTS.positions, arithmetic);
  const layers = WEIGHTS.layers.map((layer) => ({
    attention: roundMatrix(layer.attention, arithmetic),
    output: roundMatrix(layer.output, arithmetic),
    up: roundMatrix(layer.up, arithmetic),
    down: roundMatrix(layer.down, arithmetic),
    keys: [] as Float64Array[],
    values: [] as Float64Array[],
  }));
  return TOKENS.map((token, position) => {
    const state = embedding[token]!.slice();
    add(state, positions[position]!, arithmetic);
    for (const layer of layers) {
      const projected = multiply(layer.attention, normalise(state, arithmetic), arithmetic);
      layer.keys.push(projected.slice(WIDTH, 2 * WIDTH));
      layer.values.push(projected.slice(2 * WIDTH));
      const mixed = attend(projected.subarray(0, WIDTH), layer.keys, layer.values, arithmetic);
      add(state, multiply(layer.output, mixed, arithmetic), arithmetic);
      const hidden = multiply(layer.up, normalise(state, arithmetic), arithmetic).map((x) =>
        gelu(x, arithmetic),
      );
      arithmetic.round(hidden);
      add(state, multiply(layer.down, hidden, arithmetic), arithmetic);
    }
    return multiply(embedding, normalise(state, arithmetic), arithmetic);
  });
}

/** Root mean square of the difference over that of the exact logits. */
function relativeError(exact: readonly Float64Array[], ours: readonly Float64Array[]): number {
  let difference = 0;
  let size = 0;
  exact.forEach((logits, position) => {
    const own = ours[position]!;
    logits.forEach((logit, index) => {
      difference += (own[index]! - logit) ** 2;
      size += logit ** 2;
    });
  });
  return Math.sqrt(difference / size);
}

let exactLogits: readonly Float64Array[] | undefined;
const measured = new Map<string, number>();

/** Relative error of the tiny model's logits under a machine's arithmetic; worked out once for each. */
export function logitError(bits: 8 | 16 | 32, terms: number, steps: number): number {
  const key = `${bits}/${terms}/${steps}`;
  let error = measured.get(key);
  if (error === undefined) {
    exactLogits ??= decodeTiny(EXACT);
    error = relativeError(exactLogits, decodeTiny(machineArithmetic(bits, terms, steps)));
    measured.set(key, error);
  }
  return error;
}
