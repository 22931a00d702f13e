// Decoder transformers whose feed-forward neurons are mostly zero because of a ReLU, native or trained in afterwards.
// Sizes are those of the released configuration files [known]. Norms with a shift but no other bias are counted
// without the shift; OPT's learned positions (0.1 % of its parameters) are not counted.

import { LLAMA_2_7B } from './language-models.ts';
import type { TransformerShape } from './transformer.ts';

/** A transformer and how sparse its feed-forward activations are. */
export interface SparseLanguageModel {
  readonly shape: TransformerShape;
  /** Mean share of feed-forward neurons that are zero for a token. */
  readonly sparsity: number;
  /** Whether a source gives the sparsity for this model. */
  readonly sparsityPublished: boolean;
}

function opt(name: string, layers: number, width: number, heads: number): SparseLanguageModel {
  return {
    shape: {
      name,
      layers,
      width,
      heads,
      keyValueHeads: heads,
      headWidth: width / heads,
      feedForwardWidth: 4 * width,
      gated: false,
      rotary: false,
      vocabulary: 50272,
      tiedEmbedding: true,
      biases: true,
      outerNorms: 1,
      layerNorms: 2,
      density: 1,
    },
    sparsity: 0.97,
    sparsityPublished: name === 'OPT 6.7B',
  };
}

/** Meta's OPT: plain feed-forward with ReLU. 97 % is published for 6.7B and assumed for the others. */
export const OPT_1_3B = opt('OPT 1.3B', 24, 2048, 32);
export const OPT_6_7B = opt('OPT 6.7B', 32, 4096, 32);
export const OPT_13B = opt('OPT 13B', 40, 5120, 40);
export const OPT_30B = opt('OPT 30B', 48, 7168, 56);
export const OPT_66B = opt('OPT 66B', 64, 9216, 72);

/** Falcon 7B with its activation replaced by ReLU; one key-value head. */
export const FALCON_7B: SparseLanguageModel = {
  shape: {
    name: 'Falcon 7B',
    layers: 32,
    width: 4544,
    heads: 71,
    keyValueHeads: 1,
    headWidth: 64,
    feedForwardWidth: 18176,
    gated: false,
    rotary: true,
    vocabulary: 65024,
    tiedEmbedding: true,
    biases: false,
    outerNorms: 1,
    layerNorms: 1,
    density: 1,
  },
  sparsity: 0.95,
  sparsityPublished: true,
};

/** Persimmon 8B: squared ReLU, 9.4 billion parameters with both embeddings. Its sparsity is taken as Falcon's. */
export const PERSIMMON_8B: SparseLanguageModel = {
  shape: {
    name: 'Persimmon 8B',
    layers: 36,
    width: 4096,
    heads: 64,
    keyValueHeads: 64,
    headWidth: 64,
    feedForwardWidth: 16384,
    gated: false,
    rotary: true,
    vocabulary: 262144,
    tiedEmbedding: false,
    biases: true,
    outerNorms: 1,
    layerNorms: 2,
    density: 1,
  },
  sparsity: 0.95,
  sparsityPublished: false,
};

/** Phi-2 with its activation replaced by ReLU and distilled. Its sparsity is taken as Llama 2's. */
export const PHI_2: SparseLanguageModel = {
  shape: {
    name: 'Phi-2',
    layers: 32,
    width: 2560,
    heads: 32,
    keyValueHeads: 32,
    headWidth: 80,
    feedForwardWidth: 10240,
    gated: false,
    rotary: true,
    vocabulary: 51200,
    tiedEmbedding: false,
    biases: true,
    outerNorms: 1,
    layerNorms: 1,
    density: 1,
  },
  sparsity: 0.9,
  sparsityPublished: false,
};

/** Llama 2 7B with FATReLU in its gated feed-forward block. */
export const SPARSE_LLAMA_2_7B: SparseLanguageModel = {
  shape: LLAMA_2_7B,
  sparsity: 0.9,
  sparsityPublished: true,
};
