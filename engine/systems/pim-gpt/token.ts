// What the machine does for one token: the steps of every layer in order.

import type { PimSegment, PimStep } from '../../simulation/pim.ts';
import { busCycles, layoutOf, scoreProduct, valueProduct, valueRows, weightProduct } from './mapping.ts';
import type { PimDesign } from './model.ts';
import { SHAPES, VOCABULARY } from './models.ts';
import { addWork, geluWork, normWork, softmaxWork, sumWork, unitCycles, type UnitWork } from './unit.ts';

/** The steps of one token, and what the steps move and compute in all. */
export interface TokenPlan {
  readonly steps: readonly PimStep[];
  readonly unitWork: UnitWork;
  /** Elements on the bus, over all channels. */
  readonly busElements: number;
  /** Elements written to the key-value cache, and rows opened for them in all banks together. */
  readonly writtenElements: number;
  readonly writtenRows: number;
}

/** Plans one token that attends to `position` keys, itself included. */
export function planToken(design: PimDesign, position: number): TokenPlan {
  const { layers, width, heads } = SHAPES[design.model];
  const headWidth = Math.ceil(width / heads);
  const layout = layoutOf(design);
  const layer: PimStep[] = [];
  const work: UnitWork[] = [];
  let busElements = 0;

  const unit = (label: string, steps: PimStep[], ...parts: readonly UnitWork[]): void => {
    const sum = addWork(...parts);
    work.push(sum);
    steps.push({
      kind: 'unit',
      label,
      cycles: Math.ceil((unitCycles(sum) * design.column_clock) / design.unit_clock - 1e-6),
    });
  };
  const product = (label: string, steps: PimStep[], segments: readonly PimSegment[]): void => {
    steps.push({ kind: 'product', label, segments });
  };
  const weights = (label: string, steps: PimStep[], outputs: number, inner: number): UnitWork => {
    const segments = weightProduct(outputs, inner, layout, design);
    product(label, steps, segments);
    busElements += inner * design.channels + outputs * segments.length;
    // Bias and partial sums of cut operands.
    return sumWork(outputs, segments.length);
  };

  unit('norm', layer, normWork(width, design));
  const attentionSums = weights('query, key, value', layer, 3 * width, width);
  unit('query, key, value sums', layer, attentionSums);
  layer.push({
    kind: 'write',
    label: 'write key',
    bus: busCycles(width, layout, design),
    rows: Math.ceil(width / layout.elementsPerRow),
    bursts: Math.ceil(width / layout.lanes),
  });
  const rows = valueRows(heads, headWidth, design);
  layer.push({
    kind: 'write',
    label: 'write value',
    bus: busCycles(Math.ceil(width / design.channels), layout, design),
    rows,
    bursts: rows,
  });
  product('scores', layer, scoreProduct(position, heads, headWidth, layout, design));
  unit('softmax', layer, softmaxWork(position, heads, design));
  product('values', layer, valueProduct(position, heads, headWidth, layout, design));
  const valueCuts = Math.ceil(position / layout.bufferElements);
  busElements += 2 * width + width * design.channels + 2 * position * heads + width * valueCuts;
  if (valueCuts > 1) unit('value sums', layer, sumWork(width, valueCuts - 1));
  const outputSums = weights('output', layer, width, width);
  unit('residual and norm', layer, outputSums, sumWork(width), normWork(width, design));
  const hiddenSums = weights('feed-forward 1', layer, 4 * width, width);
  unit('GELU', layer, hiddenSums, geluWork(4 * width, design));
  const lastSums = weights('feed-forward 2', layer, width, 4 * width);
  unit('residual', layer, lastSums, sumWork(width));

  const layerWork = addWork(...work);
  const layerBusElements = busElements;
  work.length = 0;
  busElements = 0;
  const tail: PimStep[] = [];
  unit('last norm', tail, normWork(width, design));
  if (design.output_projection) {
    const sums = weights('output projection', tail, VOCABULARY, width);
    unit('largest logit', tail, sums, sumWork(VOCABULARY));
  }
  const steps: PimStep[] = [];
  for (let index = 0; index < layers; index++) for (const step of layer) steps.push(step);
  steps.push(...tail);
  return {
    steps,
    unitWork: addWork(...work, {
      additions: layers * layerWork.additions,
      multiplications: layers * layerWork.multiplications,
    }),
    busElements: busElements + layers * layerBusElements,
    writtenElements: layers * 2 * width,
    writtenRows: layers * (Math.ceil(width / layout.elementsPerRow) + width),
  };
}
