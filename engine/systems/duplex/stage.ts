// One stage: a forward pass of a batch in which some requests prefill and the others decode.

import type { StageLoad } from '../../simulation/continuous-batching.ts';
import { rooflineTime } from '../../components/roofline.ts';
import { allReduceTime } from '../../components/collectives.ts';
import { distributionOf, ExpertLayer } from './expert-layer.ts';
import type { ExpertLayerCost } from './expert-layer.ts';
import { machineAllToAll, nodeAllReduce } from './machine.ts';
import type { Machine } from './machine.ts';
import { productBytes, productOperations } from '../../components/matrix-product.ts';
import { HEAD_WIDTH } from './models.ts';
import type { LanguageModel } from './models.ts';
import type { DuplexDesign, PrefillAttention } from './parameters.ts';

/** Operations of softmax for each score (open simulator). */
const SOFTMAX_OPERATIONS = 7;

/** Seconds of a stage by what takes them; they add up to `time`. */
export interface StageTimes {
  time: number;
  /** Products with weights that every token uses: attention's, routers, dense blocks, the output. */
  linear: number;
  prefillAttention: number;
  /** What decoding requests' attention adds to that of prefilling ones, which may run at the same time. */
  decodeAttention: number;
  experts: number;
  communication: number;
}

/** How long each processor works at what they may do at once. */
export interface StageRuns {
  decodeAttention: number;
  expertsOnXpu: number;
  expertsInMemory: number;
}

/** Work of the whole machine in a stage. */
export interface StageWork {
  linearOperations: number;
  linearBytes: number;
  attentionOperations: number;
  /** Those of them that the memory processors do. */
  attentionMemoryOperations: number;
  attentionXpuBytes: number;
  attentionMemoryBytes: number;
  expertOperations: number;
  expertMemoryOperations: number;
  expertXpuBytes: number;
  expertMemoryBytes: number;
}

const NO_EXPERTS: ExpertLayerCost = {
  time: 0,
  xpuTime: 0,
  memoryTime: 0,
  operations: 0,
  memoryOperations: 0,
  xpuBytes: 0,
  memoryBytes: 0,
};

/** Stages of one design. */
export class StageModel {
  readonly #machine: Machine;
  readonly #model: LanguageModel;
  readonly #design: DuplexDesign;
  readonly #experts: ExpertLayer;
  /** Times and work of the last stage asked for. */
  readonly times: StageTimes = {
    time: 0,
    linear: 0,
    prefillAttention: 0,
    decodeAttention: 0,
    experts: 0,
    communication: 0,
  };
  readonly runs: StageRuns = { decodeAttention: 0, expertsOnXpu: 0, expertsInMemory: 0 };
  readonly work: StageWork = {
    linearOperations: 0,
    linearBytes: 0,
    attentionOperations: 0,
    attentionMemoryOperations: 0,
    attentionXpuBytes: 0,
    attentionMemoryBytes: 0,
    expertOperations: 0,
    expertMemoryOperations: 0,
    expertXpuBytes: 0,
    expertMemoryBytes: 0,
  };

  constructor(machine: Machine, model: LanguageModel, design: DuplexDesign, seed: number) {
    this.#machine = machine;
    this.#model = model;
    this.#design = design;
    this.#experts = new ExpertLayer(machine, model, design, seed);
  }

