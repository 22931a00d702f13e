// Mixture-of-experts decoders: which experts a token uses, how many distinct ones a batch touches, and
// parameters in all and per token. Routing is over all experts (top-k), within groups of devices (grouped),
// with experts everyone uses (shared). Attention is multi-head, grouped-query or, with `latent`, multi-head
// latent attention (DeepSeek-V2).

import { ParetoscopeError } from '../../contract/errors.ts';

/** Compressed keys and values of DeepSeek-V2 (arXiv 2405.04434, section 2.1). */
export interface LatentAttention {
  readonly keyValueRank: number;
  /** Rank of the query compression; absent: queries are projected directly. */
  readonly queryRank?: number;
  readonly plainHeadWidth: number;
  readonly rotaryHeadWidth: number;
  readonly valueHeadWidth: number;
}

/**
 * Sizes of a decoder whose feed-forward blocks are gated experts; norms have a scale only, layers no biases.
 */
export interface MixtureShape {
  readonly name: string;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headWidth: number;
  readonly latent?: LatentAttention;
  readonly experts: number;
  readonly expertsPerToken: number;
  readonly sharedExperts: number;
  readonly expertWidth: number;
  /** First layers with one dense block of `denseWidth` instead of experts. */
  readonly denseLayers: number;
  readonly denseWidth: number;
  /** Groups experts are cut into, of which a token may use `groupsPerToken`; 1 and 1 for plain top-k. */
  readonly groups: number;
  readonly groupsPerToken: number;
  readonly vocabulary: number;
  readonly tiedEmbedding: boolean;
}

export const MIXTRAL_8X7B: MixtureShape = {
  name: 'Mixtral 8x7B',
  layers: 32,
  width: 4096,
  heads: 32,
  keyValueHeads: 8,
  headWidth: 128,
  experts: 8,
  expertsPerToken: 2,
  sharedExperts: 0,
  expertWidth: 14336,
  denseLayers: 0,
  denseWidth: 0,
  groups: 1,
  groupsPerToken: 1,
  vocabulary: 32000,
  tiedEmbedding: false,
};

export const DEEPSEEK_MOE_16B: MixtureShape = {
  name: 'DeepSeekMoE 16B',
  layers: 28,
  width: 2048,
  heads: 16,
  keyValueHeads: 16,
  headWidth: 128,
  experts: 64,
  expertsPerToken: 6,
  sharedExperts: 2,
  expertWidth: 1408,
  denseLayers: 1,
  denseWidth: 10944,
  groups: 1,
  groupsPerToken: 1,
  vocabulary: 102400,
  tiedEmbedding: false,
};

export const DEEPSEEK_V2_LITE: MixtureShape = {
  ...DEEPSEEK_MOE_16B,
  name: 'DeepSeek-V2-Lite',
  layers: 27,
  latent: { keyValueRank: 512, plainHeadWidth: 128, rotaryHeadWidth: 64, valueHeadWidth: 128 },
};

/** Throws `design-invalid` if routing asks for more experts than there are. */
export function checkRouting({ name, experts, expertsPerToken, groups, groupsPerToken }: MixtureShape): void {
  if (expertsPerToken > experts) {
    throw new ParetoscopeError(
      'design-invalid',
      `${name}: a token cannot use ${expertsPerToken} of ${experts} experts`,
    );
  }
  if (experts % groups !== 0) {
    throw new ParetoscopeError(
      'design-invalid',
      `${name}: ${experts} experts do not split into ${groups} equal groups`,
    );
  }
  const reachable = (experts / groups) * groupsPerToken;
  if (groupsPerToken > groups || expertsPerToken > reachable) {
    throw new ParetoscopeError(
      'design-invalid',
      `${name}: ${groupsPerToken} of ${groups} groups hold ${reachable} experts, a token wants ${expertsPerToken}`,
    );
  }
}

function attentionParameters({ width, heads, keyValueHeads, headWidth, latent }: MixtureShape): number {
  if (latent === undefined) return 2 * width * headWidth * (heads + keyValueHeads);
  const queryWidth = heads * (latent.plainHeadWidth + latent.rotaryHeadWidth);
  const query =
    latent.queryRank === undefined
      ? width * queryWidth
      : width * latent.queryRank + latent.queryRank + latent.queryRank * queryWidth;
  const down = width * (latent.keyValueRank + latent.rotaryHeadWidth) + latent.keyValueRank;
  const up = latent.keyValueRank * heads * (latent.plainHeadWidth + latent.valueHeadWidth);
  return query + down + up + heads * latent.valueHeadWidth * width;
}

/** Parameters of one expert: gate, up and down. */
export function expertParameters({ width, expertWidth }: MixtureShape): number {
  return 3 * width * expertWidth;
}

function countParameters(shape: MixtureShape, routed: number): number {
  const { layers, width, denseLayers, denseWidth, experts, sharedExperts, vocabulary } = shape;
  const sparseLayers = layers - denseLayers;
  const router = width * experts;
  return (
    layers * (attentionParameters(shape) + 2 * width) +
    denseLayers * 3 * width * denseWidth +
    sparseLayers * (router + (routed + sharedExperts) * expertParameters(shape)) +
    vocabulary * width * (shape.tiedEmbedding ? 1 : 2) +
    width
  );
}

/** All parameters. */
export function mixtureParameters(shape: MixtureShape): number {
  checkRouting(shape);
  return countParameters(shape, shape.experts);
}

/** Parameters that one token's pass uses, embedding and output projection counted whole. */
export function activeParameters(shape: MixtureShape): number {
  checkRouting(shape);
  return countParameters(shape, shape.expertsPerToken);
}

/**
 * Elements a cached token takes over all layers: keys and values of all key-value heads, or the latent
 * vector.
 */
export function cachedElementsPerToken({ layers, keyValueHeads, headWidth, latent }: MixtureShape): number {
  return latent === undefined
    ? 2 * layers * keyValueHeads * headWidth
    : layers * (latent.keyValueRank + latent.rotaryHeadWidth);
}

/**
 * Distinct experts of a layer that `tokens` tokens touch, on average, when each picks `expertsPerToken` of
 * `experts` uniformly and independently: experts (1 - (1 - k/E)^tokens).
 */
export function expectedDistinctExperts(experts: number, expertsPerToken: number, tokens: number): number {
  return experts * (1 - (1 - expertsPerToken / experts) ** tokens);
}

/**
 * Multiply-accumulates of the feed-forward blocks of one token, router included, over all layers: what
 * changes with routing. Attention is as in a dense decoder.
 */
export function feedForwardMacsPerToken(shape: MixtureShape): number {
  const { layers, denseLayers, width, denseWidth, experts, expertsPerToken, sharedExperts } = shape;
  return (
    denseLayers * 3 * width * denseWidth +
    (layers - denseLayers) * (width * experts + (expertsPerToken + sharedExperts) * expertParameters(shape))
  );
}
