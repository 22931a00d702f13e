// Work, weights, traffic, time and energy of a grouped net, layer by layer.

import type { MetricValuesOf } from '../../contract/system.ts';
import { groupedNet, type GroupedLayer } from '../../components/workloads/grouped-nets.ts';
import { deviceOf, type Device } from './devices.ts';
import { groupSize } from './grouping.ts';
import type { Accuracies } from './measured.ts';
import type { metrics } from './metrics.ts';
import type { GroupDesign } from './parameters.ts';

/** One layer of a design, for one batch. */
export interface LayerRun {
  readonly layer: GroupedLayer;
  /** Channels in one group; all input channels of a dense layer. */
  readonly size: number;
  readonly macs: number;
  readonly weights: number;
  /** Elements read and written, of the whole batch. */
  readonly activations: number;
  readonly memoryBytes: number;
  readonly computeTime: number;
  readonly memoryTime: number;
  readonly time: number;
  readonly computeEnergy: number;
  readonly memoryEnergy: number;
  readonly bufferEnergy: number;
  readonly idleEnergy: number;
}

const nets = new Map<string, readonly GroupedLayer[]>();

/** Layers of a design's net. */
export function layersOf({
  network,
  width,
  resolution,
  kernel,
}: Pick<GroupDesign, 'network' | 'width' | 'resolution' | 'kernel'>): readonly GroupedLayer[] {
  const key = `${network}/${width}/${resolution}/${kernel}`;
  let layers = nets.get(key);
  if (layers === undefined) {
    layers = groupedNet(network, width, resolution, kernel);
    nets.set(key, layers);
  }
  return layers;
}

/**
 * Runs one layer on a batch. A layer takes the longer of computing and moving data, plus its launch; weights move once a
 * batch, activations once a picture unless they fit into the buffer.
 */
export function runLayer(layer: GroupedLayer, design: GroupDesign, device: Device): LayerRun {
  const pictures = design.batch_size;
  const size = layer.grouped ? groupSize(design, layer.inputs) : layer.inputs;
  const groups = layer.inputs / size;
  const weights = layer.taps * layer.outputs * size;
  const macs = weights * layer.outputPixels * pictures;
  const read = layer.inputs * layer.inputPixels * pictures;
  const written = layer.outputs * layer.outputPixels * pictures;
  const { bytesPerElement } = device;
  const most = device.buffer / 2 / bytesPerElement;
  const moved = weights + (read > most ? read : 0) + (written > most ? written : 0);
  const memoryBytes = moved * bytesPerElement;
  const share = device.utilisation(layer.taps, size, layer.outputs / groups, layer.grouped);
  const computeTime = macs / (device.peak * share);
  const memoryTime = memoryBytes / device.bandwidth;
  const time = Math.max(computeTime, memoryTime) + device.launch;
  return {
    layer,
    size,
    macs,
    weights,
    activations: read + written,
    memoryBytes,
    computeTime,
    memoryTime,
    time,
    computeEnergy: macs * device.macEnergy,
    memoryEnergy: memoryBytes * device.memoryEnergyPerByte,
    bufferEnergy: (weights + read + written) * bytesPerElement * device.bufferEnergyPerByte,
    idleEnergy: time * device.idlePower,
  };
}

/** Every layer of a design. */
export function runLayers(design: GroupDesign, device: Device = deviceOf(design)): LayerRun[] {
  return layersOf(design).map((layer) => runLayer(layer, design, device));
}

/** The metrics that counts and the layer model give. */
export type Modelled = Omit<MetricValuesOf<typeof metrics>, keyof Accuracies>;

/** Counts, time and energy of a design; energies and work per picture, latency per batch. */
export function modelled(design: GroupDesign): Modelled {
  const device = deviceOf(design);
  const pictures = design.batch_size;
  let latency = 0;
  let energy = 0;
  let macs = 0;
  let weights = 0;
  let traffic = 0;
  let groupMacs = 0;
  let groupWeights = 0;
  let groupActivations = 0;
  for (const layer of layersOf(design)) {
    const run = runLayer(layer, design, device);
    latency += run.time;
    energy += run.computeEnergy + run.memoryEnergy + run.bufferEnergy + run.idleEnergy;
    macs += run.macs;
    weights += run.weights;
    traffic += run.memoryBytes;
    if (layer.grouped) {
      groupMacs += run.macs;
      groupWeights += run.weights;
      groupActivations += run.activations;
    }
  }
  const { activation_weight: share } = design;
  return {
    latency,
    throughput: pictures / latency,
    energy: energy / pictures,
    efficiency: pictures / energy,
    macs_per_joule: macs / energy,
    area: device.area,
    macs: macs / pictures,
    group_macs: groupMacs / pictures,
    weights,
    weight_bytes: weights * device.bytesPerElement,
    memory_traffic: traffic / pictures,
    reuse: groupMacs / (groupWeights + groupActivations),
    weighted_reuse: groupMacs / (2 * (1 - share) * groupWeights + 2 * share * groupActivations),
  };
}
