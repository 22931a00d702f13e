// One knob of a design turned over its whole range, everything else kept: what each setting gives, on the spot.

import type { ParameterSweep, SweepPoint } from '../contract/host.ts';
import { ParetoscopeError } from '../contract/errors.ts';
import { RandomStream } from '../contract/random.ts';
import type {
  Design,
  EvaluationContext,
  MetricValues,
  Parameter,
  ParameterValue,
  System,
} from '../contract/system.ts';
import { isInfeasible } from '../contract/system.ts';
import { axisOf } from '../space/axis.ts';
import { completeDesign, wholeDimension } from './design.ts';

/** A sweep that has taken this long ends with the settings it has. */
const LONGEST_SECONDS = 3;

/**
 * Evaluates a design for up to `points` settings of one parameter, its own included, with the seed of single designs.
 * The settings lie evenly on the parameter's scale; of more choices than that, evenly in their order. Settings that
 * cannot be evaluated say why. Throws `design-invalid`, and not-found for an unknown parameter.
 */
export async function sweepParameter(
  system: System,
  given: Design,
  id: string,
  points: number,
): Promise<ParameterSweep> {
  const parameter = system.parameters[id];
  if (parameter === undefined) {
    throw new ParetoscopeError('not-found', `system "${system.id}" has no parameter "${id}"`);
  }
  const design = completeDesign(system, given);
  const current = design[id]!;
  const inactive = inactiveReason(system, design, id);
  if (inactive !== undefined) return { parameter: id, current, inactive, points: [], complete: true };
  const values = settings(id, parameter, points, current);
  const stop = AbortSignal.timeout(LONGEST_SECONDS * 1000);
  const done: SweepPoint[] = [];
  for (const value of values) {
    if (stop.aborted) break;
    done.push({ value, ...(await evaluateSetting(system, { ...design, [id]: value }, stop)) });
    // Others have their turn between two settings.
    await new Promise(setImmediate);
  }
  return { parameter: id, current, points: done, complete: done.length === values.length };
}

/** Why a parameter changes nothing in this design, if so. */
function inactiveReason(system: System, design: Design, id: string): string | undefined {
  for (const [other, allowed] of Object.entries(system.parameters[id]?.activeWhen ?? {})) {
    if (!allowed.includes(design[other]!)) {
      return `it only matters where ${other} is ${allowed.map(String).join(' or ')}`;
    }
    const above = inactiveReason(system, design, other);
    if (above !== undefined) return above;
  }
  return undefined;
}

/** Settings from end to end with the current one among them, ascending or in the order of the choices. */
function settings(
  id: string,
  parameter: Parameter,
  points: number,
  current: ParameterValue,
): readonly ParameterValue[] {
  const dimension = wholeDimension(id, parameter);
  const axis = axisOf(dimension.kind === 'choice' ? dimension : { ...dimension, levels: points });
  const own = axis.codeOf(current);
  const codes = new Set<number>(Number.isNaN(own) ? [] : [own]);
  const count = Math.min(points, axis.levelCount);
  for (let level = 0; level < count; level++) {
    const place = count === 1 ? 0 : Math.round((level * (axis.levelCount - 1)) / (count - 1));
    codes.add(axis.levelCode(place));
  }
  return [...codes].sort((a, b) => a - b).map((code) => axis.valueOf(code));
}

async function evaluateSetting(
  system: System,
  changed: Design,
  signal: AbortSignal,
): Promise<{ readonly metrics: MetricValues; readonly problem?: string }> {
  try {
    // Made whole again: with another setting, other parameters may have become inactive.
    const design = completeDesign(system, changed);
    const violated = system.constraints.find(({ holds }) => !holds(design));
    if (violated !== undefined) return { metrics: {}, problem: violated.message };
    const outcome = await system.evaluate(design, contextWith(signal));
    if (!isInfeasible(outcome)) return { metrics: outcome };
    const known = Object.entries(outcome.metrics ?? {}).filter((entry) => entry[1] !== undefined);
    return { metrics: Object.fromEntries(known) as MetricValues, problem: outcome.infeasible };
  } catch (error) {
    return { metrics: {}, problem: error instanceof Error ? error.message : String(error) };
  }
}

function contextWith(signal: AbortSignal): EvaluationContext {
  return {
    seed: 1,
    stream: (name) => new RandomStream(1, name, 0),
    signal,
    report: () => {},
    settled: () => {},
  };
}
