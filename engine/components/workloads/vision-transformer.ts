// Vision transformers: shapes, parameter counts and matrix products. Source: Dosovitskiy et al., ICLR 2021;
// Touvron et al., ICML 2021 (DeiT). One class token, learned positions, biases everywhere, feed-forward four
// times as wide.

import { ParetoscopeError } from '../../contract/errors.ts';
import type { MatrixProduct } from './convolution.ts';

/** Sizes of a vision transformer for square pictures. */
export interface VisionTransformerShape {
  readonly name: string;
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly feedForwardWidth: number;
  /** Side of a patch and of the picture in pixels. */
  readonly patch: number;
  readonly picture: number;
  readonly classes: number;
}

function shape(
  name: string,
  layers: number,
  width: number,
  heads: number,
  patch: number,
): VisionTransformerShape {
  return { name, layers, width, heads, feedForwardWidth: 4 * width, patch, picture: 224, classes: 1000 };
}

export const DEIT_TINY_16 = shape('DeiT-Ti/16', 12, 192, 3, 16);
export const VIT_SMALL_16 = shape('ViT-S/16', 12, 384, 6, 16);
export const VIT_BASE_16 = shape('ViT-B/16', 12, 768, 12, 16);
export const VIT_BASE_32 = shape('ViT-B/32', 12, 768, 12, 32);
export const VIT_LARGE_16 = shape('ViT-L/16', 24, 1024, 16, 16);
export const VIT_HUGE_14 = shape('ViT-H/14', 32, 1280, 16, 14);

/**
 * Tokens of a picture: its patches and the class token. Throws `design-invalid` if patches do not tile the
 * picture.
 */
export function visionTokens({ name, picture, patch }: VisionTransformerShape): number {
  if (picture % patch !== 0) {
    throw new ParetoscopeError(
      'design-invalid',
      `${name}: patches of ${patch} pixels do not tile ${picture} pixels`,
    );
  }
  return (picture / patch) ** 2 + 1;
}

/** All parameters: patch embedding, class token, positions, layers, last norm and classifier. */
export function visionParameters(vision: VisionTransformerShape): number {
  const { layers, width, feedForwardWidth, patch, classes } = vision;
  const embedding = 3 * patch * patch * width + width + width + visionTokens(vision) * width;
  const attention = 4 * width * width + 4 * width;
  const feedForward = 2 * width * feedForwardWidth + feedForwardWidth + width;
  return embedding + layers * (attention + feedForward + 4 * width) + 2 * width + width * classes + classes;
}

/**
 * Matrix products for `pictures` pictures, in order; layers repeat, so each of their products counts them
 * all.
 */
export function visionProducts(vision: VisionTransformerShape, pictures: number): readonly MatrixProduct[] {
  const { layers, width, heads, feedForwardWidth, patch, classes } = vision;
  const tokens = visionTokens(vision);
  const rows = tokens * pictures;
  const product = (
    name: string,
    m: number,
    inner: number,
    columns: number,
    count: number,
  ): MatrixProduct => ({
    name,
    rows: m,
    columns,
    inner,
    count,
    uniqueInputs: m * inner,
  });
  const headWidth = width / heads;
  return [
    product('patch embedding', (tokens - 1) * pictures, 3 * patch * patch, width, 1),
    product('query, key, value', rows, width, 3 * width, layers),
    product('attention scores', tokens, headWidth, tokens, layers * heads * pictures),
    product('attention values', tokens, tokens, headWidth, layers * heads * pictures),
    product('attention output', rows, width, width, layers),
    product('feed-forward up', rows, width, feedForwardWidth, layers),
    product('feed-forward down', rows, feedForwardWidth, width, layers),
    product('classifier', pictures, width, classes, 1),
  ];
}
