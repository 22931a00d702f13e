// How a design's model is spread over its machine.

import type { MixtureShape } from '../../components/workloads/served-mixtures.ts';
import type { Layout, Machine } from '../../simulation/mixture-pass.ts';
import type { PanguDesign } from './parameters.ts';

export function layoutOf(design: PanguDesign, shape: MixtureShape, machine: Machine): Layout {
  const { devices } = machine;
  const attention = design.attention_parallel;
  const expertParts = shape.mixture ? design.expert_parallel : 1;
  return {
    shape,
    machine,
    attention,
    replicas: devices / attention,
    expertSplit: devices / expertParts,
    weightBytes: design.weight_bits / 8,
    keyValueBits: design.key_value_bits,
    rateShare: design.activation_bits === 8 ? 1 : 0.5,
    reduceScatter: design.collectives === 'reduce-scatter',
    fused: shape.mixture && design.fuse_communication,
  };
}
