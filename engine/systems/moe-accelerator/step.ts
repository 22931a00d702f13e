// Time of a decoding step and of the pass over a prompt, layer by layer with what must be copied.

import { NVLINK_3 } from '../../components/links.ts';
import { memoryRoof, ratesOf as memoryRates } from '../../components/memory-processors.ts';
import {
  expertParameters,
  HEAD_WIDTH,
  type MixtureShape,
} from '../../components/workloads/served-mixtures.ts';
import { splitExperts } from '../../simulation/co-processing.ts';
import {
  decodeStep,
  passSeconds,
  promptPass,
  type Layout,
  type Machine,
  type PassTime,
} from '../../simulation/mixture-pass.ts';
import { equalLayersTime } from '../../simulation/prefetch-pipeline.ts';
import { codeFactor, NEAR_MEMORY_RATES } from './area.ts';
import { ratesOf, vectorTime } from './compute.ts';
import type { Memories } from './memories.ts';
import type { AcceleratorDesign } from './parameters.ts';
import { residencyOf, type Residency } from './residency.ts';
import { distinctExperts, stragglerOf, touchedExperts, type Routing } from './routing.ts';
import { activeShareOf, cachedTokenBytes, unionShare, type WeightBytes } from './shape.ts';

/** Everything that a step needs to know of a design. */
export interface Plan {
  readonly design: AcceleratorDesign;
  readonly shape: MixtureShape;
  readonly bytes: WeightBytes;
  readonly memories: Memories;
  readonly routing: Routing;
}

/** Kernels of a layer, each started by the hardware: 1-2 us (SN40L, arXiv 2405.07518), middle taken; four are assumed. */
const LAYER_OVERHEAD = 4 * 1.5e-6;
/** Collectives of a layer. */
const COLLECTIVES = 4;

/** Seconds of a step or pass by what takes them; they add up to `total`. */
export interface StepTime {
  readonly pass: PassTime;
  /** Routed experts shared between arrays and processors at the memory; 0 without the latter. */
  readonly splitExperts: number;
  /** Busy seconds of both in it. */
  readonly onArrays: number;
  readonly inMemory: number;
  readonly vector: number;
  /** Activations that do not fit the on-chip memory, and weights that stay in it (negative). */
  readonly spilled: number;
  readonly pinned: number;
  /** Copies that no computing hides. */
  readonly exposedCopies: number;
  readonly total: number;
  readonly residency: Residency;
  readonly spilledBytes: number;
  readonly pinnedBytes: number;
  /** Share of an expert's inner channels read for all of its tokens. */
  readonly unionShare: number;
  /** Distinct experts of a layer over all devices. */
  readonly distinct: number;
  readonly straggler: number;
}

/** Arithmetic, memory and links of one accelerator for a pass with the given rates. */
function machineOf({ design, memories }: Plan, rates: { dense: number; expert: number }): Machine {
  const { devices } = design;
  const overhead = LAYER_OVERHEAD + (devices > 1 ? COLLECTIVES * NVLINK_3.latency : 0);
  return {
    cards: devices,
    devices,
    bandwidth: memories.hbm.bandwidth / codeFactor(design['protection.interfaces']),
    capacity: memories.hbm.capacity,
    denseRate: rates.dense,
    expertRate: rates.expert,
    denseOverhead: overhead,
    expertOverhead: overhead,
    overlaps: true,
    linkRate: () => NVLINK_3.bandwidth,
    power: design.power_limit,
  };
}

function layoutOf({ design, shape }: Plan, machine: Machine): Layout {
  const attention = Math.min(design.devices, design.key_value_heads);
  return {
    shape,
    machine,
    attention,
    replicas: design.devices / attention,
    expertSplit: 1,
    weightBytes: design.weight_bits / 8,
    keyValueBits: design.key_value_bits,
    rateShare: design.activation_bits === 16 ? 0.5 : 1,
    reduceScatter: true,
    fused: false,
  };
}

/** A step that decodes one token for each of `sequences`, which have `context` cached tokens each. */
export function decodeTime(plan: Plan, sequences: number, context: number): StepTime {
  return timeOf(plan, sequences, context, sequences, false);
}

/** The pass over one prompt. */
export function promptTime(plan: Plan, promptTokens: number): StepTime {
  return timeOf(plan, promptTokens, promptTokens, 1, true);
}

