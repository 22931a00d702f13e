// The language models that are served: sizes (Table I), weights, keys and values.

import type { DuplexDesign, ModelName } from './parameters.ts';

/** A decoder, dense or with experts. */
export interface LanguageModel {
  readonly layers: number;
  /** Layers whose feed-forward block is experts; the others have a dense one of the same inner width. */
  readonly expertLayers: number;
  readonly width: number;
  readonly feedForwardWidth: number;
  /** Products of a feed-forward block: 3 with a gate, 2 without. */
  readonly feedForwardProducts: number;
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly experts: number;
  readonly expertsPerToken: number;
  readonly vocabulary: number;
  /** Input and output embeddings are one matrix. */
  readonly tiedEmbedding: boolean;
}

/** Width of a head in every model (Table I: hidden over heads). */
export const HEAD_WIDTH = 128;

const DENSE = { expertLayers: 0, experts: 1, expertsPerToken: 1 } as const;

export const MIXTRAL: LanguageModel = {
  layers: 32,
  expertLayers: 32,
  width: 4096,
  feedForwardWidth: 14336,
  feedForwardProducts: 3,
  heads: 32,
  keyValueHeads: 8,
  experts: 8,
  expertsPerToken: 2,
  vocabulary: 32000,
  tiedEmbedding: false,
};

/**
 * Table I. Vocabularies, and 2 or 3 products a block, are those of the open simulator of the same laboratory; of OPT and
 * Llama 3, of the released configurations. Ties of embeddings are chosen to give the published parameter counts.
 */
const PUBLISHED: Readonly<Record<Exclude<ModelName, 'custom'>, LanguageModel>> = {
  mixtral: MIXTRAL,
  glam: {
    layers: 32,
    expertLayers: 16,
    width: 4096,
    feedForwardWidth: 16384,
    feedForwardProducts: 2,
    heads: 32,
    keyValueHeads: 32,
    experts: 64,
    expertsPerToken: 2,
    vocabulary: 256000,
    tiedEmbedding: true,
  },
  grok1: {
    layers: 64,
    expertLayers: 64,
    width: 6144,
    feedForwardWidth: 32768,
    feedForwardProducts: 3,
    heads: 48,
    keyValueHeads: 8,
    experts: 8,
    expertsPerToken: 2,
    vocabulary: 131072,
    tiedEmbedding: true,
  },
  opt: {
    ...DENSE,
    layers: 64,
    width: 9216,
    feedForwardWidth: 36864,
    feedForwardProducts: 2,
    heads: 72,
    keyValueHeads: 72,
    vocabulary: 50272,
    tiedEmbedding: true,
  },
  llama3: {
    ...DENSE,
    layers: 80,
    width: 8192,
    feedForwardWidth: 28672,
    feedForwardProducts: 3,
    heads: 64,
    keyValueHeads: 8,
    vocabulary: 128256,
    tiedEmbedding: false,
  },
};

/** The model of a design. */
export function modelOf(design: DuplexDesign): LanguageModel {
  if (design.model !== 'custom') return PUBLISHED[design.model];
  const layers = design['custom.layers'];
  const heads = design['custom.heads'];
  const experts = design['custom.experts'];
  return {
    layers,
    expertLayers: experts > 1 ? layers : 0,
    width: heads * HEAD_WIDTH,
    feedForwardWidth: design['custom.feed_forward_width'],
    feedForwardProducts: 3,
    heads,
    keyValueHeads: heads / design['custom.group_degree'],
    experts,
    expertsPerToken: experts > 1 ? design['custom.experts_per_token'] : 1,
    vocabulary: MIXTRAL.vocabulary,
    tiedEmbedding: false,
  };
}

/** Parameters of all experts of all layers. */
export function expertParameters(model: LanguageModel): number {
  return model.expertLayers * model.experts * blockParameters(model);
}

/** Parameters of one feed-forward block or expert. */
export function blockParameters(model: LanguageModel): number {
  return model.feedForwardProducts * model.width * model.feedForwardWidth;
}

/** Parameters of everything but experts: attention, routers, dense blocks, embeddings. Norms are not counted. */
export function sharedParameters(model: LanguageModel): number {
  const { layers, expertLayers, width, heads, keyValueHeads, experts, vocabulary } = model;
  const attention = 2 * width * HEAD_WIDTH * (heads + keyValueHeads);
  return (
    layers * attention +
    expertLayers * width * experts +
    (layers - expertLayers) * blockParameters(model) +
    vocabulary * width * (model.tiedEmbedding ? 1 : 2)
  );
}

/** Elements of keys and values that one token leaves behind, over all layers. */
export function keyValueElements(model: LanguageModel): number {
  return 2 * model.layers * model.keyValueHeads * HEAD_WIDTH;
}
