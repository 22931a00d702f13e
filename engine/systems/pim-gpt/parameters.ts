// What may be turned on the PIM-GPT accelerator. The body of the paper was not readable: defaults marked
// "recalled" are unverified recollections of its tables.

import { boolean, categorical, float, integer, ordinal } from '../../space/parameters.ts';
import { MODELS } from './models.ts';

export const parameters = {
  model: categorical(MODELS, { doc: 'Which GPT model decodes.', default: 'gpt2-small', source: 'abstract' }),
  tokens: integer({
    doc: 'Tokens generated one after the other; attention grows with them.',
    minimum: 1,
    maximum: 8192,
    scale: 'log',
    default: 1024,
    source: 'recalled',
  }),
  channels: ordinal([1, 2, 4, 8, 16, 32], {
    doc: 'Memory channels; every one adds banks, bus and standby power.',
    default: 8,
    source: 'recalled',
  }),
  banks: ordinal([8, 16, 32], {
    doc: 'Banks of a channel, each with its own multiply-accumulate unit.',
    default: 16,
    source: 'recalled; GDDR6 has 4 groups of 4',
  }),
  lanes: ordinal([4, 8, 16, 32, 64], {
    doc: 'Multiply-accumulate lanes of a bank: elements taken from the open row by one command.',
    default: 16,
    source: 'recalled; same in SK hynix AiM',
  }),
  column_clock: float({
    doc: 'Rate of multiply-accumulate commands. Activation and precharge times do not follow it.',
    unit: 'Hz',
    minimum: 0.5e9,
    maximum: 2e9,
    default: 1e9,
    source: 'recalled',
  }),
  timing: categorical(['reconstructed', 'aim'], {
    doc: 'Row timing of the DRAM.',
    default: 'reconstructed',
    choiceDocs: {
      reconstructed: 'The table recalled from the paper: tRCD = tRP = 12 ns, refresh 455 ns every 6.8 us.',
      aim: 'The AiM preset of a public simulator: tRCD 28 ns for multiply-accumulates, tRP 16 ns, refresh 105 ns every 1.7 us.',
    },
  }),
  row_bytes: ordinal([1024, 2048, 4096], {
    doc: 'Bytes a bank opens at once; larger rows mean fewer activations.',
    unit: 'B',
    default: 2048,
    source: 'recalled',
  }),
  format_bits: ordinal([8, 16, 32], {
    doc: 'Bits of a weight and an activation (integer, BF16, FP32). Halving them halves rows, commands and bus time.',
    unit: 'bit',
    default: 16,
    source: 'recalled',
  }),
  refresh: boolean({ doc: 'Whether the DRAM refreshes.', default: true }),
  page_policy: categorical(['open', 'closed'], {
    doc: 'Open rows serve all outputs packed into them; closed rows are precharged after each output.',
    default: 'open',
    source: 'recalled',
  }),
  row_packing: boolean({
    doc: 'Weights of neighbouring outputs share rows; otherwise each output starts a new row.',
    default: true,
  }),
  head_concatenation: boolean({
    doc: 'Attention heads are laid side by side over rows and channels; otherwise they run one after the other.',
    default: true,
  }),
  channel_bandwidth: float({
    doc: 'Bus bandwidth of a channel, which brings operands and takes results.',
    unit: 'B/s',
    minimum: 8e9,
    maximum: 64e9,
    scale: 'log',
    default: 32e9,
    source: '16 Gb/s on 16 pins',
  }),
  unit_clock: float({
    doc: 'Clock of the unit beside the memory (softmax, normalisation, GELU, sums).',
    unit: 'Hz',
    minimum: 0.1e9,
    maximum: 1e9,
    scale: 'log',
    default: 1e9,
    source: 'recalled',
  }),
  unit_sram: ordinal([32768, 65536, 131072, 262144, 524288], {
    doc: 'SRAM of the unit; must hold the activations between two products.',
    unit: 'B',
    default: 131072,
    source: 'recalled',
  }),
  taylor_terms: integer({
    doc: 'Terms of the exponential series in softmax and GELU.',
    minimum: 2,
    maximum: 12,
    default: 6,
    source: 'assumption',
  }),
  newton_steps: integer({
    doc: 'Steps of the iterations for reciprocals and inverse square roots.',
    minimum: 1,
    maximum: 4,
    default: 2,
    source: 'assumption',
  }),
  output_projection: boolean({
    doc: 'Whether the projection to the vocabulary runs in memory too. The operation counts quoted from the paper leave it out.',
    default: false,
    source: 'sheet, section 1',
  }),
  baseline_launch: float({
    doc: 'Seconds between kernels of the GPU baseline, whose small kernels wait for their launch.',
    unit: 's',
    minimum: 0,
    maximum: 50e-6,
    default: 7.5e-6,
    source: '5 to 10 us, middle',
  }),
  fidelity: categorical(['event-driven', 'closed-form'], {
    doc: 'Event-driven simulation of sample tokens, or the closed form that knows neither bus, unit nor refresh.',
    default: 'event-driven',
  }),
  simulated_tokens: ordinal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024], {
    doc: 'Tokens that are simulated, evenly spaced over those generated; their mean stands for all.',
    default: 8,
    activeWhen: { fidelity: ['event-driven'] },
  }),
} as const;
