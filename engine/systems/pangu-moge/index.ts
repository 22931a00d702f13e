// A language model with grouped experts, served on Ascend cards.

import { defineSystem } from '../define.ts';
import { claims } from './claims.ts';
import { inspect } from './inspect.ts';
import { metrics } from './metrics.ts';
import { evaluate } from './model.ts';
import { constraints, parameters } from './parameters.ts';

export default defineSystem({
  id: 'pangu-moge',
  version: 1,
  title: 'Pangu Pro MoE: experts in groups that balance devices',
  summary:
    'Serving a mixture of grouped experts: what balance by construction gains in time and costs in choice and accuracy.',
  paper: {
    title: 'Pangu Pro MoE: Mixture of Grouped Experts for Efficient Sparsity',
    year: 2025,
    arxiv: '2505.21411',
  },
  parameters,
  constraints,
  metrics,
  defaultObjectives: ['throughput', 'decode_latency'],
  limits: [
    'Fixed time a layer is fitted on four cards (eight processors on 300I Duo) and does not change with their number.',
    'Sequences all have the same length; arrivals, scheduling and queueing are not modelled.',
    'Random router scores are independent from token to token; real ones follow topics and change with depth.',
    'The toy is small and its task is generated: it prices grouping and rounding in order, not in benchmark points.',
    'Training time, pipeline parallelism and the published gain in training utilisation are not modelled.',
    'Accuracy of the real model is not predicted.',
  ],
  evaluate,
  inspect,
  claims,
});
