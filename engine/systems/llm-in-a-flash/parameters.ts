// What can be designed: how weights are held and fetched, the machine, the model and its use. Defaults are the published
// configuration: OPT 6.7B on an M1 Max in about half of its size of DRAM.

import type { DesignConstraint, DesignOf } from '../../contract/system.ts';
import { categorical, float, integer, ordinal } from '../../space/parameters.ts';
import { HOST_NAMES } from './hosts.ts';
import { MODEL_NAMES } from './sizes.ts';

const SELECTIVE = { method: ['selective'] } as const;
const DRAFTS = { draft_tokens: [1, 2, 3, 4, 5, 6, 7, 8] } as const;

export const parameters = {
  model: categorical(MODEL_NAMES, {
    default: 'opt-6.7b',
    doc: 'The language model; it brings its sizes and how sparse its feed-forward activations are.',
    choiceDocs: {
      'opt-1.3b': 'ReLU; 97 % zeros assumed as for 6.7B',
      'opt-6.7b': 'ReLU, 97 % of feed-forward neurons are zero',
      'opt-13b': 'ReLU; 97 % zeros assumed as for 6.7B',
      'opt-30b': 'ReLU; 97 % zeros assumed as for 6.7B',
      'opt-66b': 'ReLU; 97 % zeros assumed as for 6.7B',
      'falcon-7b': 'made ReLU, 95 % zeros; one key-value head',
      'persimmon-8b': 'squared ReLU; 95 % zeros assumed',
      'phi-2': 'made ReLU and distilled; 90 % zeros assumed',
      'llama-2-7b': 'FATReLU, 90 % zeros; gated, so three rows a neuron',
    },
    source: 'section 4 and appendix',
  }),
  weight_bytes: ordinal([0.5, 1, 2, 4], {
    default: 2,
    unit: 'B',
    doc: 'Bytes of a stored weight; it scales the volume of every read and the length of a chunk.',
    source: 'Table 2: 13.4 GB for 6.7 billion weights',
  }),
  host: categorical(HOST_NAMES, {
    default: 'm1-max-cpu',
    doc: 'The machine that computes; its rates are fitted to the published times of OPT 6.7B.',
    choiceDocs: {
      'm1-max-cpu': 'Apple M1 Max, 32-bit arithmetic on the CPU',
      'm1-max-gpu': 'Apple M1 Max, 16-bit arithmetic on its GPU through Metal',
      'm2-ultra-gpu': 'Apple M2 Ultra, 16-bit arithmetic on its GPU through Metal',
      'rtx-4090': 'Linux with an RTX 4090, weights in its 24 GB',
    },
    source: 'section 4',
  }),
  method: categorical(['selective', 'hybrid', 'naive', 'resident'], {
    default: 'selective',
    doc: 'Where weights live and what is read from flash for each token.',
    choiceDocs: {
      selective:
        'attention and embeddings stay in DRAM; feed-forward neurons predicted active are read when absent',
      hybrid: 'as much of the model as the DRAM share allows stays; the rest is read for every token',
      naive: 'the whole model is read for every token',
      resident: 'the whole model stays in DRAM; needs a DRAM share of 1',
    },
    source: 'Table 2',
  }),
  dram_share: float({
    minimum: 0.1,
    maximum: 1,
    default: 0.55,
    label: 'DRAM over model size',
    doc: 'DRAM for weights as a share of the model: a design whose resident weights exceed it is infeasible.',
    source: 'section 4.1: about half; the parts listed there add up to 0.521, ours to 0.532',
  }),
  window: integer({
    minimum: 0,
    maximum: 32,
    default: 5,
    unit: 'token',
    activeWhen: SELECTIVE,
    doc: 'Tokens whose neurons stay in DRAM; more of them need fewer reads and more DRAM. 0: nothing is reused.',
    source: 'section 4.1',
  }),
  bundling: categorical(['none', 'row-column', 'closest-friend'], {
    default: 'row-column',
    activeWhen: SELECTIVE,
    doc: 'What is stored side by side on flash, and so read at once.',
    choiceDocs: {
      none: 'each row or column of a neuron is a read of its own',
      'row-column': 'all rows of a neuron together',
      'closest-friend':
        'all rows of a neuron and of the one most often active with it; only with an executed trace',
    },
    source: 'section 3.2',
  }),
  group_neurons: integer({
    minimum: 1,
    maximum: 8,
    default: 1,
    activeWhen: SELECTIVE,
    doc: 'Neighbouring neurons always read together: longer chunks, of which only the needed neurons are kept.',
    source: 'section 2.2 argues for longer chunks; no value given',
  }),
  over_prediction: float({
    minimum: 1,
    maximum: 5,
    default: 10 / 3,
    label: 'over-prediction',
    activeWhen: SELECTIVE,
    doc: 'Neurons predicted active over neurons truly active: more of them miss fewer true ones and cost reads and DRAM.',
    source: 'about 3 for OPT; 10 % of neurons predicted (section 4.1) over 3 % active',
  }),
  predictor_rank: integer({
    minimum: 16,
    maximum: 2048,
    scale: 'log',
    default: 128,
    activeWhen: SELECTIVE,
    doc: 'Rank of the predictor of a layer; the last eighth of the layers have 896 more. Costs DRAM and arithmetic.',
    source: 'OPT 128 and 1024, Falcon 256 and 1152 (sections 4.1 and 4.2)',
  }),
  reuse_exponent: float({
    minimum: 0.4,
    maximum: 0.8,
    default: 0.544,
    activeWhen: SELECTIVE,
    doc: 'Growth of the neurons used by k tokens, k to this power: low where neighbouring tokens use the same neurons.',
    source: 'fitted to 10 %, 24 % and 2.4 % of neurons (section 4.1)',
  }),
  activations: categorical(['law', 'trace'], {
    default: 'law',
    activeWhen: SELECTIVE,
    doc: 'How reads are counted.',
    choiceDocs: {
      law: 'expected values of the power law of reuse',
      trace: 'a synthetic trace with that law is drawn and the cache is executed on it',
    },
    source: 'modelling choice',
  }),
  popularity_skew: float({
    minimum: 0,
    maximum: 0.6,
    default: 0.3,
    activeWhen: { method: ['selective'], activations: ['trace'] },
    doc: 'Zipf exponent of the popularity of neurons in the trace; 0 makes all alike.',
    source: 'assumption: the paper says that a few neurons are active with all others, and gives no number',
  }),
  draft_tokens: integer({
    minimum: 0,
    maximum: 8,
    default: 0,
    unit: 'token',
    doc: 'Tokens that speculative decoding drafts and checks at once; the time to draft them is not counted.',
    source: '4 in the appendix on speculative decoding',
  }),
  acceptance: float({
    minimum: 0,
    maximum: 0.95,
    default: 0.37,
    activeWhen: DRAFTS,
    doc: 'Probability that a drafted token is accepted, given that those before it were.',
    source: 'what 1.58 times faster plain speculation of 4 tokens needs if drafting is free [derived]',
  }),
  threads: integer({
    minimum: 1,
    maximum: 64,
    scale: 'log',
    default: 32,
    activeWhen: SELECTIVE,
    doc: 'Reads in flight; they share the latency to the first byte, as far as the device works in parallel.',
    source: 'section 4: 32 threads',
  }),
  flash_bandwidth: float({
    minimum: 0.5e9,
    maximum: 14e9,
    scale: 'log',
    unit: 'B/s',
    default: 6.1e9,
    doc: 'Flash read in one long run; all of it for whole-model reads, the upper bound for scattered ones.',
    source: 'Table 2',
  }),
  flash_latency: float({
    minimum: 5e-6,
    maximum: 300e-6,
    scale: 'log',
    unit: 's',
    default: 93.2e-6,
    activeWhen: SELECTIVE,
    doc: 'Time to the first byte of a read; hidden by reads in flight.',
    source: 'fitted to 1.25 and 2.25 GB/s with 16 reads in flight; 50-100 us is usual [known]',
  }),
  overlap: float({
    minimum: 0,
    maximum: 1,
    default: 0,
    doc: 'Share of the shorter of flash reads and compute that hides behind the longer; the paper does one after the other.',
    source: 'Table 3: its terms add up',
  }),
  prompt_tokens: integer({
    minimum: 1,
    maximum: 4096,
    scale: 'log',
    default: 128,
    unit: 'token',
    doc: 'Tokens before the first generated one; they lengthen the cache of keys and values.',
    source: 'section 4',
  }),
  generated_tokens: integer({
    minimum: 1,
    maximum: 4096,
    scale: 'log',
    default: 256,
    unit: 'token',
    doc: 'Tokens generated; times are means over them.',
    source: 'section 4',
  }),
} as const;

export type FlashDesign = DesignOf<typeof parameters>;

export const constraints: readonly DesignConstraint<FlashDesign>[] = [
  {
    id: 'friends-need-a-trace',
    message: 'closest-friend bundling has no law: it needs activations "trace"',
    uses: ['method', 'bundling', 'activations'],
    holds: ({ method, bundling, activations }) =>
      method !== 'selective' || bundling !== 'closest-friend' || activations === 'trace',
  },
  {
    id: 'friends-are-alone',
    message: 'closest-friend bundling already stores two neurons together: it needs group_neurons 1',
    uses: ['method', 'bundling', 'group_neurons'],
    holds: ({ method, bundling, group_neurons }) =>
      method !== 'selective' || bundling !== 'closest-friend' || group_neurons === 1,
  },
  {
    id: 'drafts-need-the-law',
    message:
      'speculative decoding is counted by the law only: draft_tokens must be 0 with activations "trace"',
    uses: ['method', 'activations', 'draft_tokens'],
    holds: ({ method, activations, draft_tokens }) =>
      method !== 'selective' || activations === 'law' || draft_tokens === 0,
  },
];
