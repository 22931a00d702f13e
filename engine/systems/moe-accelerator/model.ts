// One design in, its metrics out.

import type { EvaluationContext, EvaluationOutcome } from '../../contract/system.ts';
import { RETICLE_AREA } from '../../components/wafer.ts';
import { accuracyOf, type Accuracy } from './accuracy.ts';
import { areasOf, codeFactor, type Areas } from './area.ts';
import { costsOf, type Costs } from './cost.ts';
import { tokenEnergy, type TokenEnergy } from './energy.ts';
import { memoriesOf } from './memories.ts';
import type { AcceleratorMetrics } from './metrics.ts';
import type { AcceleratorDesign } from './parameters.ts';
import { blockRates, TARGET_FIT, type BlockRate } from './reliability.ts';
import { routingOf } from './routing.ts';
import { loadMetrics, UNLOADED } from './serving.ts';
import { cachedTokenBytes, shapeOf, weightBytes } from './shape.ts';
import { decodeTime, promptTime, type Plan, type StepTime } from './step.ts';
import { totalParameters } from '../../components/workloads/served-mixtures.ts';
import { SECONDS_PER_FIT } from '../../components/soft-errors.ts';

/** Bytes of HBM, all accelerators together. */
export interface HbmUse {
  readonly others: number;
  readonly experts: number;
  /** Experts on their way in: those of two layers. */
  readonly buffers: number;
  readonly caches: number;
  readonly capacity: number;
}

/** Everything known about a design. */
export interface Evaluation {
  readonly plan: Plan;
  readonly step: StepTime;
  readonly prompt: StepTime;
  readonly areas: Areas;
  readonly energy: TokenEnergy;
  readonly rates: readonly BlockRate[];
  readonly costs: Costs;
  readonly accuracy: Accuracy;
  readonly hbm: HbmUse;
  /** Without the event-driven load. */
  readonly metrics: AcceleratorMetrics;
  readonly infeasible?: string;
}

/** Context of an average token of the answer. */
export function meanContext({ context, output_tokens: answer }: AcceleratorDesign): number {
  return context + answer / 2;
}

/** Evaluates a design without arrivals. */
export function evaluateDesign(design: AcceleratorDesign): Evaluation {
  const shape = shapeOf(design);
  const bytes = weightBytes(shape, design.weight_bits);
  const memories = memoriesOf(design);
  const plan: Plan = { design, shape, bytes, memories, routing: routingOf(design) };
  const { batch, devices, context, output_tokens: answer } = design;
  const step = decodeTime(plan, batch, meanContext(design));
  const prompt = promptTime(plan, context);
  const areas = areasOf(design, memories);
  const energy = tokenEnergy(plan, areas, step, batch, meanContext(design));
  const rates = blockRates(design, memories);
  const costs = costsOf(design, memories, areas);
  const accuracy = accuracyOf(design);

  const stored = codeFactor(design['protection.interfaces']);
  const attention = Math.min(devices, design.key_value_heads);
  const { heldExperts, copiedExperts } = step.residency;
  const tokenBytes = cachedTokenBytes(shape, design.key_value_bits) * stored;
  const perSequence = (context + answer) * tokenBytes;
  const layerBytes = bytes.expert * stored;
  const hbm: HbmUse = {
    others: bytes.others * stored + (devices / attention - 1) * attentionBytes(plan) * stored,
    experts: devices * shape.layers * heldExperts * layerBytes,
    buffers: 2 * devices * copiedExperts * layerBytes,
    caches: batch * perSequence,
    capacity: devices * memories.hbm.capacity,
  };
  const fixed = hbm.others + hbm.experts + hbm.buffers;
  const capacity = Math.max(0, Math.floor((hbm.capacity - fixed) / perSequence));
  const silent = devices * rates.reduce((sum, { silent: rate }) => sum + rate, 0);
  const noticed = devices * rates.reduce((sum, { noticed: rate }) => sum + rate, 0);
  const throughput = batch / step.total;
  const power = (energy.total * throughput) / devices;
  const metrics: AcceleratorMetrics = {
    area: devices * (areas.die + areas.memoryProcessors),
    energy: energy.total,
    latency: step.total,
    accuracy: accuracy.value,
    first_token: prompt.total,
    throughput,
    capacity,
    failure_rate: silent,
    silent_corruption: (silent * step.total) / SECONDS_PER_FIT,
    noticed_errors: noticed,
    cost: costs.total,
    power,
    parameters_total: totalParameters(shape),
    hbm_bytes: fixed + hbm.caches,
    copied_bytes: (devices * shape.layers * step.residency.copyBytes) / batch,
    hit_rate: step.residency.hitRate,
    ...UNLOADED,
  };
  const infeasible = problem(plan, areas, hbm, metrics);
  return {
    plan,
    step,
    prompt,
    areas,
    energy,
    rates,
    costs,
    accuracy,
    hbm,
    metrics,
    ...(infeasible === undefined ? {} : { infeasible }),
  };
}

