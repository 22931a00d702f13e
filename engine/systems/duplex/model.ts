// The model end to end: a design in, its metrics out, with everything an explanation needs kept by the way.

import { RandomStream } from '../../contract/random.ts';
import type { EvaluationOutcome, MetricValuesOf } from '../../contract/system.ts';
import { serve } from '../../simulation/continuous-batching.ts';
import type { ServingResult } from '../../simulation/continuous-batching.ts';
import { addedArea } from '../../components/memory-processors.ts';
import { machineOf, memoryUse } from './machine.ts';
import type { Machine, MemoryUse } from './machine.ts';
import { addEnergy, noEnergy, totalEnergy } from './energy.ts';
import type { Energy } from './energy.ts';
import type { metrics } from './metrics.ts';
import { modelOf } from './models.ts';
import type { LanguageModel } from './models.ts';
import type { DuplexDesign } from './parameters.ts';
import { StageModel } from './stage.ts';
import type { StageTimes } from './stage.ts';

export type DuplexMetrics = MetricValuesOf<typeof metrics>;

/** A design that runs, and all that is known of it. */
export interface Evaluation {
  readonly machine: Machine;
  readonly model: LanguageModel;
  readonly memory: MemoryUse;
  readonly stages: StageModel;
  readonly serving: ServingResult;
  /** Seconds of all stages by what took them. */
  readonly times: Readonly<Record<Exclude<keyof StageTimes, 'time'>, number>>;
  /** Joules of all stages. */
  readonly energy: Energy;
  readonly metrics: DuplexMetrics;
}

/** What is known of a design that cannot run. */
export interface Misfit {
  readonly machine: Machine;
  readonly model: LanguageModel;
  readonly memory: MemoryUse;
  readonly infeasible: string;
  readonly metrics: Partial<DuplexMetrics>;
}

/** Requests that a run counts with replacement and with arrivals. */
const REPLACED_REQUESTS = 256;
const ARRIVING_REQUESTS = 800;

/** Evaluates a design; `seed` keys lengths, arrivals and routing. */
export function evaluateDesign(design: DuplexDesign, seed: number): Evaluation | Misfit {
  const machine = machineOf(design);
  const model = modelOf(design);
  const memory = memoryUse(machine, model, design.value_bytes);
  const requestTokens = design.input_tokens + design.output_tokens;
  const batchLimit = Math.floor(memory.tokens / requestTokens);
  const area =
    machine.devices *
    design.stacks *
    addedArea(design.memory_processor, {
      bandwidthMultiplier: design.bandwidth_multiplier,
      operationsPerByte: design.operations_per_byte,
    }).total;
  if (batchLimit < 1) {
    return {
      machine,
      model,
      memory,
      infeasible: misfit(memory, requestTokens),
      metrics: { batch_limit: batchLimit, added_area: area, devices: machine.devices },
    };
  }
  const stages = new StageModel(machine, model, design, seed);
  const times = { linear: 0, prefillAttention: 0, decodeAttention: 0, experts: 0, communication: 0 };
  const energy = noEnergy();
  const serving = serve(
    {
      batch: design.batch_size,
      tokenCapacity: memory.tokens,
      promptTokens: design.input_tokens,
      answerTokens: design.output_tokens,
      lengthSpread: design.length_spread,
      ...(design.arrivals === 'poisson' ? { arrivalRate: design.arrival_rate } : {}),
      requests: design.arrivals === 'poisson' ? ARRIVING_REQUESTS : REPLACED_REQUESTS,
    },
    (load) => stages.evaluate(load),
    new RandomStream(seed, 'duplex.requests'),
    (_load, _seconds, count) => {
      const last = stages.times;
      times.linear += count * last.linear;
      times.prefillAttention += count * last.prefillAttention;
      times.decodeAttention += count * last.decodeAttention;
      times.experts += count * last.experts;
      times.communication += count * last.communication;
      addEnergy(energy, machine.kind, stages.work, count);
    },
  );
  const { tokenGaps, firstToken, endToEnd } = serving;
  const decodeOnly = decodeUtilisation(stages, machine, design, serving.meanBatch);
  return {
    machine,
    model,
    memory,
    stages,
    serving,
    times,
    energy,
    metrics: {
      throughput: serving.tokens / serving.seconds,
      request_throughput: serving.finished / serving.seconds,
      token_time_p50: tokenGaps.quantile(0.5),
      token_time_p90: tokenGaps.quantile(0.9),
      token_time_p99: tokenGaps.quantile(0.99),
      first_token_p50: firstToken.quantile(0.5),
      first_token_p99: firstToken.quantile(0.99),
      end_to_end_p50: endToEnd.quantile(0.5),
      energy_per_token: totalEnergy(energy) / serving.allTokens,
      added_area: area,
      devices: machine.devices,
      batch_limit: batchLimit,
      mean_batch: serving.meanBatch,
      mixed_stages: serving.mixedStages / serving.stages,
      expert_utilisation: decodeOnly.experts,
      attention_utilisation: decodeOnly.attention,
    },
  };
}

/** The outcome of a design, as the engine takes it. */
export function outcomeOf(evaluation: Evaluation | Misfit): EvaluationOutcome<DuplexMetrics> {
  if ('infeasible' in evaluation) {
    return { infeasible: evaluation.infeasible, metrics: evaluation.metrics };
  }
  return evaluation.metrics;
}

/**
 * Operations over what the xPU could do in the time, in expert layers and in attention, for a stage in which `batch`
 * requests decode in the middle of their answers.
 */
function decodeUtilisation(
  stages: StageModel,
  machine: Machine,
  design: DuplexDesign,
  batch: number,
): { readonly experts: number; readonly attention: number } {
  const decodes = Math.max(1, Math.round(batch));
  stages.evaluate({
    decodes,
    contextTokens: decodes * (design.input_tokens + design.output_tokens / 2),
    prefills: 0,
    promptTokens: 0,
    promptTokensSquared: 0,
  });
  const { times, work } = stages;
  const peak = machine.devices * machine.xpu.operations;
  return {
    experts: times.experts === 0 ? 0 : work.expertOperations / (times.experts * peak),
    attention: work.attentionOperations / (times.decodeAttention * peak),
  };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(bytes < 1e11 ? 1 : 0)} GB`;
}

/** Why not even one request can be served. */
function misfit(memory: MemoryUse, requestTokens: number): string {
  const weights = memory.experts + memory.shared;
  if (memory.left <= 0) {
    return `out of memory: weights need ${gigabytes(weights)}, the machine has ${gigabytes(memory.capacity)}`;
  }
  return `out of memory: beside ${gigabytes(weights)} of weights there is room for the keys and values of ${memory.tokens} tokens, a request needs ${requestTokens}`;
}
