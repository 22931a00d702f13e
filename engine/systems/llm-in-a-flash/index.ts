// LLM in a flash: language models larger than DRAM, their feed-forward neurons read from flash when predicted active.

import { defineSystem } from '../define.ts';
import { metrics } from './metrics.ts';
import { evaluateDesign, outcomeOf } from './model.ts';
import { constraints, parameters } from './parameters.ts';

export default defineSystem({
  id: 'llm-in-a-flash',
  version: 1,
  title: 'LLM in a flash: weights on flash, neurons on demand',
  summary: 'How fast a model larger than DRAM generates, and what windowing, bundling and prediction buy.',
  paper: {
    title: 'LLM in a flash: Efficient Large Language Model Inference with Limited Memory',
    year: 2024,
    arxiv: '2312.11514',
    venue: 'ACL 2024',
  },
  parameters,
  constraints,
  metrics,
  defaultObjectives: ['token_time', 'dram_bytes'],
  evaluate: (design, context) => outcomeOf(evaluateDesign(design, context.seed)),
});
