// Published statements on balance, and on what few bits cost.

import { type Claim, type Evaluate } from '../../contract/system.ts';
import type { PanguMetrics } from './metrics.ts';
import type { PanguDesign } from './parameters.ts';
import { busiestExpertShare } from './shares.ts';

type PanguClaim = Claim<PanguDesign, PanguMetrics>;
type Change = Partial<PanguDesign>;

/** 64 experts on eight devices. */
const EIGHT: Change = { cards: 8, attention_parallel: 8, expert_parallel: 8 };
const PLAIN: Change = { ...EIGHT, groups: 1, batch: 16 };
/** The routed experts of DeepSeek-V2, narrow enough to fit: only its router matters here. */
const DEEPSEEK: Change = {
  experts: 160,
  active_experts: 6,
  groups: 1,
  popularity_skew: 0.6,
  expert_width: 512,
  batch: 4096,
  context: 128,
};
const TRAINED: Change = { quality: 'trained', training_seeds: 1, training_steps: 300 };

const disparity = (evaluate: Evaluate<PanguDesign, PanguMetrics>, design: Change): number =>
  (evaluate(design) as PanguMetrics).imbalance_score;

export const routerClaims: readonly PanguClaim[] = [
  {
    id: 'R14',
    statement: 'With top-8 of 64 experts on 8 devices, 16 tokens are nearly always spread unevenly',
    source: 'Fig. 2b',
    kind: 'check',
    published: 1,
    tolerance: { relative: 0.01 },
    design: PLAIN,
    ours: 'unbalanced_share',
  },
  {
    id: 'R15',
    statement: 'Grouped experts spread any tokens evenly: the imbalance score is 0',
    source: 'section 2.2',
    kind: 'check',
    published: 0,
    tolerance: { absolute: 0 },
    design: { ...EIGHT, batch: 16, popularity_skew: 1 },
    ours: 'imbalance_score',
  },
  {
    id: 'R16',
    statement: 'Grouping takes away more than 50 % of the disparity of loads',
    source: 'section 3, training',
    kind: 'check',
    published: { from: 50, to: 100 },
    unit: '%',
    tolerance: { absolute: 0 },
    design: { ...PLAIN, popularity_skew: 0.5 },
    ours: (evaluate) => {
      const plain = disparity(evaluate, { ...PLAIN, popularity_skew: 0.5 });
      return 100 * (1 - disparity(evaluate, { ...PLAIN, popularity_skew: 0.5, groups: 8 }) / plain);
    },
    note: 'Ours is 100 %: the experts part of the time only; the published time has other disparities too.',
  },
  {
    id: 'R24-pangu',
    statement: 'The busiest expert gets about 12.5 % of the tokens',
    source: 'Fig. 10',
    kind: 'check',
    published: 12.5,
    unit: '%',
    tolerance: { relative: 0.1 },
    design: {},
    ours: () => 100 * busiestExpertShare({}),
    note: 'Follows from evenly popular experts: the paper’s balance loss, not the grouping, makes them so.',
  },
  {
    id: 'R24-deepseek',
    statement: 'In DeepSeek-V2 (top 6 of 160) the busiest expert gets up to 30 % of the tokens',
    source: 'Fig. 10',
    kind: 'calibration',
    published: 30,
    unit: '%',
    tolerance: { relative: 0.1 },
    design: DEEPSEEK,
    ours: () => 100 * busiestExpertShare(DEEPSEEK),
    note: 'A Zipf exponent of 0.6 was chosen to meet it: what skew a trained plain router has.',
  },
  {
    id: 'R25',
    statement: 'W8A8 loses 0.4 to 0.8 points of accuracy',
    source: 'Table 8',
    kind: 'check',
    published: { from: 0.37, to: 0.8 },
    unit: '%',
    tolerance: { absolute: 0.5 },
    design: TRAINED,
    ours: (evaluate) => 100 * (evaluate(TRAINED) as PanguMetrics).toy_quantisation_loss,
    note: 'On the toy, without smoothing: near lossless too. 2048 test tokens tell differences above 0.5 points only.',
  },
  {
    id: 'R26',
    statement: 'W4A8 loses 1.2 to 3.7 points of accuracy',
    source: 'Table 8',
    kind: 'check',
    published: { from: 1.2, to: 3.68 },
    unit: '%',
    tolerance: { absolute: 0.5 },
    design: { ...TRAINED, weight_bits: 4 },
    ours: (evaluate) =>
      100 * (evaluate({ ...TRAINED, weight_bits: 4 }) as PanguMetrics).toy_quantisation_loss,
    note: 'On the toy, one scale a channel; four other tasks of another size, so the order counts, not the number.',
  },
];
