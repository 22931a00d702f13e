// The models: parameters, cached bytes, and the parts of each that a step touches.

import type { PanguDesign } from './parameters.ts';

export const HEAD_WIDTH = 128;

/** A decoder; a dense one has no experts and a feed-forward block of `expertWidth`. */
export interface Shape {
  readonly mixture: boolean;
  readonly layers: number;
  readonly width: number;
  readonly queryHeads: number;
  readonly keyValueHeads: number;
  readonly experts: number;
  readonly active: number;
  readonly shared: number;
  readonly expertWidth: number;
  readonly vocabulary: number;
}

const dense = (
  layers: number,
  width: number,
  queryHeads: number,
  expertWidth: number,
  vocabulary: number,
): Shape => ({
  mixture: false,
  layers,
  width,
  queryHeads,
  keyValueHeads: 8,
  experts: 0,
  active: 0,
  shared: 1,
  expertWidth,
  vocabulary,
});

const DENSE_32B = dense(64, 5120, 64, 25600, 151936);
const DENSE_72B = dense(80, 8192, 64, 29568, 152064);
const VOCABULARY = 153376;

/** The shape a design serves. */
export function shapeOf(design: PanguDesign): Shape {
  if (design.model === 'dense-32b') return DENSE_32B;
  if (design.model === 'dense-72b') return DENSE_72B;
  return {
    mixture: true,
    layers: design.layers,
    width: design.hidden_width,
    queryHeads: design.query_heads,
    keyValueHeads: design.key_value_heads,
    experts: design.experts,
    active: design.active_experts,
    shared: design.shared_experts,
    expertWidth: design.expert_width,
    vocabulary: VOCABULARY,
  };
}

/** Projections of attention in one layer. */
export function attentionParameters({ width, queryHeads, keyValueHeads }: Shape): number {
  return 2 * width * HEAD_WIDTH * (queryHeads + keyValueHeads);
}

/** Gate, up and down of one expert, or of a dense feed-forward block. */
export function expertParameters({ width, expertWidth }: Shape): number {
  return 3 * width * expertWidth;
}

/** The router of one layer. */
export function routerParameters({ width, experts }: Shape): number {
  return width * experts;
}

/** The output projection; the embedding has as many. */
export function headParameters({ vocabulary, width }: Shape): number {
  return vocabulary * width;
}

function parametersWith(shape: Shape, routed: number): number {
  const layer =
    attentionParameters(shape) + (routed + shape.shared) * expertParameters(shape) + routerParameters(shape);
  return shape.layers * layer + 2 * headParameters(shape);
}

/** All parameters; norms are not counted. */
export function totalParameters(shape: Shape): number {
  return parametersWith(shape, shape.experts);
}

/** Parameters one token uses, embedding and output projection counted whole. */
export function activeParameters(shape: Shape): number {
  return parametersWith(shape, shape.active);
}

/** Bytes a cached token takes over all layers. */
export function keyValueBytes({ keyValueHeads, layers }: Shape, bits: number): number {
  return 2 * keyValueHeads * HEAD_WIDTH * layers * (bits / 8);
}

/** Logarithm to base 2 of n over k. */
function log2Choose(n: number, k: number): number {
  let sum = 0;
  for (let index = 1; index <= k; index++) sum += Math.log2((n - k + index) / index);
  return sum;
}

/** Bits of choice a router has in one layer: log2 of the sets of experts a token can get. 0 for a dense model. */
export function selectionFreedom(experts: number, active: number, groups: number): number {
  return experts === 0 ? 0 : groups * log2Choose(experts / groups, active / groups);
}
