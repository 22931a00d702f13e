// Designs of moe-accelerator for tests: the default one with changes, and random ones that keep the constraints.

import fc from 'fast-check';
import { isInfeasible, type EvaluationContext } from '../../../engine/contract/system.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import { memoriesOf } from '../../../engine/systems/moe-accelerator/memories.ts';
import type { AcceleratorMetrics } from '../../../engine/systems/moe-accelerator/metrics.ts';
import { evaluate } from '../../../engine/systems/moe-accelerator/model.ts';
import {
  constraints,
  parameters,
  type AcceleratorDesign,
} from '../../../engine/systems/moe-accelerator/parameters.ts';
import { routingOf } from '../../../engine/systems/moe-accelerator/routing.ts';
import { shapeOf, weightBytes } from '../../../engine/systems/moe-accelerator/shape.ts';
import type { Plan } from '../../../engine/systems/moe-accelerator/step.ts';
import { anyValues } from './any-design.ts';

const DEFAULTS = Object.fromEntries(
  Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as AcceleratorDesign;

/** The default design with some parameters changed. */
export function designOf(changes: Partial<AcceleratorDesign> = {}): AcceleratorDesign {
  return { ...DEFAULTS, ...changes };
}

export const context: EvaluationContext = {
  seed: 1,
  stream: (name) => new RandomStream(1, name),
  signal: new AbortController().signal,
  report: () => {},
  settled: () => {},
};

/** Metrics of a design, also of one that cannot be built. */
export function metricsOf(changes: Partial<AcceleratorDesign> = {}): AcceleratorMetrics {
  const outcome = evaluate(designOf(changes), context);
  return (isInfeasible(outcome) ? outcome.metrics : outcome) as AcceleratorMetrics;
}

/** Why a design cannot be built or run; undefined if it can. */
export function problemOf(changes: Partial<AcceleratorDesign>): string | undefined {
  const outcome = evaluate(designOf(changes), context);
  return isInfeasible(outcome) ? outcome.infeasible : undefined;
}

export function planOf(design: AcceleratorDesign): Plan {
  const shape = shapeOf(design);
  return {
    design,
    shape,
    bytes: weightBytes(shape, design.weight_bits),
    memories: memoriesOf(design),
    routing: routingOf(design),
  };
}

const values = anyValues(parameters);
values.arrival_rate = fc.constant(0);

/** Any design the parameters and constraints allow, without arrivals. */
export const designs = (fc.record(values) as unknown as fc.Arbitrary<AcceleratorDesign>)
  .map((design): AcceleratorDesign => ({
    ...design,
    expert_groups: Math.min(
      design.expert_groups,
      design.active_experts,
    ) as AcceleratorDesign['expert_groups'],
    projection_group: design.width,
    flash_drives: Math.max(1, design.flash_drives),
    expert_home: design.expert_home === 'dram' && design.dram_kind === 'none' ? 'hbm' : design.expert_home,
  }))
  .filter((design) => constraints.every(({ holds }) => holds(design)));
