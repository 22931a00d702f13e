// Published decoder transformers by name. Sizes are those of the released configuration files [known]; the exact
// parameter counts that follow from them are checked in the tests.

import type { TransformerShape } from './transformer.ts';

/** What the Llama family and its relatives have in common. */
const LLAMA = {
  gated: true,
  rotary: true,
  tiedEmbedding: false,
  biases: false,
  outerNorms: 1,
  layerNorms: 2,
  density: 1,
} as const;

function llama(
  name: string,
  layers: number,
  width: number,
  heads: number,
  keyValueHeads: number,
  feedForwardWidth: number,
  vocabulary: number,
): TransformerShape {
  const headWidth = width / heads;
  return { name, layers, width, heads, keyValueHeads, headWidth, feedForwardWidth, vocabulary, ...LLAMA };
}

export const LLAMA_2_7B = llama('Llama 2 7B', 32, 4096, 32, 32, 11008, 32000);
export const LLAMA_2_13B = llama('Llama 2 13B', 40, 5120, 40, 40, 13824, 32000);
export const LLAMA_2_70B = llama('Llama 2 70B', 80, 8192, 64, 8, 28672, 32000);
export const LLAMA_3_8B = llama('Llama 3 8B', 32, 4096, 32, 8, 14336, 128256);
export const LLAMA_3_70B = llama('Llama 3 70B', 80, 8192, 64, 8, 28672, 128256);
export const LLAMA_3_405B = llama('Llama 3.1 405B', 126, 16384, 128, 8, 53248, 128256);
export const MISTRAL_7B = llama('Mistral 7B', 32, 4096, 32, 8, 14336, 32000);

/** ALiBi positions, plain feed-forward, biases everywhere, a norm after the embedding. */
export const BLOOM_176B: TransformerShape = {
  name: 'BLOOM 176B',
  layers: 70,
  width: 14336,
  heads: 112,
  keyValueHeads: 112,
  headWidth: 128,
  feedForwardWidth: 57344,
  gated: false,
  rotary: false,
  vocabulary: 250880,
  tiedEmbedding: true,
  biases: true,
  outerNorms: 2,
  layerNorms: 2,
  density: 1,
};

/** Grouped keys and values, plain feed-forward without biases. The two norms of a layer have a shift, not counted. */
export const FALCON_40B: TransformerShape = {
  name: 'Falcon 40B',
  layers: 60,
  width: 8192,
  heads: 128,
  keyValueHeads: 8,
  headWidth: 64,
  feedForwardWidth: 32768,
  gated: false,
  rotary: true,
  vocabulary: 65024,
  tiedEmbedding: true,
  biases: false,
  outerNorms: 1,
  layerNorms: 2,
  density: 1,
};

/** A GPT of 13 billion parameters (Brown et al., 2020, Table 2.1) with seven of eight linear weights zero. */
export const SPARSE_GPT_13B: TransformerShape = {
  name: 'Sparse GPT 13B',
  layers: 40,
  width: 5120,
  heads: 40,
  keyValueHeads: 40,
  headWidth: 128,
  feedForwardWidth: 20480,
  gated: false,
  rotary: false,
  vocabulary: 50257,
  tiedEmbedding: true,
  biases: true,
  outerNorms: 1,
  layerNorms: 2,
  density: 0.125,
};
