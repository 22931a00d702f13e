// The matrix products of one transformer layer, for engines that run nothing else.

import type { MatrixProduct } from './convolution.ts';
import type { TransformerShape } from './transformer.ts';

/**
 * Products of one layer for `batch` sequences of `tokens` new tokens that attend to `context` keys. Heads of
 * attention are independent products; grouped queries share keys, so the queries of one group stack up as
 * rows.
 */
export function transformerProducts(
  shape: TransformerShape,
  tokens: number,
  context: number,
  batch: number,
): readonly MatrixProduct[] {
  const rows = tokens * batch;
  const product = (name: string, m: number, inner: number, columns: number, count = 1): MatrixProduct => ({
    name,
    rows: m,
    columns,
    inner,
    count,
    uniqueInputs: m * inner,
  });
  const { width, headWidth, heads, keyValueHeads, feedForwardWidth } = shape;
  const sharedRows = (tokens * heads) / keyValueHeads;
  return [
    product('query', rows, width, heads * headWidth),
    product('key', rows, width, keyValueHeads * headWidth),
    product('value', rows, width, keyValueHeads * headWidth),
    product('attention scores', sharedRows, headWidth, context, keyValueHeads * batch),
    product('attention values', sharedRows, context, headWidth, keyValueHeads * batch),
    product('attention output', rows, heads * headWidth, width),
    ...(shape.gated ? [product('gate', rows, width, feedForwardWidth)] : []),
    product('up', rows, width, feedForwardWidth),
    product('down', rows, feedForwardWidth, width),
  ];
}
