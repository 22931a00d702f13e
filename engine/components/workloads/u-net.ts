// The denoising U-Net of latent diffusion: residual convolutions and transformer blocks on a shrinking and
// growing picture. Source: Rombach et al., CVPR 2022; Podell et al. 2023 (SDXL); block sizes as in the
// released configurations.

import type { MatrixProduct } from './convolution.ts';

/** Sizes of a denoiser. Levels go from the full latent picture down; each halves its side. */
export interface DenoiserShape {
  readonly name: string;
  readonly latentChannels: number;
  readonly channels: readonly number[];
  readonly residualsPerLevel: number;
  /**
   * Transformer blocks of each attention; 0 for a level without. The middle has as many as the last level.
   */
  readonly blocks: readonly number[];
  readonly middleBlocks: number;
  readonly textWidth: number;
  /** Attention heads of each level. */
  readonly heads: readonly number[];
  /** Width of further conditioning (sizes and pooled text), projected like the time; 0 for none. */
  readonly addedWidth: number;
}

export const STABLE_DIFFUSION_1_5: DenoiserShape = {
  name: 'Stable Diffusion 1.5',
  latentChannels: 4,
  channels: [320, 640, 1280, 1280],
  residualsPerLevel: 2,
  blocks: [1, 1, 1, 0],
  middleBlocks: 1,
  textWidth: 768,
  heads: [8, 8, 8, 8],
  addedWidth: 0,
};

export const STABLE_DIFFUSION_2_1: DenoiserShape = {
  ...STABLE_DIFFUSION_1_5,
  name: 'Stable Diffusion 2.1',
  textWidth: 1024,
  heads: [5, 10, 20, 20],
};

export const STABLE_DIFFUSION_XL: DenoiserShape = {
  name: 'Stable Diffusion XL',
  latentChannels: 4,
  channels: [320, 640, 1280],
  residualsPerLevel: 2,
  blocks: [0, 2, 10],
  middleBlocks: 10,
  textWidth: 2048,
  heads: [5, 10, 20],
  addedWidth: 2816,
};

/** What a denoiser is made of: parameters, and products of one pass. */
export interface Denoiser {
  readonly parameters: number;
  readonly products: readonly MatrixProduct[];
}

/**
 * Builds a denoiser for a latent picture of `side` x `side` and `textTokens` tokens of conditioning. Products
 * are those of one pass over one picture.
 */
export function denoiser(shape: DenoiserShape, side: number, textTokens = 77): Denoiser {
  const timeWidth = 4 * shape.channels[0]!;
  const products: MatrixProduct[] = [];
  let parameters = 0;

  const product = (name: string, rows: number, inner: number, columns: number, count = 1): void => {
    products.push({ name, rows, columns, inner, count, uniqueInputs: rows * inner });
  };
  const linear = (name: string, rows: number, inputs: number, outputs: number, bias = true): void => {
    parameters += inputs * outputs + (bias ? outputs : 0);
    product(name, rows, inputs, outputs);
  };
  const convolve = (name: string, size: number, kernel: number, inputs: number, outputs: number): void => {
    parameters += inputs * outputs * kernel * kernel + outputs;
    const pixels = size * size;
    products.push({
      name,
      rows: pixels,
      columns: outputs,
      inner: inputs * kernel * kernel,
      count: 1,
      uniqueInputs: Math.min(pixels * inputs, pixels * inputs * kernel * kernel),
    });
  };
  const norm = (width: number): void => {
    parameters += 2 * width;
  };
  const residual = (name: string, size: number, inputs: number, outputs: number): void => {
    norm(inputs);
    convolve(`${name} convolution 1`, size, 3, inputs, outputs);
    linear(`${name} time`, 1, timeWidth, outputs);
    norm(outputs);
    convolve(`${name} convolution 2`, size, 3, outputs, outputs);
    if (inputs !== outputs) convolve(`${name} shortcut`, size, 1, inputs, outputs);
  };
  const attention = (
    name: string,
    tokens: number,
    width: number,
    context: number,
    contextWidth: number,
    heads: number,
  ): void => {
    linear(`${name} query`, tokens, width, width, false);
    linear(`${name} key`, context, contextWidth, width, false);
    linear(`${name} value`, context, contextWidth, width, false);
    const headWidth = width / heads;
    product(`${name} scores`, tokens, headWidth, context, heads);
    product(`${name} values`, tokens, context, headWidth, heads);
    linear(`${name} output`, tokens, width, width);
  };
  const transformer = (name: string, size: number, width: number, level: number, blocks: number): void => {
    if (blocks === 0) return;
    const tokens = size * size;
    const heads = shape.heads[level]!;
    norm(width);
    linear(`${name} in`, tokens, width, width);
    for (let block = 1; block <= blocks; block++) {
      const part = `${name} block ${block}`;
      for (let index = 0; index < 3; index++) norm(width);
      attention(`${part} self-attention`, tokens, width, tokens, width, heads);
      attention(`${part} cross-attention`, tokens, width, textTokens, shape.textWidth, heads);
      linear(`${part} feed-forward up`, tokens, width, 8 * width);
      linear(`${part} feed-forward down`, tokens, 4 * width, width);
    }
    linear(`${name} out`, tokens, width, width);
  };

  const { channels, residualsPerLevel } = shape;
  const last = channels.length - 1;
  linear('time 1', 1, channels[0]!, timeWidth);
  linear('time 2', 1, timeWidth, timeWidth);
  if (shape.addedWidth > 0) {
    linear('conditioning 1', 1, shape.addedWidth, timeWidth);
    linear('conditioning 2', 1, timeWidth, timeWidth);
  }
  let size = side;
  let width = channels[0]!;
  convolve('in', size, 3, shape.latentChannels, width);
  const skips = [width];
  for (let level = 0; level <= last; level++) {
    for (let index = 1; index <= residualsPerLevel; index++) {
      residual(`down ${level + 1}.${index}`, size, width, channels[level]!);
      width = channels[level]!;
      transformer(`down ${level + 1}.${index} attention`, size, width, level, shape.blocks[level]!);
      skips.push(width);
    }
    if (level < last) {
      size = Math.ceil(size / 2);
      convolve(`down ${level + 1} shrink`, size, 3, width, width);
      skips.push(width);
    }
  }
  residual('middle 1', size, width, width);
  transformer('middle attention', size, width, last, shape.middleBlocks);
  residual('middle 2', size, width, width);
  for (let level = last; level >= 0; level--) {
    for (let index = 1; index <= residualsPerLevel + 1; index++) {
      residual(`up ${level + 1}.${index}`, size, width + skips.pop()!, channels[level]!);
      width = channels[level]!;
      transformer(`up ${level + 1}.${index} attention`, size, width, level, shape.blocks[level]!);
    }
    if (level > 0) {
      size *= 2;
      convolve(`up ${level + 1} grow`, size, 3, width, width);
    }
  }
  norm(width);
  convolve('out', size, 3, width, shape.latentChannels);
  return { parameters, products };
}
