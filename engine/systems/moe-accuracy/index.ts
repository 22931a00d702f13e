// The measurement behind the accuracy of `moe-accelerator`: small mixtures of experts, really trained.

import { defineSystem } from '../define.ts';
import { metrics } from './metrics.ts';
import { measure } from './model.ts';
import { constraints, parameters } from './parameters.ts';

export default defineSystem({
  id: 'moe-accuracy',
  version: 1,
  title: 'Accuracy of small mixtures of experts',
  summary:
    'Trains a small mixture of experts in seconds, rounds it, flips stored bits, and counts right answers.',
  parameters,
  constraints,
  metrics,
  defaultObjectives: ['accuracy'],
  limits: [
    'A generated task and networks of at most 40,000 weights: order and sign carry over at best, sizes do not.',
    'Rounding is plain: one scale a channel, nothing calibrated. Large models are rounded with more care.',
  ],
  hidden: true,
  evaluate: measure,
});
