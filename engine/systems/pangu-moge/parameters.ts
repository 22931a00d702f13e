// What may be chosen: the model's shape, its router, the machine, how the model is spread over it, precisions, and the
// load it serves.

import type { DesignConstraint, DesignOf } from '../../contract/system.ts';
import { boolean, categorical, float, integer, ordinal } from '../../space/parameters.ts';
import { devicesOf } from './machines.ts';

const GIB = 2 ** 30;
const onMixture = { model: ['mixture'] };
const onCustom = { device: ['custom'] };
const onDrafts = { draft_tokens: [1, 2, 3] };
const onTrained = { quality: ['trained'] };

export const parameters = {
  model: categorical(['mixture', 'dense-32b', 'dense-72b'], {
    default: 'mixture',
    choiceDocs: {
      mixture: 'a mixture of experts of the shape chosen here',
      'dense-32b': '64 layers of width 5120, 32.8 billion parameters (Qwen3-32B)',
      'dense-72b': '80 layers of width 8192, 72.7 billion parameters (Qwen2.5-72B)',
    },
    doc: 'What is served: a mixture of experts, or one of the dense models the paper compares with.',
    source: 'Tables 1, 5 and 6; the shapes of the dense models follow from published ratios of their caches',
  }),
  hidden_width: integer({
    minimum: 4096,
    maximum: 8192,
    step: 512,
    default: 5120,
    activeWhen: onMixture,
    doc: 'Width of the residual stream: sets bytes per communication, and with layers the size of everything.',
    source: 'Table 1; range of section 2.3',
  }),
  layers: integer({
    minimum: 40,
    maximum: 64,
    default: 48,
    activeWhen: onMixture,
    doc: 'Decoder layers: each costs fixed time and communications a step.',
    source: 'Table 1; range of section 2.3',
  }),
  query_heads: ordinal([32, 40, 48, 56, 64], {
    default: 40,
    activeWhen: onMixture,
    doc: 'Query heads of 128 elements each.',
    source: 'Table 1; range of section 2.3',
  }),
  key_value_heads: ordinal([8, 16], {
    default: 8,
    activeWhen: onMixture,
    label: 'key-value heads',
    doc: 'Heads of cached keys and values; twice as many double the cache.',
    source: 'Table 1; range of section 2.3',
  }),
  experts: ordinal([16, 32, 48, 64, 128, 160, 256], {
    default: 64,
    activeWhen: onMixture,
    label: 'routed experts',
    doc: 'Experts of a layer that the router chooses from: capacity and weight bytes.',
    source: 'Table 1',
  }),
  active_experts: ordinal([1, 2, 4, 6, 8, 16], {
    default: 8,
    activeWhen: onMixture,
    doc: 'Routed experts a token uses: computation.',
    source: 'Table 1',
  }),
  groups: ordinal([1, 2, 4, 8, 16], {
    default: 8,
    activeWhen: onMixture,
    label: 'expert groups',
    doc: 'A token takes equally many experts from each group: balances devices, narrows the choice. 1 is plain top-k.',
    source: 'Eq. 6; Table 1',
  }),
  shared_experts: integer({
    minimum: 0,
    maximum: 8,
    default: 4,
    activeWhen: onMixture,
    doc: 'Experts that every token uses besides.',
    source: 'Table 1',
  }),
  expert_width: integer({
    minimum: 512,
    maximum: 8192,
    step: 64,
    default: 1344,
    activeWhen: onMixture,
    doc: 'Hidden width of one expert.',
    source: 'Table 1',
  }),
  popularity_skew: float({
    minimum: 0,
    maximum: 2,
    default: 0,
    activeWhen: onMixture,
    doc: 'Zipf exponent of the popularity of experts; 0 is even, as the paper assumes for its estimate.',
    source: 'Eq. 4 for 0; other values are an assumption',
  }),
  device: categorical(['ascend-800i-a2', 'ascend-300i-duo', 'custom'], {
    default: 'ascend-800i-a2',
    choiceDocs: {
      'ascend-800i-a2': 'one processor a card: 512 TOP/s (8 bits), 64 GiB of HBM at 1.6 TB/s, mesh of links',
      'ascend-300i-duo': 'two processors a card: 280 TOP/s, 96 GiB of LPDDR4X at 408 GB/s, PCIe 4.0 x16',
      custom: 'one processor a card, by its data sheet; efficiencies as on 800I A2',
    },
    doc: 'The card that serves the model.',
    source: 'section 5.3; data sheets',
  }),
  'card.peak': float({
    minimum: 1e13,
    maximum: 1e16,
    scale: 'log',
    default: 512e12,
    unit: 'OP/s',
    activeWhen: onCustom,
    doc: '8-bit operations per second of a custom card; 16 bits run at half of it.',
  }),
  'card.bandwidth': float({
    minimum: 1e11,
    maximum: 1e13,
    scale: 'log',
    default: 1.6e12,
    unit: 'B/s',
    activeWhen: onCustom,
    doc: 'Memory bandwidth of a custom card.',
  }),
  'card.capacity': float({
    minimum: 8 * GIB,
    maximum: 512 * GIB,
    scale: 'log',
    default: 64 * GIB,
    unit: 'B',
    activeWhen: onCustom,
    doc: 'Memory of a custom card.',
  }),
  'card.link': float({
    minimum: 4e9,
    maximum: 1e12,
    scale: 'log',
    default: 84e9,
    unit: 'B/s',
    activeWhen: onCustom,
    doc: 'Bytes per second, one way, between a custom card and all others together.',
  }),
  'card.power': float({
    minimum: 20,
    maximum: 2000,
    scale: 'log',
    default: 310,
    unit: 'W',
    activeWhen: onCustom,
    doc: 'Power of a custom card.',
  }),
  cards: ordinal([1, 2, 4, 8, 16], {
    default: 4,
    doc: 'Cards that hold one copy of the model.',
    source: 'section 5.3: four for decoding; two follow from the prefill rows of Tables 5 and 7',
  }),
  attention_parallel: ordinal([1, 2, 4, 8, 16], {
    default: 4,
    label: 'attention tensor parallelism',
    doc: 'Processors that share one sequence in attention; the others take other sequences (data parallelism).',
    source: 'section 4.2.1: 4 of 8 on 300I Duo',
  }),
  expert_parallel: ordinal([1, 2, 4, 8, 16], {
    default: 4,
    activeWhen: onMixture,
    label: 'expert parallelism',
    doc: 'Parts the routed experts are dealt out in; the processors of a part split its experts (tensor parallelism).',
    source: 'section 4.2.1: 4 of 8 on 300I Duo',
  }),
  weight_bits: ordinal([4, 8, 16], {
    default: 8,
    unit: 'bit',
    doc: 'Bits of a weight.',
    source: 'section 4.2.2',
  }),
  activation_bits: ordinal([8, 16], {
    default: 8,
    unit: 'bit',
    doc: 'Bits of an activation that enters a product; with 16, products run at half the rate.',
    source: 'section 4.2.2',
  }),
  key_value_bits: ordinal([4, 8, 16], {
    default: 16,
    unit: 'bit',
    label: 'key-value bits',
    doc: 'Bits of a cached key or value.',
    source: 'not published; 16 fits the three models of Table 6, 300I Duo needs 8',
  }),
  context: integer({
    minimum: 128,
    maximum: 32768,
    scale: 'log',
    default: 2048,
    label: 'context length',
    doc: 'Tokens of a prompt, and cached tokens of each sequence while decoding.',
    source: 'section 5.3',
  }),
  prompts: integer({
    minimum: 1,
    maximum: 64,
    scale: 'log',
    default: 2,
    doc: 'Prompts processed at a time.',
    source: 'Tables 5 and 7',
  }),
  batch_choice: categorical(['given', 'largest'], {
    default: 'given',
    choiceDocs: {
      given: 'the value of batch',
      largest: 'the largest that keeps the latency limit and fits into memory',
    },
    doc: 'How many sequences are decoded together.',
    source: 'Table 6 and section 2.3',
  }),
  batch: integer({
    minimum: 1,
    maximum: 4096,
    scale: 'log',
    default: 456,
    activeWhen: { batch_choice: ['given'] },
    doc: 'Sequences decoded together.',
    source: 'Table 6',
  }),
  latency_limit: float({
    minimum: 0.02,
    maximum: 0.2,
    default: 0.1,
    unit: 's',
    activeWhen: { batch_choice: ['largest'] },
    doc: 'Most time per output token that is allowed.',
    source: 'section 5.3: 100 ms',
  }),
  draft_tokens: integer({
    minimum: 0,
    maximum: 3,
    default: 0,
    doc: 'Tokens guessed ahead and verified in one step (multi-token prediction).',
    source: 'Tables 6 and 7, starred rows',
  }),
  draft_acceptance: float({
    minimum: 0,
    maximum: 1,
    default: 0.9,
    activeWhen: onDrafts,
    doc: 'Chance that a guessed token is right, given that those before it were.',
    source: 'assumption: the paper says "high acceptance rate"',
  }),
  collectives: categorical(['all-reduce', 'reduce-scatter'], {
    default: 'reduce-scatter',
    choiceDocs: {
      'all-reduce': 'sums of attention are given to everyone, then gathered once more',
      'reduce-scatter': 'everyone keeps its part of the sums, gathered after the norm: half of the bytes',
    },
    doc: 'How the outputs of attention are summed over processors.',
    source: 'section 4.2.1',
  }),
  fuse_communication: boolean({
    default: false,
    activeWhen: onMixture,
    doc: 'Hide the communication of experts behind their products.',
    source: 'section 4.2.1; whether the rows of Table 6 use it is not said',
  }),
  quality: categorical(['none', 'trained'], {
    default: 'none',
    activeWhen: onMixture,
    choiceDocs: {
      none: 'nothing is trained; the toy metrics are empty (infinite) and cannot be objectives',
      trained: 'a small mixture with this grouping is trained from seeds, seconds each',
    },
    doc: 'Whether the price of grouping and of quantisation in accuracy is measured on a toy.',
  }),
  balance_loss: float({
    minimum: 0,
    maximum: 0.1,
    default: 0.01,
    activeWhen: onTrained,
    label: 'balance loss weight',
    doc: 'Weight of the auxiliary loss that asks for even use of experts, in training the toy.',
    source: 'Eq. 8; its weight is not published',
  }),
  training_steps: integer({
    minimum: 50,
    maximum: 1000,
    step: 50,
    default: 400,
    activeWhen: onTrained,
    doc: 'Steps the toy is trained for.',
    source: 'assumption',
  }),
  training_seeds: integer({
    minimum: 1,
    maximum: 5,
    default: 2,
    activeWhen: onTrained,
    doc: 'Toys trained, each from another seed with another task; results are their mean.',
    source: 'assumption',
  }),
};

