// What can be designed: where experts live and when they are fetched, the model, the machine, the routing and its use.
// Defaults are the published configuration: Switch-Base with 64 experts, pre-gated, on an A100 with PCIe 4.0.

import type { DesignConstraint, DesignOf } from '../../contract/system.ts';
import { categorical, float, integer, ordinal } from '../../space/parameters.ts';
import { EXPERT_FORMATS, GPU_NAMES } from './machine.ts';
import { MODEL_NAMES } from './models.ts';
import { FINE_TUNING_STEPS } from './toy.ts';

const FETCHES_CHOSEN = { scheme: ['on-demand', 'pre-gated'] } as const;
const PRE_GATED = { scheme: ['pre-gated'] } as const;
const CACHED = { cache_share: [0.01, 0.03, 0.05, 0.1, 0.2, 0.4, 0.8] } as const;

export const parameters = {
  scheme: categorical(['gpu-only', 'on-demand', 'prefetch-all', 'pre-gated'], {
    default: 'pre-gated',
    doc: 'When experts come to the GPU.',
    choiceDocs: {
      'gpu-only': 'all experts of the decoder stay in GPU memory',
      'on-demand': 'a block picks its experts, waits for them, then runs',
      'prefetch-all': 'all experts of the next block come while a block runs',
      'pre-gated': 'a block picks the experts of a later block, which come meanwhile',
    },
    source: 'study notes of the ISCA 2024 paper; artifact README',
  }),
  model: categorical(MODEL_NAMES, {
    default: 'switch-base',
    doc: 'Shape of the Switch Transformer; it sets blocks and expert size.',
    choiceDocs: {
      'switch-base': '6 decoder blocks, experts of 4.7 million weights',
      'switch-large': '12 decoder blocks, experts of 8.4 million weights',
      'switch-xxl': '6 decoder blocks, experts of 84 million weights, an encoder of 48 layers',
    },
    source: 'artifact scripts/eval_all.py, write_empty_ckpt.py',
  }),
  experts: ordinal([8, 16, 32, 64, 128, 256, 512], {
    default: 64,
    label: 'experts per block',
    doc: 'Experts of a block; a token uses one. More hold more knowledge and more memory.',
    source: 'Table I has 8, 64 and 128; 512 is extrapolation',
  }),
  expert_format: ordinal(EXPERT_FORMATS, {
    default: 'fp32',
    doc: 'Number format of stored experts: smaller ones travel faster. Dense weights follow, but not below 16 bits.',
    source: 'artifact: 32 bits in its runs; fetcher.cc has 8 and 4 bits',
  }),
  gate_distance: integer({
    minimum: 1,
    maximum: 3,
    default: 1,
    unit: 'block',
    activeWhen: PRE_GATED,
    doc: 'How many blocks ahead a gate picks experts: farther needs more buffers and knows less.',
    source: 'Fig. 13',
  }),
  gpu: categorical(GPU_NAMES, {
    default: 'a100-80',
    doc: 'The GPU. Its bandwidth speeds up reads; the overhead of layers is that fitted on the A100.',
    source: 'A100 80 GB; others from data sheets',
  }),
  storage: categorical(['host-memory', 'ssd'], {
    default: 'host-memory',
    doc: 'Where experts live that are not on the GPU.',
    source: 'host memory of 1.8 TB; an SSD for the largest model',
  }),
  host_memory: float({
    minimum: 16e9,
    maximum: 8e12,
    default: 1.8e12,
    scale: 'log',
    unit: 'B',
    activeWhen: { storage: ['host-memory'] },
    doc: 'Memory of the host, which must hold all experts of encoder and decoder.',
    source: 'the paper: 1.8 TB of DDR4',
  }),
  copy_bandwidth: float({
    minimum: 1e9,
    maximum: 512e9,
    default: 32e9,
    scale: 'log',
    unit: 'B/s',
    doc: 'Bandwidth from host to GPU.',
    source: 'the paper: 32 GB/s of PCIe 4.0 x16; 22 to 26 are practical',
  }),
  ssd_bandwidth: float({
    minimum: 0.5e9,
    maximum: 28e9,
    default: 3e9,
    scale: 'log',
    unit: 'B/s',
    activeWhen: { storage: ['ssd'] },
    doc: 'Sequential reads of the SSD.',
    source: '2 to 7 GB/s for NVMe drives',
  }),
  cache_share: ordinal([0, 0.01, 0.03, 0.05, 0.1, 0.2, 0.4, 0.8], {
    default: 0,
    activeWhen: FETCHES_CHOSEN,
    doc: 'Share of the experts of all decoder blocks that the GPU caches.',
    source: 'artifact scripts/eval_all.py',
  }),
  cache_policy: categorical(['lfu', 'lru', 'lifo'], {
    default: 'lfu',
    activeWhen: { ...FETCHES_CHOSEN, ...CACHED },
    doc: 'Which cached expert goes.',
    choiceDocs: {
      lfu: 'the one with the fewest requests',
      lru: 'the one unused for longest',
      lifo: 'the one that came last',
    },
    source: 'artifact configuration',
  }),
  batch: ordinal([1, 2, 4, 8, 16], {
    default: 1,
    label: 'prompts at once',
    doc: 'Prompts decoded together; they use more experts together.',
    source: 'artifact: 1, and 16 in its micro-benchmark',
  }),
  beams: ordinal([1, 2, 3, 4], {
    default: 4,
    doc: 'Beams of a prompt, which mostly use the same experts.',
    source: 'artifact scripts/eval_all.py',
  }),
  sequence: integer({
    minimum: 32,
    maximum: 4096,
    step: 32,
    default: 256,
    unit: 'token',
    doc: 'Length of prompt and of answer, for keys and values.',
    source: 'artifact scripts/eval_all.py',
  }),
  forced_experts: ordinal([0, 1, 2, 4, 8, 16, 32, 64], {
    default: 0,
    label: 'active experts, forced',
    doc: 'Makes every block use exactly so many experts; 0 lets the routing decide.',
    source: 'artifact scripts/eval_ubench.py (to 16); notes on a sweep to 64',
  }),
  beam_agreement: float({
    minimum: 0,
    maximum: 1,
    default: 0.75,
    activeWhen: { forced_experts: [0] },
    doc: 'Probability that a beam uses the expert of the first beam of its prompt; otherwise it draws its own.',
    source: 'fitted to the published on-demand throughput of Switch-Base (1.75 active experts)',
  }),
  token_repeat: float({
    minimum: 0,
    maximum: 1,
    default: 0,
    activeWhen: { forced_experts: [0] },
    doc: 'Probability that a prompt uses the same expert in a block as for the token before.',
    source: 'assumption: nothing published',
  }),
  routing_skew: float({
    minimum: 0,
    maximum: 1.5,
    default: 0.65,
    doc: 'Popularity of the experts of a block falls with rank to this power; 0 is even.',
    source: 'fitted to the published on-demand throughput with a cache (Fig. 15)',
  }),
  synchronisation: float({
    minimum: 0,
    maximum: 200e-6,
    default: 35e-6,
    unit: 's',
    doc: 'Copying the list of chosen experts to the host and swapping buffers, once a block, in every scheme that migrates.',
    source: 'assumption: 20 to 50 us, middle taken; fetcher.cc shows the copy',
  }),
  workspace: float({
    minimum: 0,
    maximum: 20e9,
    default: 1e9,
    unit: 'B',
    doc: 'GPU memory for activations and libraries, the same in every scheme.',
    source: 'assumption',
  }),
  fine_tuning_steps: ordinal(FINE_TUNING_STEPS, {
    default: 400,
    activeWhen: PRE_GATED,
    doc: 'Steps for which the toy is fine-tuned once its gates look ahead; 0 only rewires them.',
    source: 'the paper fine-tunes for 2,048 steps; the toy is smaller',
  }),
  quality: categorical(['recorded', 'trained'], {
    default: 'recorded',
    activeWhen: PRE_GATED,
    doc: 'Where the quality of the toy comes from.',
    choiceDocs: {
      recorded: 'the mean of three recorded trainings; at once',
      trained: 'a training with the seed of the study; some ten seconds',
    },
    source: 'this workbench',
  }),
} as const;

export type PregatedDesign = DesignOf<typeof parameters>;

export const constraints: readonly DesignConstraint<PregatedDesign>[] = [
  {
    id: 'forced-within-experts',
    message: 'a block cannot use more experts than it has: forced_experts is at most experts',
    uses: ['forced_experts', 'experts'],
    holds: ({ forced_experts, experts }) => forced_experts <= experts,
  },
];
