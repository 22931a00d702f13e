// What the systolic arrays of an accelerator reach on the products of a step.

import { DATAFLOWS, runProduct } from '../../simulation/systolic-array.ts';
import type { AcceleratorDesign } from './parameters.ts';

/** Equal products: rows x inner by inner x columns. */
interface Products {
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
  readonly count: number;
}

/** 8-bit operations per second of all arrays of an accelerator, if every multiplier works in every cycle. */
export function peakRate({
  arrays,
  array_rows: rows,
  array_columns: columns,
  clock,
}: AcceleratorDesign): number {
  return 2 * arrays * rows * columns * clock;
}

/**
 * Share of the peak that products reach with the best dataflow. Products go whole to arrays where there are enough of
 * them; fewer are cut by columns.
 */
export function utilisation(design: AcceleratorDesign, products: Products): number {
  const { arrays } = design;
  const array = { rows: design.array_rows, columns: design.array_columns };
  const split = Math.max(1, Math.floor(arrays / products.count));
  const columns = Math.max(1, Math.ceil(products.columns / split));
  const rounds = Math.ceil((products.count * split) / arrays);
  const busy = (products.count * products.columns) / (rounds * arrays * columns);
  let best = 0;
  for (const dataflow of DATAFLOWS) {
    const run = runProduct(array, dataflow, {
      rows: Math.max(1, Math.round(products.rows)),
      inner: products.inner,
      columns,
    });
    best = Math.max(best, run.utilisation);
  }
  return best * Math.min(1, busy);
}

/** 8-bit operations per second in projections and in experts. */
export interface Rates {
  readonly dense: number;
  readonly expert: number;
}

/**
 * Rates of a pass in which an accelerator projects `rows` tokens and a used expert gets `expertRows`, `usedExperts` of
 * them on the accelerator. A grouped projection is as many small products as it has groups.
 */
export function ratesOf(
  design: AcceleratorDesign,
  rows: number,
  expertRows: number,
  usedExperts: number,
): Rates {
  const { width, devices, expert_width: expertWidth } = design;
  const inner = Math.min(design.projection_group, width);
  const groups = width / inner;
  const peak = peakRate(design);
  const dense = utilisation(design, {
    rows,
    inner,
    columns: Math.max(1, Math.ceil(width / groups / devices)),
    count: groups,
  });
  const expert = utilisation(design, {
    rows: expertRows,
    inner,
    columns: Math.max(1, Math.ceil(expertWidth / groups)),
    count: groups * Math.max(1, Math.round(usedExperts)),
  });
  return { dense: peak * dense, expert: peak * expert };
}

/** Operations of softmax for a score, as in Duplex; others for a channel (assumption: norm, residual, activation). */
const SOFTMAX_OPERATIONS = 7;
const CHANNEL_OPERATIONS = 10;

/** Seconds of vector work of one pass over `tokens` tokens that each see `context` cached ones. */
export function vectorTime(
  design: AcceleratorDesign,
  tokens: number,
  context: number,
  activeShare: number,
): number {
  const { layers, width, query_heads: heads, expert_width: expertWidth } = design;
  const inner = expertWidth * (design.active_experts * activeShare + design.shared_experts);
  const operations =
    layers * tokens * (SOFTMAX_OPERATIONS * heads * context + CHANNEL_OPERATIONS * (width + inner));
  return operations / design.devices / (design.vector_lanes * design.clock);
}
