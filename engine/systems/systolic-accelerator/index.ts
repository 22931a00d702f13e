// The generic systolic accelerator: an array of multiply-accumulate units, three SRAMs and DRAM.

import { defineSystem } from '../define.ts';
import { claims } from './claims.ts';
import { inspectDesign } from './inspect.ts';
import { metrics } from './metrics.ts';
import { evaluateDesign } from './model.ts';
import { parameters } from './parameters.ts';

export default defineSystem({
  id: 'systolic-accelerator',
  version: 1,
  title: 'Systolic accelerator',
  summary: 'A systolic array with three SRAMs and DRAM running nets layer by layer; cycles equal SCALE-Sim.',
  paper: {
    title: 'A systematic methodology for characterizing scalability of DNN accelerators using SCALE-Sim',
    year: 2020,
    venue: 'ISPASS 2020',
  },
  references: [
    'A. Samajdar et al., "SCALE-Sim: systolic CNN accelerator simulator", arXiv 1811.02883',
    'M. Horowitz, "Computing\'s energy problem", ISSCC 2014',
    'N. Jouppi et al., "Ten lessons from three generations shaped Google\'s TPUv4i", ISCA 2021',
    'A. Stillmaker and B. Baas, "Scaling equations for the accurate prediction of CMOS device performance", Integration 58, 2017',
  ],
  parameters,
  metrics,
  defaultObjectives: ['latency', 'energy', 'area'],
  limits: [
    'Only matrix products and convolutions take time and energy: no pooling, normalisation, softmax, activation or data layout.',
    'Every layer reads its inputs from DRAM and writes its outputs back: nothing stays on chip between layers.',
    'Leakage, clock tree, control, interconnect and the memory interface have neither energy nor area.',
    'Supply voltage does not follow the clock, and the node does not limit it.',
    'No sparsity: zeros cost what other values cost.',
  ],
  evaluate: evaluateDesign,
  inspect: inspectDesign,
  claims,
});
