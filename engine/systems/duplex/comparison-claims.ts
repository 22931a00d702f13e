// Claims about memory processors among themselves, and about capacity, area and utilisation.

import {
  BANK_PIM,
  DUPLEX,
  GPU,
  mean,
  metricsOf,
  ratios,
  setting,
  settings,
  TEN_PERCENT,
} from './claim-values.ts';
import type { DuplexClaim, EvaluateDesign, PartialDesign } from './claim-values.ts';
import { heterogeneousBatch } from './machine.ts';
import { DIE_AREA } from '../../components/memory-processors.ts';
import { normalisedEdap } from './product-edap.ts';
import type { Compared } from './product-edap.ts';

const CHECK = { kind: 'check', tolerance: TEN_PERCENT } as const;

const MIXTRAL_SMALL = settings(['mixtral'], [32, 64]);
const BANK_NOTE =
  'misses: how the paper serves experts with Bank-PIM is not described; ours runs a layer on one processor, balanced over devices';

/** The faster memory processor for a dense model, over the settings of Fig. 14. */
function winner(model: 'opt' | 'llama3', lengths: readonly number[]) {
  return (evaluate: EvaluateDesign): string => {
    const where = lengths.map((length): PartialDesign => ({
      model,
      batch_size: 64,
      input_tokens: length,
      output_tokens: length,
    }));
    return mean(ratios(evaluate, where, 'throughput', BANK_PIM, DUPLEX)) > 1 ? 'Bank-PIM' : 'Duplex';
  };
}

const bankClaims: readonly DuplexClaim[] = [
  {
    id: 'R14-bank',
    statement: 'Bank-PIM generates 1.18 times the tokens of Mixtral with (256, 256) tokens and a batch of 64',
    source: 'VII-C, Fig. 14',
    ...CHECK,
    published: 1.18,
    design: { ...setting('mixtral', 64, 256), ...BANK_PIM },
    ours: (evaluate) => mean(ratios(evaluate, [setting('mixtral', 64, 256)], 'throughput', BANK_PIM, GPU)),
    note: BANK_NOTE,
  },
  {
    id: 'R14-duplex',
    statement: 'Duplex generates 2.05 times the tokens there',
    source: 'VII-C, Fig. 14',
    ...CHECK,
    published: 2.05,
    design: setting('mixtral', 64, 256),
    ours: (evaluate) => mean(ratios(evaluate, [setting('mixtral', 64, 256)], 'throughput', DUPLEX, GPU)),
    note: 'misses by little: with spaces of two experts the two processors divide 16 tokens an expert less evenly than expert by expert (1.86 with 16 spaces)',
  },
  {
    id: 'R14-best',
    statement: 'Bank-PIM generates up to 2.17 times the tokens, with 4096 tokens each way and a batch of 32',
    source: 'VII-C, Fig. 14',
    ...CHECK,
    published: 2.17,
    design: { ...setting('mixtral', 32, 4096), ...BANK_PIM },
    ours: (evaluate) => mean(ratios(evaluate, [setting('mixtral', 32, 4096)], 'throughput', BANK_PIM, GPU)),
    note: BANK_NOTE,
  },
  {
    id: 'R14-most',
    statement: 'Duplex generates up to 1.80 times the tokens of Bank-PIM for Mixtral',
    source: 'VII-C, Fig. 14',
    ...CHECK,
    published: 1.8,
    design: setting('mixtral', 64, 1024),
    ours: (evaluate) => Math.max(...ratios(evaluate, MIXTRAL_SMALL, 'throughput', DUPLEX, BANK_PIM)),
  },
  {
    id: 'R14-mean',
    statement: 'and 1.49 times on average',
    source: 'VII-C, Fig. 14',
    ...CHECK,
    published: 1.49,
    design: setting('mixtral', 64, 1024),
    ours: (evaluate) => mean(ratios(evaluate, MIXTRAL_SMALL, 'throughput', DUPLEX, BANK_PIM)),
    note: BANK_NOTE,
  },
  {
    id: 'R16',
    statement: 'Where keys and values are not shared (OPT), Bank-PIM is faster than Duplex',
    source: 'VII-C, Fig. 14',
    kind: 'check',
    published: 'Bank-PIM',
    tolerance: { absolute: 0 },
    design: { model: 'opt', ...BANK_PIM },
    ours: winner('opt', [256, 512, 1024]),
  },
  {
    id: 'R17',
    statement: 'Where eight query heads share them (Llama 3), Duplex is faster',
    source: 'VII-C, Fig. 14',
    kind: 'check',
    published: 'Duplex',
    tolerance: { absolute: 0 },
    design: { model: 'llama3' },
    ours: winner('llama3', [256, 1024, 4096]),
  },
];

