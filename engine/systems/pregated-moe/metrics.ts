// What a design is measured by, and what each number rests on.

import type { Metrics, MetricValuesOf } from '../../contract/system.ts';

const FITTED =
  'The overhead of a layer and the agreement of beams are fitted to GPU-only and on-demand throughput of Switch-Base.';
const TOY =
  'Really measured, but on a toy: four blocks of eight experts, synthetic tokens, pretrained with conventional gates, ' +
  'rewired and fine-tuned. It shows the size of changes, and predicts no score of a language task. It depends on gate distance ' +
  'and fine-tuning only.';

export const metrics = {
  token_time: {
    doc: `Mean time of a decoder step, from an event simulation of copies and blocks over drawn routings. ${FITTED}`,
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'simulated',
    label: 'time per token',
    scale: 'log',
  },
  block_time: {
    doc: 'Time per token over decoder blocks with experts; it contains the layer without experts between them.',
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'simulated',
    label: 'time per block',
    scale: 'log',
  },
  throughput: {
    doc: `Tokens generated in a second, all prompts together. ${FITTED}`,
    unit: '1/s',
    direction: 'maximize',
    role: 'throughput',
    provenance: 'simulated',
    scale: 'log',
  },
  slowdown: {
    doc: 'Time per token over that of the same blocks with all experts on the GPU, whether or not they would fit.',
    direction: 'minimize',
    role: 'latency',
    provenance: 'simulated',
    label: 'slowdown by migration',
    scale: 'log',
  },
  exposed_time: {
    doc: 'Time per token in which the GPU waits for experts.',
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'simulated',
    label: 'waiting for experts',
  },
  peak_memory: {
    doc:
      'GPU memory while decoding: weights that are no experts, experts in buffers at the worst moment of the run, cache, ' +
      'keys and values, workspace (assumed). GPU-only holds the experts of encoder and decoder.',
    unit: 'B',
    direction: 'minimize',
    role: 'capacity',
    provenance: 'simulated',
    label: 'peak GPU memory',
    scale: 'log',
  },
  model_bytes: {
    doc: 'Size of the model: experts of encoder and decoder and everything else.',
    unit: 'B',
    direction: 'maximize',
    role: 'capacity',
    provenance: 'analytical',
    label: 'model size',
    scale: 'log',
  },
  expert_bytes: {
    doc: 'Size of one expert.',
    unit: 'B',
    direction: 'minimize',
    role: 'capacity',
    provenance: 'analytical',
    label: 'expert size',
    scale: 'log',
  },
  active_experts: {
    doc: 'Mean number of distinct experts that a block uses for a token of all beams and prompts.',
    direction: 'minimize',
    role: 'other',
    provenance: 'simulated',
  },
  migrated_bytes: {
    doc: 'Bytes copied to the GPU for a decoder step, in which every prompt gains a token.',
    unit: 'B',
    direction: 'minimize',
    role: 'other',
    provenance: 'simulated',
    label: 'migrated bytes per step',
  },
  hit_rate: {
    doc: 'Share of used experts found in the cache, by executing its policy on the drawn routing; 0 without a cache.',
    direction: 'maximize',
    role: 'other',
    provenance: 'simulated',
    label: 'cache hit rate',
  },
  toy_accuracy: {
    doc: `Share of unseen tokens that the toy classifies correctly. ${TOY}`,
    direction: 'maximize',
    role: 'accuracy',
    provenance: 'measured',
  },
  toy_accuracy_change: {
    doc: `The same minus that of conventional gates with as much training; 0 where gates are conventional. ${TOY}`,
    direction: 'maximize',
    role: 'accuracy',
    provenance: 'measured',
  },
  gate_agreement: {
    doc: `Share of the toy's choices of experts that its conventional twin makes too. ${TOY}`,
    direction: 'maximize',
    role: 'accuracy',
    provenance: 'measured',
  },
  energy: {
    doc: 'Energy of a generated token: idle power, reads of GPU memory, arithmetic, migration. Only the order is meant.',
    unit: 'J',
    direction: 'minimize',
    role: 'energy',
    provenance: 'assumed',
    assumption:
      'No energy is published; 17.5 % of full GPU power at all times, general figures for memories, link and arithmetic.',
    label: 'energy per token',
    scale: 'log',
  },
} as const satisfies Metrics;

export type PregatedMetrics = MetricValuesOf<typeof metrics>;
