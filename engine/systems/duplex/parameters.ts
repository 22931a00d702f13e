// What can be designed: the package and its memory, the machine built of it, how work is placed, the model that is
// served and its requests. Defaults are the published configuration for Mixtral; SI units.

import { MEMORY_PROCESSORS } from '../../components/memory-processors.ts';
import type { DesignOf } from '../../contract/system.ts';
import { boolean, categorical, float, integer, ordinal } from '../../space/parameters.ts';

const PLACEMENTS = ['memory', 'best', 'split'] as const;

const PREFILL_ATTENTIONS = ['plain', 'fused'] as const;
export type PrefillAttention = (typeof PREFILL_ATTENTIONS)[number];

const MODELS = ['mixtral', 'glam', 'grok1', 'opt', 'llama3', 'custom'] as const;
export type ModelName = (typeof MODELS)[number];

const WITH_MEMORY_PROCESSOR = { memory_processor: ['logic-die', 'bank-group', 'bank'] } as const;
const WIDE_MEMORY_PROCESSOR = { memory_processor: ['logic-die', 'bank-group'] } as const;
const WITH_EXPERTS = { model: ['mixtral', 'glam', 'grok1', 'custom'] } as const;
const CUSTOM = { model: ['custom'] } as const;

export const parameters = {
  memory_processor: categorical(MEMORY_PROCESSORS, {
    default: 'logic-die',
    doc: 'Processor beside or in the memory, for work with few operations per byte.',
    choiceDocs: {
      none: 'a GPU as it is',
      'logic-die': 'Logic-PIM: on the logic die of each stack, fed by more through-silicon vias (Duplex)',
      'bank-group': 'Bankgroup-PIM: the same rates, but in the DRAM dies',
      bank: 'Bank-PIM: at each bank, 16 times the bandwidth and one operation per byte',
    },
    source: 'IV-C; VI',
  }),
  bandwidth_multiplier: integer({
    minimum: 1,
    maximum: 16,
    default: 4,
    doc: 'Bandwidth of the memory processor over that of the xPU; more through-silicon vias, more area.',
    source: 'IV-B: 4',
    activeWhen: WIDE_MEMORY_PROCESSOR,
  }),
  operations_per_byte: float({
    minimum: 1,
    maximum: 32,
    scale: 'log',
    default: 8,
    unit: 'FLOP/B',
    doc: 'Arithmetic of the memory processor for each byte it reads (16-bit values); moves the crossover to the xPU.',
    source: 'IV-B: 8',
    activeWhen: WIDE_MEMORY_PROCESSOR,
  }),
  placement: categorical(PLACEMENTS, {
    default: 'split',
    doc: 'Where expert layers and the attention of decoding requests run.',
    choiceDocs: {
      memory: 'always on the memory processor',
      best: 'each layer on the faster of the two (the paper’s plain Duplex)',
      split:
        'both at once: experts with few tokens and decoding requests in memory, the rest on the xPU (PE)',
    },
    source: 'V-A; V-B',
    activeWhen: WITH_MEMORY_PROCESSOR,
  }),
  memory_spaces: ordinal([1, 2, 4, 8, 16], {
    default: 4,
    doc: 'Sections of the memory that can belong to one processor at a time; experts are dealt to them one by one, and a section’s experts run together.',
    source: 'V-C: 4',
    activeWhen: { ...WITH_MEMORY_PROCESSOR, ...WITH_EXPERTS, placement: ['split'] },
  }),
  expert_tensor_parallel: boolean({
    default: true,
    doc: 'Cut every expert over all devices of a node (ET) instead of giving each device whole experts.',
    label: 'experts cut over devices',
    source: 'V-B',
    activeWhen: WITH_EXPERTS,
  }),
  prefill_attention: categorical(PREFILL_ATTENTIONS, {
    default: 'plain',
    doc: 'How the xPU does the attention of a prompt.',
    choiceDocs: {
      plain: 'all scores of the prompt’s square are computed, written to memory and read back',
      fused: 'scores of later tokens are skipped and the others stay on the chip',
    },
    source: 'open simulator of the same laboratory: plain',
  }),
  xpu_peak: float({
    minimum: 100e12,
    maximum: 2500e12,
    scale: 'log',
    default: 989.4e12,
    unit: 'FLOP/s',
    doc: 'Peak arithmetic of the xPU for 16-bit values; twice that for 8-bit ones.',
    source: 'VI: as an H100',
  }),
  stacks: integer({
    minimum: 4,
    maximum: 8,
    default: 5,
    doc: 'Memory stacks of a device; bandwidth, capacity and added area are proportional to them.',
    source: 'VI: 80 GB a device, 16 GB a stack',
  }),
  stack_bandwidth: float({
    minimum: 200e9,
    maximum: 1000e9,
    scale: 'log',
    default: 670.4e9,
    unit: 'B/s',
    doc: 'Bandwidth between a stack and the xPU.',
    source: 'open simulator of the same laboratory: 3.352 TB/s a device',
  }),
  stack_capacity: float({
    minimum: 8 * 2 ** 30,
    maximum: 48 * 2 ** 30,
    scale: 'log',
    default: 16 * 2 ** 30,
    unit: 'B',
    doc: 'Capacity of a stack; what weights leave holds keys and values, which bounds the batch.',
    source: 'VI: 16 GB',
  }),
  memory_efficiency: float({
    minimum: 0.5,
    maximum: 1,
    default: 1,
    doc: 'Share of the memory bandwidth that is reached, on both paths.',
    source: 'assumption: ideal; the paper simulates DRAM in cycles and gives no figure',
  }),
  devices_per_node: ordinal([1, 2, 4, 8], {
    default: 4,
    doc: 'Devices of a node; layers other than experts are cut over them.',
    source: 'VII: Mixtral, OPT and Llama 3 on 4, GLaM and Grok 1 on 8',
  }),
  nodes: ordinal([1, 2, 4], {
    default: 1,
    doc: 'Nodes; requests are dealt to them, experts are spread over all.',
    source: 'VII: Grok 1 on 2, others on 1',
  }),
  device_link_bandwidth: float({
    minimum: 50e9,
    maximum: 1800e9,
    scale: 'log',
    default: 450e9,
    unit: 'B/s',
    doc: 'Link of a device to the others of its node, one direction.',
    source: 'VI: 900 GB/s, both directions',
  }),
  hop_latency: float({
    minimum: 0.2e-6,
    maximum: 10e-6,
    scale: 'log',
    default: 3e-6,
    unit: 's',
    doc: 'Latency of one step of a collective operation in a node; the unpublished number that matters most.',
    source:
      'open simulator of the same laboratory: 3 µs; chosen among its values because it fits best, so calibrated',
  }),
  node_link_bandwidth: float({
    minimum: 10e9,
    maximum: 800e9,
    scale: 'log',
    default: 50e9,
    unit: 'B/s',
    doc: 'Link of a device to other nodes, one direction.',
    source: 'presets of the open simulator: 400 Gb/s; the text of the paper reads 400 GB/s',
  }),
  value_bytes: ordinal([1, 2], {
    default: 2,
    unit: 'B',
    doc: 'Bytes of a weight, activation, key or value; at one byte both processors do twice the operations.',
    source: 'VII: FP16',
  }),
  model: categorical(MODELS, {
    default: 'mixtral',
    doc: 'The language model that is served.',
    choiceDocs: {
      mixtral: 'Mixtral, 47 B: 8 experts, 4 query heads a key-value head',
      glam: 'GLaM, 143 B: 64 experts in every second layer, no sharing of keys and values',
      grok1: 'Grok 1, 314 B: 8 experts, 6 query heads a key-value head',
      opt: 'OPT, 66 B: dense, no sharing of keys and values',
      llama3: 'Llama 3, 70 B: dense, 8 query heads a key-value head',
      custom: 'a model of your own, by the custom parameters',
    },
    source: 'Table I',
  }),
  'custom.layers': integer({
    minimum: 4,
    maximum: 128,
    scale: 'log',
    default: 32,
    doc: 'Layers.',
    source: 'Table I: as Mixtral',
    activeWhen: CUSTOM,
  }),
  'custom.heads': ordinal([16, 32, 48, 64, 96, 128], {
    default: 32,
    doc: 'Query heads of 128; the width of the model is 128 times as many.',
    source: 'Table I: as Mixtral',
    activeWhen: CUSTOM,
  }),
  'custom.group_degree': ordinal([1, 2, 4, 8, 16], {
    default: 4,
    doc: 'Query heads that share a key-value head: about the operations per byte of attention.',
    source: 'Table I: as Mixtral',
    activeWhen: CUSTOM,
  }),
  'custom.feed_forward_width': integer({
    minimum: 1024,
    maximum: 65536,
    step: 512,
    scale: 'log',
    default: 14336,
    doc: 'Inner width of a feed-forward block or expert (three products: gate, up, down).',
    source: 'Table I: as Mixtral',
    activeWhen: CUSTOM,
  }),
  'custom.experts': ordinal([1, 4, 8, 16, 32, 64, 128], {
    default: 8,
    doc: 'Experts of a layer; 1 is a dense model.',
    source: 'Table I: as Mixtral',
    activeWhen: CUSTOM,
  }),
  'custom.experts_per_token': ordinal([1, 2, 4, 8], {
    default: 2,
    doc: 'Experts a token uses.',
    source: 'Table I: as Mixtral',
    activeWhen: CUSTOM,
  }),
  popularity_skew: float({
    minimum: 0,
    maximum: 1.5,
    default: 0,
    doc: 'Zipf exponent of how often experts are chosen: 0 is equally often.',
    source: 'VI: uniform',
    activeWhen: WITH_EXPERTS,
  }),
  batch_size: integer({
    minimum: 1,
    maximum: 256,
    scale: 'log',
    default: 64,
    doc: 'Most requests in the batch at once; memory for keys and values may allow fewer.',
    source: 'VII: 32, 64, 128',
  }),
  input_tokens: integer({
    minimum: 128,
    maximum: 8192,
    scale: 'log',
    default: 1024,
    unit: 'token',
    doc: 'Mean tokens of a prompt.',
    source: 'VII: 256 to 4096',
  }),
  output_tokens: integer({
    minimum: 128,
    maximum: 8192,
    scale: 'log',
    default: 1024,
    unit: 'token',
    doc: 'Mean tokens of an answer.',
    source: 'VII: 256 to 4096',
  }),
  length_spread: float({
    minimum: 0,
    maximum: 0.5,
    default: 0.1,
    doc: 'Standard deviation of prompt and answer lengths over their means.',
    source: 'VI: Gaussian; the spread is not published, 0.1 is assumed',
  }),
  arrivals: categorical(['replacement', 'poisson'], {
    default: 'replacement',
    doc: 'Where requests come from.',
    choiceDocs: {
      replacement: 'a finished request is replaced at once: the machine is always full',
      poisson: 'requests arrive at random and wait for a place',
    },
    source: 'VI; VII-B for Poisson',
  }),
  arrival_rate: float({
    minimum: 1,
    maximum: 32,
    scale: 'log',
    default: 8,
    unit: 'request/s',
    doc: 'Requests that arrive each second.',
    source: 'Fig. 13: 4 to 16',
    activeWhen: { arrivals: ['poisson'] },
  }),
};

export type DuplexDesign = DesignOf<typeof parameters>;
