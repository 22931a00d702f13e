// What can be designed of the model that is served. Defaults are the shape of Pangu Pro MoE.

import { integer, ordinal } from '../../space/parameters.ts';

const PANGU = 'arXiv 2505.21411, Table 1';

export const modelParameters = {
  layers: integer({
    minimum: 4,
    maximum: 80,
    default: 48,
    doc: 'Layers; each has attention and experts. Accuracy does not see it.',
    source: PANGU,
  }),
  width: ordinal([1024, 2048, 4096, 5120, 8192], {
    default: 5120,
    unit: 'channels',
    doc: 'Width of the residual stream. Accuracy does not see it.',
    source: PANGU,
  }),
  query_heads: ordinal([8, 16, 32, 40, 64], {
    default: 40,
    doc: 'Query heads of 128 channels.',
    source: PANGU,
  }),
  key_value_heads: ordinal([1, 2, 4, 8], {
    default: 8,
    doc: 'Heads of keys and values; fewer make caches smaller. Accuracy does not see it.',
    source: PANGU,
  }),
  experts: ordinal([4, 8, 16, 32, 64], {
    default: 64,
    doc: 'Routed experts of a layer: more know more and take more memory, at the same work a token.',
    source: PANGU,
  }),
  active_experts: ordinal([1, 2, 4, 8], {
    default: 8,
    doc: 'Routed experts that a token uses.',
    source: PANGU,
  }),
  expert_groups: ordinal([1, 2, 4, 8], {
    default: 8,
    doc: 'Groups of experts of which a token uses as many from each, which loads devices evenly; 1 is plain top-k.',
    source: PANGU,
  }),
  shared_experts: integer({
    minimum: 0,
    maximum: 8,
    default: 4,
    doc: 'Experts that every token uses besides. Accuracy does not see it.',
    source: PANGU,
  }),
  expert_width: ordinal([512, 1024, 1344, 2048, 4096, 14336], {
    default: 1344,
    unit: 'channels',
    doc: 'Inner width of an expert. Accuracy does not see it.',
    source: PANGU,
  }),
  projection_group: ordinal([128, 256, 512, 640, 1024, 1280, 2048, 2560, 4096, 5120, 8192], {
    default: 5120,
    unit: 'channels',
    doc: 'Input channels that an output of a projection sees, in attention and experts; the width or more is dense.',
    source: 'arXiv 2006.15100 for convolutions; carried over to projections here',
  }),
  weight_bits: ordinal([2, 3, 4, 8, 16], {
    default: 8,
    unit: 'bit',
    doc: 'Bits of a stored weight.',
    source: 'arXiv 2505.21411, section 4: W8A8',
  }),
  activation_bits: ordinal([4, 8, 16], {
    default: 8,
    unit: 'bit',
    doc: 'Bits of the values that enter a product; 16 halves the rate of the 8-bit arrays.',
    source: 'arXiv 2505.21411, section 4: W8A8',
  }),
  key_value_bits: ordinal([8, 16], {
    default: 16,
    unit: 'bit',
    doc: 'Bits of a cached key or value. Accuracy does not see it.',
    source: 'assumption, as in the system pangu-moge',
  }),
  activation_sparsity: ordinal([0, 0.5, 0.75, 0.875], {
    default: 0,
    doc: 'Share of the inner channels of an expert that stay zero for a token, so that their weights need not be read.',
    source: 'arXiv 2312.11514: 0.9 to 0.97 with ReLU',
  }),
};
