// The six blocks of the Ethos-U55 (arXiv 2404.09317) in four configurations: what protecting each costs in area, and what each contributes
// to silent data corruption unprotected. Decoded from the drawing data of Fig. 9a to 9e (Wav2Letter, 16 nm, 50 FIT per
// MB, 1 GHz): every point plotted there is a sum of a subset of these numbers, to four decimals.
//
// The figure does not print the names of the blocks; they follow from areas (Fig. 7), rates (Fig. 4) and growth with
// the array. At 128 MAC units, DMA and MAC lie so close that only two regularities tell them apart: with this
// assignment the flip-flops of DMA, REG and TSU are the same number in all four configurations (0.2130, 0.0441, 0.1083
// of the smallest NPU), and logic adds 5.1 % to DMA and 7.7 % to MAC, as in every other configuration.

import { TSPC_DICE_OVER_QUATRO_AREA, type Protection } from './protection.ts';
import { flipProbability, SOFT_ERRORS } from './soft-errors.ts';

export const BLOCKS = ['ao', 'dma', 'mac', 'reg', 'tsu', 'wd'] as const;
export type Block = (typeof BLOCKS)[number];

export const BLOCK_TITLES: Readonly<Record<Block, string>> = {
  ao: 'activation and output unit',
  dma: 'DMA controller',
  mac: 'MAC array',
  reg: 'register file',
  tsu: 'traversal unit',
  wd: 'weight decoder',
};

export const MAC_COUNTS = [32, 64, 128, 256] as const;
export type MacCount = (typeof MAC_COUNTS)[number];

interface BlockData {
  /** Area that duplication adds at 16 nm, as a fraction of the unprotected NPU. */
  readonly dmrArea: number;
  /** Area that Quatro cells add, as a fraction of the unprotected NPU; proportional to the block's flip-flops. */
  readonly quatroArea: number;
  /** Corruption by faults in flip-flops, in 1e-15 an inference. */
  readonly flop: number;
  /** The same, with faults in combinational logic counted too. */
  readonly flopAndLogic: number;
}

function data(dmrArea: number, quatroArea: number, flop: number, flopAndLogic: number): BlockData {
  return { dmrArea, quatroArea, flop, flopAndLogic };
}

export const BLOCK_DATA: Readonly<Record<MacCount, Readonly<Record<Block, BlockData>>>> = {
  32: {
    ao: data(0.1104, 0.0713, 0.0852, 0.0886),
    dma: data(0.4328, 0.213, 0.2126, 0.2234),
    mac: data(0.1577, 0.0714, 0.0686, 0.074),
    reg: data(0.0675, 0.0441, 0.0042, 0.0043),
    tsu: data(0.1046, 0.1083, 0.1575, 0.1635),
    wd: data(0.175, 0.1255, 0.2497, 0.2694),
  },
  64: {
    ao: data(0.1365, 0.0825, 0.1204, 0.1251),
    dma: data(0.3902, 0.1898, 0.3243, 0.3409),
    mac: data(0.2133, 0.0993, 0.1543, 0.1662),
    reg: data(0.0601, 0.0393, 0.0034, 0.0035),
    tsu: data(0.092, 0.0965, 0.1763, 0.1829),
    wd: data(0.2094, 0.18, 0.413, 0.4457),
  },
  128: {
    ao: data(0.1759, 0.0834, 0.1832, 0.1904),
    dma: data(0.3079, 0.1485, 0.4062, 0.427),
    mac: data(0.3095, 0.13, 0.3328, 0.3585),
    reg: data(0.0472, 0.0307, 0.0029, 0.003),
    tsu: data(0.0735, 0.0755, 0.2053, 0.213),
    wd: data(0.1606, 0.1408, 0.4174, 0.4504),
  },
  256: {
    ao: data(0.1791, 0.0803, 0.2261, 0.2349),
    dma: data(0.1976, 0.0956, 0.4187, 0.4401),
    mac: data(0.3789, 0.1513, 0.7605, 0.8194),
    reg: data(0.0279, 0.0198, 0.0037, 0.0038),
    tsu: data(0.045, 0.0486, 0.2533, 0.2628),
    wd: data(0.1029, 0.0907, 0.3832, 0.4135),
  },
};

/** Area of comparators and routing that duplication adds to a block beyond its copy, as printed by the paper. */
const DMR_EXTRA: Readonly<Record<16 | 7, Readonly<Record<MacCount, number>>>> = {
  16: { 32: 0.073, 64: 0.084, 128: 0.107, 256: 0.135 },
  7: { 32: 0.051, 64: 0.066, 128: 0.074, 256: 0.101 },
};

type CostTable = Readonly<Record<MacCount, readonly Readonly<Record<Protection, number>>[]>>;

