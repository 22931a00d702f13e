// What can be designed: the composition of experts, its requests, the node, and the benchmark of the roofline part.
// Defaults are the published configuration; SI units.

import type { DesignOf } from '../../contract/system.ts';
import { boolean, categorical, float, integer, ordinal } from '../../space/parameters.ts';

const SN40L_ONLY = { platform: ['sn40l'] } as const;
const GIB = 2 ** 30;

/** Benchmarks that are decoder transformers. */
export const TRANSFORMERS = [
  'llama-2-7b',
  'sparse-gpt-13b',
  'llama-2-70b',
  'bloom-176b',
  'mistral-7b',
  'falcon-40b',
  'llava-1.5-7b',
  'llama-3-8b',
  'llama-3-70b',
  'llama-3.1-405b',
] as const;
const TRANSFORMER_ONLY = { workload: TRANSFORMERS };

export const parameters = {
  platform: categorical(['sn40l', 'dgx-a100', 'dgx-h100'], {
    default: 'sn40l',
    doc: 'The machine: an SN40L node whose knobs are below, or one of the two published baselines as it is.',
    choiceDocs: {
      sn40l: 'SambaNova SN40L node: SRAM, HBM and DDR on each socket',
      'dgx-a100': 'eight A100 80 GB, experts parked in host memory behind 32 GB/s',
      'dgx-h100': 'eight H100 80 GB, experts parked in host memory behind 64 GB/s',
    },
    source: 'VI-C',
  }),
  experts: integer({
    minimum: 1,
    maximum: 1000,
    scale: 'log',
    default: 150,
    doc: 'Expert models in the composition; one is chosen for each prompt.',
    source: 'abstract: 150; VI-C: up to 850',
  }),
  expert_size: float({
    minimum: 1e9,
    maximum: 140e9,
    scale: 'log',
    unit: 'B',
    default: 13.48e9,
    doc: 'Bytes of one expert in BF16; other sizes are Llama-2-like decoders of the same depth-to-width ratio.',
    source: 'Llama 2 7B in BF16 [derived]',
  }),
  prompt_tokens: integer({
    minimum: 16,
    maximum: 32768,
    scale: 'log',
    unit: 'token',
    default: 1024,
    doc: 'Tokens of a prompt; longer prompts lengthen the first pass and fill the cache of keys and values.',
    source: 'assumption: the paper does not give the prompt length behind Table V',
  }),
  output_tokens: integer({
    minimum: 1,
    maximum: 1000,
    scale: 'log',
    unit: 'token',
    default: 20,
    doc: 'Tokens an expert generates for a prompt; long answers amortise the switch.',
    source: 'VI-C: 20 (chat), 200 (translation)',
  }),
  batch_size: integer({
    minimum: 1,
    maximum: 64,
    scale: 'log',
    default: 1,
    doc: 'Prompts that arrive together; their experts are copied and run one after another.',
    source: 'VI-C: 1 and 8',
  }),
  popularity_skew: float({
    minimum: 0,
    maximum: 1.5,
    scale: 'linear',
    default: 0,
    doc: 'Zipf exponent of how often experts are asked for: 0 is equally often.',
    source: 'not published; 0 is the case without help from the cache',
  }),
  eviction: categorical(['lru', 'lfu', 'fifo', 'clock'], {
    default: 'lru',
    doc: 'Which expert leaves HBM when another must come in.',
    choiceDocs: {
      lru: 'the least recently used',
      lfu: 'the least frequently used, counted since the start',
      fifo: 'the one that came first',
      clock: 'the one that came first, with a second chance if it was used',
    },
    source: 'study notes on IV-V: LRU, read-only weights are not written back',
  }),
  prefetch: boolean({
    default: false,
    doc: 'Copy the next prompt’s expert while the present one runs, within a batch.',
    label: 'overlap copies with runs',
    source: 'what-if; the paper measures without',
  }),
  sockets: ordinal([1, 2, 4, 8, 16], {
    default: 8,
    doc: 'Sockets of a node; every expert is spread over all of them.',
    source: 'VI-C: 8; VI-B: 16',
    activeWhen: SN40L_ONLY,
  }),
  compute_units: integer({
    minimum: 256,
    maximum: 2048,
    step: 16,
    scale: 'linear',
    default: 1040,
    doc: 'Compute units of a socket; peak arithmetic is proportional to them.',
    source: 'I: 1040 units, 638 TFLOPS',
    activeWhen: SN40L_ONLY,
  }),
  sram_capacity: float({
    minimum: 64 * 2 ** 20,
    maximum: GIB,
    scale: 'log',
    unit: 'B',
    default: 520 * 2 ** 20,
    doc: 'On-chip memory of a socket; bounds how much of a layer can be one kernel.',
    source: 'I: 520 MiB',
    activeWhen: SN40L_ONLY,
  }),
  hbm_capacity: float({
    minimum: 16 * GIB,
    maximum: 192 * GIB,
    scale: 'log',
    unit: 'B',
    default: 64 * GIB,
    doc: 'HBM of a socket; holds the router, keys and values, and as many experts as fit.',
    source: 'I: 64 GiB',
    activeWhen: SN40L_ONLY,
  }),
  hbm_bandwidth: float({
    minimum: 0.8e12,
    maximum: 8e12,
    scale: 'log',
    unit: 'B/s',
    default: 1.8e12,
    doc: 'HBM bandwidth of a socket; sets the time of a generated token.',
    source: 'study notes on IV-V: about 1.8 TB/s',
    activeWhen: SN40L_ONLY,
  }),
  hbm_efficiency: float({
    minimum: 0.4,
    maximum: 0.95,
    scale: 'linear',
    default: 0.85,
    doc: 'Share of the HBM bandwidth that kernels reach.',
    source: 'VI-C: close to 85 % in a fused decoder layer',
    activeWhen: SN40L_ONLY,
  }),
  ddr_capacity: float({
    minimum: 16 * GIB,
    maximum: 4096 * GIB,
    scale: 'log',
    unit: 'B',
    default: 1536 * GIB,
    doc: 'DDR of a socket; holds every expert, so it bounds how many a node can serve.',
    source: 'I: up to 1.5 TiB',
    activeWhen: SN40L_ONLY,
  }),
  ddr_bandwidth: float({
    minimum: 4e9,
    maximum: 400e9,
    scale: 'log',
    unit: 'B/s',
    default: 200e9,
    doc: 'DDR bandwidth of a socket; five eighths of it reach HBM in a copy, which sets the switch time.',
    source: 'study notes on IV-V: about 200 GB/s; I: more than 1 TB/s from DDR to HBM for a node of 8',
    activeWhen: SN40L_ONLY,
  }),
  fusion: ordinal(['none', 'partial', 'full'], {
    default: 'full',
    doc: 'How far operators are fused into kernels: not, one matrix product each, or as much as fits the chip.',
    source: 'III, VI-A',
    activeWhen: SN40L_ONLY,
  }),
  launch: categorical(['software', 'hardware'], {
    default: 'hardware',
    doc: 'Who starts kernels: the host, or a scheduler on the chip.',
    source: 'VI-A',
    activeWhen: SN40L_ONLY,
  }),
  workload: categorical([...TRANSFORMERS, 'flash-fft-conv'], {
    default: 'llama-2-7b',
    doc: 'Benchmark of the roofline part (workload_time, launches, operational_intensity); not the experts.',
    source: 'Table III; Table IV',
  }),
  phase: categorical(['prefill', 'decode', 'train'], {
    default: 'decode',
    doc: 'Pass of the benchmark: first token, one later token, or forward and backward of a training step.',
    source: 'Table III',
    activeWhen: TRANSFORMER_ONLY,
  }),
  sequence_length: ordinal([512, 1024, 2048, 4096, 8192, 16384], {
    unit: 'token',
    default: 4096,
    doc: 'Tokens of the benchmark’s single sequence.',
    source: 'Table III: 2K, 4K, 8K',
    activeWhen: TRANSFORMER_ONLY,
  }),
};

export type CompositionDesign = DesignOf<typeof parameters>;
