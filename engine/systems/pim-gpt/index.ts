// PIM-GPT: decoding of GPT models in DRAM that multiplies, with a small unit beside it.

import { defineSystem } from '../define.ts';
import { claims } from './claims.ts';
import { inspectDesign } from './inspect.ts';
import { metrics } from './metrics.ts';
import { evaluateDesign } from './model.ts';
import { parameters } from './parameters.ts';

export default defineSystem({
  id: 'pim-gpt',
  version: 1,
  title: 'PIM-GPT',
  summary:
    'GPT decoding inside GDDR6 banks with a unit for everything else; event-driven, checked by a closed form.',
  paper: {
    title: 'PIM-GPT: a hybrid process-in-memory accelerator for autoregressive transformers',
    year: 2024,
    arxiv: '2310.09385',
    venue: 'npj Unconventional Computing',
  },
  references: [
    'Open AiM simulator (arkhadem/aim_simulator): timing presets of GDDR6 and GDDR6-AiM',
    'DRAMsim3: GDDR6 currents',
    'M. Horowitz, "Computing\'s energy problem", ISSCC 2014',
    'N. Jouppi et al., "Ten lessons from three generations shaped Google\'s TPUv4i", ISCA 2021',
  ],
  parameters,
  metrics,
  defaultObjectives: ['latency', 'energy', 'area'],
  limits: [
    'The body of the paper was not readable. Channel count, row timing and unit sizes are recollections; treat the default as a reconstruction.',
    'One stream, one token at a time: no batching and no prefill.',
    'The command bus is never the limit, and all banks of all channels run in lock-step.',
    'Energy and area leave out the DRAM itself, the clock and leakage of the unit, and packaging.',
    'Accuracy is that of a tiny random model: it ranks formats and approximations, and says nothing about the quality of a trained one.',
    'Gains over GPU and CPU depend on baselines that the readable part of the paper does not describe.',
  ],
  evaluate: evaluateDesign,
  inspect: inspectDesign,
  claims,
});
