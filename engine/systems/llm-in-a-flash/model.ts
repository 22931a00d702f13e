// One design: what is resident, what a token reads, and how long and how much energy it takes.

import { FLASH_ENERGY_PER_BYTE, scatteredReadTime } from '../../components/flash-storage.ts';
import { movementEnergy } from '../../components/energy.ts';
import type { EvaluationOutcome } from '../../contract/system.ts';
import { flashOf, hostOf, type Host } from './hosts.ts';
import type { FlashMetrics } from './metrics.ts';
import type { FlashDesign } from './parameters.ts';
import { falseNegativeRate, predictorCorrelation } from './predictor.ts';
import { largestWindow, neuronUse, predictedShare, type NeuronUse } from './reuse.ts';
import { MODEL_SIZES, predictorWeights, type ModelSizes } from './sizes.ts';

/** Bytes in DRAM. */
export interface Residents {
  readonly embedding: number;
  readonly attention: number;
  readonly predictor: number;
  readonly feedForward: number;
  /** Space for weights on their way through. */
  readonly buffer: number;
  readonly keysAndValues: number;
}

/** Joules of a token. */
export interface TokenEnergy {
  readonly flash: number;
  readonly memory: number;
  readonly arithmetic: number;
  readonly base: number;
}

/** Everything that is known about a design. */
export interface Evaluation {
  readonly sizes: ModelSizes;
  readonly host: Host;
  readonly use: NeuronUse;
  readonly residents: Residents;
  /** Tokens that a step yields. */
  readonly tokensPerStep: number;
  /** Per step: reads of flash, bytes of one, seconds of one. */
  readonly reads: number;
  readonly chunkBytes: number;
  /** Seconds a token saves because reads hide behind compute. */
  readonly hiddenTime: number;
  readonly sparseTime: number;
  /** What is computed with, in weights. */
  readonly computeParts: readonly (readonly [label: string, weights: number])[];
  readonly energy: TokenEnergy;
  readonly metrics: FlashMetrics;
  readonly infeasible?: string;
}

const NOTHING: NeuronUse = { active: 1, held: 1, loaded: 0, read: 0, reads: 0 };

/** Tokens that a step of speculative decoding yields: the accepted drafts and the one after them. */
export function acceptedTokens(draftTokens: number, acceptance: number): number {
  return (1 - acceptance ** (draftTokens + 1)) / (1 - acceptance);
}

function residentsOf(design: FlashDesign, sizes: ModelSizes, held: number): Residents {
  const bytes = design.weight_bytes;
  const keysAndValues =
    sizes.keyValueBytesPerToken * (design.prompt_tokens + design.generated_tokens + design.draft_tokens);
  const layer = ((sizes.attention + sizes.feedForward) / sizes.layers) * bytes;
  const share = { naive: 0, hybrid: design.dram_share, resident: 1, selective: 1 }[design.method];
  const selective = design.method === 'selective';
  return {
    embedding: sizes.embedding * bytes * share,
    attention: sizes.attention * bytes * share,
    predictor: selective ? predictorWeights(sizes, design.predictor_rank) * bytes : 0,
    feedForward: sizes.feedForward * bytes * (selective ? held : share),
    buffer: share < 1 ? 2 * layer : 0,
    keysAndValues,
  };
}

