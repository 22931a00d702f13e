// All links by name, from on-die wires to wide-area radio; those that systems use most are in links.ts.
// Ranges of the shared constants sheet, section 6, are taken at their middle; tags as there.

import { ParetoscopeError } from '../contract/errors.ts';
import { INFINIBAND_NDR, NVLINK_3, NVLINK_4, PCIE_4_X16, PCIE_5_X16, type Link } from './links.ts';

export const LINKS: readonly Link[] = [
  PCIE_4_X16,
  PCIE_5_X16,
  NVLINK_3,
  NVLINK_4,
  INFINIBAND_NDR,
  {
    name: 'PCIe 3.0 x16',
    bandwidth: 15.75e9,
    latency: 0.75e-6,
    energyPerBit: 7e-12,
    source: '8 GT/s, 128b/130b; 0.5-1 us [known]; 6-8 pJ/bit [known, rough]',
  },
  {
    name: 'NVLink 2 (V100)',
    bandwidth: 150e9,
    latency: 1.5e-6,
    energyPerBit: 9e-12,
    source: '300 GB/s both ways; 1-2 us [known]; 8-10 pJ/bit [known, rough]',
  },
  {
    name: 'NVLink-C2C (Grace Hopper)',
    bandwidth: 450e9,
    latency: 0.5e-6,
    energyPerBit: 1.3e-12,
    source: '450 GB/s; below 0.5 us, the bound taken [known]; 1.3 pJ/bit [JL + known]',
  },
  {
    name: 'CXL 2.0 x16',
    bandwidth: 50.7e9,
    latency: 0.11e-6,
    energyPerBit: 10.5e-12,
    source: '50.7 GB/s effective [secondary]; 70-150 ns, 2-19 pJ/bit swept [known]',
  },
  {
    name: 'CXL 3.0 x16',
    bandwidth: 114.5e9,
    latency: 0.11e-6,
    energyPerBit: 10.5e-12,
    source: '114.5 GB/s effective [secondary]; latency and energy as CXL 2.0',
  },
  {
    name: 'InfiniBand EDR',
    bandwidth: 12.5e9,
    latency: 0.8e-6,
    energyPerBit: 27.5e-12,
    source: '100 Gb/s [ZI]; 0.6-1.0 us [known]; 20-35 pJ/bit with optics [d]',
  },
  {
    name: 'InfiniBand HDR',
    bandwidth: 25e9,
    latency: 0.8e-6,
    energyPerBit: 27.5e-12,
    source: '200 Gb/s [ZI]; latency and energy as EDR',
  },
  {
    name: 'RoCE v2, 400 Gb/s',
    bandwidth: 50e9,
    latency: 2.25e-6,
    energyPerBit: 27.5e-12,
    source: 'line rate; 1.5-3 us [known]; energy as Ethernet with optics [d]',
  },
  {
    name: 'Ethernet 1 GbE',
    bandwidth: 0.125e9,
    latency: 35e-6,
    energyPerBit: 1000e-12,
    source: 'line rate [d]; TCP 20-50 us, about 1,000 pJ/bit at system level [known, rough]',
  },
  {
    name: 'Ethernet 10 GbE',
    bandwidth: 1.25e9,
    latency: 35e-6,
    energyPerBit: 200e-12,
    source: 'line rate [d]; TCP 20-50 us, 100-300 pJ/bit [known, rough]',
  },
  {
    name: 'Ethernet 25 GbE',
    bandwidth: 3.125e9,
    latency: 35e-6,
    energyPerBit: 115e-12,
    source: 'line rate [d]; TCP 20-50 us, 80-150 pJ/bit [known, rough]',
  },
  {
    name: 'Ethernet 100 GbE',
    bandwidth: 12.5e9,
    latency: 35e-6,
    energyPerBit: 45e-12,
    source: 'line rate [d]; TCP 20-50 us, 30-60 pJ/bit [known, rough]',
  },
  {
    name: 'Wi-Fi 6',
    bandwidth: 75e6,
    latency: 6.5e-3,
    energyPerBit: 7.5e-9,
    source: '50-100 MB/s, 3-10 ms [known]; 5-10 nJ/bit [known, rough]',
  },
  {
    name: '5G uplink',
    bandwidth: 8.5e6,
    latency: 27.5e-3,
    energyPerBit: 125e-9,
    source: '5-12 MB/s, 15-40 ms [known]; 50-200 nJ/bit [known, rough]',
  },
];

/** A link by name; throws `not-found` naming those there are. */
export function linkByName(name: string): Link {
  const found = LINKS.find((link) => link.name === name);
  if (found === undefined) {
    throw new ParetoscopeError('not-found', `there is no link "${name}"`, {
      hint: `there are ${LINKS.map((link) => link.name).join(', ')}`,
    });
  }
  return found;
}

/**
 * Joules per bit and millimetre of an on-die wire, and seconds per millimetre of a repeated one; 7 nm class
 * [MS][known].
 */
export const WIRE = { energyPerBitMillimetre: 0.15e-12, delayPerMillimetre: 0.1e-9 } as const;

/** Joules per bit, and seconds plus seconds per millimetre, between dies of one package; 7 nm class [MS]. */
const DIE_TO_DIE = {
  interposer: { energyPerBit: 0.5e-12, latency: 2e-9, delayPerMillimetre: 0.5e-9, reachMillimetres: 5 },
  substrate: { energyPerBit: 0.55e-12, latency: 2e-9, delayPerMillimetre: 0.5e-9, reachMillimetres: 25 },
} as const;

/**
 * Seconds and joules to send `bits` over `millimetres` between dies; throws `design-invalid` beyond the
 * reach.
 */
export function dieToDie(
  kind: keyof typeof DIE_TO_DIE,
  bits: number,
  millimetres: number,
): { readonly latency: number; readonly energy: number } {
  const link = DIE_TO_DIE[kind];
  if (!(millimetres > 0 && millimetres <= link.reachMillimetres)) {
    throw new ParetoscopeError('design-invalid', `dies on one ${kind} cannot be ${millimetres} mm apart`, {
      hint: `it reaches ${link.reachMillimetres} mm`,
    });
  }
  return { latency: link.latency + millimetres * link.delayPerMillimetre, energy: bits * link.energyPerBit };
}

/** A mesh on a chip of `columns` x `rows` routers, `pitch` mm apart. */
export interface Mesh {
  readonly columns: number;
  readonly rows: number;
  readonly pitch: number;
}

/**
 * Mean hops between two different routers of a mesh under uniform traffic and shortest paths: the mean
 * distance along each side, (k² - 1) / 3k, over all pairs, corrected for pairs with themselves.
 */
export function meanMeshHops({ columns, rows }: Mesh): number {
  const along = (side: number): number => (side * side - 1) / (3 * side);
  const routers = columns * rows;
  if (routers < 2) {
    throw new ParetoscopeError('design-invalid', 'a mesh of one router has no hops', {
      hint: 'it has two or more',
    });
  }
  return ((along(columns) + along(rows)) * routers) / (routers - 1);
}

/**
 * Joules of wire for a bit that crosses a mesh between two random routers; routers themselves are not
 * counted.
 */
export function meshWireEnergy(mesh: Mesh): number {
  return meanMeshHops(mesh) * mesh.pitch * WIRE.energyPerBitMillimetre;
}
