// Evaluates a design: sample tokens on the machine, their mean, and what they cost.

import type {
  DesignOf,
  EvaluationContext,
  EvaluationOutcome,
  MetricValuesOf,
} from '../../contract/system.ts';
import { PimMachine, rowCycles, type PimCounts, type PimObserver } from '../../simulation/pim.ts';
import { cpuToken, gpuToken } from './baselines.ts';
import { closedFormLatency } from './closed-form.ts';
import { areaOf, energyOf, type EnergyParts } from './energy.ts';
import type { metrics } from './metrics.ts';
import { SHAPES, usedWeights, type GptShape } from './models.ts';
import type { parameters } from './parameters.ts';
import { timingOf } from './timing.ts';
import { logitError } from './tiny-gpt.ts';
import { planToken, type TokenPlan } from './token.ts';

export type PimDesign = DesignOf<typeof parameters>;
export type PimMetrics = MetricValuesOf<typeof metrics>;

/** Bytes of DRAM on a channel: 4 Gb. */
const CHANNEL_BYTES = 2 ** 29;

/** Sample tokens and what they cost in all. */
export interface Decode {
  readonly tokens: number;
  readonly seconds: number;
  readonly counts: PimCounts;
  readonly work: Omit<TokenPlan, 'steps'>;
  readonly energy: EnergyParts;
}

/** Positions, from 1, that stand for all generated tokens: the middles of equal stretches. */
export function samplePositions(design: PimDesign): number[] {
  const samples = Math.min(design.simulated_tokens, design.tokens);
  return Array.from(
    { length: samples },
    (_, index) => Math.floor(((index + 0.5) * design.tokens) / samples) + 1,
  );
}

/**
 * Runs the sample tokens one after the other on one machine; stops with the signal's reason if it is aborted.
 */
export function decode(
  design: PimDesign,
  positions: readonly number[],
  observer?: PimObserver,
  signal?: AbortSignal,
): Decode {
  const machine = new PimMachine(timingOf(design), design.refresh, observer);
  let additions = 0;
  let multiplications = 0;
  let busElements = 0;
  let writtenElements = 0;
  let writtenRows = 0;
  for (const position of positions) {
    signal?.throwIfAborted();
    const plan = planToken(design, position);
    machine.run(plan.steps);
    additions += plan.unitWork.additions;
    multiplications += plan.unitWork.multiplications;
    busElements += plan.busElements;
    writtenElements += plan.writtenElements;
    writtenRows += plan.writtenRows;
  }
  const seconds = machine.now / design.column_clock;
  const counts = machine.counts;
  const work = { unitWork: { additions, multiplications }, busElements, writtenElements, writtenRows };
  return { tokens: positions.length, seconds, counts, work, energy: energyOf(design, counts, work, seconds) };
}

/** Bytes of weights and, after the last token, of keys and values. */
function memoryBytes(shape: GptShape, design: PimDesign): number {
  const elements =
    usedWeights(shape, design.output_projection) + 2 * shape.layers * shape.width * design.tokens;
  return (elements * design.format_bits) / 8;
}

/** Why the design cannot hold its model, if so. */
function misfit(design: PimDesign): string | undefined {
  const shape = SHAPES[design.model];
  const needed = memoryBytes(shape, design);
  const available = design.channels * CHANNEL_BYTES;
  const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(2)} GB`;
  if (needed > available) {
    return (
      `weights and cache take ${gigabytes(needed)}, ${gigabytes(needed - available)} more than ` +
      `${design.channels} channels hold`
    );
  }
  const vectors = (Math.max(4 * shape.width, shape.heads * design.tokens) * design.format_bits) / 8;
  if (vectors > design.unit_sram) {
    return (
      `the unit must hold ${vectors} B of activations between two products, ${vectors - design.unit_sram} B more than ` +
      'its SRAM'
    );
  }
  return undefined;
}

function totalArea(design: PimDesign): number {
  const area = areaOf(design);
  return area.macs + area.unitArithmetic + area.unitSram;
}

/**
 * Metrics of a design, or what does not fit and by how much. Before it simulates it reports, as step 0, what
 * the closed form says, so that a run can stop hopeless designs cheaply.
 */
export function evaluateDesign(
  design: PimDesign,
  context?: EvaluationContext,
): EvaluationOutcome<PimMetrics> {
  const problem = misfit(design);
  const area = totalArea(design);
  if (problem !== undefined) {
    return { infeasible: problem, metrics: { memory: memoryBytes(SHAPES[design.model], design), area } };
  }
  const closed = closedFormLatency(design, meanPosition(design));
  context?.settled({ area, memory: memoryBytes(SHAPES[design.model], design), closed_form_latency: closed });
  context?.report(0, { latency: closed, closed_form_latency: closed, area });
  return summarise(design, decode(design, samplePositions(design), undefined, context?.signal));
}

/**
 * The closed form and the baselines are linear in position, so their mean is their value at the mean
 * position.
 */
function meanPosition(design: PimDesign): number {
  return (design.tokens + 1) / 2;
}

/** Metrics from simulated tokens. */
export function summarise(design: PimDesign, run: Decode): PimMetrics {
  const { tokens, counts, energy: joules } = run;
  const cycles = run.seconds * design.column_clock;
  const closed = closedFormLatency(design, meanPosition(design));
  const latency = design.fidelity === 'closed-form' ? closed : run.seconds / tokens;
  const energy =
    (joules.activate +
      joules.column +
      joules.mac +
      joules.bus +
      joules.refresh +
      joules.background +
      joules.unit) /
    tokens;
  const gpu = gpuToken(design, meanPosition(design));
  const cpu = cpuToken(design, meanPosition(design));
  return {
    latency,
    throughput: 1 / latency,
    energy,
    area: totalArea(design),
    closed_form_latency: closed,
    row_hit_rate: 1 - counts.macRows / counts.macBursts,
    bank_utilisation: counts.macBursts / cycles,
    unit_share: counts.unitCycles / cycles,
    bus_share: counts.busCycles / cycles,
    logit_error: logitError(design.format_bits, design.taylor_terms, design.newton_steps),
    memory: memoryBytes(SHAPES[design.model], design),
    gpu_speedup: gpu.seconds / latency,
    cpu_speedup: cpu.seconds / latency,
    gpu_energy_gain: gpu.joules / energy,
    cpu_energy_gain: cpu.joules / energy,
  };
}

/**
 * Cycles the banks are busy in the products of one token, summed row by row without the event machine: what
 * the machine's own count must equal.
 */
export function plannedArrayCycles(design: PimDesign, position: number): number {
  const timing = timingOf(design);
  let cycles = 0;
  for (const step of planToken(design, position).steps) {
    if (step.kind !== 'product') continue;
    for (const { rows, bursts } of step.segments) {
      const shorter = Math.floor(bursts / rows);
      const longer = bursts - shorter * rows;
      cycles += longer * rowCycles(timing, shorter + 1) + (rows - longer) * rowCycles(timing, shorter);
    }
  }
  return cycles;
}