function timeOf(plan: Plan, tokens: number, context: number, sequences: number, prompt: boolean): StepTime {
  const { design, shape, bytes, memories, routing } = plan;
  const { devices } = design;
  const activeShare = activeShareOf(design);
  const distinct = distinctExperts(routing.chances, tokens);
  const expertTokens = (tokens * shape.active) / distinct;
  const union = unionShare(activeShare, expertTokens);
  const attention = Math.min(devices, design.key_value_heads);
  const localTokens = prompt ? tokens : Math.ceil(tokens / (devices / attention));
  const rates = ratesOf(design, localTokens, expertTokens, distinct / devices);
  const machine = machineOf(plan, { dense: rates.dense, expert: rates.expert / activeShare });
  const layout = layoutOf(plan, machine);
  const straggler = stragglerOf(design, routing, tokens);
  const load = {
    tokens,
    straggler,
    imbalance: 0,
    unbalanced: 0,
    touched: touchedExperts(routing, tokens) * union,
    distinct,
    busiest: 0,
  };
  const stored = codeFactor(design['protection.interfaces']);
  const residency = residencyOf(design, shape, routing, memories, bytes, tokens, stored);

  const beside = design.near_memory !== 'none';
  const own = beside
    ? withMemoryProcessors(plan, layout, tokens, context, union, activeShare, prompt)
    : undefined;
  const used = own === undefined ? layout : own.layout;
  const shown = own === undefined ? load : { ...load, touched: 0 };
  const pass = prompt ? promptPass(used, 1, context, shown) : decodeStep(used, sequences, 1, context, shown);

  const working = localTokens * (2 * shape.width + 2 * shape.expertWidth) * (design.activation_bits / 8);
  const room = design.sram_capacity / 2;
  const spilledBytes = 2 * shape.layers * Math.max(0, working - room);
  const spilled = spilledBytes / machine.bandwidth;
  const localOthers = bytes.others / devices;
  const pinnedBytes = Math.min(localOthers, Math.max(0, design.sram_capacity - Math.min(working, room)));
  const pinned = -Math.min(pinnedBytes / machine.bandwidth, pass.attentionWeights + pass.sharedWeights);
  const vector = vectorTime(design, tokens, prompt ? context / 2 : context, activeShare);

  const split = own?.time ?? 0;
  const computing = passSeconds(pass) + split + vector + spilled + pinned;
  const { layers } = shape;
  const { copyTime } = residency;
  const total =
    copyTime === 0
      ? computing
      : equalLayersTime(layers, computing / layers, copyTime, design.pre_gating ? 1 : 0);
  return {
    pass,
    splitExperts: split,
    onArrays: own?.onArrays ?? 0,
    inMemory: own?.inMemory ?? 0,
    vector,
    spilled,
    pinned,
    exposedCopies: total - computing,
    total,
    residency,
    spilledBytes: spilledBytes * devices,
    pinnedBytes: pinnedBytes * devices,
    unionShare: union,
    distinct,
    straggler,
  };
}

/**
 * Experts shared between the arrays and the processors at the memory of the busiest device, in all layers, and a layout
 * whose caches are read by whichever of both is faster. Experts get the tokens they expect.
 */
function withMemoryProcessors(
  { design, shape, bytes, routing }: Plan,
  layout: Layout,
  tokens: number,
  context: number,
  union: number,
  activeShare: number,
  prompt: boolean,
): { readonly layout: Layout; readonly time: number; readonly onArrays: number; readonly inMemory: number } {
  const { machine } = layout;
  const { layers } = shape;
  const memory = memoryRoof(
    memoryRates(design.near_memory, NEAR_MEMORY_RATES),
    machine.bandwidth,
    VALUE_BYTES,
  );
  const arrayRate = machine.expertRate * layout.rateShare;
  const operations = 2 * expertParameters(shape);
  const weights = bytes.expert * union;
  let slowest = { time: 0, xpuTime: 0, memoryTime: 0 };
  for (const chances of routing.devices) {
    const counts = chances.map((chance) => chance * tokens);
    const used = chances.map((chance) => 1 - (1 - chance) ** tokens);
    const onArray = counts.map((count, expert) =>
      Math.max((used[expert]! * weights) / machine.bandwidth, (operations * count) / arrayRate),
    );
    const inMemory = counts.map((count, expert) =>
      Math.max(
        (used[expert]! * weights) / memory.bandwidth,
        (operations * activeShare * count) / memory.operations,
      ),
    );
    const split = splitExperts({ tokens: counts, xpu: onArray, memory: inMemory }, MEMORY_SPACES);
    if (split.time > slowest.time) slowest = split;
  }
  const cached = Math.ceil(tokens / layout.replicas) * context;
  const cacheBytes =
    (cached * cachedTokenBytes(shape, design.key_value_bits)) /
    Math.min(layout.attention, shape.keyValueHeads);
  const scores = (4 * layers * cached * shape.queryHeads * HEAD_WIDTH) / layout.attention;
  const byArrays = cacheBytes / machine.bandwidth;
  const byMemory = Math.max(cacheBytes / memory.bandwidth, scores / memory.operations);
  const share = prompt ? 1 : Math.min(1, byMemory / byArrays);
  return {
    layout: {
      ...layout,
      shape: { ...shape, active: 0 },
      keyValueBits: layout.keyValueBits * share,
    },
    time: layers * slowest.time,
    onArrays: layers * slowest.xpuTime,
    inMemory: layers * slowest.memoryTime,
  };
}

/** Values of caches are 16 bits wide in the processors at the memory. */
const VALUE_BYTES = 2;
/** Sections of the memory, each of which goes to one processor as a whole (Duplex, V-C). */
const MEMORY_SPACES = 4;
