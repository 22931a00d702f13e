// Duplex: GPU-like processors that share their HBM with processors on its logic dies, serving large language models.

import { defineSystem } from '../define.ts';
import { claims } from './claims.ts';
import { inspectDesign } from './inspect.ts';
import { evaluateDesign, outcomeOf } from './model.ts';
import { metrics } from './metrics.ts';
import { parameters } from './parameters.ts';

export default defineSystem({
  id: 'duplex',
  version: 1,
  title: 'Duplex: a processor under the HBM for experts and attention',
  summary:
    'Which work belongs to the GPU and which to the memory, and what that buys a server of language models.',
  paper: {
    title:
      'Duplex: A Device for Large Language Models with Mixture of Experts, Grouped Query Attention, and Continuous Batching',
    year: 2024,
    arxiv: '2409.01141',
    venue: 'MICRO 2024',
  },
  references: ['open simulator of the same laboratory: https://github.com/scale-snu/LLMSimulator'],
  parameters,
  constraints: [
    {
      id: 'experts-per-token',
      message: 'a token cannot use more experts than there are',
      uses: ['model', 'custom.experts', 'custom.experts_per_token'],
      holds: (design) =>
        design.model !== 'custom' ||
        design['custom.experts'] === 1 ||
        design['custom.experts_per_token'] <= design['custom.experts'],
    },
    {
      id: 'group-degree',
      message: 'query heads must divide into groups of the group degree',
      uses: ['model', 'custom.heads', 'custom.group_degree'],
      holds: (design) =>
        design.model !== 'custom' || design['custom.heads'] % design['custom.group_degree'] === 0,
    },
  ],
  metrics,
  defaultObjectives: ['throughput', 'energy_per_token', 'added_area'],
  limits: [
    'DRAM is a bandwidth: refresh, bank conflicts and row timing, which the paper simulates in cycles, are not modelled.',
    'The latency of a hop was chosen among the open simulator’s values because it fits the published ratios best.',
    'Norms, rotations, residual sums, sampling and the xPU’s sum over stacks take no time.',
    'A request reserves memory for its whole answer; eviction, recomputation and paging are not modelled.',
    'The prompts of a stage are not cut into chunks and not limited in number.',
    'Placement does not change what is computed, so there is no accuracy to trade.',
  ],
  claims,
  evaluate: (design, context) => outcomeOf(evaluateDesign(design, context.seed)),
  inspect: (design, context) => inspectDesign(design, context.seed),
});