  /** Seconds of a stage; `times` and `work` hold where they went until the next call. */
  evaluate(load: Readonly<StageLoad>): number {
    const { layers, expertLayers } = this.#model;
    const { times, work } = this;
    const tokens = load.decodes + load.promptTokens;
    const busiest = busiestNode(load, this.#machine.nodes);
    this.#linear(load, busiest);
    this.#attention(load, busiest);
    times.prefillAttention *= layers;
    times.decodeAttention *= layers;
    this.runs.decodeAttention *= layers;
    work.attentionOperations *= layers;
    work.attentionMemoryOperations *= layers;
    work.attentionXpuBytes *= layers;
    work.attentionMemoryBytes *= layers;
    const experts = expertLayers === 0 ? NO_EXPERTS : this.#experts.cost(tokens);
    times.experts = expertLayers * experts.time;
    this.runs.expertsOnXpu = expertLayers * experts.xpuTime;
    this.runs.expertsInMemory = expertLayers * experts.memoryTime;
    work.expertOperations = expertLayers * experts.operations;
    work.expertMemoryOperations = expertLayers * experts.memoryOperations;
    work.expertXpuBytes = expertLayers * experts.xpuBytes;
    work.expertMemoryBytes = expertLayers * experts.memoryBytes;
    times.communication = this.communicationTime(busiest.decodes + busiest.promptTokens);
    times.time =
      times.linear + times.prefillAttention + times.decodeAttention + times.experts + times.communication;
    return times.time;
  }

  /** Layers that every token passes, on the xPU: rows or columns cut over the devices of a node (III). */
  #linear(load: Readonly<StageLoad>, busiest: Readonly<StageLoad>): void {
    const model = this.#model;
    const cut = this.#machine.devicesPerNode;
    const rows = busiest.decodes + busiest.promptTokens;
    const share = (load.decodes + load.promptTokens) / rows;
    const queries = model.heads * HEAD_WIDTH;
    const attention = queries / cut + 2 * keyValueHeadsOfDevice(model, cut) * HEAD_WIDTH;
    const dense = model.layers - model.expertLayers;
    this.times.linear = 0;
    this.work.linearOperations = 0;
    this.work.linearBytes = 0;
    this.#product(rows, share, model.width, attention, model.layers);
    this.#product(rows, share, queries / cut, model.width, model.layers);
    if (dense > 0) {
      const inner = model.feedForwardWidth / cut;
      this.#product(rows, share, model.width, inner, dense * (model.feedForwardProducts - 1));
      this.#product(rows, share, inner, model.width, dense);
    }
    if (model.expertLayers > 0) this.#product(rows, share, model.width, model.experts, model.expertLayers);
    const outputs = busiest.decodes + busiest.prefills;
    const outputShare = (load.decodes + load.prefills) / outputs;
    this.#product(outputs, outputShare, model.width, model.vocabulary / cut, 1);
  }

