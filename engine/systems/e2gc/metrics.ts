// What is said about a design.

import type { Metrics } from '../../contract/system.ts';

const MEASURED =
  'Really measured: a seven-layer network with this grouping, 16 to 64 channels wide, is trained on generated 12 x 12 ' +
  'pictures. It ranks groupings on that task; it is no prediction for ImageNet. Minus infinity where training is "none".';

export const metrics = {
  energy: {
    doc:
      'Energy of one picture. Accelerator: published energies per operation and access, no leakage. Graphics processors: ' +
      'board power split into idle power, memory and arithmetic (assumption), so read ratios rather than joules.',
    unit: 'J',
    direction: 'minimize',
    role: 'energy',
    provenance: 'analytical',
    scale: 'log',
  },
  latency: {
    doc:
      'Time of one batch, layer after layer: the longer of computing and moving data, plus a launch on graphics ' +
      'processors, whose efficiency on small groups is an assumption of the design (peak_share, group_ramp).',
    unit: 's',
    direction: 'minimize',
    role: 'latency',
    provenance: 'analytical',
    scale: 'log',
  },
  throughput: {
    doc: 'Pictures per second: batch over latency.',
    unit: '1/s',
    direction: 'maximize',
    role: 'throughput',
    provenance: 'analytical',
    scale: 'log',
  },
  efficiency: {
    doc: 'Pictures per joule: what the paper calls energy efficiency, as far as its abstract tells.',
    unit: '1/J',
    direction: 'maximize',
    role: 'energy',
    provenance: 'analytical',
    scale: 'log',
  },
  macs_per_joule: {
    doc: 'Multiply-accumulates per joule: efficiency with differences in work taken out.',
    unit: '1/J',
    direction: 'maximize',
    role: 'energy',
    provenance: 'analytical',
    scale: 'log',
  },
  area: {
    doc:
      'Accelerator: multiply-accumulate units and buffer at 16 nm, without control and wiring. Graphics processors: the ' +
      'whole published die, so compare within one device only.',
    unit: 'mm²',
    direction: 'minimize',
    role: 'area',
    provenance: 'analytical',
  },
  macs: {
    doc: 'Multiply-accumulates of one picture, all layers. Exact.',
    direction: 'minimize',
    role: 'other',
    provenance: 'analytical',
    scale: 'log',
  },
  group_macs: {
    doc: 'Multiply-accumulates of one picture in the grouped convolutions. Exact.',
    direction: 'minimize',
    role: 'other',
    provenance: 'analytical',
    scale: 'log',
  },
  weights: {
    doc: 'Learned weights without biases and normalisation. Exact.',
    direction: 'minimize',
    role: 'capacity',
    provenance: 'analytical',
    scale: 'log',
  },
  weight_bytes: {
    doc: 'Bytes of the weights in the format of the device.',
    unit: 'B',
    direction: 'minimize',
    role: 'capacity',
    provenance: 'analytical',
    scale: 'log',
  },
  memory_traffic: {
    doc: 'Bytes moved to and from memory for one picture; its share of the weights in a batch.',
    unit: 'B',
    direction: 'minimize',
    role: 'other',
    provenance: 'analytical',
    scale: 'log',
  },
  reuse: {
    doc: 'Multiply-accumulates per element moved over all grouped convolutions, every layer moving its own. Exact.',
    direction: 'maximize',
    role: 'other',
    provenance: 'analytical',
    scale: 'log',
  },
  weighted_reuse: {
    doc: 'The same with activations weighted against weights by activation_weight.',
    direction: 'maximize',
    role: 'other',
    provenance: 'analytical',
    scale: 'log',
  },
  test_accuracy: {
    doc: `Share of unseen pictures classified correctly, mean over seeds. ${MEASURED}`,
    direction: 'maximize',
    role: 'accuracy',
    provenance: 'measured',
  },
  training_accuracy: {
    doc: `Share of training pictures classified correctly, mean over seeds. ${MEASURED}`,
    direction: 'maximize',
    role: 'accuracy',
    provenance: 'measured',
  },
  accuracy_gap: {
    doc: `Training minus test accuracy: how far the network over-fits. ${MEASURED.replace('Minus infinity', 'Infinity')}`,
    direction: 'minimize',
    role: 'accuracy',
    provenance: 'measured',
  },
  accuracy_spread: {
    doc:
      'Standard deviation of test accuracy over the seeds; of a single seed ("quick"), the sampling error of its test set ' +
      'instead. Differences within twice this are noise. Infinity where training is "none".',
    direction: 'minimize',
    role: 'accuracy',
    provenance: 'measured',
  },
} as const satisfies Metrics;
