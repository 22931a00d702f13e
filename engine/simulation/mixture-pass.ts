// Time of one pass of the model: a decoding step over a batch, or the pass over prompts. Processors work in step, so the
// busiest sets the time.

import {
  attentionParameters,
  expertParameters,
  HEAD_WIDTH,
  headParameters,
  keyValueBytes,
  routerParameters,
  type MixtureShape,
} from '../components/workloads/served-mixtures.ts';
import type { RoutingLoad } from './expert-routing.ts';

/** Below this many columns a product runs slower in proportion (assumption; nothing is published). */
const FULL_COLUMNS = 512;
/** Bytes of a hidden state on a link: 16 bits. */
const HIDDEN_BYTES = 2;

/** One processor of a machine, at what it reaches rather than what its data sheet says. */
export interface Machine {
  readonly cards: number;
  /** Processors. */
  readonly devices: number;
  /** Bytes per second and bytes, a processor. */
  readonly bandwidth: number;
  readonly capacity: number;
  /** 8-bit operations per second of a processor in dense products and in the products of experts. */
  readonly denseRate: number;
  readonly expertRate: number;
  /** Fixed seconds a layer and step of a dense and of a mixture layer. */
  readonly denseOverhead: number;
  readonly expertOverhead: number;
  /** Decoding: products run while weights arrive, so that the longer of the two counts, not their sum. */
  readonly overlaps: boolean;
  /** Bytes per second, one way, from one processor to a group of the given size around it. */
  readonly linkRate: (members: number) => number;
  /** Watts of a card. */
  readonly power: number;
}

/** Seconds of one pass, part by part; they add up to its time. */
export interface PassTime {
  readonly overhead: number;
  readonly attentionWeights: number;
  readonly expertWeights: number;
  /** Shared experts or dense blocks, and the output projection. */
  readonly sharedWeights: number;
  readonly keyValues: number;
  /** Products of projections, shared experts and attention; where transfers hide computation, what they do not hide. */
  readonly denseCompute: number;
  /** Products of routed experts, at the mean load. */
  readonly expertCompute: number;
  /** What the busiest processor takes longer than the mean. */
  readonly waiting: number;
  readonly attentionCommunication: number;
  readonly expertCommunication: number;
}

/** How a design is spread over its machine. */
export interface Layout {
  readonly shape: MixtureShape;
  readonly machine: Machine;
  /** Processors that share a sequence, and groups of them. */
  readonly attention: number;
  readonly replicas: number;
  /** Processors that split one part of the experts. */
  readonly expertSplit: number;
  readonly weightBytes: number;
  readonly keyValueBits: number;
  /** Of the 8-bit rate. */
  readonly rateShare: number;
  readonly reduceScatter: boolean;
  readonly fused: boolean;
}

/** Bytes of memory a processor needs for weights and for one cached token of the sequences it serves. */
export function memoryNeeds(layout: Layout): { readonly weights: number; readonly keyValues: number } {
  const { shape, machine, attention, weightBytes } = layout;
  const layer =
    attentionParameters(shape) / attention +
    routerParameters(shape) +
    ((shape.shared + shape.experts) * expertParameters(shape)) / machine.devices;
  return {
    weights: (shape.layers * layer + (2 * headParameters(shape)) / machine.devices) * weightBytes,
    keyValues: cachedTokenBytes(layout),
  };
}

/** Bytes of one cached token on a processor; a head is not split, so more processors than heads hold copies. */
function cachedTokenBytes({ shape, attention, keyValueBits }: Layout): number {
  return keyValueBytes(shape, keyValueBits) / Math.min(attention, shape.keyValueHeads);
}

/**
 * One step that decodes `tokens` tokens for each of `sequences` sequences with `context` cached tokens. The load is that
 * of routing all of its tokens. Memory and arithmetic take turns, unless the machine overlaps them.
 */