/** Evaluates a design; the seed matters to executed traces only. */
export function evaluateDesign(design: FlashDesign, seed: number): Evaluation {
  const sizes = MODEL_SIZES[design.model];
  const host = hostOf(design.host);
  const flash = flashOf(design);
  const { method, weight_bytes: bytes } = design;
  const selective = method === 'selective';
  const use = selective ? neuronUse(design, sizes, seed) : NOTHING;
  const residents = residentsOf(design, sizes, use.held);
  const modelBytes = sizes.total * bytes;
  const tokensPerStep = acceptedTokens(design.draft_tokens, design.acceptance);

  const rowBytes = sizes.width * bytes;
  const neuronBytes = rowBytes * sizes.matrices;
  const pair = design.bundling === 'closest-friend' ? 2 : 1;
  const single = design.bundling === 'none';
  const chunkBytes = selective ? design.group_neurons * pair * (single ? rowBytes : neuronBytes) : modelBytes;
  const layerNeurons = sizes.layers * sizes.neurons;
  let reads: number;
  let readTime: number;
  let flashBytes: number;
  if (selective) {
    reads = layerNeurons * use.reads * (single ? sizes.matrices : 1);
    readTime = scatteredReadTime(flash, chunkBytes, design.threads);
    flashBytes = reads * chunkBytes;
  } else {
    flashBytes = { naive: modelBytes, hybrid: modelBytes * (1 - design.dram_share), resident: 0 }[method];
    reads = flashBytes / chunkBytes;
    readTime = chunkBytes / flash.sequentialBandwidth;
  }
  const loadedBytes = selective ? use.loaded * sizes.feedForward * bytes : flashBytes;
  const movedBytes = selective ? 2 * loadedBytes : 0;

  const predictor = selective ? predictorWeights(sizes, design.predictor_rank) : 0;
  const activeWeights = sizes.feedForward * use.active;
  const weights = sizes.attention + sizes.projection + predictor + activeWeights;
  const context = design.prompt_tokens + design.generated_tokens / 2;
  const stepTokens = design.draft_tokens + 1;
  const flops = stepTokens * (2 * weights + sizes.attentionFlopsPerToken * context);
  const readBytes = weights * bytes + sizes.keyValueBytesPerToken * context;
  const sparseTime = selective ? sizes.layers * host.sparseLayerTime : 0;
  const computeTime = Math.max(flops / host.flopRate, readBytes / host.byteRate) + sparseTime;
  const ioTime = reads * readTime;
  const managementTime = movedBytes / host.copyRate;
  const hidden = design.overlap * Math.min(ioTime, computeTime);
  const stepTime = ioTime + managementTime + computeTime - hidden;

  const energy: TokenEnergy = {
    flash: (flashBytes * FLASH_ENERGY_PER_BYTE) / tokensPerStep,
    memory: movementEnergy(readBytes + flashBytes + 2 * movedBytes, host.memoryEnergyPerBit) / tokensPerStep,
    arithmetic: ((flops / 2) * host.multiplyAccumulateEnergy) / tokensPerStep,
    base: (host.basePower * stepTime) / tokensPerStep,
  };
  const tokenEnergy = energy.flash + energy.memory + energy.arithmetic + energy.base;
  const tokenTime = stepTime / tokensPerStep;

  const kept = residents.embedding + residents.attention + residents.predictor;
  const weightShare = (kept + residents.feedForward) / modelBytes;
  const dramBytes = kept + residents.feedForward + residents.buffer + residents.keysAndValues;
  const share = predictedShare(design, sizes);
  const room = (design.dram_share * modelBytes - kept) / (sizes.feedForward * bytes);
  const coldBytes = selective ? share * sizes.feedForward * bytes : 0;
  const recall = selective
    ? 1 -
      falseNegativeRate(1 - sizes.sparsity, share, predictorCorrelation(design.predictor_rank, sizes.width))
    : 1;
  const metrics: FlashMetrics = {
    token_time: tokenTime,
    io_time: ioTime / tokensPerStep,
    management_time: managementTime / tokensPerStep,
    compute_time: computeTime / tokensPerStep,
    throughput: 1 / tokenTime,
    dram_bytes: dramBytes,
    weight_share: weightShare,
    model_bytes: modelBytes,
    largest_window: selective ? largestWindow(share, design.reuse_exponent, room) : 0,
    flash_bytes: flashBytes / tokensPerStep,
    flash_rate: chunkBytes / readTime,
    neuron_recall: recall,
    start_time:
      (method === 'selective' ? kept : kept + residents.feedForward) / flash.sequentialBandwidth +
      (coldBytes / chunkBytes) * readTime,
    energy: tokenEnergy,
    power: tokenEnergy / tokenTime,
  };
  const infeasible = reasonInfeasible(design, host, weightShare, metrics);
  return {
    sizes,
    host,
    use,
    residents,
    tokensPerStep,
    reads,
    chunkBytes,
    hiddenTime: hidden / tokensPerStep,
    sparseTime: sparseTime / tokensPerStep,
    computeParts: [
      ['attention', sizes.attention],
      ['feed-forward', activeWeights],
      ['predictors', predictor],
      ['output projection', sizes.projection],
    ],
    energy,
    metrics,
    ...(infeasible === undefined ? {} : { infeasible }),
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function gigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}

function reasonInfeasible(
  design: FlashDesign,
  host: Host,
  weightShare: number,
  { dram_bytes: dramBytes, largest_window: longest }: FlashMetrics,
): string | undefined {
  if (weightShare > design.dram_share * (1 + 1e-12)) {
    const way =
      design.method === 'selective' && longest > 0 && longest < design.window
        ? `; a window of ${longest} fits`
        : '';
    return `weights in DRAM take ${percent(weightShare)} of the model, the budget is ${percent(design.dram_share)}${way}`;
  }
  if (dramBytes > host.memoryCapacity) {
    return `${gigabytes(dramBytes)} of DRAM are needed, the ${host.name} has ${gigabytes(host.memoryCapacity)}`;
  }
  return undefined;
}

/** The result of an evaluation as the engine takes it. */
export function outcomeOf({ infeasible, metrics }: Evaluation): EvaluationOutcome<FlashMetrics> {
  return infeasible === undefined ? metrics : { infeasible, metrics };
}
