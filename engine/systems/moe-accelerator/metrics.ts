// What an evaluation says about a design.

import type { Metrics, MetricValuesOf } from '../../contract/system.ts';
import { ACCURACY_ERROR } from './accuracy.ts';

const STEP =
  'A roofline of systolic arrays, memories and links, as in the system pangu-moge, with copies from lower tiers as in ' +
  'pregated-moe. Batches are full and all sequences equally long.';
const LOAD = 'Simulated with random arrivals and continuous batching; infinite where the arrival rate is 0.';

export const metrics = {
  area: {
    doc:
      'Silicon of all accelerators, processors at the memory included, memories themselves not. Arrays, registers and ' +
      'on-chip memory from published cells; control, decoders, DMA and output units, and what protection adds, in the ' +
      'proportions of the Ethos-U55.',
    unit: 'mm²',
    direction: 'minimize',
    role: 'area',
    provenance: 'analytical',
    scale: 'log',
  },
  energy: {
    label: 'energy per token',
    doc:
      'Energy of one decoded token: arithmetic, on-chip memory, tiers, links, and what the silicon draws idle (assumed: ' +
      'the idle share of an A100 by area).',
    unit: 'J',
    direction: 'minimize',
    role: 'energy',
    provenance: 'analytical',
    scale: 'log',
  },
  latency: {
    label: 'time per token',
    doc: `Time between two tokens of a sequence while the batch decodes. ${STEP}`,
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'analytical',
    scale: 'log',
  },
  accuracy: {
    doc:
      'Share of right answers of a small mixture that was really trained, rounded and hit by wrong bits, over the shape ' +
      'of its router, groups and formats: a regression through a versioned table of measurements, wrong by ' +
      `${(100 * ACCURACY_ERROR.rms).toFixed(1)} points (root mean square, on shapes left out of the fit). It orders ` +
      'choices on a generated task; it is no benchmark score of a large model.',
    direction: 'maximize',
    role: 'accuracy',
    provenance: 'measured',
  },
  first_token: {
    label: 'time to first token',
    doc: `Time of the pass over one prompt on an idle machine. ${STEP}`,
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'analytical',
    scale: 'log',
  },
  throughput: {
    doc: `Decoded tokens per second of the machine. ${STEP}`,
    unit: '1/s',
    direction: 'maximize',
    role: 'throughput',
    provenance: 'analytical',
    scale: 'log',
  },
  capacity: {
    label: 'sequences that fit',
    doc: 'Sequences of this prompt and answer whose caches fit into HBM beside the weights.',
    direction: 'maximize',
    role: 'capacity',
    provenance: 'analytical',
    scale: 'log',
  },
  failure_rate: {
    doc:
      'Silent corruptions of the machine by soft errors in 1e9 hours of work. Logic has the contributions of the ' +
      'Ethos-U55 (Fig. 9, decoded), scaled with the blocks; every upset of unprotected on-chip memory counts, an upper ' +
      'bound. Upsets inside DRAM and flash are not counted: no source of ours has them.',
    unit: 'FIT',
    direction: 'minimize',
    role: 'reliability',
    provenance: 'fitted',
    scale: 'log',
  },
  silent_corruption: {
    label: 'silent corruption per token',
    doc: 'Probability that a decoding step is silently corrupted: failure rate times time per token.',
    direction: 'minimize',
    role: 'reliability',
    provenance: 'fitted',
    scale: 'log',
  },
  noticed_errors: {
    doc: 'Errors that are noticed but not corrected, in 1e9 hours of work: a step must be repeated.',
    unit: 'FIT',
    direction: 'minimize',
    role: 'reliability',
    provenance: 'fitted',
    scale: 'log',
  },
  cost: {
    doc: 'Dies at their yield, and memories.',
    unit: 'USD',
    direction: 'minimize',
    role: 'cost',
    provenance: 'assumed',
    assumption:
      '15 USD for a gigabyte of HBM, 4 of DRAM, 0.08 of flash; 0.1 defects per cm²; wafers at the prices of CSET 2020. ' +
      'Packages, boards and margins are left out.',
    scale: 'log',
  },
  power: {
    label: 'power of an accelerator',
    doc: 'Mean power of one accelerator with its memories while it decodes.',
    unit: 'W',
    direction: 'minimize',
    role: 'power',
    provenance: 'analytical',
    scale: 'log',
  },
  parameters_total: {
    label: 'parameters',
    doc: 'Parameters of the model; norms are not counted. Exact.',
    direction: 'maximize',
    role: 'other',
    provenance: 'analytical',
    scale: 'log',
  },
  hbm_bytes: {
    label: 'HBM used',
    doc: 'Bytes of HBM that weights, buffers and caches of the batch take, all accelerators together.',
    unit: 'B',
    direction: 'minimize',
    role: 'capacity',
    provenance: 'analytical',
    scale: 'log',
  },
  copied_bytes: {
    doc: 'Bytes copied from lower tiers for one decoded token.',
    unit: 'B',
    direction: 'minimize',
    role: 'other',
    provenance: 'analytical',
  },
  hit_rate: {
    doc: 'Share of the used experts (of their used inner channels, from flash) that need no copy.',
    direction: 'maximize',
    role: 'other',
    provenance: 'analytical',
  },
  first_token_p99: {
    label: 'first token under load, p99',
    doc: `99 % of requests have their first token within this time of arriving. ${LOAD}`,
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'simulated',
    scale: 'log',
  },
  token_time_p99: {
    label: 'time per token under load, p99',
    doc: `99 % of tokens come within this time of the one before. ${LOAD}`,
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'simulated',
    scale: 'log',
  },
  waiting_p99: {
    label: 'wait before service, p99',
    doc: `99 % of requests wait no longer before they join the batch. ${LOAD}`,
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'simulated',
  },
} as const satisfies Metrics;

export type AcceleratorMetrics = MetricValuesOf<typeof metrics>;