export function decodeStep(
  layout: Layout,
  sequences: number,
  tokens: number,
  context: number,
  load: RoutingLoad,
): PassTime {
  const local = Math.ceil(sequences / layout.replicas);
  const keyValues = (local * context * cachedTokenBytes(layout)) / layout.machine.bandwidth;
  return pass(layout, sequences * tokens, local * tokens, context, keyValues, load, layout.machine.overlaps);
}

/**
 * One pass over `prompts` prompts of `context` tokens: a token sees half of its prompt on average. Weights arrive while
 * products run.
 */
export function promptPass(layout: Layout, prompts: number, context: number, load: RoutingLoad): PassTime {
  const local = Math.ceil(prompts / layout.replicas) * context;
  return pass(layout, prompts * context, local, context / 2, 0, load, true);
}

function pass(
  layout: Layout,
  tokens: number,
  localTokens: number,
  context: number,
  keyValues: number,
  load: RoutingLoad,
  overlaps: boolean,
): PassTime {
  const { shape, machine, attention, expertSplit, weightBytes, rateShare } = layout;
  const { layers } = shape;
  const { devices, bandwidth } = machine;
  const attentionSize = attentionParameters(shape);
  const expertSize = expertParameters(shape);
  const router = routerParameters(shape);
  const head = headParameters(shape);
  const readTime = weightBytes / bandwidth;
  const attentionWeights = layers * (attentionSize / attention + router) * readTime;
  const sharedWeights = ((layers * shape.shared * expertSize + head) / devices) * readTime;
  const expertWeights = ((layers * load.touched * expertSize) / expertSplit) * readTime;

  const denseRate = machine.denseRate * rateShare;
  const scores = (4 * layers * context * shape.queryHeads * HEAD_WIDTH * localTokens) / attention;
  const projections =
    (2 * layers * attentionSize * localTokens) / attention + 2 * layers * router * localTokens;
  const shared = (2 * layers * shape.shared * expertSize * tokens) / devices;
  // Attention's own products run in 16 bits.
  const denseWork = (projections + shared) / denseRate + scores / (machine.denseRate * 0.5);
  const columns = Math.min(1, shape.expertWidth / expertSplit / FULL_COLUMNS);
  const meanExpertWork = shape.mixture
    ? (2 * layers * expertSize * shape.active * tokens) / devices / (machine.expertRate * rateShare * columns)
    : 0;
  const waitingWork = meanExpertWork * (load.straggler - 1);

  const memory = attentionWeights + sharedWeights + expertWeights + keyValues;
  const work = denseWork + meanExpertWork + waitingWork;
  // What transfers do not hide of the work, if they run side by side; shares of it stay as they are.
  const visible = overlaps && work > 0 ? Math.max(0, work - memory) / work : 1;

  const gather = layers * collectiveTime(layout, attention, localTokens);
  const attentionCommunication = gather + (layout.reduceScatter ? 1 : 2) * gather;
  const expertTransfers = 2 * layers * collectiveTime(layout, devices, tokens);
  const behind = layout.fused ? expertWeights + meanExpertWork + waitingWork : 0;
  return {
    overhead: layers * (shape.mixture ? machine.expertOverhead : machine.denseOverhead),
    attentionWeights,
    expertWeights,
    sharedWeights,
    keyValues,
    denseCompute: denseWork * visible,
    expertCompute: meanExpertWork * visible,
    waiting: waitingWork * visible,
    attentionCommunication,
    expertCommunication: Math.max(0, expertTransfers - behind),
  };
}

/** Seconds of a reduce-scatter or all-gather of the hidden states of `tokens` tokens over `members` processors. */
function collectiveTime({ shape, machine }: Layout, members: number, tokens: number): number {
  if (members === 1) return 0;
  const bytes = tokens * shape.width * HIDDEN_BYTES;
  return (((members - 1) / members) * bytes) / machine.linkRate(members);
}

/** The whole of a pass. */
export function passSeconds(time: PassTime): number {
  return (
    time.overhead +
    time.attentionWeights +
    time.expertWeights +
    time.sharedWeights +
    time.keyValues +
    time.denseCompute +
    time.expertCompute +
    time.waiting +
    time.attentionCommunication +
    time.expertCommunication
  );
}
