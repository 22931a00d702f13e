// Links between chips, boards and machines. Bandwidth is per direction. Tags as in the shared constants sheet.

/** A point-to-point link. */
export interface Link {
  readonly name: string;
  /** Bytes per second in one direction. */
  readonly bandwidth: number;
  /** Seconds from the first byte sent to the first byte received. */
  readonly latency: number;
  /** Joules per bit moved. */
  readonly energyPerBit: number;
  readonly source: string;
}

export const PCIE_4_X16: Link = {
  name: 'PCIe 4.0 x16',
  bandwidth: 31.5e9,
  latency: 0.75e-6,
  energyPerBit: 6.5e-12,
  source: 'shared constants 6: 31.5 GB/s, 0.5-1 us, 6-7 pJ/bit (middles taken) [known]',
};

export const PCIE_5_X16: Link = {
  name: 'PCIe 5.0 x16',
  bandwidth: 63e9,
  latency: 0.75e-6,
  energyPerBit: 6.5e-12,
  source: 'shared constants 6: 63 GB/s, 0.5-1 us [known]; 6.5 pJ/bit [d from JL]',
};

export const NVLINK_3: Link = {
  name: 'NVLink 3 (A100)',
  bandwidth: 300e9,
  latency: 1.5e-6,
  energyPerBit: 8e-12,
  source: 'shared constants 6: 300 GB/s per GPU [GK-A]; 1-2 us [FF]; about 8 pJ/bit [known, rough]',
};

export const NVLINK_4: Link = {
  name: 'NVLink 4 (H100)',
  bandwidth: 450e9,
  latency: 1.5e-6,
  energyPerBit: 6.5e-12,
  source:
    'shared constants 6: 450 GB/s per GPU [GK-H]; 1-2 us [FF]; 5-8 pJ/bit (middle taken) [known, rough]',
};

export const INFINIBAND_NDR: Link = {
  name: 'InfiniBand NDR',
  bandwidth: 50e9,
  latency: 0.8e-6,
  energyPerBit: 27.5e-12,
  source: 'shared constants 6: 400 Gb/s [ZI]; 0.6-1.0 us end to end [known]; 20-35 pJ/bit with optics [d]',
};

/** Seconds until the last of `bytes` has arrived. */
export function linkTime(link: Link, bytes: number): number {
  return link.latency + bytes / link.bandwidth;
}
