// Accelerators and machines built from them: dense peaks, memory, power, area. Tags as in the shared constants sheet.

import { HBM2E, HBM3 } from './memory-tiers.ts';
import type { MemoryTier } from './memory-tiers.ts';

/** One accelerator package. */
export interface Device {
  readonly name: string;
  /** Dense 16-bit floating-point operations per second. */
  readonly peakFlops: number;
  /** Bytes of high-bandwidth memory. */
  readonly memoryCapacity: number;
  /** Bytes per second of high-bandwidth memory. */
  readonly memoryBandwidth: number;
  readonly memory: MemoryTier;
  /** Watts at full load. */
  readonly thermalDesignPower: number;
  /** Silicon of the processor, mm², without memory. */
  readonly area: number;
  readonly source: string;
}

export const A100_80: Device = {
  name: 'A100 80 GB SXM4',
  peakFlops: 312e12,
  memoryCapacity: 80e9,
  memoryBandwidth: 2.039e12,
  memory: HBM2E,
  thermalDesignPower: 400,
  area: 826,
  source: 'shared constants 7 [GK-A]',
};

export const H100_SXM: Device = {
  name: 'H100 SXM5',
  peakFlops: 989.4e12,
  memoryCapacity: 80e9,
  memoryBandwidth: 3.35e12,
  memory: HBM3,
  thermalDesignPower: 700,
  area: 814,
  source: 'shared constants 7 [GK-H][EX]',
};

/** One server of several accelerators and a host. */
export interface Server {
  readonly name: string;
  readonly device: Device;
  readonly devices: number;
  /** Bytes of host memory. */
  readonly hostCapacity: number;
  /** Bytes per second from host memory to the accelerators. */
  readonly hostBandwidth: number;
  readonly source: string;
}

export const DGX_A100: Server = {
  name: 'DGX A100',
  device: A100_80,
  devices: 8,
  hostCapacity: 2e12,
  hostBandwidth: 32e9,
  source: 'SN40L paper VI-C: 32 GB/s host to GPU; 2 TB of host memory [known]',
};

export const DGX_H100: Server = {
  name: 'DGX H100',
  device: H100_SXM,
  devices: 8,
  hostCapacity: 2e12,
  hostBandwidth: 64e9,
  source: 'SN40L paper VI-C: 64 GB/s host to GPU; 2 TB of host memory [known]',
};

/** One SN40L socket: two dies and its memories. */
export const SN40L_SOCKET = {
  computeUnits: 1040,
  memoryUnits: 1040,
  peakFlops: 638e12,
  sramCapacity: 520 * 2 ** 20,
  hbmCapacity: 64 * 2 ** 30,
  hbmBandwidth: 1.8e12,
  ddrCapacity: 1.5 * 2 ** 40,
  ddrBandwidth: 200e9,
  /** Upper bound: two dies below 650 mm² each. */
  area: 1300,
  /** A rack of 16 sockets draws about 10 kW on average [secondary]. */
  averagePower: 625,
  source: 'SN40L paper I-III (units, peak, capacities); study notes on IV-V (bandwidths, die size)',
} as const;

/** Share of full power that an idle accelerator draws; 10-25 %, middle taken (shared constants 7) [known]. */
export const IDLE_POWER_SHARE = 0.175;