/** Attention and routers of all layers, which replicas of attention store again. */
function attentionBytes({ bytes, shape, design }: Plan): number {
  const head = 2 * 153376 * shape.width * (design.weight_bits / 8);
  return bytes.others - shape.layers * shape.shared * bytes.expert - head;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

/** Why a design cannot be built or run. */
function problem(plan: Plan, areas: Areas, hbm: HbmUse, metrics: AcceleratorMetrics): string | undefined {
  const { design, memories, bytes } = plan;
  const { devices } = design;
  const stored = codeFactor(design['protection.interfaces']);
  const home = design.expert_home;
  if (metrics.hbm_bytes > hbm.capacity) {
    return `HBM is too small: weights take ${gigabytes(hbm.others + hbm.experts + hbm.buffers)} and the caches of ${design.batch} sequences ${gigabytes(hbm.caches)}, it has ${gigabytes(hbm.capacity)}`;
  }
  const below = home === 'dram' ? memories.dram : memories.flash;
  if (home !== 'hbm' && bytes.routed * stored > devices * below.capacity) {
    return `${home === 'dram' ? 'DRAM' : 'flash'} is too small: experts take ${gigabytes(bytes.routed * stored)}, it has ${gigabytes(devices * below.capacity)}`;
  }
  if (areas.die > RETICLE_AREA) {
    return `over the reticle: a die of ${areas.die.toFixed(0)} mm², at most ${RETICLE_AREA} mm² can be exposed`;
  }
  if (!Number.isFinite(metrics.cost)) {
    return `not one die of ${areas.die.toFixed(0)} mm² on a wafer is expected to work`;
  }
  if (metrics.power > design.power_limit) {
    return `over power: an accelerator draws ${metrics.power.toFixed(0)} W, at most ${design.power_limit.toFixed(0)} W are allowed`;
  }
  const limit = TARGET_FIT[design.safety_target];
  if (metrics.failure_rate > devices * limit) {
    return `misses the safety target: ${(metrics.failure_rate / devices).toPrecision(3)} FIT an accelerator, at most ${limit} are allowed`;
  }
  return undefined;
}

/** Evaluates a design; what is cheap is reported before the load is simulated. */
export function evaluate(
  design: AcceleratorDesign,
  context: EvaluationContext,
): EvaluationOutcome<AcceleratorMetrics> {
  const { plan, metrics, infeasible } = evaluateDesign(design);
  if (infeasible !== undefined) return { infeasible, metrics: withoutLoad(metrics) };
  if (design.arrival_rate === 0) return metrics;
  context.settled(withoutLoad(metrics));
  return { ...metrics, ...loadMetrics(plan, context.seed, metrics.capacity) };
}

/** What is known before the load is simulated, and what stands for a price nobody can pay left out. */
function withoutLoad(metrics: AcceleratorMetrics): Partial<AcceleratorMetrics> & Record<string, number> {
  const known = Object.entries(metrics).filter(([id, value]) => !(id in UNLOADED) && Number.isFinite(value));
  return Object.fromEntries(known);
}
