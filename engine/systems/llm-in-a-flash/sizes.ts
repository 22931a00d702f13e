// The parts of a model in weights, and what one token costs in them. Biases and norms, 0.2 % of a model, are not counted.

import {
  FALCON_7B,
  OPT_13B,
  OPT_1_3B,
  OPT_30B,
  OPT_66B,
  OPT_6_7B,
  PERSIMMON_8B,
  PHI_2,
  SPARSE_LLAMA_2_7B,
  type SparseLanguageModel,
} from '../../components/workloads/sparse-language-models.ts';
import { keyValueBytesPerToken } from '../../components/workloads/transformer.ts';

const MODELS = {
  'opt-1.3b': OPT_1_3B,
  'opt-6.7b': OPT_6_7B,
  'opt-13b': OPT_13B,
  'opt-30b': OPT_30B,
  'opt-66b': OPT_66B,
  'falcon-7b': FALCON_7B,
  'persimmon-8b': PERSIMMON_8B,
  'phi-2': PHI_2,
  'llama-2-7b': SPARSE_LLAMA_2_7B,
} as const satisfies Record<string, SparseLanguageModel>;

export type ModelName = keyof typeof MODELS;
export const MODEL_NAMES = Object.keys(MODELS) as readonly ModelName[];

/** Counts of weights unless said otherwise. */
export interface ModelSizes {
  readonly layers: number;
  readonly width: number;
  /** Feed-forward neurons of a layer. */
  readonly neurons: number;
  /** Rows and columns that belong to one neuron: two, or three in a gated block. */
  readonly matrices: number;
  readonly attention: number;
  readonly feedForward: number;
  /** Embedding and output projection; once if they are the same. */
  readonly embedding: number;
  /** The output projection, which every token multiplies. */
  readonly projection: number;
  readonly total: number;
  readonly sparsity: number;
  readonly sparsityPublished: boolean;
  /** Operations of attention for each token in the cache: scores and weighted values. */
  readonly attentionFlopsPerToken: number;
  /** Bytes of 16-bit keys and values for each token in the cache. */
  readonly keyValueBytesPerToken: number;
}

function sizesOf({ shape, sparsity, sparsityPublished }: SparseLanguageModel): ModelSizes {
  const { layers, width, heads, keyValueHeads, headWidth, feedForwardWidth, gated, vocabulary } = shape;
  const matrices = gated ? 3 : 2;
  const attention = layers * 2 * width * headWidth * (heads + keyValueHeads);
  const feedForward = layers * matrices * width * feedForwardWidth;
  const projection = vocabulary * width;
  const embedding = shape.tiedEmbedding ? projection : 2 * projection;
  return {
    layers,
    width,
    neurons: feedForwardWidth,
    matrices,
    attention,
    feedForward,
    embedding,
    projection,
    total: attention + feedForward + embedding,
    sparsity,
    sparsityPublished,
    attentionFlopsPerToken: 4 * layers * heads * headWidth,
    keyValueBytesPerToken: keyValueBytesPerToken(shape, 2),
  };
}

/** Sizes of every model. */
export const MODEL_SIZES = Object.fromEntries(
  MODEL_NAMES.map((name) => [name, sizesOf(MODELS[name])]),
) as Readonly<Record<ModelName, ModelSizes>>;

/** What the predictors of the last eighth of the layers have more in rank: 896 in both published models. */
const LAST_LAYERS_EXTRA_RANK = 896;

/** Rank of the predictors, averaged over the layers. */
export function meanPredictorRank(rank: number): number {
  return rank + LAST_LAYERS_EXTRA_RANK / 8;
}

/** Weights of all predictors: for each layer a matrix into the rank and one out of it. */
export function predictorWeights(sizes: ModelSizes, rank: number): number {
  return sizes.layers * meanPredictorRank(rank) * (sizes.width + sizes.neurons);
}
