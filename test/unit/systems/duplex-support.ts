// Designs of duplex for tests: the published one with changes, and random ones over the whole ranges.

import fc from 'fast-check';
import system from '../../../engine/systems/duplex/index.ts';
import type { Evaluation } from '../../../engine/systems/duplex/model.ts';
import { evaluateDesign } from '../../../engine/systems/duplex/model.ts';
import type { DuplexDesign } from '../../../engine/systems/duplex/parameters.ts';
import { parameters } from '../../../engine/systems/duplex/parameters.ts';
import { anyValues } from './any-design.ts';

const DEFAULTS = Object.fromEntries(
  Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as DuplexDesign;

/** The published configuration with some parameters changed. */
export function designOf(changes: Partial<DuplexDesign> = {}): DuplexDesign {
  return { ...DEFAULTS, ...changes };
}

/** Evaluates a design that must run. */
export function run(changes: Partial<DuplexDesign> = {}): Evaluation {
  const evaluation = evaluateDesign(designOf(changes), 1);
  if ('infeasible' in evaluation) throw new Error(evaluation.infeasible);
  return evaluation;
}

const values = anyValues(parameters);

/** Any design the parameters and constraints allow. */
export const designs = (fc.record(values) as unknown as fc.Arbitrary<DuplexDesign>).filter((design) =>
  system.constraints.every((constraint) => constraint.holds(design)),
);
