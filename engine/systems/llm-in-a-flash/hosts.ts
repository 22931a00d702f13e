// The machines: what flash, DRAM, copying and arithmetic reach. Fitted to the published times of OPT 6.7B, with the
// window of 5 tokens and 16-bit weights, so that other models, windows and budgets on them are predictions.

import { IDLE_POWER_SHARE } from '../../components/devices.ts';
import { FP16_7NM, FP32_7NM, multiplyAccumulateEnergy } from '../../components/energy.ts';
import type { FlashDevice } from '../../components/flash-storage.ts';
import { LPDDR5 } from '../../components/memory-tiers.ts';
import type { FlashDesign } from './parameters.ts';

/** One machine. */
export interface Host {
  readonly name: string;
  /** Floating-point operations per second on dense layers of one token. */
  readonly flopRate: number;
  /** Bytes per second that arithmetic gets from DRAM. */
  readonly byteRate: number;
  /** Seconds that a layer takes more when only some neurons are used: gathering, waiting for the processor. */
  readonly sparseLayerTime: number;
  /** Bytes per second of moving rows within the resident neurons. */
  readonly copyRate: number;
  /** Bytes of DRAM (or of GPU memory) that the machine has. */
  readonly memoryCapacity: number;
  /** Reads that wait on flash at once, and how far waiting hides behind transfers. */
  readonly parallelReads: number;
  readonly readOverlap: number;
  readonly memoryEnergyPerBit: number;
  readonly multiplyAccumulateEnergy: number;
  /** Watts that are drawn whatever happens. */
  readonly basePower: number;
}

/** Decoding reaches 60-80 % of memory bandwidth, middle taken (shared constants 7) [known]. */
const MEMORY_EFFICIENCY = 0.7;
/** Energy to move a bit to or from GDDR6X, joules (shared constants 5) [known]. */
const GDDR6X_ENERGY_PER_BIT = 7.25e-12;
const FP32_OPERATION = multiplyAccumulateEnergy(FP32_7NM, FP32_7NM);
const FP16_OPERATION = multiplyAccumulateEnergy(FP16_7NM, FP32_7NM);
/** Package of an M1 Max: 60-90 W, middle taken; an M2 Ultra is two such dies [known]. */
const M1_MAX_POWER = 75;

/**
 * Scattered reads on the M1 Max: 5.83 us each and 46 % of the shorter part hidden give 1.25 GB/s for single and 2.25
 * GB/s for bundled rows. The other two machines read faster than that sum allows; waiting and transfer are taken to
 * overlap fully there.
 */
const M1_MAX_FLASH = { parallelReads: 16, readOverlap: 0.458 };
const FULL_OVERLAP_FLASH = { parallelReads: 32, readOverlap: 1 };

const HOSTS = {
  'm1-max-cpu': {
    name: 'M1 Max, CPU',
    flopRate: 13.6e9,
    byteRate: 200e9 * MEMORY_EFFICIENCY,
    sparseLayerTime: 1.99e-3,
    copyRate: 7.5e9,
    memoryCapacity: 64e9,
    ...M1_MAX_FLASH,
    memoryEnergyPerBit: LPDDR5.energyPerBit,
    multiplyAccumulateEnergy: FP32_OPERATION,
    basePower: M1_MAX_POWER * IDLE_POWER_SHARE,
  },
  'm1-max-gpu': {
    name: 'M1 Max, GPU',
    flopRate: 69e9,
    byteRate: 400e9 * MEMORY_EFFICIENCY,
    sparseLayerTime: 10.86e-3,
    copyRate: 12.3e9,
    memoryCapacity: 64e9,
    ...M1_MAX_FLASH,
    memoryEnergyPerBit: LPDDR5.energyPerBit,
    multiplyAccumulateEnergy: FP16_OPERATION,
    basePower: M1_MAX_POWER * IDLE_POWER_SHARE,
  },
  'm2-ultra-gpu': {
    name: 'M2 Ultra, GPU',
    flopRate: 180e9,
    byteRate: 800e9 * MEMORY_EFFICIENCY,
    sparseLayerTime: 7.04e-3,
    copyRate: 53.7e9,
    memoryCapacity: 192e9,
    ...FULL_OVERLAP_FLASH,
    memoryEnergyPerBit: LPDDR5.energyPerBit,
    multiplyAccumulateEnergy: FP16_OPERATION,
    basePower: 2 * M1_MAX_POWER * IDLE_POWER_SHARE,
  },
  'rtx-4090': {
    name: 'RTX 4090',
    flopRate: 165e12 * 0.5,
    byteRate: 600e9,
    sparseLayerTime: 0.052e-3,
    copyRate: 12.6e9,
    memoryCapacity: 24e9,
    ...FULL_OVERLAP_FLASH,
    memoryEnergyPerBit: GDDR6X_ENERGY_PER_BIT,
    multiplyAccumulateEnergy: FP16_OPERATION,
    basePower: 450 * IDLE_POWER_SHARE,
  },
} as const satisfies Record<string, Host>;

export type HostName = keyof typeof HOSTS;
export const HOST_NAMES = Object.keys(HOSTS) as readonly HostName[];

/** The machine of a design. */
export function hostOf(name: HostName): Host {
  return HOSTS[name];
}

/** The flash of a design: its knobs on the machine's own parallelism. */
export function flashOf(design: FlashDesign): FlashDevice {
  const { parallelReads, readOverlap } = HOSTS[design.host];
  return {
    sequentialBandwidth: design.flash_bandwidth,
    firstByteLatency: design.flash_latency,
    parallelReads,
    overlap: readOverlap,
  };
}
