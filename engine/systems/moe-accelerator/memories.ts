// The memory tiers of one accelerator: bandwidth, capacity, energy.

import { FLASH_ENERGY_PER_BYTE, type FlashDevice } from '../../components/flash-storage.ts';
import { memoryTechnology, type MemoryTechnology } from '../../components/memory-technologies.ts';
import type { AcceleratorDesign } from './parameters.ts';

const HBM: Readonly<Record<AcceleratorDesign['hbm_generation'], MemoryTechnology>> = {
  hbm2e: memoryTechnology('HBM2e stack'),
  hbm3: memoryTechnology('HBM3 stack'),
  hbm3e: memoryTechnology('HBM3e stack'),
};

const DRAM: Readonly<Record<'lpddr5x' | 'ddr5', MemoryTechnology>> = {
  lpddr5x: memoryTechnology('LPDDR5X-8533, 64 bits'),
  ddr5: memoryTechnology('DDR5-4800 module'),
};

const DRIVE = memoryTechnology('NVMe, PCIe 5.0 x4');

/** Share of HBM bandwidth that decoding reaches; 60-80 %, middle taken (shared constants 7) [known]. */
const HBM_EFFICIENCY = 0.7;

/** Scattered reads that wait at once, as many as LLM in a flash used threads; they overlap with transfers. */
export const FLASH_THREADS = 32;

/** A tier as one accelerator sees it. */
export interface Tier {
  /** Peak bytes per second, and what is reached of them. */
  readonly peakBandwidth: number;
  readonly bandwidth: number;
  readonly capacity: number;
  readonly energyPerBit: number;
  /** Channels, stacks or drives. */
  readonly channels: number;
}

export interface Memories {
  readonly hbm: Tier;
  readonly dram: Tier;
  readonly flash: Tier;
  /** One drive, read in pieces. */
  readonly drive: FlashDevice;
}

function tier(technology: MemoryTechnology, channels: number, efficiency: number, capacity: number): Tier {
  const peakBandwidth = channels * technology.bandwidth;
  return {
    peakBandwidth,
    bandwidth: peakBandwidth * efficiency,
    capacity: channels * capacity,
    energyPerBit: technology.energyPerBit,
    channels,
  };
}

/** 4 TB, inside the usual 1 to 8 TB. */
const DRIVE_CAPACITY = 4e12;

/** The tiers of a design. A unit has the largest capacity that its technology usually has. */
export function memoriesOf(design: AcceleratorDesign): Memories {
  const hbm = HBM[design.hbm_generation];
  const { dram_kind: kind } = design;
  const dram = DRAM[kind === 'none' ? 'ddr5' : kind];
  return {
    hbm: tier(hbm, design.hbm_stacks, HBM_EFFICIENCY, hbm.capacity[1]),
    dram: tier(dram, kind === 'none' ? 0 : design.dram_channels, 1, dram.capacity[1]),
    flash: {
      ...tier(DRIVE, design.flash_drives, 1, DRIVE_CAPACITY),
      energyPerBit: FLASH_ENERGY_PER_BYTE / 8,
    },
    drive: {
      sequentialBandwidth: DRIVE.bandwidth,
      firstByteLatency: DRIVE.latency,
      parallelReads: FLASH_THREADS,
      overlap: 1,
    },
  };
}
