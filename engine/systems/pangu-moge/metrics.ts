// What is said about a design.

import type { Metrics, MetricValuesOf } from '../../contract/system.ts';

const FIT =
  'Rests on five constants a card (reached bandwidth, rates, fixed time a layer) fitted to the rows of the mixture and of ' +
  'the 32B model; the rows of the 72B model are predicted within 5 %.';

const TOY =
  'Really measured on a toy: 32 experts, 8 used, two layers, trained on generated tokens with topics. It ranks routers ' +
  'and precisions on that task; it is no prediction for language. Infinite where nothing is trained.';

export const metrics = {
  decode_latency: {
    label: 'time per output token',
    doc: `Time per output token while decoding the batch, guessed tokens that are accepted counted. ${FIT}`,
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'fitted',
    scale: 'log',
  },
  throughput: {
    doc: `Output tokens per second and card while decoding. ${FIT}`,
    unit: '1/s',
    direction: 'maximize',
    role: 'throughput',
    provenance: 'fitted',
  },
  prefill_latency: {
    label: 'time to first token',
    doc: `Time of the pass over the prompts, on the same cards. ${FIT}`,
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'fitted',
    scale: 'log',
  },
  prefill_throughput: {
    doc: `Prompt tokens per second and card. ${FIT}`,
    unit: '1/s',
    direction: 'maximize',
    role: 'throughput',
    provenance: 'fitted',
  },
  sequences: {
    doc: 'Sequences decoded together: the batch, given or found.',
    direction: 'maximize',
    role: 'capacity',
    provenance: 'analytical',
  },
  card_count: {
    label: 'cards used',
    doc: 'Cards that hold one copy of the model: what it costs to have.',
    direction: 'minimize',
    role: 'cost',
    provenance: 'analytical',
  },
  straggler_factor: {
    doc: 'Load of the busiest part of the experts over the mean load, at this batch. The router is executed on random scores.',
    direction: 'minimize',
    role: 'latency',
    provenance: 'simulated',
  },
  imbalance_score: {
    doc: 'Busiest minus idlest part of the experts, in expert computations a token (Eq. 3), at this batch.',
    direction: 'minimize',
    role: 'other',
    provenance: 'simulated',
  },
  unbalanced_share: {
    label: 'unbalanced batches',
    doc: 'Share of batches of this size with a non-zero imbalance score.',
    direction: 'minimize',
    role: 'other',
    provenance: 'simulated',
  },
  busiest_expert: {
    doc: 'Share of the tokens that the busiest expert of a layer gets.',
    direction: 'minimize',
    role: 'other',
    provenance: 'simulated',
  },
  selection_freedom: {
    doc: 'Bits of choice of the router in a layer: log2 of the number of sets of experts a token can get. Exact.',
    unit: 'bit',
    direction: 'maximize',
    role: 'other',
    provenance: 'analytical',
  },
  memory: {
    label: 'memory needed',
    doc: 'Memory that weights and caches take on the fullest card; activations and buffers are not counted.',
    unit: 'B',
    direction: 'minimize',
    role: 'capacity',
    provenance: 'analytical',
    scale: 'log',
  },
  key_value_bytes: {
    doc: 'Bytes that one cached token takes over all layers. Exact.',
    unit: 'B',
    direction: 'minimize',
    role: 'capacity',
    provenance: 'analytical',
  },
  communication_bytes: {
    doc: 'Bytes of hidden states that one token hands to collectives over all layers, four a layer in 16 bits.',
    unit: 'B',
    direction: 'minimize',
    role: 'other',
    provenance: 'analytical',
  },
  parameters_total: {
    doc: 'Parameters of the model; norms are not counted. Exact.',
    direction: 'maximize',
    role: 'capacity',
    provenance: 'analytical',
  },
  parameters_active: {
    doc: 'Parameters one token uses, embedding and output projection counted whole. Exact.',
    direction: 'minimize',
    role: 'other',
    provenance: 'analytical',
  },
  energy: {
    label: 'energy per token',
    doc: 'Energy of the cards for one output token.',
    unit: 'J',
    direction: 'minimize',
    role: 'energy',
    provenance: 'assumed',
    assumption:
      'Every card draws its greatest power all the time; no energy is published. Servers are not counted.',
    scale: 'log',
  },
  toy_accuracy: {
    doc: `Share of unseen tokens classified correctly at full precision, mean over seeds. ${TOY}`,
    direction: 'maximize',
    role: 'accuracy',
    provenance: 'measured',
  },
  toy_spread: {
    doc: 'Standard error of toy_accuracy over the seeds; 0 for a single one. Infinite where nothing is trained.',
    direction: 'minimize',
    role: 'accuracy',
    provenance: 'measured',
  },
  toy_quantisation_loss: {
    doc: `Accuracy lost by rounding weights and activations to the chosen bits after training. ${TOY}`,
    direction: 'minimize',
    role: 'accuracy',
    provenance: 'measured',
  },
  toy_routing_flips: {
    doc: `Share of the router's choices that rounding changes; gates themselves keep full precision. ${TOY}`,
    direction: 'minimize',
    role: 'accuracy',
    provenance: 'measured',
  },
  toy_imbalance: {
    doc: `Load of the busiest of 8 devices over the mean, over the whole test set, in the trained toy. ${TOY}`,
    direction: 'minimize',
    role: 'other',
    provenance: 'measured',
  },
} as const satisfies Metrics;

export type PanguMetrics = MetricValuesOf<typeof metrics>;
