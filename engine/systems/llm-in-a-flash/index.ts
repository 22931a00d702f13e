// LLM in a flash: language models larger than DRAM, their feed-forward neurons read from flash when predicted active.

import { defineSystem } from '../define.ts';
import { claims } from './claims.ts';
import { inspectDesign } from './inspect.ts';
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
  limits: [
    'Decoding of one sequence only: neurons used by a batch together approach all of them.',
    'What missed neurons do to answers is not modelled: it needs the language model. Published zero-shot and MMLU ' +
      'scores are not reproduced.',
    'Sparsity belongs to the model: other activations need training, which is not modelled.',
    'The reuse of neurons by neighbouring tokens is that of OPT 6.7B unless the exponent is changed.',
    'Area means nothing for a method in software; DRAM in use stands for it.',
    'Energy and power are published nowhere; only the order of designs is meant.',
    'Prompts are not timed, and neither is drafting.',
    'On the M2 Ultra and the RTX 4090, the time of scattered reads is assumed, not measured.',
  ],
  evaluate: (design, context) => outcomeOf(evaluateDesign(design, context.seed)),
  inspect: (design, context) => inspectDesign(design, context.seed),
  claims,
});