const areaClaims: readonly DuplexClaim[] = [
  {
    id: 'R19-area',
    statement: 'Logic-PIM adds 17.80 mm² to a stack',
    source: 'VII-E',
    kind: 'calibration',
    published: 17.8,
    unit: 'mm²',
    tolerance: { relative: 0.01 },
    design: {},
    ours: (evaluate) => metricsOf(evaluate, {}).added_area / (5 * metricsOf(evaluate, {}).devices),
    note: 'the sum of published parts',
  },
  {
    id: 'R19-share',
    statement: 'which is 14.71 % of a logic die',
    source: 'VII-E',
    kind: 'calibration',
    published: 0.1471,
    tolerance: { relative: 0.01 },
    design: {},
    ours: (evaluate) => metricsOf(evaluate, {}).added_area / (5 * metricsOf(evaluate, {}).devices) / DIE_AREA,
    note: 'the sum of published parts over a published area',
  },
];

/** Settings of Fig. 4: prompts of 2048 tokens. */
const UTILISED: readonly PartialDesign[] = [32, 64, 128].flatMap((batch) =>
  [256, 1024, 4096].flatMap((answer): PartialDesign[] => [
    { ...setting('mixtral', batch, 2048), output_tokens: answer },
    { ...setting('glam', batch, 2048), output_tokens: answer / 2 },
  ]),
);

const utilisationClaims: readonly DuplexClaim[] = (
  [
    ['R20-experts', 'expert layers', 'expert_utilisation', 0.11],
    ['R20-attention', 'attention', 'attention_utilisation', 0.0206],
  ] as const
).map(([id, name, metric, bound]) => ({
  id,
  statement: `While requests decode, GPUs use less than ${100 * bound} % of their arithmetic in ${name}`,
  source: 'III-A, Fig. 4',
  ...CHECK,
  published: { from: 0, to: bound },
  design: { ...UTILISED.at(-1)!, ...GPU },
  ours: (evaluate) => Math.max(...UTILISED.map((place) => metricsOf(evaluate, { ...place, ...GPU })[metric])),
  note: 'a bound, met by any value below it',
}));

const capacityClaims: readonly DuplexClaim[] = [
  {
    id: 'R24',
    statement:
      'Two of four devices, kept for decoding, hold at most 74 requests of Mixtral with 4096 tokens each way',
    source: 'VIII-A, Fig. 16',
    ...CHECK,
    published: 74,
    unit: 'request',
    design: { ...setting('mixtral', 128, 4096), devices_per_node: 2 },
    ours: 'batch_limit',
  },
  {
    id: 'R25',
    statement: 'Four devices hold at most 41 requests of OPT with 1024 tokens each way',
    source: 'VII-C, Fig. 14',
    ...CHECK,
    published: 41,
    unit: 'request',
    design: { model: 'opt', batch_size: 64 },
    ours: 'batch_limit',
  },
  ...(
    [
      [2048, 4096, 101],
      [4096, 4096, 75],
      [8192, 4096, 50],
    ] as const
  ).map(([input, output, published]): DuplexClaim => ({
    id: `R26-${input}`,
    statement: `Two GPUs and two devices that only hold experts, keys and values serve at most ${published} requests with (${input}, ${output}) tokens`,
    source: 'III-B, Fig. 5c',
    ...CHECK,
    published,
    unit: 'request',
    design: { ...setting('mixtral', 128, 4096), input_tokens: input },
    ours: () => heterogeneousBatch(input + output),
  })),
];

