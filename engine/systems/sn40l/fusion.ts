// Cuts a list of operators into kernels: the fuser of model A. A fused kernel reads its stationary operands and what
// comes from outside, writes what leaves it, and keeps everything between its operators on the chip.

import type { Operator, Tensor } from '../../components/workloads/transformer.ts';

/** `none`: a kernel an operator. `partial`: at most one matrix product a kernel. `full`: whatever fits the chip. */
export type FusionLevel = 'none' | 'partial' | 'full';

/** Rows of a tile that streams through a pipeline of operators (assumed; the paper gives no tile size). */
export const TILE_ROWS = 32;

/**
 * Every contiguous range of a graph's operators, summed once. Entry `first * (count + 1) + end` is the range from
 * `first` up to, not including, `end`.
 */
export interface RangeTable {
  readonly count: number;
  readonly flops: Float64Array;
  /** The same, lengthened by the fill of the pipeline: 1 + (depth - 1) / tiles. */
  readonly pipelinedFlops: Float64Array;
  /** Bytes to and from memory if the range is one kernel. */
  readonly bytes: Float64Array;
  /** Bytes of double-buffered tiles and stationary operands if the range is one kernel. */
  readonly buffers: Float64Array;
  /** Matrix products in the range. */
  readonly products: Uint8Array;
  readonly names: readonly string[];
}

/** A stationary operand stays on chip if several tiles reuse it; else it streams past in tiles of this many bytes. */
const STREAMED_OPERAND_BYTES = 2 ** 20;

/** Sums every contiguous range of a graph in topological order. */
export function tabulateRanges(operators: readonly Operator[]): RangeTable {
  const count = operators.length;
  const stride = count + 1;
  const flops = new Float64Array(count * stride);
  const pipelinedFlops = new Float64Array(count * stride);
  const bytes = new Float64Array(count * stride);
  const buffers = new Float64Array(count * stride);
  const products = new Uint8Array(count * stride);
  const tensors = indexTensors(operators);
  const buffer = operators.map((operator) => 2 * bufferBytes(operator));
  const tiles = operators.map(({ rows }) => Math.max(1, rows / TILE_ROWS));
  const readFrom = new Int32Array(tensors.bytes.length).fill(-1);
  for (let first = 0; first < count; first++) {
    let flopSum = 0;
    let stationary = 0;
    let moved = 0;
    let bufferSum = 0;
    let productSum = 0;
    let fewestTiles = Number.POSITIVE_INFINITY;
    for (let index = first; index < count; index++) {
      const operator = operators[index]!;
      flopSum += operator.flops;
      stationary += operator.stationaryBytes;
      bufferSum += buffer[index]!;
      if (operator.kind === 'gemm') productSum++;
      fewestTiles = Math.min(fewestTiles, tiles[index]!);
      for (const tensor of tensors.inputs[index]!) {
        if (tensors.producer[tensor]! < first && readFrom[tensor] !== first) {
          readFrom[tensor] = first;
          moved += tensors.bytes[tensor]!;
        }
      }
      const output = tensors.outputs[index]!;
      if (tensors.producer[output] === index) moved += tensors.bytes[output]!;
      for (const tensor of tensors.lastUsedBy[index]!) {
        if (tensors.producer[tensor]! >= first) moved -= tensors.bytes[tensor]!;
      }
      const cell = first * stride + index + 1;
      flops[cell] = flopSum;
      pipelinedFlops[cell] = flopSum * (1 + (index - first) / fewestTiles);
      bytes[cell] = stationary + moved;
      buffers[cell] = bufferSum;
      products[cell] = productSum;
    }
  }
  return { count, flops, pipelinedFlops, bytes, buffers, products, names: operators.map(({ name }) => name) };
}

/** The tensors of a graph by number, for the inner loop. */
interface TensorIndex {
  readonly bytes: readonly number[];
  /** Operator that first produces each tensor; -1 for those that come from outside. */
  readonly producer: readonly number[];
  readonly inputs: readonly (readonly number[])[];
  readonly outputs: readonly number[];
  /** Tensors that no operator after this one touches and that need not be kept in memory. */
  readonly lastUsedBy: readonly (readonly number[])[];
}

function indexTensors(operators: readonly Operator[]): TensorIndex {
  const numbers = new Map<string, number>();
  const bytes: number[] = [];
  const producer: number[] = [];
  const lastUse: number[] = [];
  const kept: boolean[] = [];
  const numberOf = (tensor: Tensor): number => {
    let number = numbers.get(tensor.name);
    if (number === undefined) {
      number = bytes.length;
      numbers.set(tensor.name, number);
      bytes.push(tensor.bytes);
      producer.push(-1);
      lastUse.push(-1);
      kept.push(false);
    }
    return number;
  };
  const inputs = operators.map((operator) => operator.inputs.map(numberOf));
  const outputs = operators.map((operator) => numberOf(operator.output));
  operators.forEach((operator, index) => {
    for (const tensor of inputs[index]!) lastUse[tensor] = index;
    const output = outputs[index]!;
    if (producer[output]! < 0) producer[output] = index;
    else lastUse[output] = index;
    if (operator.output.kept === true) kept[output] = true;
  });
  const lastUsedBy: number[][] = operators.map(() => []);
  lastUse.forEach((index, tensor) => {
    if (index >= 0 && producer[tensor]! >= 0 && !kept[tensor]!) lastUsedBy[index]!.push(tensor);
  });
  return { bytes, producer, inputs, outputs, lastUsedBy };
}

