// A design from its parameters to its metrics: what must be copied, when, and what it costs in time, memory and energy.

import type { EvaluationContext, EvaluationOutcome } from '../../contract/system.ts';
import { runPrefetchPipeline, type PipelineRun } from '../../simulation/prefetch-pipeline.ts';
import type { Trace } from '../../simulation/trace.ts';
import {
  blockTime,
  denseBytesPerWeight,
  FORMAT_BYTES,
  GPUS,
  migrationBandwidth,
  tokenEnergy,
  type BlockTime,
  type TokenEnergy,
} from './machine.ts';
import type { PregatedMetrics } from './metrics.ts';
import { migrate, type Migration } from './migration.ts';
import {
  allExpertWeights,
  blockKeyValueElements,
  decoderBlocks,
  denseWeights,
  expertWeights,
  MODELS,
} from './models.ts';
import type { PregatedDesign } from './parameters.ts';
import { qualityOf } from './quality.ts';

/** Bytes of GPU memory by use. */
export interface MemoryParts {
  readonly dense: number;
  readonly buffers: number;
  readonly cache: number;
  readonly resident: number;
  readonly keysAndValues: number;
  readonly workspace: number;
}

/** Everything that evaluation knows, for metrics and for explanations. */
export interface Evaluation {
  readonly metrics: PregatedMetrics;
  readonly infeasible?: string;
  readonly block: BlockTime;
  readonly synchronisation: number;
  readonly migration: Migration;
  readonly run: PipelineRun;
  readonly memory: MemoryParts;
  readonly energy: TokenEnergy;
  /** Seconds to copy one expert from outside the GPU. */
  readonly expertCopyTime: number;
  readonly tokens: number;
}

/** Blocks ahead of which a scheme knows what to copy. */
export function leadOf({ scheme, gate_distance }: PregatedDesign): number {
  if (scheme === 'pre-gated') return gate_distance;
  return scheme === 'prefetch-all' ? 1 : 0;
}

/** Evaluates a design; `trace` receives what both engines do. Trains the toy only where the design says so. */
export function evaluateDesign(
  design: PregatedDesign,
  context: Pick<EvaluationContext, 'seed' | 'signal' | 'report'>,
  trace?: Trace,
): Evaluation {
  const shape = MODELS[design.model];
  const { experts, scheme } = design;
  const gpu = GPUS[design.gpu];
  const blocks = decoderBlocks(shape);
  const expertBytes = expertWeights(shape) * FORMAT_BYTES[design.expert_format];
  const migration = migrate(design, blocks, context.seed);
  const block = blockTime(design, shape, migration.meanActive);
  const expertCopyTime = expertBytes / migrationBandwidth(design);
  // A hit is read and written inside the GPU's memory.
  const moveTime = (2 * expertBytes) / gpu.memoryBandwidth;
  const copyTimes = new Float64Array(migration.copied.length);
  let copies = 0;
  for (let layer = 0; layer < copyTimes.length; layer++) {
    copies += migration.copied[layer]!;
    copyTimes[layer] = migration.copied[layer]! * expertCopyTime + migration.cached[layer]! * moveTime;
  }
  const synchronisation = scheme === 'gpu-only' ? 0 : design.synchronisation;
  const run = runPrefetchPipeline({
    layers: blocks,
    computeTime: block.total + synchronisation,
    copyTimes,
    lead: leadOf(design),
    ...(trace === undefined ? {} : { trace }),
  });
  const tokens = copyTimes.length / blocks;
  const time = run.time / tokens;
  const migrated = (copies * expertBytes) / tokens;

  const dense = denseBytesPerWeight(design.expert_format);
  const allExperts = allExpertWeights(shape, experts) * FORMAT_BYTES[design.expert_format];
  const memory: MemoryParts = {
    dense: denseWeights(shape, experts) * dense,
    buffers: migration.bufferExperts * expertBytes,
    cache: migration.cacheExperts * expertBytes,
    resident: scheme === 'gpu-only' ? allExperts : 0,
    keysAndValues:
      design.batch * design.sequence * (design.beams + 1) * blocks * blockKeyValueElements(shape) * dense,
    workspace: design.workspace,
  };
  const peak =
    memory.dense + memory.buffers + memory.cache + memory.resident + memory.keysAndValues + memory.workspace;
  const energy = tokenEnergy(
    design,
    time / design.batch,
    (blocks * block.bytes) / design.batch,
    migrated / design.batch,
    (blocks * block.multiplyAccumulates) / design.batch,
  );
  const infeasible =
    peak > gpu.memoryCapacity
      ? `out of GPU memory: ${gigabytes(peak)} of ${gigabytes(gpu.memoryCapacity)}`
      : design.storage === 'host-memory' && scheme !== 'gpu-only' && allExperts > design.host_memory
        ? `out of host memory: ${gigabytes(allExperts)} of experts, ${gigabytes(design.host_memory)} of memory`
        : undefined;
  return {
    metrics: {
      token_time: time,
      block_time: time / blocks,
      throughput: design.batch / time,
      slowdown: time / (blocks * block.total),
      exposed_time: Math.max(0, (run.time - run.computing) / tokens),
      peak_memory: peak,
      model_bytes: memory.dense + allExperts,
      expert_bytes: expertBytes,
      active_experts: migration.meanActive,
      migrated_bytes: migrated,
      hit_rate: migration.hitRate,
      ...qualityOf(design, context, infeasible === undefined),
      energy: energy.idle + energy.gpuMemory + energy.arithmetic + energy.migration,
    },
    ...(infeasible === undefined ? {} : { infeasible }),
    block,
    synchronisation,
    migration,
    run,
    memory,
    energy,
    expertCopyTime,
    tokens,
  };
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toPrecision(3)} GB`;
}

/** The metrics, or why the design does not fit. */
export function outcomeOf({ metrics, infeasible }: Evaluation): EvaluationOutcome<PregatedMetrics> {
  return infeasible === undefined ? metrics : { infeasible, metrics };
}
