// The benchmarks of the roofline part: Table III and IV models, and the Monarch FFT example.

import {
  BLOOM_176B,
  FALCON_40B,
  LLAMA_2_70B,
  LLAMA_2_7B,
  LLAMA_3_405B,
  LLAMA_3_70B,
  LLAMA_3_8B,
  MISTRAL_7B,
  SPARSE_GPT_13B,
} from '../../components/workloads/language-models.ts';
import { parameterCount } from '../../components/workloads/transformer.ts';
import type { Operator, Tensor, TransformerShape } from '../../components/workloads/transformer.ts';
import { synchronisationTime } from './experts.ts';
import { tabulateRanges } from './fusion.ts';
import type { Machine } from './machine.ts';
import type { CompositionDesign, TRANSFORMERS } from './parameters.ts';
import { BYTES_PER_ELEMENT, passCost, PassTables } from './passes.ts';
import type { PassCost, PassPart } from './passes.ts';

/** Shapes of the benchmark models. LLaVA 1.5 7B is its language model alone, which is a Llama 2 7B. */
const SHAPES: Readonly<Record<(typeof TRANSFORMERS)[number], TransformerShape>> = {
  'llama-2-7b': LLAMA_2_7B,
  'sparse-gpt-13b': SPARSE_GPT_13B,
  'llama-2-70b': LLAMA_2_70B,
  'bloom-176b': BLOOM_176B,
  'mistral-7b': MISTRAL_7B,
  'falcon-40b': FALCON_40B,
  'llava-1.5-7b': LLAMA_2_7B,
  'llama-3-8b': LLAMA_3_8B,
  'llama-3-70b': LLAMA_3_70B,
  'llama-3.1-405b': LLAMA_3_405B,
};

const MODELS = Object.fromEntries(
  Object.entries(SHAPES).map(([name, shape]) => [name, new PassTables(shape)]),
) as unknown as Readonly<Record<(typeof TRANSFORMERS)[number], PassTables>>;

/** Operational intensity of the example with no, partial and full fusion, FLOP per byte (Table I). */
export const MONARCH_INTENSITY = { none: 39.5, partial: 102.6, full: 410.4 } as const;

/** Rows of the Monarch matrix of a transform of 2^20 complex points: 1024 x 1024. */
const MONARCH_ROWS = 1024;
/** Transforms in the benchmark: the width of the FlashFFTConv paper's models (assumed; the SN40L paper gives none). */
const CHANNELS = 768;

/**
 * The simplified Monarch FFT of the paper's section III: matrix product, twiddle product, transpose, matrix product.
 * The arithmetic is that of transforms of 2^20 complex points, one a channel; the paper's tensor shapes were not found, so tensor
 * sizes are solved from the three published intensities (the two tensors inside the partial fusion taken as equal).
 */
function monarchOperators(): Operator[] {
  const product = 8 * MONARCH_ROWS ** 3 * CHANNELS;
  const twiddle = 6 * MONARCH_ROWS ** 2 * CHANNELS;
  const flops = 2 * product + twiddle;
  const bytes = (intensity: number): number => flops / intensity;
  const outer = bytes(MONARCH_INTENSITY.full) / 2;
  const transposed = (bytes(MONARCH_INTENSITY.partial) - bytes(MONARCH_INTENSITY.full)) / 2;
  const inner = (bytes(MONARCH_INTENSITY.none) - bytes(MONARCH_INTENSITY.partial)) / 4;
  const tensor = (name: string, size: number): Tensor => ({ name, bytes: size });
  const input = tensor('input', outer);
  const first = tensor('first product', inner);
  const turned = tensor('twiddled', inner);
  const transpose = tensor('transposed', transposed);
  const operator = (
    name: string,
    kind: Operator['kind'],
    operations: number,
    from: Tensor,
    output: Tensor,
  ): Operator => ({
    name,
    kind,
    flops: operations,
    stationaryBytes: 0,
    rows: MONARCH_ROWS * CHANNELS,
    inputs: [from],
    output,
  });
  return [
    operator('first product', 'gemm', product, input, first),
    operator('twiddle product', 'elementwise', twiddle, first, turned),
    operator('transpose', 'transpose', 0, turned, transpose),
    operator('second product', 'gemm', product, transpose, tensor('output', outer)),
  ];
}

const monarchParts: readonly PassPart[] = [
  { label: 'Monarch FFT', repeats: 1, table: tabulateRanges(monarchOperators()) },
];

/** Bytes of the benchmark's weights; none for the Monarch FFT, which has no weights. */
export function benchmarkWeights(design: CompositionDesign): number {
  if (design.workload === 'flash-fft-conv') return 0;
  return parameterCount(SHAPES[design.workload]) * BYTES_PER_ELEMENT;
}

/** The parts of the benchmark of a design. */
export function benchmarkParts(design: CompositionDesign): readonly PassPart[] {
  if (design.workload === 'flash-fft-conv') return monarchParts;
  return MODELS[design.workload].parts(design.phase, design.sequence_length);
}

/** The benchmark on a machine, with synchronisation between sockets in every layer (three times in training). */
export function benchmarkRun(
  design: CompositionDesign,
  machine: Machine,
): PassCost & { readonly synchronisation: number; readonly total: number } {
  const cost = passCost(benchmarkParts(design), machine);
  const { workload } = design;
  let synchronisation = 0;
  if (workload !== 'flash-fft-conv') {
    synchronisation = synchronisationTime(machine, SHAPES[workload].layers);
    if (design.phase === 'train') synchronisation *= 3;
  }
  return { ...cost, synchronisation, total: cost.time + synchronisation };
}
