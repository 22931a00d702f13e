// The eight GPT-2 and GPT-3 style models of the paper. Shapes from the GPT-2 and GPT-3 papers.

/** A decoder with multi-head attention and a feed-forward block four times as wide. */
export interface GptShape {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
}

export const MODELS = [
  'gpt2-small',
  'gpt2-medium',
  'gpt2-large',
  'gpt2-xl',
  'gpt3-small',
  'gpt3-medium',
  'gpt3-large',
  'gpt3-xl',
] as const;

export type ModelName = (typeof MODELS)[number];

export const SHAPES: Readonly<Record<ModelName, GptShape>> = {
  'gpt2-small': { layers: 12, width: 768, heads: 12 },
  'gpt2-medium': { layers: 24, width: 1024, heads: 16 },
  'gpt2-large': { layers: 36, width: 1280, heads: 20 },
  'gpt2-xl': { layers: 48, width: 1600, heads: 25 },
  'gpt3-small': { layers: 12, width: 768, heads: 12 },
  'gpt3-medium': { layers: 24, width: 1024, heads: 16 },
  'gpt3-large': { layers: 24, width: 1536, heads: 16 },
  'gpt3-xl': { layers: 24, width: 2048, heads: 24 },
};

export const VOCABULARY = 50257;

/**
 * Weights that every token uses: query, key, value and output (4 d²) and feed-forward (8 d²) of each layer.
 */
export function layerWeights({ layers, width }: GptShape): number {
  return 12 * layers * width * width;
}

/** Weights in use, with the output projection to the vocabulary if it is mapped too. */
export function usedWeights(shape: GptShape, outputProjection: boolean): number {
  return layerWeights(shape) + (outputProjection ? VOCABULARY * shape.width : 0);
}

/** Multiply-accumulates of attention for a token that sees `position` keys. */
export function attentionMacs({ layers, width }: GptShape, position: number): number {
  return 2 * layers * width * position;
}
