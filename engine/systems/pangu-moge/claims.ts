// Published results, and what the model says. Tables 5 to 7: the rows of the mixture and of the 32B model are fitted
// (calibration), those of the 72B model and with guessed tokens are predicted (check).

import { isInfeasible, type Claim, type Evaluate } from '../../contract/system.ts';
import { routerClaims } from './claims-router.ts';
import { shareClaims } from './claims-shares.ts';
import type { PanguMetrics } from './metrics.ts';
import type { PanguDesign } from './parameters.ts';

type PanguClaim = Claim<PanguDesign, PanguMetrics>;
type Change = Partial<PanguDesign>;

/** The layout of section 4.2.1 on four 300I Duo cards; caches of 16 bits would need more than their bandwidth. */
const DUO: Change = {
  device: 'ascend-300i-duo',
  attention_parallel: 4,
  expert_parallel: 4,
  key_value_bits: 8,
  fuse_communication: true,
};
const TWO_CARDS: Change = { cards: 2, attention_parallel: 2, expert_parallel: 2, batch: 1 };
const MIXTURE: Change = { batch: 456 };
const DENSE_32B: Change = { model: 'dense-32b', batch: 336 };
const DENSE_72B: Change = { model: 'dense-72b', batch: 228 };

/** A metric of a design, also of one that does not fit. */
function metric(
  evaluate: Evaluate<PanguDesign, PanguMetrics>,
  design: Change,
  id: keyof PanguMetrics,
): number {
  const outcome = evaluate(design);
  return (isInfeasible(outcome) ? outcome.metrics?.[id] : outcome[id]) ?? Number.NaN;
}

interface Row {
  readonly id: string;
  readonly what: string;
  readonly source: string;
  readonly kind: PanguClaim['kind'];
  readonly design: Change;
  readonly note?: string;
}

const notes = ({ note }: Row): { readonly note?: string } => (note === undefined ? {} : { note });

function time(
  row: Row,
  milliseconds: number,
  id: 'decode_latency' | 'prefill_latency',
  tokens = 1,
): PanguClaim {
  return {
    id: `${row.id}-time`,
    statement: `${row.what}: ${milliseconds} ms`,
    source: row.source,
    kind: row.kind,
    published: milliseconds / 1e3,
    unit: 's',
    tolerance: { relative: 0.1 },
    design: row.design,
    ours: (evaluate) => tokens * metric(evaluate, row.design, id),
    ...notes(row),
  };
}

function rate(row: Row, tokensPerSecond: number, id: 'throughput' | 'prefill_throughput'): PanguClaim {
  return {
    id: `${row.id}-rate`,
    statement: `${row.what}: ${tokensPerSecond} tokens/s per card`,
    source: row.source,
    kind: row.kind,
    published: tokensPerSecond,
    unit: '1/s',
    tolerance: { relative: 0.1 },
    design: row.design,
    ours: id,
    ...notes(row),
  };
}

/** Published gain in per cent of one throughput over another. */
function gain(
  id: string,
  statement: string,
  published: number,
  kind: PanguClaim['kind'],
  ours: Change,
  other: Change,
  rateId: 'throughput' | 'prefill_throughput',
): PanguClaim {
  return {
    id,
    statement,
    source: 'section 5.3',
    kind,
    published: 1 + published / 100,
    tolerance: { relative: 0.1 },
    design: ours,
    ours: (evaluate) => metric(evaluate, ours, rateId) / metric(evaluate, other, rateId),
  };
}

const decode = (id: string, what: string, kind: PanguClaim['kind'], design: Change, note?: string): Row => ({
  id,
  what,
  source: 'Table 6',
  kind,
  design,
  ...(note === undefined ? {} : { note }),
});

const R1 = decode('R1', 'Decoding 456 sequences on four 800I A2', 'calibration', MIXTURE);
const R4_LARGE = decode('R4-large', '32B model, 336 sequences', 'calibration', DENSE_32B);
const R5_LARGE = decode('R5-large', '72B model, 228 sequences', 'check', DENSE_72B);
const GUESSED =
  'The batch is read as rows: two for each sequence, the next token and a guess, both accepted ("high acceptance rate"). ' +
  'Read as sequences, 16-bit caches would not fit into memory and a step would take 149 ms.';
