// Switch Transformers: encoder-decoders of the T5 family, every second layer a mixture of experts of which a token uses
// one. Sizes are counted from the shape; biases and norms are left out.

/** An encoder-decoder with experts in every second layer. */
export interface SwitchShape {
  readonly width: number;
  readonly feedForward: number;
  readonly encoderLayers: number;
  readonly decoderLayers: number;
  readonly vocabulary: number;
}

export const MODEL_NAMES = ['switch-base', 'switch-large', 'switch-xxl'] as const;
export type ModelName = (typeof MODEL_NAMES)[number];

/**
 * Base and Large: T5 shapes [known], confirmed by the expert sizes of the artifact (scripts/eval_all.py). XXL: layers as
 * written in scripts/write_empty_ckpt.py; width and feed-forward are those of T5-XXL [known], which give the
 * script's expert of 41,971,712 bytes in 4 bits up to two 16-bit biases.
 */
export const MODELS: Readonly<Record<ModelName, SwitchShape>> = {
  'switch-base': {
    width: 768,
    feedForward: 3072,
    encoderLayers: 12,
    decoderLayers: 12,
    vocabulary: 32128,
  },
  'switch-large': {
    width: 1024,
    feedForward: 4096,
    encoderLayers: 24,
    decoderLayers: 24,
    vocabulary: 32128,
  },
  'switch-xxl': {
    width: 4096,
    feedForward: 10240,
    encoderLayers: 48,
    decoderLayers: 12,
    vocabulary: 32128,
  },
};

/** Every layer with experts is followed by one without. */
export const LAYERS_PER_BLOCK = 2;

/** Decoder blocks with experts. */
export function decoderBlocks({ decoderLayers }: SwitchShape): number {
  return decoderLayers / LAYERS_PER_BLOCK;
}

/** Weights of one expert: two matrices. */
export function expertWeights({ width, feedForward }: SwitchShape): number {
  return 2 * width * feedForward;
}

/** Weights of all experts of encoder and decoder. */
export function allExpertWeights(shape: SwitchShape, experts: number): number {
  return ((shape.encoderLayers + shape.decoderLayers) / LAYERS_PER_BLOCK) * experts * expertWeights(shape);
}

/** Weights that are no experts: embedding (shared with the output), attention, dense feed-forward layers, gates. */
export function denseWeights(shape: SwitchShape, experts: number): number {
  const { width, encoderLayers, decoderLayers, vocabulary } = shape;
  const layers = encoderLayers + decoderLayers;
  const attention = (4 * encoderLayers + 8 * decoderLayers) * width * width;
  const blocks = layers / LAYERS_PER_BLOCK;
  return vocabulary * width + attention + blocks * (expertWeights(shape) + width * experts);
}

/** Weights of the decoder and the output layer that every generated token reads, per block, without experts. */
export function blockWeights(shape: SwitchShape, experts: number): number {
  const { width, vocabulary } = shape;
  const attention = LAYERS_PER_BLOCK * 8 * width * width;
  return attention + expertWeights(shape) + width * experts + (vocabulary * width) / decoderBlocks(shape);
}

/** Key and value elements of one sequence position in one block: of a beam's own, and of the prompt shared by beams. */
export function blockKeyValueElements({ width }: SwitchShape): number {
  return LAYERS_PER_BLOCK * 2 * width;
}
