// Builders of one-knob sensitivity: what turning each parameter does to a metric, as small curves and as a tornado.

import { line } from 'd3-shape';
import type { ParameterSweep } from '../../../engine/contract/host.ts';
import type { Direction, Parameter, ParameterValue } from '../../../engine/contract/system.ts';
import { createAxis, extentOf, padded, type Axis, type ScaleKind } from '../axes/axis.ts';

export interface SweepMark {
  readonly x: number;
  /** Where there is no value: undefined. */
  readonly y: number | undefined;
  readonly value: ParameterValue;
  readonly metric: number | undefined;
  readonly problem: string | undefined;
  readonly current: boolean;
}

export interface SweepLayout {
  readonly marks: readonly SweepMark[];
  /** Joins neighbouring settings that can be built; empty for choices without an order. */
  readonly path: string;
}

/** Whether the settings of a parameter lie on a line. */
export function isOrdered(parameter: Parameter): boolean {
  return parameter.kind !== 'categorical' && parameter.kind !== 'boolean';
}

function horizontal(
  parameter: Parameter,
  sweep: ParameterSweep,
  width: number,
): (value: ParameterValue, index: number) => number {
  if (parameter.kind === 'float' || parameter.kind === 'integer') {
    const values = sweep.points.map(({ value }) => value as number);
    const kind: ScaleKind = parameter.scale === 'log' && Math.min(...values) > 0 ? 'log' : 'linear';
    const extent = extentOf(values, kind) ?? [0, 1];
    const axis = createAxis(
      kind,
      extent[0] < extent[1] ? extent : padded(extent, kind),
      [0, width],
      undefined,
    );
    return (value) => axis.scale(value as number);
  }
  const step = width / Math.max(1, sweep.points.length);
  return (_, index) => (index + 0.5) * step;
}

/** Lays one sweep out on a shared vertical axis. */
export function layOutSweep(
  sweep: ParameterSweep,
  parameter: Parameter,
  metric: string,
  yAxis: Axis,
  width: number,
): SweepLayout {
  const place = horizontal(parameter, sweep, width);
  const marks = sweep.points.map(({ value, metrics, problem }, index): SweepMark => {
    const known = metrics[metric];
    const y = known === undefined ? undefined : yAxis.scale(known);
    return {
      x: place(value, index),
      y: y !== undefined && Number.isFinite(y) ? y : undefined,
      value,
      metric: known,
      problem,
      current: value === sweep.current,
    };
  });
  const path = line<SweepMark>(
    ({ x }) => x,
    ({ y }) => y!,
  )
    .defined(({ y, problem }) => y !== undefined && problem === undefined)
    .digits(1);
  return { marks, path: isOrdered(parameter) ? (path(marks) ?? '') : '' };
}

/** One vertical axis for all sweeps of a metric, so that steep means much. */
export function sharedAxis(
  sweeps: readonly ParameterSweep[],
  metric: string,
  unit: string | undefined,
  scale: ScaleKind | undefined,
  height: number,
): Axis {
  const values = sweeps.flatMap(({ points }) =>
    points.flatMap(({ metrics }) => (metrics[metric] === undefined ? [] : [metrics[metric]])),
  );
  const positive = values.length > 0 && Math.min(...values) > 0;
  const wide = positive && Math.max(...values) / Math.min(...values) > 30;
  const kind: ScaleKind = positive && (scale === 'log' || wide) ? 'log' : 'linear';
  const extent = extentOf(values, kind) ?? (kind === 'log' ? [1, 10] : [0, 1]);
  return createAxis(kind, padded(extent, kind, 0.08), [height, 0], unit, 28);
}

export interface Effect {
  readonly parameter: string;
  /** Lowest and highest value of the metric over the settings that can be built. */
  readonly low: number;
  readonly high: number;
  readonly lowAt: ParameterValue;
  readonly highAt: ParameterValue;
  /** Best value in the metric's direction, if it beats the design's own. */
  readonly betterAt: ParameterValue | undefined;
  readonly better: number | undefined;
}

/** What each parameter can do to a metric, the widest first; parameters that change nothing have low equal to high. */
export function effects(
  sweeps: readonly ParameterSweep[],
  metric: string,
  direction: Direction,
  own: number | undefined,
): Effect[] {
  const found: Effect[] = [];
  for (const { parameter, points } of sweeps) {
    const known = points.flatMap(({ value, metrics, problem }) => {
      const result = metrics[metric];
      return problem === undefined && result !== undefined && Number.isFinite(result)
        ? [{ value, result }]
        : [];
    });
    const [first] = known;
    if (first === undefined) continue;
    let low = first;
    let high = first;
    for (const one of known) {
      if (one.result < low.result) low = one;
      if (one.result > high.result) high = one;
    }
    const best = direction === 'minimize' ? low : high;
    const beats = own !== undefined && (direction === 'minimize' ? best.result < own : best.result > own);
    found.push({
      parameter,
      low: low.result,
      high: high.result,
      lowAt: low.value,
      highAt: high.value,
      betterAt: beats ? best.value : undefined,
      better: beats ? best.result : undefined,
    });
  }
  const width = ({ low, high }: Effect): number => high - low;
  return found.sort((a, b) => width(b) - width(a) || a.parameter.localeCompare(b.parameter));
}
