// Decoders that are served: mixtures of experts, grouped or not, and dense ones. Parameters, cached bytes, and the choice
// a router has. Projections may be grouped like group convolution (arXiv 2006.15100): an output channel sees the input
// channels of one group only, which leaves a share of the weights.

export const HEAD_WIDTH = 128;

/** A decoder; a dense one has no experts and a feed-forward block of `expertWidth`. */
export interface MixtureShape {
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
  /** Share of the weights that grouped projections of attention and experts keep; absent: all. */
  readonly density?: number;
}

/** Projections of attention in one layer. */
export function attentionParameters({ width, queryHeads, keyValueHeads, density = 1 }: MixtureShape): number {
  return 2 * width * HEAD_WIDTH * (queryHeads + keyValueHeads) * density;
}

/** Gate, up and down of one expert, or of a dense feed-forward block. */
export function expertParameters({ width, expertWidth, density = 1 }: MixtureShape): number {
  return 3 * width * expertWidth * density;
}

/** The router of one layer. */
export function routerParameters({ width, experts }: MixtureShape): number {
  return width * experts;
}

/** The output projection; the embedding has as many. */
export function headParameters({ vocabulary, width }: MixtureShape): number {
  return vocabulary * width;
}

function parametersWith(shape: MixtureShape, routed: number): number {
  const layer =
    attentionParameters(shape) + (routed + shape.shared) * expertParameters(shape) + routerParameters(shape);
  return shape.layers * layer + 2 * headParameters(shape);
}

/** All parameters; norms are not counted. */
export function totalParameters(shape: MixtureShape): number {
  return parametersWith(shape, shape.experts);
}

/** Parameters one token uses, embedding and output projection counted whole. */
export function activeParameters(shape: MixtureShape): number {
  return parametersWith(shape, shape.active);
}

/** Bytes a cached token takes over all layers. */
export function keyValueBytes({ keyValueHeads, layers }: MixtureShape, bits: number): number {
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
