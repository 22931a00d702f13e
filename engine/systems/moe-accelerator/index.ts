// One accelerator for mixtures of experts, from the model's groups to the protection of its flip-flops.

import { defineSystem } from '../define.ts';
import { claims } from './claims.ts';
import { inspect } from './inspect.ts';
import { metrics } from './metrics.ts';
import { evaluate } from './model.ts';
import { constraints, parameters } from './parameters.ts';

export default defineSystem({
  id: 'moe-accelerator',
  version: 1,
  title: 'An accelerator for mixtures of experts, as a whole',
  summary:
    'Group size, expert count, memory tiers and protection in one design: area, energy, latency and measured accuracy.',
  references: [
    'arXiv 2404.09317 (protection of blocks)',
    'arXiv 2405.07518 (memory tiers)',
    'arXiv 2505.21411 (grouped experts)',
    'arXiv 2308.12066 (pre-gating)',
    'arXiv 2312.11514 (weights in flash)',
    'arXiv 2409.01141 (processors at the memory)',
    'arXiv 2006.15100 (group size)',
  ],
  parameters,
  constraints,
  metrics,
  defaultObjectives: ['area', 'energy', 'latency', 'accuracy'],
  limits: [
    'Accuracy is that of small networks on a generated task. It does not see layers, widths, heads, shared experts, bits of caches or pre-gating, so hold those fixed where accuracy is an objective.',
    'Steps are rooflines: no stalls of buffers, no clashes in memory, full batches of equal sequences.',
    'Soft errors inside DRAM and flash, hard faults and aging are not modelled.',
    'Energy that the silicon draws idle, prices and some interface areas are assumptions, labelled where they are.',
    'Supply voltage does not change with the clock.',
  ],
  evaluate,
  inspect,
  claims,
});
