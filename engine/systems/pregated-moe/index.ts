// Pre-gated MoE: experts in host memory, picked a block early so that their copies hide behind compute. See README.md.

import { defineSystem } from '../define.ts';
import { claims } from './claims.ts';
import { inspectDesign } from './inspect.ts';
import { metrics } from './metrics.ts';
import { evaluateDesign, outcomeOf } from './model.ts';
import { constraints, parameters } from './parameters.ts';

export default defineSystem({
  id: 'pregated-moe',
  version: 1,
  title: 'Pre-gated mixture of experts: experts from host memory in time',
  summary:
    'When to fetch the experts of a mixture that is larger than its GPU, and what it costs in time, memory and quality.',
  paper: {
    title: 'Pre-gated MoE: An Algorithm-System Co-Design for Fast and Scalable Mixture-of-Expert Inference',
    year: 2024,
    arxiv: '2308.12066',
    venue: 'ISCA 2024',
  },
  references: ['Artifact: github.com/ranggihwang/Pregated_MoE, doi:10.5281/zenodo.10976343'],
  parameters,
  constraints,
  metrics,
  defaultObjectives: ['token_time', 'peak_memory'],
  limits: [
    'Decoding only: the encoder, which uses many experts at once and fetches them on demand, is neither timed nor ' +
      'counted in the peak.',
    'Experts are drawn by popularity and agreement of beams, not by a language model; popularity is the same for every ' +
      'prompt.',
    'Blocks take equally long; their overhead is fitted on an A100 and carried to other GPUs and models.',
    'Quality is that of a toy. Scores of Xsum, Web QA and SQuAD need the models and their fine-tuning.',
    'Conversion of small formats is free, and their loss of quality is not modelled.',
    'Energy is published nowhere; only the order of designs is meant. Area is that of a bought GPU.',
  ],
  evaluate: (design, context) => outcomeOf(evaluateDesign(design, context)),
  inspect: inspectDesign,
  claims,
});