const SHAPE =
  'Fig. 8 normalises each column by its largest; ours is a roofline in which every byte moves once';
const MANY_TOKENS =
  'at many operations per byte the paper’s Bank-PIM costs more over the others than rooflines in which every byte moves once say; the energy of logic in a DRAM process (1.75) is a general figure, taken up because of the trend in this figure';

const EDAP: Readonly<Record<Compared, readonly (readonly [tokens: number, published: number])[]>> = {
  bank: [
    [1, 0.08],
    [2, 0.16],
    [4, 0.35],
    [8, 0.81],
  ],
  'bank-group': [
    [16, 0.96],
    [32, 0.67],
  ],
  'logic-die': [
    [1, 0.66],
    [2, 0.66],
    [4, 0.65],
    [8, 0.65],
    [16, 0.61],
    [32, 0.4],
  ],
};
const EDAP_ROWS: Readonly<Record<Compared, string>> = {
  bank: 'R21',
  'bank-group': 'R22',
  'logic-die': 'R23',
};
const EDAP_NAMES: Readonly<Record<Compared, string>> = {
  bank: 'Bank-PIM',
  'bank-group': 'Bankgroup-PIM',
  'logic-die': 'Logic-PIM',
};

/** Values of 1, the norm of their column, prove nothing and are left out. */
const edapClaims: readonly DuplexClaim[] = (['bank', 'bank-group', 'logic-die'] as const).flatMap((kind) =>
  EDAP[kind].map(([tokens, published]): DuplexClaim => {
    // The area basis was chosen by this one.
    const fitted = kind === 'logic-die' && tokens === 1;
    return {
      id: `${EDAP_ROWS[kind]}-${tokens}`,
      statement: `At ${tokens} operations a byte, energy times delay times area of ${EDAP_NAMES[kind]} is ${published} of the largest`,
      source: 'IV-E, Fig. 8',
      kind: fitted ? 'calibration' : 'check',
      tolerance: TEN_PERCENT,
      published,
      design: { memory_processor: kind },
      ours: () => normalisedEdap(kind, tokens),
      note: fitted
        ? 'the area of whole stacks was chosen because it gives this ratio'
        : tokens >= 8
          ? MANY_TOKENS
          : SHAPE,
    };
  }),
);

/** Settings of Fig. 5a: Mixtral on GPUs. */
const STAGES: readonly PartialDesign[] = [32, 64, 128].flatMap((batch) =>
  [256, 2048].flatMap((input) =>
    [256, 2048].map((output): PartialDesign => ({
      ...setting('mixtral', batch, input),
      output_tokens: output,
    })),
  ),
);

const shapeClaims: readonly DuplexClaim[] = [
  {
    id: 'fig-5a',
    statement: 'Stages in which all requests decode are the majority in every case',
    source: 'III-B, Fig. 5a',
    ...CHECK,
    published: { from: 0, to: 0.5 },
    design: { ...STAGES.at(-1)!, ...GPU },
    ours: (evaluate) =>
      Math.max(...STAGES.map((place) => metricsOf(evaluate, { ...place, ...GPU }).mixed_stages)),
    note: 'a bound, met by any value below it',
  },
  {
    id: 'fig-8-crossover',
    statement:
      'Logic-PIM has the best energy-delay-area product above eight operations a byte, Bank-PIM below',
    source: 'IV-E, Fig. 8',
    kind: 'check',
    published: { from: 4, to: 16 },
    tolerance: { relative: 0 },
    design: {},
    ours: () => {
      const better = [1, 2, 4, 8, 16, 32].filter(
        (tokens) => normalisedEdap('bank', tokens) < normalisedEdap('logic-die', tokens),
      );
      return better.at(-1)!;
    },
    note: 'ours is the last of 1, 2, 4, ... operations at which Bank-PIM is best; the figure has 4, with 0.81 to 0.65 at 8',
  },
];

export const comparisonClaims: readonly DuplexClaim[] = [
  ...bankClaims,
  ...areaClaims,
  ...utilisationClaims,
  ...edapClaims,
  ...shapeClaims,
  ...capacityClaims,
];
