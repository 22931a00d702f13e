// What a trained network is asked.

import type { Metrics } from '../../contract/system.ts';

const TOY =
  'Two blocks of experts trained on generated tokens of 16 topics. It orders shapes and formats on that task and says ' +
  'nothing about language.';

export const metrics = {
  accuracy: {
    doc: `Share of unseen tokens classified correctly with weights and activations as stored. ${TOY}`,
    direction: 'maximize',
    role: 'accuracy',
    provenance: 'measured',
  },
  exact_accuracy: {
    doc: `The same before rounding and wrong bits. ${TOY}`,
    direction: 'maximize',
    role: 'accuracy',
    provenance: 'measured',
  },
  routing_flips: {
    doc: 'Share of the choices of experts that rounding and wrong bits change; gates keep full precision.',
    direction: 'minimize',
    role: 'accuracy',
    provenance: 'measured',
  },
  busiest_expert: {
    doc: 'Load of the busiest expert over the mean load, mean over blocks.',
    direction: 'minimize',
    role: 'other',
    provenance: 'measured',
  },
} as const satisfies Metrics;
