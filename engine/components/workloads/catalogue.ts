// Models by name, with the parameter count that follows from their shape and, where one is published exactly
// (released weights or reference implementation), that count.

import { ParetoscopeError } from '../../contract/errors.ts';
import {
  CONVOLUTION_NETS,
  convolutionNet,
  netParameters,
  type ConvolutionNetName,
} from './convolution-nets.ts';
import {
  LLAMA_2_13B,
  LLAMA_2_70B,
  LLAMA_2_7B,
  LLAMA_3_405B,
  LLAMA_3_70B,
  LLAMA_3_8B,
  MISTRAL_7B,
} from './language-models.ts';
import { DEEPSEEK_MOE_16B, DEEPSEEK_V2_LITE, mixtureParameters, MIXTRAL_8X7B } from './mixture-of-experts.ts';
import { MAMBA_130M, MAMBA_1_4B, MAMBA_2_8B, MAMBA_370M, stateSpaceParameters } from './recurrent.ts';
import { parameterCount, type TransformerShape } from './transformer.ts';
import { denoiser, STABLE_DIFFUSION_1_5, STABLE_DIFFUSION_2_1, STABLE_DIFFUSION_XL } from './u-net.ts';
import {
  DEIT_TINY_16,
  VIT_BASE_16,
  VIT_BASE_32,
  VIT_HUGE_14,
  VIT_LARGE_16,
  VIT_SMALL_16,
  visionParameters,
} from './vision-transformer.ts';

export type ModelKind = 'decoder' | 'mixture' | 'state-space' | 'convolution' | 'vision' | 'denoiser';

/** One model of the catalogue. */
export interface CatalogueEntry {
  readonly name: string;
  readonly kind: ModelKind;
  /** Parameters that follow from the shape. */
  readonly parameters: () => number;
  /** The exact published count. */
  readonly published: number;
}

function entry(name: string, kind: ModelKind, published: number, parameters: () => number): CatalogueEntry {
  return { name, kind, parameters, published };
}

/**
 * GPT-2 (Radford et al., 2019): biases, tied embedding, and 1,024 learned positions beside what every decoder
 * has.
 */
function gpt2(layers: number, width: number): () => number {
  const heads = width / 64;
  const shape: TransformerShape = {
    name: 'GPT-2',
    layers,
    width,
    heads,
    keyValueHeads: heads,
    headWidth: 64,
    feedForwardWidth: 4 * width,
    gated: false,
    rotary: false,
    vocabulary: 50257,
    tiedEmbedding: true,
    biases: true,
    outerNorms: 1,
    layerNorms: 2,
    density: 1,
  };
  return () => parameterCount(shape) + 1024 * width;
}

const CONVOLUTION_COUNTS: Readonly<Record<ConvolutionNetName, number>> = {
  'resnet-18': 11689512,
  'resnet-50': 25557032,
  'mobilenet-v1': 4231976,
  'mobilenet-v2': 3504872,
  alexnet: 61100840,
  'vgg-16': 138357544,
};

export const CATALOGUE: readonly CatalogueEntry[] = [
  entry('GPT-2 small', 'decoder', 124439808, gpt2(12, 768)),
  entry('GPT-2 medium', 'decoder', 354823168, gpt2(24, 1024)),
  entry('GPT-2 large', 'decoder', 774030080, gpt2(36, 1280)),
  entry('GPT-2 XL', 'decoder', 1557611200, gpt2(48, 1600)),
  entry('Llama 2 7B', 'decoder', 6738415616, () => parameterCount(LLAMA_2_7B)),
  entry('Llama 2 13B', 'decoder', 13015864320, () => parameterCount(LLAMA_2_13B)),
  entry('Llama 2 70B', 'decoder', 68976648192, () => parameterCount(LLAMA_2_70B)),
  entry('Llama 3 8B', 'decoder', 8030261248, () => parameterCount(LLAMA_3_8B)),
  entry('Llama 3 70B', 'decoder', 70553706496, () => parameterCount(LLAMA_3_70B)),
  entry('Llama 3.1 405B', 'decoder', 405853388800, () => parameterCount(LLAMA_3_405B)),
  entry('Mistral 7B', 'decoder', 7241732096, () => parameterCount(MISTRAL_7B)),
  entry('Mixtral 8x7B', 'mixture', 46702792704, () => mixtureParameters(MIXTRAL_8X7B)),
  entry('DeepSeekMoE 16B', 'mixture', 16375728128, () => mixtureParameters(DEEPSEEK_MOE_16B)),
  entry('DeepSeek-V2-Lite', 'mixture', 15706484224, () => mixtureParameters(DEEPSEEK_V2_LITE)),
  entry('Mamba 130M', 'state-space', 129135360, () => stateSpaceParameters(MAMBA_130M)),
  entry('Mamba 370M', 'state-space', 371516416, () => stateSpaceParameters(MAMBA_370M)),
  entry('Mamba 1.4B', 'state-space', 1372178432, () => stateSpaceParameters(MAMBA_1_4B)),
  entry('Mamba 2.8B', 'state-space', 2768345600, () => stateSpaceParameters(MAMBA_2_8B)),
  ...CONVOLUTION_NETS.map((name) =>
    entry(name, 'convolution', CONVOLUTION_COUNTS[name], () => netParameters(convolutionNet(name))),
  ),
  entry('DeiT-Ti/16', 'vision', 5717416, () => visionParameters(DEIT_TINY_16)),
  entry('ViT-S/16', 'vision', 22050664, () => visionParameters(VIT_SMALL_16)),
  entry('ViT-B/16', 'vision', 86567656, () => visionParameters(VIT_BASE_16)),
  entry('ViT-B/32', 'vision', 88224232, () => visionParameters(VIT_BASE_32)),
  entry('ViT-L/16', 'vision', 304326632, () => visionParameters(VIT_LARGE_16)),
  entry('ViT-H/14', 'vision', 632045800, () => visionParameters(VIT_HUGE_14)),
  entry('Stable Diffusion 1.5', 'denoiser', 859520964, () => denoiser(STABLE_DIFFUSION_1_5, 64).parameters),
  entry('Stable Diffusion 2.1', 'denoiser', 865910724, () => denoiser(STABLE_DIFFUSION_2_1, 96).parameters),
  entry('Stable Diffusion XL', 'denoiser', 2567463684, () => denoiser(STABLE_DIFFUSION_XL, 128).parameters),
];

/** A model by name; throws `not-found` naming those there are. */
export function catalogueEntry(name: string): CatalogueEntry {
  const found = CATALOGUE.find((item) => item.name === name);
  if (found === undefined) {
    throw new ParetoscopeError('not-found', `the catalogue has no model "${name}"`, {
      hint: `it has ${CATALOGUE.map((item) => item.name).join(', ')}`,
    });
  }
  return found;
}
