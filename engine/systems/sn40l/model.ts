// The model end to end: a design in, its metrics out, with everything an explanation needs kept by the way.

import type { EvaluationOutcome, MetricValuesOf } from '../../contract/system.ts';
import { batchTime, meanOverlapSaving } from './batch.ts';
import { benchmarkRun } from './benchmark.ts';
import { requestEnergy } from './energy.ts';
import type { RequestEnergy } from './energy.ts';
import { expertModel, keyValueBytes, modelRun, ROUTER_BYTES, routerRun } from './experts.ts';
import type { ModelRun } from './experts.ts';
import { machineOf } from './machine.ts';
import type { Machine } from './machine.ts';
import type { metrics } from './metrics.ts';
import type { CompositionDesign } from './parameters.ts';
import { expertResidency } from './residency.ts';
import type { Residency } from './residency.ts';

export type CompositionMetrics = MetricValuesOf<typeof metrics>;

/** Everything about one design. */
export interface Evaluation {
  readonly machine: Machine;
  readonly run: ModelRun;
  readonly routerTime: number;
  readonly switchTime: number;
  readonly slots: number;
  readonly residency: Residency;
  readonly benchmark: ReturnType<typeof benchmarkRun>;
  readonly energy: RequestEnergy;
  readonly metrics: CompositionMetrics;
  /** Why the design cannot run, if it cannot. */
  readonly infeasible?: string;
}

/** Evaluates a design; `seed` keys the request trace. */
export function evaluateDesign(design: CompositionDesign, seed: number): Evaluation {
  const machine = machineOf(design);
  const { experts, expert_size: expertSize, batch_size: batch } = design;
  const model = expertModel(expertSize);
  const run = modelRun(machine, model, design.prompt_tokens, design.output_tokens);
  const router = routerRun(machine, design.prompt_tokens);
  const { routerTime } = router;
  const switchTime = expertSize / machine.copyRate;
  const reserved = ROUTER_BYTES + keyValueBytes(model.shape, design);
  const slots = Math.max(0, Math.floor((machine.hbmCapacity - reserved) / expertSize));
  const parked = Math.floor(machine.parkingCapacity / expertSize);
  const residency = expertResidency(
    experts,
    design.popularity_skew,
    Math.max(1, slots),
    design.eviction,
    seed,
  );
  const missRate = 1 - residency.hitRate;
  const times = { router: routerTime, copy: switchTime, run: run.time };
  const serialLatency = routerTime + batch * (missRate * switchTime + run.time);
  // The saving is simulated and taken off the expected time, so that noise of the trace does not show as a loss.
  const saving =
    design.prefetch && missRate > 0
      ? meanOverlapSaving(times, residency.misses.subarray(0, OVERLAP_REQUESTS), batch)
      : 0;
  const latency = serialLatency - Math.min(saving, batch * missRate * switchTime);
  const coldLatency = batchTime(times, EVERY_REQUEST_MISSES, 0, batch, design.prefetch);
  const benchmark = benchmarkRun(design, machine);
  const energy = requestEnergy(design, machine, run, router, missRate, latency);
  const capacity = Math.max(parked, slots);
  const infeasible = problem(design, machine, slots, capacity, reserved);
  return {
    machine,
    run,
    routerTime,
    switchTime,
    slots,
    residency,
    benchmark,
    energy,
    ...(infeasible === undefined ? {} : { infeasible }),
    metrics: {
      latency,
      cold_latency: coldLatency,
      throughput: batch / latency,
      expert_run_time: run.time,
      token_time: run.decode.time + run.synchronisation,
      switch_time: switchTime,
      hit_rate: residency.hitRate,
      resident_experts: slots,
      hosted_experts: experts,
      experts_per_node: capacity,
      footprint: footprint(design, machine, slots, capacity),
      hbm_total: machine.hbmCapacity,
      ddr_bandwidth_total: machine.parkingBandwidth,
      area_mm2: machine.area,
      energy: energy.total,
      workload_time: benchmark.total,
      launches: benchmark.launches,
      operational_intensity: benchmark.flops / benchmark.bytes,
    },
  };
}

/** Requests of the trace that the saving of overlapped copies is averaged over. */
const OVERLAP_REQUESTS = 2048;

/** The longest batch the parameters allow, all of it missing. */
const EVERY_REQUEST_MISSES = new Uint8Array(64).fill(1);

/** The outcome of a design, as the engine takes it. */
export function outcomeOf(evaluation: Evaluation): EvaluationOutcome<CompositionMetrics> {
  const { infeasible, metrics } = evaluation;
  if (infeasible === undefined) return metrics;
  // What does not depend on running is known all the same.
  return {
    infeasible,
    metrics: {
      switch_time: metrics.switch_time,
      resident_experts: metrics.resident_experts,
      experts_per_node: metrics.experts_per_node,
      ...(Number.isFinite(metrics.footprint) ? { footprint: metrics.footprint } : {}),
      hbm_total: metrics.hbm_total,
      ddr_bandwidth_total: metrics.ddr_bandwidth_total,
      area_mm2: metrics.area_mm2,
      workload_time: metrics.workload_time,
      launches: metrics.launches,
      operational_intensity: metrics.operational_intensity,
    },
  };
}

/**
 * Nodes that hold all experts at the latency of a resident one (model C). An SN40L node counts what it can park,
 * a baseline what fits its HBM. Infinite if not even one fits.
 */
function footprint(design: CompositionDesign, machine: Machine, slots: number, capacity: number): number {
  const held = machine.platform === 'sn40l' && slots > 0 ? capacity : slots;
  return held === 0 ? Number.POSITIVE_INFINITY : Math.ceil(design.experts / held);
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e11 ? 2 : 0)} GB`;
}

/** The reason why a design runs out of memory, and by how much. */
function problem(
  design: CompositionDesign,
  machine: Machine,
  slots: number,
  capacity: number,
  reserved: number,
): string | undefined {
  const { experts, expert_size: expertSize } = design;
  if (slots < 1) {
    const missing = reserved + expertSize - machine.hbmCapacity;
    return `HBM is too small to run an expert: router, keys and values, and one expert need ${gigabytes(missing)} more than the node's ${gigabytes(machine.hbmCapacity)}`;
  }
  if (experts > capacity) {
    const missing = experts * expertSize - machine.parkingCapacity;
    return `out of memory: ${experts} experts need ${gigabytes(missing)} more than the node's ${gigabytes(machine.parkingCapacity)} of ${machine.parkingName}, which holds ${capacity}`;
  }
  return undefined;
}