/** One buffer's bytes for an operator in a pipeline: its stationary operands and a tile of its output. */
function bufferBytes(operator: Operator): number {
  const { rows, stationaryBytes, output, inputs, kind } = operator;
  const reused = rows > TILE_ROWS;
  const second = kind === 'gemm' && inputs.length > 1 ? inputs[1]!.bytes : 0;
  const held = stationaryBytes + second;
  const tile = output.bytes * Math.min(1, TILE_ROWS / rows);
  return (reused ? held : Math.min(held, STREAMED_OPERAND_BYTES)) + tile;
}

/** What a kernel may use and how fast it runs. */
export interface KernelLimits {
  readonly fusion: FusionLevel;
  /** Bytes of on-chip memory. */
  readonly sramCapacity: number;
  /** Compute units; a stage of a pipeline takes at least one. */
  readonly computeUnits: number;
  /** Floating-point operations per second that kernels reach. */
  readonly flopRate: number;
  /** Bytes per second that kernels reach. */
  readonly byteRate: number;
  /** Seconds to launch a kernel. */
  readonly launchTime: number;
}

/** A cut: the sums over its kernels. */
export interface Cut {
  readonly launches: number;
  /** Seconds, launches included. */
  readonly time: number;
  /** Seconds the kernels would take if memory were infinitely fast, and if arithmetic were. */
  readonly computeTime: number;
  readonly memoryTime: number;
  readonly flops: number;
  readonly bytes: number;
}

/** Whether the operators from `first` up to `end` may be one kernel. A single operator always may: it is tiled. */
export function isLegal(table: RangeTable, first: number, end: number, limits: KernelLimits): boolean {
  if (end === first + 1) return true;
  if (limits.fusion === 'none') return false;
  const cell = first * (table.count + 1) + end;
  if (limits.fusion === 'partial' && table.products[cell]! > 1) return false;
  return table.buffers[cell]! <= limits.sramCapacity && end - first <= limits.computeUnits;
}

/** Seconds of one kernel, its launch included (the roofline of model A, with the fill of the pipeline). */
export function kernelTime(table: RangeTable, first: number, end: number, limits: KernelLimits): number {
  const cell = first * (table.count + 1) + end;
  return (
    limits.launchTime +
    Math.max(table.pipelinedFlops[cell]! / limits.flopRate, table.bytes[cell]! / limits.byteRate)
  );
}

/** Operators of the longest graph the scratch space of `fastestCut` starts with. */
const SCRATCH = 64;
let scratchTime = new Float64Array(SCRATCH + 1);
let scratchFrom = new Int32Array(SCRATCH + 1);

/**
 * The fastest legal cut, by dynamic programming over all contiguous cuts. On the path of every evaluation, so legality
 * and time of a range are written out here; `isLegal` and `kernelTime` say the same for one range.
 */
export function fastestCut(table: RangeTable, limits: KernelLimits): Cut {
  const { count, pipelinedFlops, bytes, buffers, products } = table;
  const { launchTime, sramCapacity, fusion } = limits;
  if (count + 1 > scratchTime.length) {
    scratchTime = new Float64Array(count + 1);
    scratchFrom = new Int32Array(count + 1);
  }
  const best = scratchTime.fill(Number.POSITIVE_INFINITY, 0, count + 1);
  const from = scratchFrom;
  const secondsPerFlop = 1 / limits.flopRate;
  const secondsPerByte = 1 / limits.byteRate;
  const longest = fusion === 'none' ? 1 : limits.computeUnits;
  const mostProducts = fusion === 'partial' ? 1 : count;
  best[0] = 0;
  for (let first = 0; first < count; first++) {
    const soFar = best[first]! + launchTime;
    const row = first * (count + 1);
    const last = Math.min(count, first + longest);
    for (let end = first + 1; end <= last; end++) {
      const cell = row + end;
      if (end > first + 1 && (products[cell]! > mostProducts || buffers[cell]! > sramCapacity)) break;
      const compute = pipelinedFlops[cell]! * secondsPerFlop;
      const memory = bytes[cell]! * secondsPerByte;
      const time = soFar + (compute > memory ? compute : memory);
      if (time < best[end]!) {
        best[end] = time;
        from[end] = first;
      }
    }
  }
  let launches = 0;
  let flopSum = 0;
  let byteSum = 0;
  let computeTime = 0;
  for (let end = count; end > 0; end = from[end]!) {
    const cell = from[end]! * (count + 1) + end;
    launches++;
    flopSum += table.flops[cell]!;
    byteSum += bytes[cell]!;
    computeTime += pipelinedFlops[cell]! * secondsPerFlop;
  }
  return {
    launches,
    time: best[count]!,
    computeTime,
    memoryTime: byteSum * secondsPerByte,
    flops: flopSum,
    bytes: byteSum,
  };
}

/** The kernels of the fastest cut as [first, end) pairs of operators, in order. */
export function fastestKernels(
  table: RangeTable,
  limits: KernelLimits,
): readonly (readonly [first: number, end: number])[] {
  fastestCut(table, limits);
  const kernels: [number, number][] = [];
  for (let end = table.count; end > 0; end = scratchFrom[end]!) kernels.push([scratchFrom[end]!, end]);
  return kernels.reverse();
}
