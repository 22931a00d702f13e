// The closed form of the sheet: weights and cached keys and values at the rate of all lanes, stretched by the
// share of time that rows spend opening and closing. It knows no bus, no unit, no refresh and no uneven
// split.

import type { PimDesign } from './model.ts';
import { attentionMacs, SHAPES, usedWeights } from './models.ts';
import { rowTimes } from './timing.ts';

/** Seconds of one token that attends to `position` keys. */
export function closedFormLatency(design: PimDesign, position: number): number {
  const shape = SHAPES[design.model];
  const macs = usedWeights(shape, design.output_projection) + attentionMacs(shape, position);
  const rate = design.channels * design.banks * design.lanes * design.column_clock;
  const { activateToMac, precharge } = rowTimes(design);
  const commandsPerRow = design.row_bytes / ((design.lanes * design.format_bits) / 8);
  const opening = ((activateToMac + precharge) * design.column_clock) / commandsPerRow;
  return (macs / rate) * (1 + opening);
}
