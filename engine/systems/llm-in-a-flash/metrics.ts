// What a design is measured by, and what each number rests on.

import type { Metrics, MetricValuesOf } from '../../contract/system.ts';

const FITTED = 'Rates of the machines are fitted to the published times of OPT 6.7B.';
const REUSE = 'The reuse of neurons by neighbouring tokens is fitted to OPT 6.7B.';
const ENERGY =
  'No energy or power is published; 1 nJ a byte of flash, general figures for DRAM and arithmetic, and 17.5 % of full ' +
  'power drawn at all times.';

export const metrics = {
  token_time: {
    doc: `Mean time of a generated token: flash reads, management of the resident neurons, compute. ${FITTED}`,
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'fitted',
    label: 'time per token',
    scale: 'log',
  },
  io_time: {
    doc: `Flash reads for a token, whether or not they hide behind compute. ${FITTED}`,
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'fitted',
    label: 'flash time per token',
  },
  management_time: {
    doc: `Deleting and appending neurons in DRAM for a token: twice the bytes loaded at a fitted rate.`,
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'fitted',
    label: 'management time per token',
  },
  compute_time: {
    doc: `Arithmetic for a token: the slower of operations and DRAM reads, and a time per sparse layer. ${FITTED}`,
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'fitted',
    label: 'compute time per token',
  },
  throughput: {
    doc: `Tokens generated in a second, one sequence. ${FITTED}`,
    unit: '1/s',
    direction: 'maximize',
    role: 'throughput',
    provenance: 'fitted',
    scale: 'log',
  },
  dram_bytes: {
    doc:
      'DRAM in use: resident weights, predictors, the window of neurons, keys and values at the last token. Of whole-model ' +
      `reads, the largest layer twice, to read one while the other is used. ${REUSE}`,
    unit: 'B',
    direction: 'minimize',
    role: 'capacity',
    provenance: 'fitted',
    label: 'DRAM',
    scale: 'log',
  },
  weight_share: {
    doc: `Weights and predictors in DRAM over the size of the model: what the DRAM share must allow. ${REUSE}`,
    direction: 'minimize',
    role: 'capacity',
    provenance: 'fitted',
    label: 'resident share of the model',
  },
  model_bytes: {
    doc: 'Size of the model on flash.',
    unit: 'B',
    direction: 'maximize',
    role: 'capacity',
    provenance: 'analytical',
    label: 'model size',
    scale: 'log',
  },
  largest_window: {
    doc: 'The longest window that the DRAM share allows, by the law of reuse, at most 64; 0 where the method has none.',
    unit: 'token',
    direction: 'maximize',
    role: 'capacity',
    provenance: 'fitted',
  },
  flash_bytes: {
    doc: `Bytes read from flash for a token, including what is read along and thrown away. ${REUSE}`,
    unit: 'B',
    direction: 'minimize',
    role: 'other',
    provenance: 'fitted',
    label: 'flash bytes per token',
    scale: 'log',
  },
  flash_rate: {
    doc: 'Throughput of the reads of a token; of a design that reads nothing, that of its chunk.',
    unit: 'B/s',
    direction: 'maximize',
    role: 'throughput',
    provenance: 'fitted',
    label: 'flash throughput',
  },
  neuron_recall: {
    doc:
      'Share of truly active feed-forward neurons that the predictor finds; 1 without a predictor. Fitted to one published ' +
      'point (5 % of active, 7 % of inactive neurons mispredicted); what it does to answers needs the language model.',
    direction: 'maximize',
    role: 'accuracy',
    provenance: 'fitted',
  },
  start_time: {
    doc: 'Before the first token, once: resident weights read in one run, then the neurons of one token.',
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'fitted',
    label: 'loading before the first token',
    scale: 'log',
  },
  energy: {
    doc: 'Energy of a token: flash, DRAM, arithmetic, and the power drawn while it takes. Only the order is meant.',
    unit: 'J',
    direction: 'minimize',
    role: 'energy',
    provenance: 'assumed',
    assumption: ENERGY,
    label: 'energy per token',
    scale: 'log',
  },
  power: {
    doc: 'Energy over time of a token.',
    unit: 'W',
    direction: 'minimize',
    role: 'power',
    provenance: 'assumed',
    assumption: ENERGY,
  },
} as const satisfies Metrics;

export type FlashMetrics = MetricValuesOf<typeof metrics>;
