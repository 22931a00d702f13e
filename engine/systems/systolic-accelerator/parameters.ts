// What an architect may turn on a generic systolic accelerator.

import { categorical, float, integer, ordinal } from '../../space/parameters.ts';
import { DATAFLOWS } from '../../simulation/systolic-array.ts';
import { ARITHMETIC_NODES, MAC_FORMATS } from '../../components/operations.ts';

const KIB = 1024;
const SRAM_SIZES = [
  4 * KIB,
  8 * KIB,
  16 * KIB,
  32 * KIB,
  64 * KIB,
  128 * KIB,
  256 * KIB,
  512 * KIB,
  1024 * KIB,
  2048 * KIB,
  4096 * KIB,
  8192 * KIB,
  16384 * KIB,
] as const;

const SIDES = [4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256] as const;

const WORKLOADS = [
  'resnet-50',
  'resnet-18',
  'mobilenet-v1',
  'mobilenet-v2',
  'alexnet',
  'vgg-16',
  'transformer-layer',
  'gemm',
] as const;

export const parameters = {
  array_rows: ordinal(SIDES, {
    doc: 'Processing elements along the side that inputs enter; more rows do more work a cycle if the layer fills them.',
    default: 32,
    source: 'SCALE-Sim cross-check',
  }),
  array_columns: ordinal(SIDES, {
    doc: 'Processing elements along the side that filters enter.',
    default: 32,
    source: 'SCALE-Sim cross-check',
  }),
  dataflow: categorical(DATAFLOWS, {
    doc: 'Which operand stays in the array while the others stream past.',
    default: 'output-stationary',
    choiceDocs: {
      'output-stationary': 'Sums stay; inputs and filters stream. No partial sums ever leave the array.',
      'weight-stationary': 'Filters stay; partial sums stream out. Good where many inputs meet one filter.',
      'input-stationary': 'Inputs stay; partial sums stream out. Good where few inputs meet many filters.',
    },
  }),
  input_sram: ordinal(SRAM_SIZES, {
    doc: 'Capacity of the input buffer; half of it is filled while the other half is read.',
    unit: 'B',
    default: 64 * KIB,
    source: 'SCALE-Sim cross-check',
  }),
  filter_sram: ordinal(SRAM_SIZES, {
    doc: 'Capacity of the filter buffer; half of it is filled while the other half is read.',
    unit: 'B',
    default: 64 * KIB,
    source: 'SCALE-Sim cross-check',
  }),
  output_sram: ordinal(SRAM_SIZES, {
    doc: 'Capacity of the output buffer; holds partial sums when outputs are not stationary.',
    unit: 'B',
    default: 64 * KIB,
    source: 'SCALE-Sim cross-check',
  }),
  bandwidth: float({
    doc: 'DRAM bandwidth, shared by all three buffers.',
    unit: 'B/s',
    minimum: 1e9,
    maximum: 4e12,
    scale: 'log',
    default: 51.2e9,
    source: 'one 64-bit LPDDR5-6400 channel',
  }),
  memory: categorical(['lpddr5', 'ddr4', 'ddr5', 'hbm2e', 'hbm3'], {
    doc: 'DRAM technology: sets the energy of a bit moved. Bandwidth is its own parameter.',
    default: 'lpddr5',
  }),
  precision: ordinal(MAC_FORMATS, {
    doc: 'Format of inputs, filters and outputs; sums are kept in 32 bits.',
    default: 'int8',
  }),
  node: ordinal(ARITHMETIC_NODES, {
    doc: 'Process node; sets energy and area of logic and SRAM, not the clock.',
    unit: 'nm',
    default: 16,
  }),
  clock: float({
    doc: 'Clock of the array. Its effect on supply voltage and so on energy is not modelled.',
    unit: 'Hz',
    minimum: 100e6,
    maximum: 2e9,
    scale: 'log',
    default: 1e9,
  }),
  workload: categorical(WORKLOADS, {
    doc: 'What runs: a convolution net, one transformer layer of Llama 2 7B, or one matrix product.',
    default: 'resnet-50',
  }),
  batch_size: integer({
    doc: 'Pictures or sequences at once; filters are reused across them.',
    minimum: 1,
    maximum: 256,
    scale: 'log',
    default: 1,
    activeWhen: {
      workload: [
        'resnet-50',
        'resnet-18',
        'mobilenet-v1',
        'mobilenet-v2',
        'alexnet',
        'vgg-16',
        'transformer-layer',
      ],
    },
  }),
  tokens: integer({
    doc: 'New tokens of each sequence: the prompt in prefill, 1 in decode.',
    minimum: 1,
    maximum: 4096,
    scale: 'log',
    default: 512,
    activeWhen: { workload: ['transformer-layer'] },
  }),
  cached_tokens: integer({
    doc: 'Tokens in the key-value cache before this pass.',
    minimum: 0,
    maximum: 32768,
    default: 0,
    activeWhen: { workload: ['transformer-layer'] },
  }),
  gemm_rows: integer({
    doc: 'Rows of the left matrix and of the result (M).',
    minimum: 1,
    maximum: 65536,
    scale: 'log',
    default: 128,
    activeWhen: { workload: ['gemm'] },
  }),
  gemm_columns: integer({
    doc: 'Columns of the right matrix and of the result (N).',
    minimum: 1,
    maximum: 65536,
    scale: 'log',
    default: 128,
    activeWhen: { workload: ['gemm'] },
  }),
  gemm_inner: integer({
    doc: 'Inner dimension (K).',
    minimum: 1,
    maximum: 65536,
    scale: 'log',
    default: 128,
    activeWhen: { workload: ['gemm'] },
  }),
} as const;
