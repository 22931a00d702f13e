// Costs of a design: every layer through the array and its memories, then energies and areas per event.

import type { DesignOf } from '../../contract/system.ts';
import { DDR4, DDR5, HBM2E, HBM3, LPDDR5, type MemoryTier } from '../../components/memory-tiers.ts';
import {
  FORMAT_BYTES,
  macArea,
  macEnergy,
  PARTIAL_SUM_BYTES,
  registerArea,
  registerEnergy,
} from '../../components/operations.ts';
import { sramArea, sramEnergy } from '../../components/sram.ts';
import type { MatrixProduct } from '../../components/workloads/convolution.ts';
import { runMemory, type ArrayMemory, type MemoryRun } from '../../simulation/systolic-memory.ts';
import { runProduct, type ArrayRun } from '../../simulation/systolic-array.ts';
import type { parameters } from './parameters.ts';
import { workloadProducts } from './workload.ts';

export type SystolicDesign = DesignOf<typeof parameters>;

export const MEMORIES: Readonly<Record<SystolicDesign['memory'], MemoryTier>> = {
  lpddr5: LPDDR5,
  ddr4: DDR4,
  ddr5: DDR5,
  hbm2e: HBM2E,
  hbm3: HBM3,
};

/** One layer's run, for one of its `product.count` equal products. */
export interface LayerRun {
  readonly product: MatrixProduct;
  readonly array: ArrayRun;
  readonly memory: MemoryRun;
}

/** Events and times of a whole pass. */
export interface Totals {
  macs: number;
  arrayCycles: number;
  stallCycles: number;
  /** Processing-element places in all folds, and those that held work. */
  places: number;
  mappedPlaces: number;
  inputReads: number;
  filterReads: number;
  outputAccesses: number;
  /** Of `outputAccesses`, those of partial sums, which are wider. */
  partialSumAccesses: number;
  inputTraffic: number;
  filterTraffic: number;
  outputTraffic: number;
}

/** Joules by cause. */
export interface EnergyParts {
  readonly macs: number;
  readonly registers: number;
  readonly inputSram: number;
  readonly filterSram: number;
  readonly outputSram: number;
  readonly dram: number;
}

/** Square millimetres by part. */
export interface AreaParts {
  readonly macs: number;
  readonly registers: number;
  readonly inputSram: number;
  readonly filterSram: number;
  readonly outputSram: number;
}

function memoryOf(design: SystolicDesign): ArrayMemory {
  return {
    inputBytes: design.input_sram,
    filterBytes: design.filter_sram,
    outputBytes: design.output_sram,
    bytesPerCycle: design.bandwidth / design.clock,
    elementBytes: FORMAT_BYTES[design.precision],
    partialSumBytes: PARTIAL_SUM_BYTES,
  };
}

/** Runs every layer of the workload. */
export function runLayers(design: SystolicDesign): readonly LayerRun[] {
  const shape = { rows: design.array_rows, columns: design.array_columns };
  const memory = memoryOf(design);
  return workloadProducts(design).map((product) => {
    const array = runProduct(shape, design.dataflow, product);
    return {
      product,
      array,
      memory: runMemory(shape, design.dataflow, product, array, memory, product.uniqueInputs),
    };
  });
}

/** Stalls of `count` equal products that follow each other. */
export function layerStallCycles(memory: MemoryRun, count: number): number {
  return memory.stallCycles + (count - 1) * memory.repeatStallCycles;
}

/**
 * Adds layers up. The equal products of one layer follow each other without a gap, so their first load and
 * last store are exposed once.
 */
