// Memory technologies: bandwidth of one device or channel and energy to move a bit. Tags as in the shared constants
// sheet: [known] general knowledge, [MS] a public many-core simulator's header, [d] derived.

/** One memory technology. */
export interface MemoryTier {
  readonly name: string;
  /** Peak bytes per second of one stack, channel or module. */
  readonly bandwidth: number;
  /** Joules to move one bit to or from the processor, interface included. */
  readonly energyPerBit: number;
  readonly source: string;
}

export const HBM2E: MemoryTier = {
  name: 'HBM2e stack',
  bandwidth: 408e9,
  energyPerBit: 3.9e-12,
  source: 'shared constants 5: 2039/5 GB/s as used in the A100 [d]; 3.7-3.97 pJ/bit, "use 3.9" [MS]',
};

export const HBM3: MemoryTier = {
  name: 'HBM3 stack',
  bandwidth: 670e9,
  energyPerBit: 4e-12,
  source: 'shared constants 5: 3350/5 GB/s as used in the H100 [d]; 3-5 pJ/bit, "use 4" [secondary]',
};

export const DDR4: MemoryTier = {
  name: 'DDR4-3200 channel',
  bandwidth: 25.6e9,
  energyPerBit: 18e-12,
  source: 'shared constants 5: 25.6 GB/s per 64-bit channel, 15-22 pJ/bit (middle taken) [known]',
};

export const DDR5: MemoryTier = {
  name: 'DDR5-4800 module',
  bandwidth: 38.4e9,
  energyPerBit: 15e-12,
  source: 'shared constants 5: 38.4 GB/s per module, 12-18 pJ/bit (middle taken) [known]',
};

export const LPDDR5: MemoryTier = {
  name: 'LPDDR5-6400, 64 bits',
  bandwidth: 51.2e9,
  energyPerBit: 4.5e-12,
  source: 'shared constants 5: 51.2 GB/s per 64 bits, 4-5 pJ/bit, "use 4.5" [known]',
};

/** Area of an SRAM macro at 5 nm, mm² per MiB. Shared constants 4: 31.8 Mib/mm² at N5 [d from WC]. */
export const SRAM_AREA_5NM = 0.252;

/** Energy to read or write a bit of large on-chip SRAM at 5 nm, joules; 0.1-0.3 pJ/bit, middle taken [known]. */
export const SRAM_ENERGY_PER_BIT_5NM = 0.2e-12;

/**
 * Area of an HBM interface and controller, mm²: 6 mm² plus 1 mm² for every 1070 Gb/s (shared constants 2, [MS]).
 * `bandwidth` in bytes per second.
 */
export function hbmInterfaceArea(bandwidth: number): number {
  return 6 + (bandwidth * 8) / 1e9 / 1070;
}

/**
 * Share of the DDR bandwidth that a copy to HBM reaches: 1 TB/s of the 8 x 200 GB/s of an SN40L node (arXiv 2405.07518). Derived from two
 * published figures of different precision ("more than 1 TB/s", "about 200 GB/s").
 */
export const DDR_COPY_EFFICIENCY = 1e12 / (8 * 200e9);

/** Seconds to move `bytes` at `bandwidth` bytes per second, of which only the fraction `efficiency` is reached. */
export function transferTime(bytes: number, bandwidth: number, efficiency = 1): number {
  return bytes / (bandwidth * efficiency);
}
