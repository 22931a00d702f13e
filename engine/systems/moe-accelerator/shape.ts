// The model of a design: its shape, and bytes of its parts.

import {
  attentionParameters,
  expertParameters,
  headParameters,
  keyValueBytes,
  routerParameters,
  totalParameters,
  type MixtureShape,
} from '../../components/workloads/served-mixtures.ts';
import { aggregatedUse } from '../../simulation/activation-trace.ts';
import type { AcceleratorDesign } from './parameters.ts';

/** That of Pangu Pro MoE (arXiv 2505.21411, Table 1). */
const VOCABULARY = 153376;

/** Share of weights that grouped projections keep. */
export function densityOf({ projection_group: group, width }: AcceleratorDesign): number {
  return Math.min(1, group / width);
}

export function shapeOf(design: AcceleratorDesign): MixtureShape {
  return {
    mixture: true,
    layers: design.layers,
    width: design.width,
    queryHeads: design.query_heads,
    keyValueHeads: design.key_value_heads,
    experts: design.experts,
    active: design.active_experts,
    shared: design.shared_experts,
    expertWidth: design.expert_width,
    vocabulary: VOCABULARY,
    density: densityOf(design),
  };
}

/** Bytes of stored weights, check bits not counted. */
export interface WeightBytes {
  /** One routed expert. */
  readonly expert: number;
  /** Routed experts of all layers. */
  readonly routed: number;
  /** Attention, routers, shared experts, embedding and output projection. */
  readonly others: number;
  readonly total: number;
}

export function weightBytes(shape: MixtureShape, bits: number): WeightBytes {
  const bytes = bits / 8;
  const expert = expertParameters(shape) * bytes;
  const routed = shape.layers * shape.experts * expert;
  const total = totalParameters(shape) * bytes;
  return { expert, routed, others: total - routed, total };
}

/** Multiply-accumulates of one token: everything it passes, and attention over `context` cached tokens. */
export interface TokenMacs {
  readonly attention: number;
  readonly routed: number;
  readonly shared: number;
  readonly scores: number;
}

export function tokenMacs(shape: MixtureShape, context: number, activeShare: number): TokenMacs {
  const { layers } = shape;
  const expert = expertParameters(shape);
  return {
    attention: layers * (attentionParameters(shape) + routerParameters(shape)),
    routed: layers * shape.active * expert * activeShare,
    shared: layers * shape.shared * expert + headParameters(shape),
    scores: 2 * layers * context * shape.queryHeads * 128,
  };
}

/** Bytes one cached token takes over all layers. */
export function cachedTokenBytes(shape: MixtureShape, bits: number): number {
  return keyValueBytes(shape, bits);
}

/**
 * Neurons that are predicted to be active over those that are, and the growth of their union with tokens (LLM in a flash,
 * arXiv 2312.11514: about three times for OPT; 10 %, 24 % and 2.4 % of Table 2 lie on the exponent).
 */
const OVER_PREDICTION = 3;
export const REUSE_EXPONENT = 0.544;

/** Share of an expert's inner channels that one token uses: what is predicted, not only what is active. */
export function activeShareOf({ activation_sparsity: sparsity }: AcceleratorDesign): number {
  return Math.min(1, OVER_PREDICTION * (1 - sparsity));
}

/**
 * Share of an expert's inner channels that `tokens` tokens use, who may be fewer than one on average: the law of reuse
 * from one token on, in proportion below.
 */
export function unionShare(activeShare: number, tokens: number): number {
  return tokens < 1 ? activeShare * tokens : aggregatedUse(activeShare, REUSE_EXPONENT, tokens);
}
