// The matrix products of each workload, worked out once and kept.

import { lowerConvolution, type MatrixProduct } from '../../components/workloads/convolution.ts';
import { convolutionNet, type ConvolutionNetName } from '../../components/workloads/convolution-nets.ts';
import { LLAMA_2_7B } from '../../components/workloads/language-models.ts';
import { transformerProducts } from '../../components/workloads/transformer-products.ts';
import type { SystolicDesign } from './model.ts';

const LARGEST_CACHE = 512;
const netProducts = new Map<string, readonly MatrixProduct[]>();

function lowerNet(name: ConvolutionNetName, batchSize: number): readonly MatrixProduct[] {
  const key = `${name}/${batchSize}`;
  let products = netProducts.get(key);
  if (products === undefined) {
    products = convolutionNet(name).map((layer) => lowerConvolution(layer, batchSize));
    if (netProducts.size >= LARGEST_CACHE) netProducts.clear();
    netProducts.set(key, products);
  }
  return products;
}

/** Products of a design's workload in the order they run. */
export function workloadProducts(design: SystolicDesign): readonly MatrixProduct[] {
  switch (design.workload) {
    case 'gemm':
      return [
        {
          name: 'product',
          rows: design.gemm_rows,
          columns: design.gemm_columns,
          inner: design.gemm_inner,
          count: 1,
          uniqueInputs: design.gemm_rows * design.gemm_inner,
        },
      ];
    case 'transformer-layer':
      return transformerProducts(
        LLAMA_2_7B,
        design.tokens,
        design.cached_tokens + design.tokens,
        design.batch_size,
      );
    default:
      return lowerNet(design.workload, design.batch_size);
  }
}
