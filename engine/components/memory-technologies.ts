// Memories from registers to solid-state disks: bandwidth of one unit, capacity, latency and energy per bit.
// Ranges of the shared constants sheet, section 5, are taken at their middle unless it says what to use; tags
// as there. No source gives standby power per device, so there is none.

import { ParetoscopeError } from '../contract/errors.ts';
import { DDR4, DDR5, HBM2E, HBM3, LPDDR5 } from './memory-tiers.ts';
import type { MemoryTier } from './memory-tiers.ts';

/** A memory technology with everything known of one unit: a chip, stack, channel, module or drive. */
export interface MemoryTechnology extends MemoryTier {
  /** What bandwidth and capacity are of. */
  readonly unit: string;
  /** Bytes one unit usually has, from and to. */
  readonly capacity: readonly [from: number, to: number];
  /** Seconds from a request to its first byte, as the processor sees it. */
  readonly latency: number;
  /** Bytes per second of writes where they differ from reads. */
  readonly writeBandwidth?: number;
}

const GB = 1e9;

export const MEMORY_TECHNOLOGIES: readonly MemoryTechnology[] = [
  {
    ...HBM2E,
    unit: 'stack',
    capacity: [16 * GB, 16 * GB],
    latency: 425e-9,
    source: `${HBM2E.source}; 350-500 ns at GPU level [known]`,
  },
  {
    ...HBM3,
    unit: 'stack',
    capacity: [16 * GB, 24 * GB],
    latency: 425e-9,
    source: `${HBM3.source}; latency as HBM2 [known]`,
  },
  {
    name: 'HBM2 stack',
    unit: 'stack',
    bandwidth: 256e9,
    capacity: [4 * GB, 8 * GB],
    latency: 425e-9,
    energyPerBit: 3.9e-12,
    source: '256 GB/s [GK-M]; 3.7-3.97 pJ/bit [MS][FG], "use 3.9"; 350-500 ns at GPU level [known]',
  },
  {
    name: 'HBM3e stack',
    unit: 'stack',
    bandwidth: 1.2e12,
    capacity: [24 * GB, 36 * GB],
    latency: 425e-9,
    energyPerBit: 3.75e-12,
    source: '1.2 TB/s [SW]; 3.5-4 pJ/bit, latency as HBM2 [known]',
  },
  {
    name: 'GDDR6, 32 bits at 16 Gb/s',
    unit: 'chip',
    bandwidth: 64e9,
    capacity: [1 * GB, 2 * GB],
    latency: 200e-9,
    energyPerBit: 7.25e-12,
    source: '64 GB/s a chip [known][d]; 7-7.5 pJ/bit of the device, 150-250 ns at GPU level [known]',
  },
  {
    name: 'GDDR6X, 384 bits at 21 Gb/s',
    unit: 'board',
    bandwidth: 1008e9,
    capacity: [24 * GB, 24 * GB],
    latency: 200e-9,
    energyPerBit: 7.25e-12,
    source: '1008 GB/s [CG][KG]; 7.25 pJ/bit, latency as GDDR6 [known]',
  },
  {
    ...LPDDR5,
    unit: '64 bits',
    capacity: [4 * GB, 16 * GB],
    latency: 115e-9,
    source: `${LPDDR5.source}; 100-130 ns [known]`,
  },
  {
    name: 'LPDDR4X-4266, 64 bits',
    unit: '64 bits',
    bandwidth: 34.1e9,
    capacity: [2 * GB, 16 * GB],
    latency: 115e-9,
    energyPerBit: 6e-12,
    source: '34.1 GB/s; 4-6 pJ/bit, "use 6"; 100-130 ns [known]',
  },
  {
    name: 'LPDDR5X-8533, 64 bits',
    unit: '64 bits',
    bandwidth: 68.3e9,
    capacity: [4 * GB, 24 * GB],
    latency: 115e-9,
    energyPerBit: 4e-12,
    source: '68.3 GB/s; 3.5-4.5 pJ/bit; 100-130 ns [known]',
  },
  {
    ...DDR4,
    unit: '64-bit channel',
    capacity: [8 * GB, 64 * GB],
    latency: 90e-9,
    source: `${DDR4.source}; 80-100 ns loaded [known]`,
  },
  {
    ...DDR5,
    unit: 'module',
    capacity: [16 * GB, 128 * GB],
    latency: 95e-9,
    source: `${DDR5.source}; 80-110 ns [known]`,
  },
  {
    name: 'CXL memory, 2.0 x16',
    unit: 'link',
    bandwidth: 50.7e9,
    capacity: [256 * GB, 256 * GB],
    latency: 205e-9,
    energyPerBit: 25.5e-12,
    source:
      '50.7 GB/s effective [secondary]; DDR5 plus 70-150 ns and 2-19 pJ/bit of link, middles [known][d]',
  },
  {
    name: 'UFS 3.1',
    unit: 'device',
    bandwidth: 2.1e9,
    writeBandwidth: 1.2e9,
    capacity: [128 * GB, 512 * GB],
    latency: 115e-6,
    energyPerBit: 80e-12,
    source: 'sequential 2.1 and 1.2 GB/s [UF]; 80-150 us random 4K, 60-100 pJ/bit [known, rough]',
  },
  {
    name: 'UFS 4.0',
    unit: 'device',
    bandwidth: 4.2e9,
    writeBandwidth: 2.8e9,
    capacity: [256 * GB, 1000 * GB],
    latency: 90e-6,
    energyPerBit: 50e-12,
    source: 'sequential 4.2 and 2.8 GB/s; 60-120 us, about 50 pJ/bit [known]',
  },
  {
    name: 'NVMe, PCIe 4.0 x4',
    unit: 'drive',
    bandwidth: 7e9,
    writeBandwidth: 5e9,
    capacity: [1000 * GB, 4000 * GB],
    latency: 75e-6,
    energyPerBit: 140e-12,
    source: '7.0 and 5.0 GB/s [UF]; 60-90 us [known]; 100-180 pJ/bit with controller [d]',
  },
  {
    name: 'NVMe, PCIe 5.0 x4',
    unit: 'drive',
    bandwidth: 13e9,
    writeBandwidth: 11e9,
    capacity: [1000 * GB, 8000 * GB],
    latency: 60e-6,
    energyPerBit: 110e-12,
    source: '12-14 and 10-12 GB/s; 50-70 us [known]; 90-130 pJ/bit [d]',
  },
];

/** A memory by name; throws `not-found` naming those there are. */
export function memoryTechnology(name: string): MemoryTechnology {
  const found = MEMORY_TECHNOLOGIES.find((technology) => technology.name === name);
  if (found === undefined) {
    throw new ParetoscopeError('not-found', `there is no memory technology "${name}"`, {
      hint: `there are ${MEMORY_TECHNOLOGIES.map((technology) => technology.name).join(', ')}`,
    });
  }
  return found;
}