function costTable(technology: 16 | 7): CostTable {
  const forMac = (mac: MacCount) => {
    const dmrFactor = (1 + DMR_EXTRA[technology][mac]) / (1 + DMR_EXTRA[16][mac]);
    return BLOCKS.map((block) => {
      const { dmrArea, quatroArea } = BLOCK_DATA[mac][block];
      return {
        none: 0,
        quatro: quatroArea,
        dmr: dmrArea * dmrFactor,
        'tspc-dice': quatroArea * TSPC_DICE_OVER_QUATRO_AREA,
      };
    });
  };
  return { 32: forMac(32), 64: forMac(64), 128: forMac(128), 256: forMac(256) };
}

/**
 * Area that each protection adds to each block (in the order of `BLOCKS`), as a fraction of the unprotected NPU of the
 * same configuration and node. At 7 nm duplication is cheaper by its published extra; blocks and cells are taken to
 * keep their share of the NPU, because the paper prints no other 7 nm area.
 */
export const PROTECTION_AREA: Readonly<Record<16 | 7, CostTable>> = { 16: costTable(16), 7: costTable(7) };

/**
 * Area of the unprotected NPU over that of the 32-MAC one at the same node: 1, 1.122, 1.435, 2.228. DMA, REG and TSU
 * hold the same flip-flops in every configuration, so their shrinking share tells how the whole grows.
 */
export function relativeNpuArea(mac: MacCount): number {
  return constantFlopShare(32) / constantFlopShare(mac);
}

function constantFlopShare(mac: MacCount): number {
  const { dma, reg, tsu } = BLOCK_DATA[mac];
  return dma.quatroArea + reg.quatroArea + tsu.quatroArea;
}

/** Conditions behind the published contributions: 16 nm, 1 GHz, and the inference time of section III-B. */
const PUBLISHED = { technology: 16, clock: 1e9, inferenceTime: 3e-4 } as const;

/** From 16 to 7 nm the corruption of a block falls 3.3 times (Fig. 5), while raw upsets fall 5 times (Table II). */
const OBSERVED_NODE_RATIO = 3.3;
const RAW_NODE_RATIO = SOFT_ERRORS[16].flopFitPerMebibyte / SOFT_ERRORS[7].flopFitPerMebibyte;

/** Sites (bit and cycle) that a fault can corrupt at a node, over those at 16 nm; 7 nm must have 1.5 times as many. */
const EXPOSED_SITES: Readonly<Record<16 | 7, number>> = { 16: 1, 7: RAW_NODE_RATIO / OBSERVED_NODE_RATIO };

const PUBLISHED_FLIP_PROBABILITY = flipProbability(SOFT_ERRORS[16].flopFitPerMebibyte, PUBLISHED.clock);
const PUBLISHED_CYCLES = PUBLISHED.inferenceTime * PUBLISHED.clock;

/**
 * Factor on the published contributions of flip-flops. Corruption of a block is flip probability x sites x mean
 * vulnerability. Sites are bits x cycles, and cycles are inference time (s) x clock (Hz), so the clock cancels.
 * `relativeFlux` is over that at sea level.
 */
export function flopCorruptionScale(
  technology: 16 | 7,
  clock: number,
  inferenceTime: number,
  relativeFlux: number,
): number {
  const { flopFitPerMebibyte } = SOFT_ERRORS[technology];
  const flips = flipProbability(flopFitPerMebibyte * relativeFlux, clock) / PUBLISHED_FLIP_PROBABILITY;
  const cycles = (inferenceTime * clock) / PUBLISHED_CYCLES;
  return flips * cycles * EXPOSED_SITES[technology];
}

/**
 * Factor on the published contributions of logic: that of flip-flops, times a share that is proportional to the clock and
 * to the node's combinational merit (Eq. 17; the unpublished fan-in is part of the published contribution and stays).
 */
export function logicCorruptionScale(technology: 16 | 7, clock: number, flopScale: number): number {
  const merit =
    SOFT_ERRORS[technology].combinationalMerit / SOFT_ERRORS[PUBLISHED.technology].combinationalMerit;
  return flopScale * merit * (clock / PUBLISHED.clock);
}

/**
 * Area of each unprotected block, as a fraction of the unprotected NPU of the configuration at 16 nm: what duplicating it
 * adds, less comparators and routing. Clocks, power and what else the NPU has make up the rest.
 */
export const NPU_BLOCK_SHARE: Readonly<Record<MacCount, Readonly<Record<Block, number>>>> = {
  32: blockShares(32),
  64: blockShares(64),
  128: blockShares(128),
  256: blockShares(256),
};

function blockShares(mac: MacCount): Readonly<Record<Block, number>> {
  return Object.fromEntries(
    BLOCKS.map((block) => [block, BLOCK_DATA[mac][block].dmrArea / (1 + DMR_EXTRA[16][mac])]),
  ) as Record<Block, number>;
}