  /**
   * Adds `times` products, done by every device at once. `rows` are those of the busiest node, `share` the rows of all
   * nodes over them.
   */
  #product(rows: number, share: number, inner: number, columns: number, times: number): void {
    const { xpu, devicesPerNode, nodes } = this.#machine;
    const valueBytes = this.#design.value_bytes;
    const operations = productOperations(rows, inner, columns);
    const bytes = productBytes(rows, inner, columns, valueBytes);
    this.times.linear += times * rooflineTime(operations, bytes, xpu);
    this.work.linearOperations += times * devicesPerNode * share * operations;
    // Every node reads the weights, however few its rows.
    const weights = valueBytes * inner * columns;
    this.work.linearBytes += times * devicesPerNode * (nodes * weights + share * (bytes - weights));
  }

  /** Attention of one layer. Heads are cut over the devices of a node, requests dealt to nodes. */
  #attention(load: Readonly<StageLoad>, busiest: Readonly<StageLoad>): void {
    const { kind, devicesPerNode, xpu, memory } = this.#machine;
    const { placement, value_bytes: valueBytes, prefill_attention: kindOfPrefill } = this.#design;
    const { times, work } = this;
    const decode = decodeAttention(this.#model, devicesPerNode, busiest, valueBytes);
    const prefill = prefillAttention(this.#model, devicesPerNode, busiest, valueBytes, kindOfPrefill);
    const prefillTime = rooflineTime(prefill.operations, prefill.bytes, xpu);
    const onXpu = rooflineTime(decode.operations, decode.bytes, xpu);
    let inMemory = false;
    let decodeTime = onXpu;
    let decodeRun = onXpu;
    if (kind !== 'none') {
      const asMemory = rooflineTime(decode.operations, decode.bytes, memory);
      const inMemoryTime = placement === 'split' ? Math.max(0, asMemory - prefillTime) : asMemory;
      inMemory = placement === 'memory' || inMemoryTime < onXpu;
      if (inMemory) {
        decodeTime = inMemoryTime;
        decodeRun = asMemory;
      }
    }
    this.runs.decodeAttention = decodeRun;
    times.prefillAttention = prefillTime;
    times.decodeAttention = decodeTime;
    // Work is proportional to requests, so that of all nodes is the busiest node's by its share of them.
    const decodeDevices = load.decodes === 0 ? 0 : (devicesPerNode * load.decodes) / busiest.decodes;
    const prefillDevices = load.prefills === 0 ? 0 : (devicesPerNode * load.prefills) / busiest.prefills;
    const prefillBytes = prefillDevices * prefill.bytes;
    const decodeBytes = decodeDevices * decode.bytes;
    const decodeOperations = decodeDevices * decode.operations;
    work.attentionOperations = prefillDevices * prefill.operations + decodeOperations;
    work.attentionMemoryOperations = inMemory ? decodeOperations : 0;
    work.attentionXpuBytes = prefillBytes + (inMemory ? 0 : decodeBytes);
    work.attentionMemoryBytes = inMemory ? decodeBytes : 0;
  }

  /**
   * Collective operations of a stage: an all-reduce in each node after attention and after dense blocks; around experts,
   * if they are whole, two all-to-alls (and an all-reduce where several devices share one); if they are cut over nodes,
   * an all-reduce in each and two all-to-alls between nodes. `rows` are the tokens of the busiest node.
   */
  communicationTime(rows: number): number {
    const machine = this.#machine;
    const { nodes, devices, devicesPerNode, betweenNodes, insideNode } = machine;
    const { layers, expertLayers, width, expertsPerToken } = this.#model;
    const bytes = rows * width * this.#design.value_bytes;
    const all = nodeAllReduce(machine, bytes);
    const dense = layers * all + (layers - expertLayers) * all;
    if (expertLayers === 0) return dense;
    const sent = (bytes * expertsPerToken) / devicesPerNode;
    if (this.#design.expert_tensor_parallel) {
      const away =
        nodes === 1 ? 0 : (nodes - 1) * (betweenNodes.latency + sent / nodes / betweenNodes.bandwidth);
      return dense + expertLayers * (all + 2 * away);
    }
    const { devicesPerExpert } = distributionOf(machine, this.#model, false);
    const shared = Math.max(1, Math.round(devicesPerExpert));
    const partial = (bytes * nodes * expertsPerToken * shared) / devices;
    return (
      dense +
      expertLayers * (2 * machineAllToAll(machine, sent) + allReduceTime('ring', shared, partial, insideNode))
    );
  }
}

/**
 * What the node with most to do gets: requests are dealt one by one, and a prompt is not cut, so of few prefills one
 * node has more than the others.
 */
export function busiestNode(load: Readonly<StageLoad>, nodes: number): Readonly<StageLoad> {
  if (nodes === 1) return load;
  const decodes = Math.ceil(load.decodes / nodes);
  const prefills = Math.ceil(load.prefills / nodes);
  const ofPrefills = load.prefills === 0 ? 0 : prefills / load.prefills;
  return {
    decodes,
    contextTokens: load.decodes === 0 ? 0 : (load.contextTokens * decodes) / load.decodes,
    prefills,
    promptTokens: load.promptTokens * ofPrefills,
    promptTokensSquared: load.promptTokensSquared * ofPrefills,
  };
}

/** Key-value heads a device holds; a head that more than one device needs is on each of them. */
function keyValueHeadsOfDevice(model: LanguageModel, devices: number): number {
  return Math.max(1, model.keyValueHeads / devices);
}

interface AttentionWork {
  readonly operations: number;
  readonly bytes: number;
}

/**
 * Attention of decoding requests in one layer on one of `devices` that share the heads: scores and values, each with
 * operations 2 g d L and bytes of (g d + d L + g L) values for a key-value head of degree g and width d, and softmax.
 */
export function decodeAttention(
  model: LanguageModel,
  devices: number,
  { decodes: requests, contextTokens }: Pick<StageLoad, 'decodes' | 'contextTokens'>,
  valueBytes: number,
): AttentionWork {
  const heads = model.heads / devices;
  const keyValueHeads = keyValueHeadsOfDevice(model, devices);
  return {
    operations: heads * contextTokens * (4 * HEAD_WIDTH + SOFTMAX_OPERATIONS),
    bytes:
      2 *
      valueBytes *
      (heads * HEAD_WIDTH * requests + keyValueHeads * HEAD_WIDTH * contextTokens + heads * contextTokens),
  };
}

/**
 * Attention of prefilling requests in one layer on one device: 4 d L^2 operations a head, and softmax. Plain attention
 * writes all L^2 scores and reads them back; a fused kernel keeps them on the chip and skips those of later tokens, half
 * of them. Queries, keys, values and the result are moved once.
 */
export function prefillAttention(
  model: LanguageModel,
  devices: number,
  { promptTokens, promptTokensSquared }: Pick<StageLoad, 'promptTokens' | 'promptTokensSquared'>,
  valueBytes: number,
  kind: PrefillAttention,
): AttentionWork {
  const heads = model.heads / devices;
  const keyValueHeads = keyValueHeadsOfDevice(model, devices);
  const operations = heads * promptTokensSquared * (4 * HEAD_WIDTH + SOFTMAX_OPERATIONS);
  const ends = 2 * valueBytes * (heads + keyValueHeads) * HEAD_WIDTH * promptTokens;
  if (kind === 'fused') return { operations: operations / 2, bytes: ends };
  return { operations, bytes: ends + 2 * valueBytes * heads * promptTokensSquared };
}
