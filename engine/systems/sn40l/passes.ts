// Time, launches and traffic of one pass of a model through a machine: its layers cut into kernels, once, times the
// layers, plus what surrounds them.

import { backwardOperators, layerOperators, outerOperators } from '../../components/workloads/transformer.ts';
import type { TransformerShape } from '../../components/workloads/transformer.ts';
import { fastestCut, tabulateRanges } from './fusion.ts';
import type { Cut, KernelLimits, RangeTable } from './fusion.ts';

export type Phase = 'prefill' | 'decode' | 'train';

/** BF16 weights, activations, keys and values. */
export const BYTES_PER_ELEMENT = 2;

/** A part of a pass that repeats: one layer forward, one layer backward, or what surrounds the layers. */
export interface PassPart {
  readonly label: string;
  readonly repeats: number;
  readonly table: RangeTable;
}

/** What one pass costs. */
export interface PassCost {
  readonly launches: number;
  /** Seconds, without synchronisation between sockets. */
  readonly time: number;
  readonly computeTime: number;
  readonly memoryTime: number;
  readonly launchTime: number;
  readonly flops: number;
  /** Bytes between HBM and the chips. */
  readonly bytes: number;
}

const TABLES_KEPT = 256;

/** A model with the tables of its passes, made when first asked for: they depend on no hardware. */
export class PassTables {
  readonly shape: TransformerShape;
  readonly #tables = { prefill: newTables(), decode: newTables(), train: newTables() };

  constructor(shape: TransformerShape) {
    this.shape = shape;
  }

  /**
   * The parts of a pass of one sequence. `context` is the number of keys a new token attends to; prefill and training
   * take all of them at once.
   */
  parts(phase: Phase, context: number): readonly PassPart[] {
    const tables = this.#tables[phase];
    let parts = tables.get(context);
    if (parts === undefined) {
      parts = tabulatePass(this.shape, phase, context);
      if (tables.size >= TABLES_KEPT) tables.delete(tables.keys().next().value!);
      tables.set(context, parts);
    }
    return parts;
  }
}

function newTables(): Map<number, readonly PassPart[]> {
  return new Map();
}

function tabulatePass(shape: TransformerShape, phase: Phase, context: number): readonly PassPart[] {
  const pass = {
    batch: 1,
    tokens: phase === 'decode' ? 1 : context,
    context,
    bytesPerElement: BYTES_PER_ELEMENT,
  };
  const layer = layerOperators(shape, pass, phase === 'train');
  const outer = outerOperators(shape, pass, phase !== 'train');
  const parts: PassPart[] = [
    { label: 'layers', repeats: shape.layers, table: tabulateRanges(layer) },
    { label: 'embedding and output', repeats: 1, table: tabulateRanges(outer) },
  ];
  if (phase === 'train') {
    parts.push(
      { label: 'layers, backward', repeats: shape.layers, table: tabulateRanges(backwardOperators(layer)) },
      { label: 'output, backward', repeats: 1, table: tabulateRanges(backwardOperators(outer)) },
    );
  }
  return parts;
}

/** Adds up the fastest cuts of all parts. */
export function passCost(parts: readonly PassPart[], limits: KernelLimits): PassCost {
  let launches = 0;
  let time = 0;
  let computeTime = 0;
  let memoryTime = 0;
  let flops = 0;
  let bytes = 0;
  for (const { repeats, table } of parts) {
    const cut: Cut = fastestCut(table, limits);
    launches += repeats * cut.launches;
    time += repeats * cut.time;
    computeTime += repeats * cut.computeTime;
    memoryTime += repeats * cut.memoryTime;
    flops += repeats * cut.flops;
    bytes += repeats * cut.bytes;
  }
  return { launches, time, computeTime, memoryTime, launchTime: launches * limits.launchTime, flops, bytes };
}
