// Where a token's time and energy go, and one layer's timeline.

import { isInfeasible, type BreakdownNode, type Inspection, type Series } from '../../contract/system.ts';
import { Trace } from '../../simulation/trace.ts';
import { closedFormLatency } from './closed-form.ts';
import { areaOf } from './energy.ts';
import {
  decode,
  evaluateDesign,
  samplePositions,
  summarise,
  type PimDesign,
  type PimMetrics,
} from './model.ts';
import { SHAPES } from './models.ts';

const SPANS = 2000;

function sum(label: string, children: readonly BreakdownNode[]): BreakdownNode {
  return { label, value: children.reduce((value, child) => value + child.value, 0), children };
}

/** Explains one design. */
export function inspectDesign(design: PimDesign): Inspection<PimMetrics> {
  const outcome = evaluateDesign(design);
  if (isInfeasible(outcome)) return { outcome, breakdowns: [], notes: [outcome.infeasible] };
  const run = decode(design, samplePositions(design));
  const { counts, energy, tokens } = run;
  const perToken = (joules: number): number => joules / tokens;
  const area = areaOf(design);
  const breakdowns = [
    {
      quantity: 'energy',
      unit: 'J/token',
      root: sum('token', [
        sum('memory', [
          { label: 'row activations', value: perToken(energy.activate) },
          { label: 'column reads and writes', value: perToken(energy.column) },
          { label: 'refresh', value: perToken(energy.refresh) },
          { label: 'standby', value: perToken(energy.background) },
        ]),
        { label: 'multiply-accumulates', value: perToken(energy.mac) },
        { label: 'bus', value: perToken(energy.bus) },
        { label: 'unit', value: perToken(energy.unit) },
      ]),
    },
    {
      quantity: 'area',
      unit: 'mm²',
      root: sum('added logic', [
        { label: 'multiply-accumulate units', value: area.macs },
        sum('unit', [
          { label: 'arithmetic', value: area.unitArithmetic },
          { label: 'SRAM', value: area.unitSram },
        ]),
      ]),
    },
  ];
  if (design.fidelity === 'event-driven') breakdowns.push(timeBreakdown(design, run.seconds / tokens, run));

  const positions = positionsOf(design);
  const points = (latency: (position: number) => number) =>
    positions.map((position): readonly [number, number] => [position, latency(position)]);
  const series: Series = {
    title: 'Time of a token over its position',
    form: 'line',
    x: { label: 'position', unit: 'token', scale: 'linear' },
    y: { label: 'time', unit: 's', scale: 'linear' },
    lines: [
      { label: 'event-driven', points: points((position) => decode(design, [position]).seconds) },
      { label: 'closed form', points: points((position) => closedFormLatency(design, position)) },
    ],
  };

  const trace = new Trace(SPANS);
  decode(design, [positions.at(-1)!], (lane, label, start, end) =>
    trace.add(
      label === 'refresh' ? 'refresh' : lane,
      label,
      start / design.column_clock,
      end / design.column_clock,
    ),
  );
  const notes = [
    'The body of the paper was not readable: channels, banks, clocks and row timing are recollections, not a published table.',
  ];
  if (trace.dropped > 0) notes.push(`The timeline shows the first ${SPANS} activities of the last token.`);
  const { width, heads } = SHAPES[design.model];
  if (width % heads !== 0)
    notes.push(
      `${width} does not divide by ${heads} heads; heads count as ${Math.ceil(width / heads)} wide.`,
    );
  if (counts.unitCycles > counts.arrayCycles)
    notes.push('The unit beside the memory takes longer than the banks.');
  return { outcome: summarise(design, run), breakdowns, timeline: trace.spans, series: [series], notes };
}

function positionsOf(design: PimDesign): number[] {
  const count = Math.min(17, design.tokens);
  return Array.from({ length: count }, (_, index) =>
    count === 1 ? 1 : 1 + Math.round((index * (design.tokens - 1)) / (count - 1)),
  );
}

/**
 * Time of a token: commands, rows opening and closing, refresh, the unit, and what bus transfers add that
 * nothing hides.
 */
function timeBreakdown(design: PimDesign, latency: number, { counts, tokens }: ReturnType<typeof decode>) {
  const seconds = (cycles: number): number => cycles / design.column_clock / tokens;
  const banks = seconds(counts.arrayCycles);
  const refresh = seconds(counts.refreshCycles);
  const unit = seconds(counts.unitCycles);
  const commands = seconds(counts.macBursts + counts.writeBursts);
  return {
    quantity: 'latency',
    unit: 's/token',
    root: sum('token', [
      sum('banks', [
        { label: 'multiply-accumulate and write commands', value: commands },
        { label: 'rows opening and closing', value: banks - commands },
      ]),
      { label: 'refresh', value: refresh },
      { label: 'unit', value: unit },
      { label: 'bus that nothing hides', value: latency - banks - refresh - unit },
    ]),
  };
}
