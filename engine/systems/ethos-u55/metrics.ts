// What an evaluation says about a design.

import type { Metrics, MetricValuesOf } from '../../contract/system.ts';

export const metrics = {
  area: {
    doc: 'Area of the protected NPU over that of the same NPU unprotected. Costs of blocks decoded from Fig. 9; additive.',
    direction: 'minimize',
    role: 'area',
    provenance: 'fitted',
    label: 'relative area',
  },
  sdc: {
    doc:
      'Probability that one inference ends in silent data corruption, single faults only (Eq. 8): exactly 0 where every ' +
      'block is duplicated. Contributions of blocks decoded from Fig. 9 (or scaled to Fig. 2).',
    direction: 'minimize',
    role: 'reliability',
    provenance: 'fitted',
    label: 'silent data corruption per inference',
    scale: 'log',
  },
  margin: {
    doc:
      'Limit over corruption: 1 or more meets the safety target. Neither inference time nor clock moves it, save for ' +
      'logic faults. A design that no single fault corrupts is given 1e9.',
    direction: 'maximize',
    role: 'reliability',
    provenance: 'fitted',
    label: 'safety margin',
    scale: 'log',
  },
  fit: {
    doc: 'Silent corruptions in 1e9 hours of inference without pause.',
    unit: 'FIT',
    direction: 'minimize',
    role: 'reliability',
    provenance: 'fitted',
    label: 'failure rate',
    scale: 'log',
  },
  coverage: {
    doc: "Share of the unprotected NPU's corruption that the protection removes, by the closed form.",
    direction: 'maximize',
    role: 'reliability',
    provenance: 'fitted',
  },
  sdc_limit: {
    doc: 'Corruption per inference allowed by the safety target: chip FIT x share of area x inference time / 3.6e12 s.',
    direction: 'maximize',
    role: 'reliability',
    provenance: 'analytical',
    label: 'corruption limit per inference',
    scale: 'log',
  },
  sdc_half_width: {
    doc: 'Half the 99 % confidence interval of a sampled corruption; 0 for the closed form.',
    direction: 'minimize',
    role: 'other',
    provenance: 'assumed',
    assumption:
      'The share of injections that corrupt the result, over the whole NPU, is the parameter vulnerability; the paper ' +
      'does not publish it.',
    label: 'corruption, half of 99 % interval',
  },
  flip_probability: {
    doc: 'Probability that an unhardened flip-flop flips within one cycle (Eq. 2).',
    direction: 'minimize',
    role: 'reliability',
    provenance: 'analytical',
    label: 'flip probability per bit and cycle',
    scale: 'log',
  },
  area_in_mac32: {
    doc:
      'Area over that of the unprotected 32-MAC NPU at the same node, which compares configurations. Their relative ' +
      'size follows from the blocks whose flip-flops do not change with the array.',
    direction: 'minimize',
    role: 'area',
    provenance: 'fitted',
    label: 'area in 32-MAC NPUs',
  },
  area_mm2: {
    doc: 'Area in mm². Only ratios are published; use it for orders of magnitude.',
    unit: 'mm²',
    direction: 'minimize',
    role: 'area',
    provenance: 'assumed',
    assumption:
      'The unprotected 32-MAC NPU takes 0.10 mm² at 16 nm (no published figure), and 0.31 of that at 7 nm (general ' +
      'scaling tables).',
    label: 'area',
  },
  peak_throughput: {
    doc: 'Two operations per MAC unit and cycle; what a network reaches of it is not modelled.',
    unit: 'OP/s',
    direction: 'maximize',
    role: 'throughput',
    provenance: 'analytical',
  },
} as const satisfies Metrics;

export type EthosMetrics = MetricValuesOf<typeof metrics>;
