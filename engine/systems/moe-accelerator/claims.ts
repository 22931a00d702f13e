// Published numbers that the joint model gives without having been fitted to them.

import { isInfeasible, type Claim, type Evaluate } from '../../contract/system.ts';
import type { AcceleratorMetrics } from './metrics.ts';
import type { AcceleratorDesign } from './parameters.ts';

type AcceleratorClaim = Claim<AcceleratorDesign, AcceleratorMetrics>;
type Change = Partial<AcceleratorDesign>;

/** A metric of a design, also of one that does not fit. */
function metric(
  evaluate: Evaluate<AcceleratorDesign, AcceleratorMetrics>,
  design: Change,
  id: keyof AcceleratorMetrics,
): number {
  const outcome = evaluate(design);
  return (isInfeasible(outcome) ? outcome.metrics?.[id] : outcome[id]) ?? Number.NaN;
}

/** All blocks of logic under one protection; memories stay as they are by default. */
function everywhere(protection: AcceleratorDesign['protection.array']): Change {
  return {
    'protection.array': protection,
    'protection.control': protection,
    'protection.decoder': protection,
    'protection.dma': protection,
    'protection.output': protection,
  };
}

/** The node and clock of the published contributions. */
const PUBLISHED_SILICON: Change = { node: 16, clock: 1e9, 'protection.interfaces': 'sec-ded' };

export const claims: readonly AcceleratorClaim[] = [
  {
    id: 'pangu-parameters',
    statement: 'The mixture has 71.99 billion parameters',
    source: 'arXiv 2505.21411, Table 1',
    kind: 'check',
    published: 71.99e9,
    tolerance: { relative: 0.001 },
    design: {},
    ours: 'parameters_total',
  },
  {
    id: 'pangu-decode',
    statement: 'Four 800I A2 decode 456 sequences at 99.31 ms a token',
    source: 'arXiv 2505.21411, Table 6',
    kind: 'check',
    published: 99.31e-3,
    unit: 's',
    tolerance: { relative: 0.25 },
    design: { batch: 456 },
    ours: (evaluate) => metric(evaluate, { batch: 456 }, 'latency'),
    note:
      'Nothing was fitted. The system pangu-moge needs 0.3 ms of fixed time a layer and takes memory and arithmetic to ' +
      'alternate; this machine starts kernels in microseconds and overlaps both.',
  },
  {
    id: 'pangu-one',
    statement: 'The same machine decodes one sequence at 18.44 ms a token',
    source: 'arXiv 2505.21411, Table 6',
    kind: 'check',
    published: 18.44e-3,
    unit: 's',
    tolerance: { relative: 0.25 },
    design: { batch: 1 },
    ours: (evaluate) => metric(evaluate, { batch: 1 }, 'latency'),
    note: 'As pangu-decode: 14 of the published 18 ms are fixed time of layers, which this machine does not have.',
  },
  {
    id: 'duplex-area',
    statement: 'A processor on the logic die adds 17.8 mm² to a stack',
    source: 'arXiv 2409.01141, VII-E',
    kind: 'check',
    published: 17.8,
    unit: 'mm²',
    tolerance: { relative: 0.01 },
    design: { near_memory: 'logic-die' },
    ours: (evaluate) =>
      (metric(evaluate, { near_memory: 'logic-die' }, 'area') - metric(evaluate, {}, 'area')) / (4 * 4),
  },
  {
    id: 'duplex-throughput',
    statement: 'Processors on the logic die generate up to 2.67 times the tokens',
    source: 'arXiv 2409.01141, VII-A',
    kind: 'check',
    published: 2.67,
    tolerance: { relative: 0.15 },
    design: { near_memory: 'logic-die', batch: 64 },
    ours: (evaluate) =>
      metric(evaluate, { near_memory: 'logic-die' }, 'throughput') / metric(evaluate, {}, 'throughput'),
    note: 'Another model on another machine: the best of 27 published settings beside the default design.',
  },
  {
    id: 'ethos-tspc-dice',
    statement: 'TSPC-DICE cells in every block leave 23.5 % of the silent corruption of 256 multipliers',
    source: 'arXiv 2404.09317, Fig. 9b and 9e: 0.512 of 2.175',
    kind: 'check',
    published: 0.512 / 2.175,
    tolerance: { relative: 0.03 },
    design: { ...PUBLISHED_SILICON, ...everywhere('tspc-dice') },
    ours: (evaluate) =>
      metric(evaluate, { ...PUBLISHED_SILICON, ...everywhere('tspc-dice') }, 'failure_rate') /
      metric(evaluate, PUBLISHED_SILICON, 'failure_rate'),
    note: 'The published blocks in other proportions: most of this machine is array.',
  },
  {
    id: 'ethos-duplication',
    statement: 'Duplicating every block leaves no silent corruption by single faults',
    source: 'arXiv 2404.09317, section IV',
    kind: 'check',
    published: 0,
    unit: 'FIT',
    tolerance: { absolute: 0 },
    design: everywhere('dmr'),
    ours: 'failure_rate',
  },
  {
    id: 'ethos-unprotected',
    statement: 'Unprotected, no configuration meets ASIL-D',
    source: 'arXiv 2404.09317, abstract',
    kind: 'check',
    published: 'misses',
    tolerance: { absolute: 0 },
    design: { safety_target: 'asil-d' },
    ours: (evaluate) => (isInfeasible(evaluate({ safety_target: 'asil-d' })) ? 'misses' : 'meets'),
  },
];