export type PanguDesign = DesignOf<typeof parameters>;

const isMixture = ({ model }: PanguDesign): boolean => model === 'mixture';

export const constraints: readonly DesignConstraint<PanguDesign>[] = [
  {
    id: 'active-of-experts',
    message: 'a token cannot use more experts than there are',
    uses: ['model', 'active_experts', 'experts'],
    holds: (design) => !isMixture(design) || design.active_experts <= design.experts,
  },
  {
    id: 'groups-divide-experts',
    message: 'groups must divide the experts into equal parts',
    uses: ['model', 'experts', 'groups'],
    holds: (design) => !isMixture(design) || design.experts % design.groups === 0,
  },
  {
    id: 'groups-divide-active',
    message: 'groups must divide the active experts: every group gives equally many',
    uses: ['model', 'active_experts', 'groups'],
    holds: (design) => !isMixture(design) || design.active_experts % design.groups === 0,
  },
  {
    id: 'attention-parallel-divides',
    message: 'attention tensor parallelism cannot exceed the processors (two a card on 300I Duo)',
    uses: ['attention_parallel', 'cards', 'device'],
    holds: (design) => devicesOf(design) % design.attention_parallel === 0,
  },
  {
    id: 'heads-divide',
    message: 'attention tensor parallelism must divide the query heads',
    uses: ['model', 'attention_parallel', 'query_heads'],
    holds: (design) => !isMixture(design) || design.query_heads % design.attention_parallel === 0,
  },
  {
    id: 'expert-parallel-divides',
    message: 'expert parallelism cannot exceed the processors (two a card on 300I Duo)',
    uses: ['model', 'expert_parallel', 'cards', 'device'],
    holds: (design) => !isMixture(design) || devicesOf(design) % design.expert_parallel === 0,
  },
  {
    id: 'experts-divide',
    message: 'expert parallelism must divide the experts into equal parts',
    uses: ['model', 'experts', 'expert_parallel'],
    holds: (design) => !isMixture(design) || design.experts % design.expert_parallel === 0,
  },
];
