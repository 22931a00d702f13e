// A machine as roofs, links and capacities.

import { allReduceTime, allToAllTime } from '../../components/collectives.ts';
import type { Link } from '../../components/links.ts';
import type { Roof } from '../../components/roofline.ts';
import { memoryRoof, ratesOf } from '../../components/memory-processors.ts';
import type { MemoryProcessorKind } from '../../components/memory-processors.ts';
import type { DuplexDesign } from './parameters.ts';
import { expertParameters, keyValueElements, MIXTRAL, sharedParameters } from './models.ts';
import type { LanguageModel } from './models.ts';

export interface Machine {
  readonly kind: MemoryProcessorKind;
  readonly devices: number;
  readonly devicesPerNode: number;
  readonly nodes: number;
  /** Roofs of one device; without a memory processor the second is never used. */
  readonly xpu: Roof;
  readonly memory: Roof;
  /** Bytes of memory of one device. */
  readonly deviceCapacity: number;
  readonly insideNode: Link;
  readonly betweenNodes: Link;
}

/** Latency between nodes: the default of the open simulator of the same laboratory. */
const NODE_LATENCY = 0.5e-6;

// The paper counts no energy for links, so neither is it counted here.
const NO_ENERGY = 0;
const SOURCE = 'parameters of the design';

/** The machine of a design. */
export function machineOf(design: DuplexDesign): Machine {
  const bandwidth = design.stacks * design.stack_bandwidth * design.memory_efficiency;
  const kind = design.memory_processor;
  const wide = {
    bandwidthMultiplier: design.bandwidth_multiplier,
    operationsPerByte: design.operations_per_byte,
  };
  return {
    kind,
    devices: design.devices_per_node * design.nodes,
    devicesPerNode: design.devices_per_node,
    nodes: design.nodes,
    xpu: { bandwidth, operations: (design.xpu_peak * 2) / design.value_bytes },
    memory: memoryRoof(ratesOf(kind, wide), bandwidth, design.value_bytes),
    deviceCapacity: design.stacks * design.stack_capacity,
    insideNode: {
      name: 'inside a node',
      bandwidth: design.device_link_bandwidth,
      latency: design.hop_latency,
      energyPerBit: NO_ENERGY,
      source: SOURCE,
    },
    betweenNodes: {
      name: 'between nodes',
      bandwidth: design.node_link_bandwidth,
      latency: NODE_LATENCY,
      energyPerBit: NO_ENERGY,
      source: SOURCE,
    },
  };
}

/** Seconds of a ring all-reduce of `bytes` over the devices of a node. */
export function nodeAllReduce(machine: Machine, bytes: number): number {
  return allReduceTime('ring', machine.devicesPerNode, bytes, machine.insideNode);
}

/**
 * Seconds until each device has sent different parts of its `bytes` to every other: to those of its node over their
 * links, to others over the slower one, one after another.
 */
export function machineAllToAll(machine: Machine, bytes: number): number {
  const { devices, devicesPerNode, nodes, insideNode, betweenNodes } = machine;
  const inside = allToAllTime(devicesPerNode, bytes / nodes, insideNode);
  const away = devices - devicesPerNode;
  if (away === 0) return inside;
  return inside + away * (betweenNodes.latency + bytes / devices / betweenNodes.bandwidth);
}

/** Where the bytes of a machine's memory go. */
export interface MemoryUse {
  readonly capacity: number;
  readonly experts: number;
  readonly shared: number;
  /** Left for keys and values; negative if the weights do not fit. */
  readonly left: number;
  /** Tokens whose keys and values fit in what is left. */
  readonly tokens: number;
}

/**
 * Memory of the machine. Experts are stored once, everything else once a node; a key-value head that several devices
 * need is on each of them. Activations are not counted.
 */
export function memoryUse(machine: Machine, model: LanguageModel, valueBytes: number): MemoryUse {
  const capacity = machine.devices * machine.deviceCapacity;
  const experts = expertParameters(model) * valueBytes;
  const shared = machine.nodes * sharedParameters(model) * valueBytes;
  const left = capacity - experts - shared;
  const copies = Math.max(1, machine.devicesPerNode / model.keyValueHeads);
  return {
    capacity,
    experts,
    shared,
    left,
    tokens: Math.max(0, Math.floor(left / (copies * keyValueElements(model) * valueBytes))),
  };
}

/**
 * Requests of `requestTokens` that a machine of two GPUs and two devices with memory processors can hold (III-B): the
 * latter hold the experts of Mixtral and all keys and values, the GPUs the rest.
 */
export function heterogeneousBatch(requestTokens: number): number {
  const left = 2 * 5 * 16 * 2 ** 30 - 2 * expertParameters(MIXTRAL);
  return Math.floor(left / (2 * keyValueElements(MIXTRAL) * requestTokens));
}
