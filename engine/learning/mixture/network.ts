// A small mixture-of-experts network: an embedding, residual blocks of routed experts, a linear head.
// Every expert is computed for every token and the gates zero what was not chosen: the result is that of a sparse
// network, the cost is not, which at this size is the faster way.

import { RandomStream } from '../../contract/random.ts';
import { lax, nn, numpy, tensor, type Tensor, type Weights } from '../arrays.ts';
import { normalWeights } from '../initialisation.ts';
import { quantisedActivation } from '../quantisation.ts';
import { projectionMasks } from './projection-groups.ts';
import { route } from './router.ts';

/** The shape of a network. All counts are positive integers. */
export interface MixtureShape {
  readonly features: number;
  readonly classes: number;
  readonly blocks: number;
  /** Width of the residual stream. */
  readonly width: number;
  readonly experts: number;
  /** Hidden width of one expert. */
  readonly expertWidth: number;
  /** Experts a token uses in a block. */
  readonly active: number;
  /**
   * Experts are cut into this many equal groups and a token takes `active / groups` from each; 1 is plain top-k.
   * Divides `experts` and `active`.
   */
  readonly groups: number;
  /**
   * The experts of block b are chosen from the input of block b - gateDistance (or of the first block): 0 is the usual
   * gate, 1 the pre-gate that looks one block ahead.
   */
  readonly gateDistance: number;
  /** Precision of the activations that enter a product; 16 and more is none. */
  readonly activationBits?: number;
  /**
   * Channels in one group of an expert's projections: a hidden unit sees the channels of one group and feeds those of
   * one group, as in group convolution. Divides `width`; absent or `width` is dense.
   */
  readonly projectionGroup?: number;
  /** Hidden units of an expert that stay for a token, the largest ones; absent or `expertWidth` is all. */
  readonly keptHidden?: number;
}

/** A plain top-k mixture that fits the default topic task; spread your own choices over it. */
export const MIXTURE_SHAPE = {
  blocks: 2,
  width: 24,
  experts: 16,
  expertWidth: 8,
  active: 4,
  groups: 1,
  gateDistance: 0,
} as const;

/** What a network makes of a batch. */
export interface MixtureOutput {
  /** [rows, classes]. */
  readonly logits: Tensor;
  /** Of each block: softmax of the gate, [rows, experts]. */
  readonly probabilities: readonly Tensor[];
  /** Of each block: 1 where an expert is chosen, else 0, [rows, experts]. */
  readonly choices: readonly Tensor[];
}

/** Random initial weights: `embedding`, `head` and, for block b, `gate.b`, `up.b` and `down.b`. */
export function initialMixture(shape: MixtureShape, seed: number): Weights {
  const { blocks, classes, experts, expertWidth, features, width } = shape;
  const draw = (name: string, rows: number, columns: number, variance: number): Tensor =>
    normalWeights(new RandomStream(seed, `learning.mixture.${name}`), [rows, columns], 1, variance);
  const weights: Weights = {
    embedding: draw('embedding', features, width, 1 / features),
    head: draw('head', width, classes, 1 / width),
  };
  const gain = width / (shape.projectionGroup ?? width);
  for (let block = 0; block < blocks; block++) {
    weights[`gate.${block}`] = draw(`gate.${block}`, width, experts, 1 / width);
    weights[`up.${block}`] = draw(`up.${block}`, width, experts * expertWidth, (2 * gain) / width);
    weights[`down.${block}`] = draw(`down.${block}`, experts * expertWidth, width, gain / expertWidth);
  }
  return weights;
}

/** Runs the network on features [rows, features]. Consumes weights and features. */
export function mixtureForward(shape: MixtureShape, weights: Weights, features: Tensor): MixtureOutput {
  const { activationBits = 32, blocks, experts, expertWidth, gateDistance } = shape;
  const multiply = (values: Tensor, name: string): Tensor =>
    numpy.matmul(quantisedActivation(values, activationBits), weights[name]!);
  const rows = features.shape[0]!;
  const masks = projectionMasks(shape);
  const project = (values: Tensor, matrix: 'up' | 'down', block: number): Tensor => {
    if (masks === undefined) return multiply(values, `${matrix}.${block}`);
    const kept = weights[`${matrix}.${block}`]!.mul(
      tensor(masks[matrix], weights[`${matrix}.${block}`]!.shape),
    );
    return numpy.matmul(quantisedActivation(values, activationBits), kept);
  };
  const probabilities: Tensor[] = [];
  const choices: Tensor[] = [];
  const normed: Tensor[] = [];
  let stream = multiply(features, 'embedding');
  for (let block = 0; block < blocks; block++) {
    normed.push(normalised(stream.ref));
    const seen = normed[Math.max(0, block - gateDistance)]!;
    const routed = route(multiply(seen.ref, `gate.${block}`), shape.active, shape.groups);
    probabilities.push(routed.probabilities);
    choices.push(routed.choices);
    const units = nn.relu(project(normed[block]!.ref, 'up', block)).reshape([rows, experts, expertWidth]);
    const hidden = largestOf(units, shape.keptHidden ?? expertWidth)
      .mul(routed.gates.reshape([rows, experts, 1]))
      .reshape([rows, experts * expertWidth]);
    stream = stream.add(project(hidden, 'down', block));
  }
  for (const used of normed) used.dispose();
  return { logits: multiply(normalised(stream), 'head'), probabilities, choices };
}

/** Divides each row by its root mean square. */
function normalised(values: Tensor): Tensor {
  const square = numpy.mean(numpy.square(values.ref), -1, { keepdims: true });
  return values.div(numpy.sqrt(square.add(1e-6)));
}

/** Keeps the largest `count` values of the last axis and zeroes the rest; the gradient passes through what is kept. */
function largestOf(values: Tensor, count: number): Tensor {
  if (count >= values.shape.at(-1)!) return values;
  const still = lax.stopGradient(values.ref);
  const [largest, indices] = lax.topK(still.ref, count);
  indices.dispose();
  const threshold = largest.slice([], [], [count - 1, count]);
  return values.mul(numpy.greaterEqual(still, threshold).astype(numpy.float32));
}
