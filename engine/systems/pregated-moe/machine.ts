// The GPU, the path that experts come by, and how long a block takes on it.

import { A100_80, H100_SXM, IDLE_POWER_SHARE } from '../../components/devices.ts';
import { DEVICES, type CatalogueDevice } from '../../components/device-catalogue.ts';
import { movementEnergy, multiplyAccumulateEnergy, FP32_7NM } from '../../components/energy.ts';
import { FLASH_ENERGY_PER_BYTE } from '../../components/flash-storage.ts';
import { PCIE_4_X16 } from '../../components/links.ts';
import { DDR4, HBM2E } from '../../components/memory-tiers.ts';
import {
  blockKeyValueElements,
  blockWeights,
  expertWeights,
  LAYERS_PER_BLOCK,
  type SwitchShape,
} from './models.ts';
import type { PregatedDesign } from './parameters.ts';

export const GPU_NAMES = ['a100-40', 'a100-80', 'h100'] as const;
export type GpuName = (typeof GPU_NAMES)[number];

export interface Gpu {
  /** Bytes, and bytes per second. */
  readonly memoryCapacity: number;
  readonly memoryBandwidth: number;
  /** 32-bit operations per second. */
  readonly peakFlops: number;
  /** Watts at full load. */
  readonly power: number;
}

function catalogued(name: string): CatalogueDevice {
  return DEVICES.find((device) => device.name === name)!;
}

const A100_40 = catalogued('A100-40 SXM4');

export const GPUS: Readonly<Record<GpuName, Gpu>> = {
  'a100-40': {
    memoryCapacity: A100_40.memoryCapacity!,
    memoryBandwidth: A100_40.memoryBandwidth,
    peakFlops: A100_40.peaks.fp32!,
    power: A100_40.power!,
  },
  'a100-80': {
    memoryCapacity: A100_80.memoryCapacity,
    memoryBandwidth: A100_80.memoryBandwidth,
    peakFlops: A100_40.peaks.fp32!,
    power: A100_80.thermalDesignPower,
  },
  h100: {
    memoryCapacity: H100_SXM.memoryCapacity,
    memoryBandwidth: H100_SXM.memoryBandwidth,
    peakFlops: catalogued('H100 SXM5').peaks.fp32!,
    power: H100_SXM.thermalDesignPower,
  },
};

/**
 * Seconds that one decoder layer takes beyond reading its bytes: launches and small kernels of FasterTransformer at a
 * batch of one. Fitted to 137 tokens/s of Switch-Base with all experts on the GPU, and used for every model and GPU.
 */
export const LAYER_OVERHEAD = 0.5797e-3;

/** Bytes of an expert's weight in each format. Scales of the small formats are left out. */
export const FORMAT_BYTES = { fp32: 4, fp16: 2, int8: 1, '4-bit': 0.5 } as const;
export type ExpertFormat = keyof typeof FORMAT_BYTES;
export const EXPERT_FORMATS = Object.keys(FORMAT_BYTES) as readonly ExpertFormat[];

/** Bytes of the weights that are no experts, and of keys and values: as the experts', but never below 16 bits. */
export function denseBytesPerWeight(format: ExpertFormat): number {
  return Math.max(2, FORMAT_BYTES[format]);
}

/** Parts of the seconds that a block computes. */
export interface BlockTime {
  readonly weights: number;
  readonly keysAndValues: number;
  readonly overhead: number;
  readonly total: number;
  /** Bytes read from GPU memory. */
  readonly bytes: number;
  readonly multiplyAccumulates: number;
}

/**
 * Time of one block (a layer with experts, a dense one, and a share of the output layer) that uses `active` experts.
 * Reading bytes or arithmetic, whichever is longer, and the overhead of its two layers. Half of the answer is taken to be
 * behind it, so a beam has half of the answer's keys and values, and a prompt as long as the answer.
 */
export function blockTime(design: PregatedDesign, shape: SwitchShape, active: number): BlockTime {
  const gpu = GPUS[design.gpu];
  const dense = denseBytesPerWeight(design.expert_format);
  const weightBytes =
    blockWeights(shape, design.experts) * dense +
    active * expertWeights(shape) * FORMAT_BYTES[design.expert_format];
  const positions = design.batch * design.sequence * (design.beams / 2 + 1);
  const keyValueBytes = positions * blockKeyValueElements(shape) * dense;
  const rows = design.batch * design.beams;
  const multiplyAccumulates =
    rows * (blockWeights(shape, design.experts) + expertWeights(shape)) +
    rows * 1.5 * design.sequence * blockKeyValueElements(shape);
  const reading = (weightBytes + keyValueBytes) / gpu.memoryBandwidth;
  const stretched = Math.max(1, (2 * multiplyAccumulates) / gpu.peakFlops / reading);
  const weights = (weightBytes / gpu.memoryBandwidth) * stretched;
  const keysAndValues = (keyValueBytes / gpu.memoryBandwidth) * stretched;
  const overhead = LAYERS_PER_BLOCK * LAYER_OVERHEAD;
  return {
    weights,
    keysAndValues,
    overhead,
    total: weights + keysAndValues + overhead,
    bytes: weightBytes + keyValueBytes,
    multiplyAccumulates,
  };
}

/** Bytes per second at which experts reach the GPU. */
export function migrationBandwidth(design: PregatedDesign): number {
  return design.storage === 'ssd'
    ? Math.min(design.ssd_bandwidth, design.copy_bandwidth)
    : design.copy_bandwidth;
}

/** Joules for a token by cause; no energy is published. */
export interface TokenEnergy {
  readonly idle: number;
  readonly gpuMemory: number;
  readonly arithmetic: number;
  readonly migration: number;
}

/** Energy of a token: power that an idle GPU draws, bytes read and moved, and arithmetic. */
export function tokenEnergy(
  design: PregatedDesign,
  seconds: number,
  bytesRead: number,
  bytesMigrated: number,
  multiplyAccumulates: number,
): TokenEnergy {
  const path = PCIE_4_X16.energyPerBit + DDR4.energyPerBit + HBM2E.energyPerBit;
  const storage = design.storage === 'ssd' ? bytesMigrated * FLASH_ENERGY_PER_BYTE : 0;
  return {
    idle: IDLE_POWER_SHARE * GPUS[design.gpu].power * seconds,
    gpuMemory: movementEnergy(bytesRead, HBM2E.energyPerBit),
    arithmetic: multiplyAccumulates * multiplyAccumulateEnergy(FP32_7NM, FP32_7NM),
    migration: movementEnergy(bytesMigrated, path) + storage,
  };
}
