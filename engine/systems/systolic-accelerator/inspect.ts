// Where a design's time, energy and area go.

import type {
  BreakdownNode,
  Inspection,
  MetricValuesOf,
  Series,
  TimelineSpan,
} from '../../contract/system.ts';
import type { metrics } from './metrics.ts';
import {
  areaParts,
  energyParts,
  layerStallCycles,
  runLayers,
  summarise,
  total,
  type LayerRun,
  type SystolicDesign,
} from './model.ts';

function sum(label: string, children: readonly BreakdownNode[]): BreakdownNode {
  return { label, value: children.reduce((value, child) => value + child.value, 0), children };
}

/** Seconds of one layer's parts. */
function layerTime({ product, array, memory }: LayerRun, clock: number): BreakdownNode {
  return sum(product.name, [
    { label: 'array', value: (array.cycles * product.count) / clock },
    { label: 'stalls', value: layerStallCycles(memory, product.count) / clock },
    { label: 'first load and last store', value: memory.exposedCycles / clock },
  ]);
}

/**
 * Layers one after the other: array with its stalls, then first load and last store together, which nothing
 * hides.
 */
function timeline(layers: readonly LayerRun[], clock: number): TimelineSpan[] {
  const spans: TimelineSpan[] = [];
  let now = 0;
  for (const { product, array, memory } of layers) {
    const exposed = memory.exposedCycles / clock;
    const busy = (array.cycles * product.count + layerStallCycles(memory, product.count)) / clock;
    spans.push({ lane: 'array', label: product.name, start: now, end: now + busy });
    spans.push({
      lane: 'exposed transfers',
      label: product.name,
      start: now + busy,
      end: now + busy + exposed,
    });
    now += busy + exposed;
  }
  return spans;
}

/** Each layer as a point under the roof of the array's peak and the DRAM bandwidth. */
function roofline(layers: readonly LayerRun[], design: SystolicDesign): Series {
  const peak = 2 * design.array_rows * design.array_columns * design.clock;
  const points = layers.map(({ product, array, memory }): readonly [number, number] => {
    const operations = 2 * product.rows * product.columns * product.inner * product.count;
    const bytes = (memory.inputTraffic + memory.filterTraffic + memory.outputTraffic) * product.count;
    const cycles =
      array.cycles * product.count + layerStallCycles(memory, product.count) + memory.exposedCycles;
    return [operations / bytes, (operations * design.clock) / cycles];
  });
  const ridge = peak / design.bandwidth;
  const intensities = points.map(([x]) => x);
  const low = Math.min(ridge / 4, ...intensities);
  const high = Math.max(ridge * 4, ...intensities);
  return {
    title: 'Roofline: each layer against array peak and DRAM bandwidth',
    form: 'points',
    x: { label: 'operations per DRAM byte', unit: 'OP/B', scale: 'log' },
    y: { label: 'operations per second', unit: 'OP/s', scale: 'log' },
    lines: [
      {
        label: 'roof',
        points: [
          [low, low * design.bandwidth],
          [ridge, peak],
          [high, peak],
        ],
      },
      { label: 'layers', points },
    ],
  };
}

/** Explains one design. */
export function inspectDesign(design: SystolicDesign): Inspection<MetricValuesOf<typeof metrics>> {
  const layers = runLayers(design);
  const totals = total(layers, design);
  const outcome = summarise(totals, design);
  const joules = energyParts(totals, design);
  const square = areaParts(design);
  const notes: string[] = [];
  const stalls = totals.stallCycles / (totals.arrayCycles + totals.stallCycles);
  if (stalls > 0.05) {
    notes.push(`The array waits for DRAM in ${(100 * stalls).toFixed(0)} % of the time.`);
  }
  const starved = layers.filter(({ array }) => array.utilisation < 0.1);
  if (starved.length > 0) {
    notes.push(
      `${starved.length} of ${layers.length} layers use less than 10 % of the array, "${starved[0]!.product.name}" among them.`,
    );
  }
  if (design.workload === 'transformer-layer') {
    notes.push(
      'Softmax, normalisation and activation are not counted; on a real part a vector unit does them.',
    );
  }
  return {
    outcome,
    breakdowns: [
      {
        quantity: 'latency',
        unit: 's',
        root: sum(
          'pass',
          layers.map((layer) => layerTime(layer, design.clock)),
        ),
      },
      {
        quantity: 'energy',
        unit: 'J',
        root: sum('pass', [
          { label: 'multiply-accumulates', value: joules.macs },
          { label: 'registers', value: joules.registers },
          sum('SRAM', [
            { label: 'inputs', value: joules.inputSram },
            { label: 'filters', value: joules.filterSram },
            { label: 'outputs', value: joules.outputSram },
          ]),
          { label: 'DRAM', value: joules.dram },
        ]),
      },
      {
        quantity: 'area',
        unit: 'mm²',
        root: sum('accelerator', [
          sum('array', [
            { label: 'multiply-accumulate units', value: square.macs },
            { label: 'registers', value: square.registers },
          ]),
          sum('SRAM', [
            { label: 'inputs', value: square.inputSram },
            { label: 'filters', value: square.filterSram },
            { label: 'outputs', value: square.outputSram },
          ]),
        ]),
      },
      {
        quantity: 'dram_traffic',
        unit: 'B',
        root: sum('traffic', [
          { label: 'inputs', value: totals.inputTraffic },
          { label: 'filters', value: totals.filterTraffic },
          { label: 'outputs', value: totals.outputTraffic },
        ]),
      },
    ],
    timeline: timeline(layers, design.clock),
    series: [roofline(layers, design)],
    notes,
  };
}
