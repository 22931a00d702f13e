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
  /** Bytes to and from memory if the range is one kernel. */
  readonly bytes: Float64Array;
  /** Bytes of double-buffered tiles and stationary operands if the range is one kernel. */
  readonly buffers: Float64Array;
  /** Matrix products in the range. */
  readonly products: Uint8Array;
  /** Share of the range's pipelined time that goes into filling the pipeline: (depth - 1) / tiles. */
  readonly fill: Float64Array;
  readonly names: readonly string[];
}

/** A stationary operand stays on chip if several tiles reuse it; else it streams past in tiles of this many bytes. */
const STREAMED_OPERAND_BYTES = 2 ** 20;

/** Sums every contiguous range of a graph in topological order. */
export function tabulateRanges(operators: readonly Operator[]): RangeTable {
  const count = operators.length;
  const stride = count + 1;
  const flops = new Float64Array(count * stride);
  const bytes = new Float64Array(count * stride);
  const buffers = new Float64Array(count * stride);
  const products = new Uint8Array(count * stride);
  const fill = new Float64Array(count * stride);
  const producer = new Map<string, number>();
  const lastUse = new Map<string, number>();
  operators.forEach((operator, index) => {
    for (const input of operator.inputs) lastUse.set(input.name, index);
    if (producer.has(operator.output.name)) lastUse.set(operator.output.name, index);
    else producer.set(operator.output.name, index);
  });
  for (let first = 0; first < count; first++) {
    const read = new Set<string>();
    let flopSum = 0;
    let stationary = 0;
    let reads = 0;
    let writes = 0;
    let bufferSum = 0;
    let productSum = 0;
    let tiles = Number.POSITIVE_INFINITY;
    for (let index = first; index < count; index++) {
      const operator = operators[index]!;
      flopSum += operator.flops;
      stationary += operator.stationaryBytes;
      if (operator.kind === 'gemm') productSum++;
      tiles = Math.min(tiles, Math.max(1, operator.rows / TILE_ROWS));
      bufferSum += 2 * bufferBytes(operator);
      for (const input of operator.inputs) {
        const origin = producer.get(input.name);
        if ((origin === undefined || origin < first) && !read.has(input.name)) {
          read.add(input.name);
          reads += input.bytes;
        }
      }
      writes += producer.get(operator.output.name) === index ? operator.output.bytes : 0;
      for (const tensor of distinct(operator)) {
        const origin = producer.get(tensor.name);
        const inside = origin !== undefined && origin >= first;
        if (inside && lastUse.get(tensor.name) === index && operators[origin]!.output.kept !== true) {
          writes -= tensor.bytes;
        }
      }
      const cell = first * stride + index + 1;
      flops[cell] = flopSum;
      bytes[cell] = stationary + reads + writes;
      buffers[cell] = bufferSum;
      products[cell] = productSum;
      fill[cell] = (index - first) / tiles;
    }
  }
  return { count, flops, bytes, buffers, products, fill, names: operators.map(({ name }) => name) };
}

/** The tensors an operator touches, each once. */
function distinct(operator: Operator): readonly Tensor[] {
  const tensors: Tensor[] = [];
  for (const tensor of [...operator.inputs, operator.output]) {
    if (!tensors.some(({ name }) => name === tensor.name)) tensors.push(tensor);
  }
  return tensors;
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
  /** End of each kernel, as an index into the operators. */
  readonly ends: readonly number[];
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
  const compute = (table.flops[cell]! / limits.flopRate) * (1 + table.fill[cell]!);
  return limits.launchTime + Math.max(compute, table.bytes[cell]! / limits.byteRate);
}

/** The fastest legal cut, by dynamic programming over all contiguous cuts. */
export function fastestCut(table: RangeTable, limits: KernelLimits): Cut {
  const { count } = table;
  const best = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  const from = new Int32Array(count + 1);
  best[0] = 0;
  for (let first = 0; first < count; first++) {
    for (let end = first + 1; end <= count; end++) {
      if (!isLegal(table, first, end, limits)) break;
      const time = best[first]! + kernelTime(table, first, end, limits);
      if (time < best[end]!) {
        best[end] = time;
        from[end] = first;
      }
    }
  }
  const ends: number[] = [];
  let flops = 0;
  let bytes = 0;
  let computeTime = 0;
  for (let end = count; end > 0; end = from[end]!) {
    const cell = from[end]! * (count + 1) + end;
    ends.push(end);
    flops += table.flops[cell]!;
    bytes += table.bytes[cell]!;
    computeTime += (table.flops[cell]! / limits.flopRate) * (1 + table.fill[cell]!);
  }
  ends.reverse();
  return {
    launches: ends.length,
    time: best[count]!,
    computeTime,
    memoryTime: bytes / limits.byteRate,
    flops,
    bytes,
    ends,
  };
}
