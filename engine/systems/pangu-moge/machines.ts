// The cards: data-sheet limits, and what fraction of them the paper's rows show to be reached.
//
// Fitted constants, with the rows they were fitted to, are in `EFFICIENCIES`; the README lists them. Links: the eight
// processors of an 800I A2 server form a full mesh of 56 GB/s links (28 GB/s one way, 392 GB/s a processor; general
// knowledge); a 300I Duo card has PCIe 4.0 x16 (31.5 GB/s one way), of which each of its two processors is given half.

import type { Machine } from '../../simulation/mixture-pass.ts';
import type { PanguDesign } from './parameters.ts';

const GIB = 2 ** 30;
const MESH_LINK = 28e9;
const PCIE_SHARE = 31.5e9 / 2;
/** Processors of a server that a mesh of links joins; more stay at the bandwidth of seven links. */
const MESH_PEERS = 7;

/**
 * What is reached of the data sheet, and fixed seconds a layer and step; fitted to published rows (see README). No row
 * shows a dense model on 300I Duo: its dense rate keeps the ratio to the expert rate, its overhead is the same.
 */
const EFFICIENCIES = {
  'ascend-800i-a2': {
    bandwidth: 0.64,
    dense: 0.66,
    expert: 0.376,
    denseOverhead: 0.129e-3,
    expertOverhead: 0.301e-3,
  },
  'ascend-300i-duo': {
    bandwidth: 0.915,
    dense: 0.188,
    expert: 0.107,
    denseOverhead: 0.772e-3,
    expertOverhead: 0.772e-3,
  },
} as const;

interface Card {
  readonly processors: number;
  readonly peak: number;
  readonly bandwidth: number;
  readonly capacity: number;
  readonly power: number;
}

/** Ascend 800I A2: 512 TOP/s and 310 W as printed; memory from general knowledge. 300I Duo: data sheet. */
const CARDS: Readonly<Record<'ascend-800i-a2' | 'ascend-300i-duo', Card>> = {
  'ascend-800i-a2': { processors: 1, peak: 512e12, bandwidth: 1.6e12, capacity: 64 * GIB, power: 310 },
  'ascend-300i-duo': { processors: 2, peak: 280e12, bandwidth: 408e9, capacity: 96 * GIB, power: 150 },
};

/** Processors of a design's machine. */
export function devicesOf({ device, cards }: Pick<PanguDesign, 'device' | 'cards'>): number {
  return device === 'ascend-300i-duo' ? 2 * cards : cards;
}

/** The machine of a design. */
export function machineOf(design: PanguDesign): Machine {
  const { cards, device } = design;
  const card: Card =
    device === 'custom'
      ? {
          processors: 1,
          peak: design['card.peak'],
          bandwidth: design['card.bandwidth'],
          capacity: design['card.capacity'],
          power: design['card.power'],
        }
      : CARDS[device];
  const reached = EFFICIENCIES[device === 'custom' ? 'ascend-800i-a2' : device];
  const { processors } = card;
  const peak = card.peak / processors;
  return {
    cards,
    devices: cards * processors,
    bandwidth: (card.bandwidth / processors) * reached.bandwidth,
    capacity: card.capacity / processors,
    denseRate: peak * reached.dense,
    expertRate: peak * reached.expert,
    denseOverhead: reached.denseOverhead,
    expertOverhead: reached.expertOverhead,
    overlaps: device === 'ascend-300i-duo',
    linkRate: linkRates[device](design['card.link']),
    power: card.power,
  };
}

const linkRates: Readonly<Record<PanguDesign['device'], (custom: number) => Machine['linkRate']>> = {
  'ascend-800i-a2': () => (members) => MESH_LINK * Math.min(MESH_PEERS, members - 1),
  'ascend-300i-duo': () => () => PCIE_SHARE,
  custom: (custom) => () => custom,
};
