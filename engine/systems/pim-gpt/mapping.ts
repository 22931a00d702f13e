// How products lie in rows, banks and channels, and what that makes each bank do.

import type { PimSegment } from '../../simulation/pim.ts';
import type { PimDesign } from './model.ts';
import { cyclesFor } from './timing.ts';

/** Bytes of the operand buffer of a channel: 2 KiB in AiM. */
export const OPERAND_BUFFER_BYTES = 2048;

/** Sizes that follow from a design, in elements. */
export interface Layout {
  readonly banks: number;
  readonly lanes: number;
  readonly elementBytes: number;
  readonly elementsPerRow: number;
  readonly bufferElements: number;
}

export function layoutOf(design: PimDesign): Layout {
  const elementBytes = design.format_bits / 8;
  return {
    banks: design.channels * design.banks,
    lanes: design.lanes,
    elementBytes,
    elementsPerRow: design.row_bytes / elementBytes,
    bufferElements: OPERAND_BUFFER_BYTES / elementBytes,
  };
}

/** Bus cycles for `elements` on each channel. */
export function busCycles(elements: number, layout: Layout, design: PimDesign): number {
  return cyclesFor((elements * layout.elementBytes) / design.channel_bandwidth, design.column_clock);
}

/** Rows that hold `outputs` dot products of `bursts` commands each, and how often they are opened. */
function rowsFor(outputs: number, inner: number, layout: Layout, design: PimDesign): number {
  const padded = Math.ceil(inner / layout.lanes) * layout.lanes;
  const packed = Math.ceil((outputs * padded) / layout.elementsPerRow);
  const apart = outputs * Math.ceil(padded / layout.elementsPerRow);
  return design.row_packing && design.page_policy === 'open' ? packed : apart;
}

/**
 * A vector of `inner` values times a matrix with `outputs` columns, spread evenly over all banks of all
 * channels. An operand longer than the channels' buffer is cut; the unit then adds partial sums.
 */
export function weightProduct(
  outputs: number,
  inner: number,
  layout: Layout,
  design: PimDesign,
): PimSegment[] {
  const outputsPerBank = Math.ceil(outputs / layout.banks);
  const segments: PimSegment[] = [];
  for (let from = 0; from < inner; from += layout.bufferElements) {
    const length = Math.min(layout.bufferElements, inner - from);
    segments.push({
      broadcast: busCycles(length, layout, design),
      bursts: outputsPerBank * Math.ceil(length / layout.lanes),
      rows: rowsFor(outputsPerBank, length, layout, design),
      result: busCycles(Math.ceil(outputs / design.channels), layout, design),
    });
  }
  return segments;
}

/**
 * Query times cached keys: `position` tokens spread over banks, each with the keys of all heads in a run of
 * rows. Heads whose queries fit into the operand buffer together share a segment; without concatenation each
 * has its own.
 */
export function scoreProduct(
  position: number,
  heads: number,
  headWidth: number,
  layout: Layout,
  design: PimDesign,
): PimSegment[] {
  const tokensPerBank = Math.ceil(position / layout.banks);
  const together = design.head_concatenation
    ? Math.max(1, Math.min(heads, Math.floor(layout.bufferElements / headWidth)))
    : 1;
  const segments: PimSegment[] = [];
  for (let from = 0; from < heads; from += together) {
    const count = Math.min(together, heads - from);
    segments.push({
      broadcast: busCycles(count * headWidth, layout, design),
      bursts: tokensPerBank * count * Math.ceil(headWidth / layout.lanes),
      rows: rowsFor(tokensPerBank * count, headWidth, layout, design),
      result: busCycles(Math.ceil((position * count) / design.channels), layout, design),
    });
  }
  return segments;
}

/** Rows of each bank that hold value columns of one or more heads, and how many heads a channel serves. */
function valueSpread(
  heads: number,
  headWidth: number,
  design: PimDesign,
): { columns: number; turns: number } {
  return design.head_concatenation
    ? { columns: Math.ceil(headWidth / design.banks), turns: Math.ceil(heads / design.channels) }
    : { columns: Math.ceil(headWidth / (design.channels * design.banks)), turns: heads };
}

/**
 * Scores times cached values, stored transposed: a column of a head's values is a run of rows that grows with
 * position. With concatenation each channel serves its own heads, whose scores its buffer holds; without, all
 * channels serve one head after the other.
 */
export function valueProduct(
  position: number,
  heads: number,
  headWidth: number,
  layout: Layout,
  design: PimDesign,
): PimSegment[] {
  const { columns, turns } = valueSpread(heads, headWidth, design);
  const together = Math.max(1, Math.min(turns, Math.floor(layout.bufferElements / position)));
  const resultsOfHead = design.head_concatenation ? headWidth : Math.ceil(headWidth / design.channels);
  const segments: PimSegment[] = [];
  for (let turn = 0; turn < turns; turn += together) {
    const count = Math.min(together, turns - turn);
    for (let from = 0; from < position; from += layout.bufferElements) {
      const length = Math.min(layout.bufferElements, position - from);
      segments.push({
        broadcast: busCycles(count * length, layout, design),
        bursts: count * columns * Math.ceil(length / layout.lanes),
        rows: count * columns * Math.ceil(length / layout.elementsPerRow),
        result: busCycles(count * resultsOfHead, layout, design),
      });
    }
  }
  return segments;
}

/** Rows of the busiest bank that one new value vector touches: one a column. */
export function valueRows(heads: number, headWidth: number, design: PimDesign): number {
  const { columns, turns } = valueSpread(heads, headWidth, design);
  return columns * turns;
}
