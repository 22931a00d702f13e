// Arm Ethos-U55 with selective protection against soft errors. See README.md.

import { defineSystem } from '../define.ts';
import { claims } from './claims.ts';
import { inspect } from './inspect.ts';
import { metrics } from './metrics.ts';
import { evaluate } from './model.ts';
import { parameters } from './parameters.ts';

export default defineSystem({
  id: 'ethos-u55',
  version: 1,
  title: 'Ethos-U55 soft-error protection',
  summary:
    'How to protect each block of a micro-NPU so that it meets an automotive safety target in least area.',
  paper: {
    title: "Characterizing Soft-Error Resiliency in Arm's Ethos-U55 Embedded Machine Learning Accelerator",
    year: 2024,
    arxiv: '2404.09317',
    venue: 'ISPASS 2024',
  },
  references: [
    'A. Stillmaker and B. Baas, Integration 58 (2017): area from 16 to 7 nm.',
    'A. Agresti and B. Coull, The American Statistician 52 (1998): intervals of proportions.',
  ],
  parameters,
  metrics,
  defaultObjectives: ['area', 'sdc'],
  limits: [
    'Only four configurations exist; nothing is interpolated between them.',
    'Energy and power: the paper may not publish them, so there is no such metric.',
    'Latency: protection does not change it in the paper, and utilisation is not published; inference time is an input.',
    'Two faults in one inference are neglected, so full duplication leaves no corruption at all.',
    'Memories are assumed protected by parity or error correction; clock and power control cause crashes, not corruption.',
    'At 7 nm only the raw upset rate, the ratio of block corruption and the extra of duplication are published; areas of ' +
      'blocks and of hardened cells are taken as shares from 16 nm.',
    'For networks other than Wav2Letter the split over blocks is known for 32 MAC units only.',
    "The paper's corruption per inference and its 0.3 ms per inference imply more corruptible flip-flops than such an " +
      'NPU can hold, so the absolute FIT is doubtful; comparisons between designs are not affected.',
  ],
  evaluate,
  inspect,
  claims,
});