const R2: Row = {
  id: 'R2',
  what: '800I A2 with multi-token prediction, batch 584, a step',
  source: 'Table 6',
  kind: 'check',
  design: { batch: 292, draft_tokens: 1, draft_acceptance: 1 },
  note: GUESSED,
};
const R12: Row = {
  id: 'R12',
  what: '300I Duo with multi-token prediction, batch 128, a step',
  source: 'Table 7',
  kind: 'check',
  design: { ...DUO, batch: 64, draft_tokens: 1, draft_acceptance: 1 },
  note: GUESSED.replace(
    ' Read as sequences, 16-bit caches would not fit into memory and a step would take 149 ms.',
    '',
  ),
};
const R10: Row = {
  id: 'R10',
  what: 'Two prompts of 2048 tokens on two 300I Duo',
  source: 'Table 7',
  kind: 'calibration',
  design: { ...DUO, cards: 2, batch: 1 },
};
const R11: Row = {
  id: 'R11',
  what: 'Decoding 80 sequences on four 300I Duo',
  source: 'Table 7',
  kind: 'calibration',
  design: { ...DUO, batch: 80 },
};
const R13: Row = {
  id: 'R13',
  what: 'Decoding one sequence on four 300I Duo (approximately)',
  source: 'section 5.3',
  kind: 'calibration',
  design: { ...DUO, batch: 1 },
};
const prefill = (id: string, what: string, kind: PanguClaim['kind'], model: PanguDesign['model']): Row => ({
  id,
  what: `Two prompts of 2048 tokens on two 800I A2, ${what}`,
  source: 'Table 5',
  kind,
  design: { ...TWO_CARDS, model },
});
const R7 = prefill('R7', 'mixture', 'calibration', 'mixture');
const R8_32B = prefill('R8-32b', '32B model', 'calibration', 'dense-32b');
const R8_72B = prefill('R8-72b', '72B model', 'check', 'dense-72b');

const LARGEST: Change = { batch_choice: 'largest' };

export const claims: readonly PanguClaim[] = [
  time(R1, 99.31, 'decode_latency'),
  rate(R1, 1148, 'throughput'),
  time(R2, 95.56, 'decode_latency', 2),
  rate(R2, 1528, 'throughput'),
  time(decode('R3', 'Decoding one sequence', 'calibration', { batch: 1 }), 18.44, 'decode_latency'),
  time(
    decode('R4-one', '32B model, one sequence', 'calibration', { ...DENSE_32B, batch: 1 }),
    16.26,
    'decode_latency',
  ),
  time(R4_LARGE, 86.34, 'decode_latency'),
  rate(R4_LARGE, 973, 'throughput'),
  time(
    decode('R5-one', '72B model, one sequence', 'check', { ...DENSE_72B, batch: 1 }),
    26.88,
    'decode_latency',
  ),
  time(R5_LARGE, 97.74, 'decode_latency'),
  rate(R5_LARGE, 583, 'throughput'),
  {
    id: 'R1-batch',
    statement: '456 sequences are decoded within 100 ms a token',
    source: 'Table 6, section 5.3',
    kind: 'calibration',
    published: 456,
    tolerance: { relative: 0.1 },
    design: LARGEST,
    ours: 'sequences',
  },
  {
    id: 'R5-batch',
    statement: '72B model: 228 sequences are decoded within 100 ms a token',
    source: 'Table 6, section 5.3',
    kind: 'check',
    published: 228,
    tolerance: { relative: 0.1 },
    design: { ...LARGEST, model: 'dense-72b' },
    ours: 'sequences',
  },
  gain('R6-72b', 'Decodes 97 % more than the 72B model', 97, 'check', MIXTURE, DENSE_72B, 'throughput'),
  gain('R6-32b', 'Decodes 18 % more than the 32B model', 18, 'calibration', MIXTURE, DENSE_32B, 'throughput'),
  time(R7, 424.21, 'prefill_latency'),
  rate(R7, 4828, 'prefill_throughput'),
  time(R8_32B, 604.07, 'prefill_latency'),
  time(R8_72B, 1282.94, 'prefill_latency'),
  rate(R8_72B, 1596, 'prefill_throughput'),
  gain(
    'R9-72b',
    'Reads prompts 203 % faster than the 72B model',
    203,
    'check',
    R7.design,
    R8_72B.design,
    'prefill_throughput',
  ),
  gain(
    'R9-32b',
    'Reads prompts 42 % faster than the 32B model',
    42,
    'calibration',
    R7.design,
    R8_32B.design,
    'prefill_throughput',
  ),
  time(R10, 1940.3, 'prefill_latency'),
  rate(R10, 1055, 'prefill_throughput'),
  time(R11, 99.5, 'decode_latency'),
  rate(R11, 201, 'throughput'),
  time(R12, 99.7, 'decode_latency', 2),
  rate(R12, 321, 'throughput'),
  time(R13, 50, 'decode_latency'),
  ...shareClaims,
  ...routerClaims,
];
