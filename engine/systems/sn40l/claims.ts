// The paper's published results and ours. Ids are the rows of the sheet; a row with two columns has -a100 and -h100.
// R7 is the row of Table V for batches of 8 with 200 tokens.

import { isInfeasible } from '../../contract/system.ts';
import { known, TEN_PERCENT } from './claim-values.ts';
import type { CompositionClaim, EvaluateDesign } from './claim-values.ts';
import { fusionClaims, generationClaims } from './fusion-claims.ts';
import type { CompositionMetrics } from './model.ts';
import type { CompositionDesign } from './parameters.ts';

type Baseline = 'dgx-a100' | 'dgx-h100';

/** Experts of the comparisons: more than fit in any HBM, fewer than run a baseline out of memory. */
const COMPARED_EXPERTS = 100;

/** How many times longer a baseline takes. */
function slowdown(design: Partial<CompositionDesign>, baseline: Baseline, metric: keyof CompositionMetrics) {
  return (evaluate: EvaluateDesign): number =>
    known(evaluate, { ...design, platform: baseline }, metric) /
    known(evaluate, { ...design, platform: 'sn40l' }, metric);
}

function againstBaselines(
  id: string,
  statement: string,
  published: Readonly<Record<Baseline, number>>,
  design: Partial<CompositionDesign>,
  metric: keyof CompositionMetrics,
  rest: Pick<CompositionClaim, 'kind'> & { readonly note?: string },
): CompositionClaim[] {
  return (['dgx-a100', 'dgx-h100'] as const).map((baseline) => ({
    id: `${id}-${baseline.slice(4)}`,
    statement: `${statement}, against ${baseline === 'dgx-a100' ? 'DGX A100' : 'DGX H100'}`,
    source: 'Table V',
    published: published[baseline],
    tolerance: TEN_PERCENT,
    design: { experts: COMPARED_EXPERTS, ...design },
    ours: slowdown({ experts: COMPARED_EXPERTS, ...design }, baseline, metric),
    ...rest,
  }));
}

const FIT =
  'a fit, not an independent validation: router and run times were fitted to the eight overall ratios, with the expert speed-ups as inputs';

const OVERALL = [
  { id: 'R4', batch: 8, tokens: 20, 'dgx-a100': 6.6, 'dgx-h100': 3.7 },
  { id: 'R5', batch: 1, tokens: 20, 'dgx-a100': 4.8, 'dgx-h100': 2.8 },
  { id: 'R7', batch: 8, tokens: 200, 'dgx-a100': 4.2, 'dgx-h100': 2.7 },
  { id: 'R8', batch: 1, tokens: 200, 'dgx-a100': 3.9, 'dgx-h100': 2.6 },
] as const;

const FULL_NODE = { experts: 850 } as const;

const capacityClaims: readonly CompositionClaim[] = [
  {
    id: 'R2',
    statement: 'One SN40L node does the work of 19 DGX nodes',
    source: 'abstract',
    kind: 'check',
    published: 19,
    tolerance: TEN_PERCENT,
    design: FULL_NODE,
    ours: (evaluate) =>
      known(evaluate, { ...FULL_NODE, platform: 'dgx-h100' }, 'footprint') /
      known(evaluate, FULL_NODE, 'footprint'),
  },
  ...(['dgx-a100', 'dgx-h100'] as const).map((platform): CompositionClaim => ({
    id: `R10-${platform.slice(4)}`,
    statement: `150 experts run a ${platform === 'dgx-a100' ? 'DGX A100' : 'DGX H100'} out of memory`,
    source: 'Table V',
    kind: 'check',
    published: 'out of memory',
    tolerance: { absolute: 0 },
    design: { platform, experts: 150 },
    ours: (evaluate) => (isInfeasible(evaluate({ platform, experts: 150 })) ? 'out of memory' : 'runs'),
    note: '2 TB of host memory is general knowledge; the paper’s text counts HBM as well, with which 150 would still fit',
  })),
  {
    id: 'R11',
    statement: 'DGX latency rises from about 50 experts on',
    source: 'VI-C, Fig. 12',
    kind: 'check',
    published: 50,
    unit: 'expert',
    tolerance: TEN_PERCENT,
    design: { platform: 'dgx-h100', experts: 50 },
    ours: (evaluate) => known(evaluate, { platform: 'dgx-h100' }, 'resident_experts') + 1,
  },
  {
    id: 'R12',
    statement: 'One SN40L node serves 850 experts',
    source: 'VI-C',
    kind: 'check',
    published: 1,
    unit: 'node',
    tolerance: { absolute: 0 },
    design: FULL_NODE,
    ours: 'footprint',
  },
  {
    id: 'R12-limit',
    statement: 'One SN40L node holds up to 850 experts',
    source: 'VI-C',
    kind: 'check',
    published: 850,
    unit: 'expert',
    tolerance: TEN_PERCENT,
    design: {},
    ours: 'experts_per_node',
    note: 'ours is the capacity of the DDR, an upper bound; the paper does not say what else it holds',
  },
  ...(['dgx-a100', 'dgx-h100'] as const).map((platform): CompositionClaim => ({
    id: `R13-${platform.slice(4)}`,
    statement: `850 experts in HBM need 19 ${platform === 'dgx-a100' ? 'DGX A100' : 'DGX H100'} nodes`,
    source: 'VI-C, Fig. 13',
    kind: 'check',
    published: 19,
    unit: 'node',
    tolerance: TEN_PERCENT,
    design: { ...FULL_NODE, platform },
    ours: 'footprint',
  })),
];

export const claims: readonly CompositionClaim[] = [
  ...againstBaselines(
    'R3',
    'Switching an expert is faster',
    { 'dgx-a100': 31, 'dgx-h100': 15 },
    {},
    'switch_time',
    {
      kind: 'check',
      note: 'a ratio of published rates: 1000 to 32 and 64 GB/s; the text prints 16 for the H100, the table 15',
    },
  ),
  ...OVERALL.flatMap((row) =>
    againstBaselines(
      row.id,
      `A batch of ${row.batch} with ${row.tokens} tokens each is faster overall`,
      row,
      { batch_size: row.batch, output_tokens: row.tokens },
      'cold_latency',
      { kind: 'calibration', note: FIT },
    ),
  ),
  ...againstBaselines(
    'R6',
    'A resident expert answers 20 tokens faster',
    { 'dgx-a100': 2.0, 'dgx-h100': 1.5 },
    { output_tokens: 20 },
    'expert_run_time',
    { kind: 'calibration', note: 'an input of the fit' },
  ),
  ...againstBaselines(
    'R9',
    'A resident expert answers 200 tokens faster',
    { 'dgx-a100': 3.2, 'dgx-h100': 2.3 },
    { output_tokens: 200 },
    'expert_run_time',
    { kind: 'calibration', note: 'an input of the fit' },
  ),
  ...capacityClaims,
  ...fusionClaims,
  ...generationClaims,
];