export function total(layers: readonly LayerRun[], design: SystolicDesign): Totals {
  const totals: Totals = {
    macs: 0,
    arrayCycles: 0,
    stallCycles: 0,
    places: 0,
    mappedPlaces: 0,
    inputReads: 0,
    filterReads: 0,
    outputAccesses: 0,
    partialSumAccesses: 0,
    inputTraffic: 0,
    filterTraffic: 0,
    outputTraffic: 0,
  };
  const elements = design.array_rows * design.array_columns;
  for (const { product, array, memory } of layers) {
    const { count } = product;
    const places = array.outerFolds * array.innerFolds * elements * count;
    const outputs = product.rows * product.columns;
    const outputAccesses = array.outputWrites + array.outputReads;
    totals.macs += outputs * product.inner * count;
    totals.arrayCycles += array.cycles * count;
    totals.stallCycles += layerStallCycles(memory, count) + memory.exposedCycles;
    totals.places += places;
    totals.mappedPlaces += array.mappingEfficiency * places;
    totals.inputReads += array.inputReads * count;
    totals.filterReads += array.filterReads * count;
    totals.outputAccesses += outputAccesses * count;
    totals.partialSumAccesses += (outputAccesses - outputs) * count;
    totals.inputTraffic += memory.inputTraffic * count;
    totals.filterTraffic += memory.filterTraffic * count;
    totals.outputTraffic += memory.outputTraffic * count;
  }
  return totals;
}

/**
 * Energy of a pass. Each multiply-accumulate passes both operands on to a neighbour's register and updates a
 * 32-bit sum; each SRAM access costs what its macro costs per bit, at one width.
 */
export function energyParts(totals: Totals, design: SystolicDesign): EnergyParts {
  const { node, precision } = design;
  const elementBits = 8 * FORMAT_BYTES[precision];
  const sumBits = 8 * PARTIAL_SUM_BYTES;
  const outputBits =
    totals.partialSumAccesses * sumBits + (totals.outputAccesses - totals.partialSumAccesses) * elementBits;
  const traffic = totals.inputTraffic + totals.filterTraffic + totals.outputTraffic;
  return {
    macs: totals.macs * macEnergy(precision, node),
    registers: totals.macs * (2 * elementBits + sumBits) * registerEnergy(node),
    inputSram: totals.inputReads * sramEnergy(design.input_sram, elementBits, node),
    filterSram: totals.filterReads * sramEnergy(design.filter_sram, elementBits, node),
    outputSram: outputBits * sramEnergy(design.output_sram, 1, node),
    dram: traffic * 8 * MEMORIES[design.memory].energyPerBit,
  };
}

/** Area of the array and its SRAMs. */
export function areaParts(design: SystolicDesign): AreaParts {
  const { node, precision } = design;
  const elements = design.array_rows * design.array_columns;
  const registerBits = 8 * (2 * FORMAT_BYTES[precision] + PARTIAL_SUM_BYTES);
  return {
    macs: elements * macArea(precision, node),
    registers: elements * registerBits * registerArea(node),
    inputSram: sramArea(design.input_sram, node),
    filterSram: sramArea(design.filter_sram, node),
    outputSram: sramArea(design.output_sram, node),
  };
}

/** Metrics of a design. */
export function evaluateDesign(design: SystolicDesign) {
  return summarise(total(runLayers(design), design), design);
}

/** Metrics from totals. */
export function summarise(totals: Totals, design: SystolicDesign) {
  const elements = design.array_rows * design.array_columns;
  const cycles = totals.arrayCycles + totals.stallCycles;
  const latency = cycles / design.clock;
  const joules = energyParts(totals, design);
  const energy =
    joules.macs + joules.registers + joules.inputSram + joules.filterSram + joules.outputSram + joules.dram;
  const square = areaParts(design);
  return {
    latency,
    energy,
    area: square.macs + square.registers + square.inputSram + square.filterSram + square.outputSram,
    utilisation: totals.macs / (cycles * elements),
    array_utilisation: totals.macs / (totals.arrayCycles * elements),
    mapping_efficiency: totals.mappedPlaces / totals.places,
    array_cycles: totals.arrayCycles,
    stall_cycles: totals.stallCycles,
    sram_accesses: totals.inputReads + totals.filterReads + totals.outputAccesses,
    dram_traffic: totals.inputTraffic + totals.filterTraffic + totals.outputTraffic,
    throughput: (2 * totals.macs) / latency,
    energy_delay: energy * latency,
    power: energy / latency,
  };
}
