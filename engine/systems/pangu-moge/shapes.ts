// The models that a design can serve.

import type { MixtureShape } from '../../components/workloads/served-mixtures.ts';
import type { PanguDesign } from './parameters.ts';

const dense = (
  layers: number,
  width: number,
  queryHeads: number,
  expertWidth: number,
  vocabulary: number,
): MixtureShape => ({
  mixture: false,
  layers,
  width,
  queryHeads,
  keyValueHeads: 8,
  experts: 0,
  active: 0,
  shared: 1,
  expertWidth,
  vocabulary,
});

const DENSE_32B = dense(64, 5120, 64, 25600, 151936);
const DENSE_72B = dense(80, 8192, 64, 29568, 152064);
const VOCABULARY = 153376;

/** The shape a design serves. */
export function shapeOf(design: PanguDesign): MixtureShape {
  if (design.model === 'dense-32b') return DENSE_32B;
  if (design.model === 'dense-72b') return DENSE_72B;
  return {
    mixture: true,
    layers: design.layers,
    width: design.hidden_width,
    queryHeads: design.query_heads,
    keyValueHeads: design.key_value_heads,
    experts: design.experts,
    active: design.active_experts,
    shared: design.shared_experts,
    expertWidth: design.expert_width,
    vocabulary: VOCABULARY,
  };
}
