// What each block contributes to silent data corruption for each network, in the two data sets that the paper's figures
// hold and that do not agree. All at 16 nm, 50 FIT per MB, 1 GHz, sea level, per published inference.

import { BLOCK_DATA, BLOCKS, MAC_COUNTS, type Block, type MacCount } from '../../components/protected-npu.ts';

export const NETWORKS = ['wav2letter', 'resnet-18', 'cifarnet'] as const;
export type Network = (typeof NETWORKS)[number];

export const DATA_SETS = ['figure-9', 'figure-2'] as const;
export type DataSet = (typeof DATA_SETS)[number];

/** Corruption per block, were its rate that of the whole NPU, 32 MAC units, in 1e-15 (Fig. 4, decoded). */
export const BLOCK_RATE: Readonly<Record<Network, Readonly<Record<Block, number>>>> = {
  wav2letter: { ao: 1.25, dma: 1.03, mac: 1.01, reg: 0.1, tsu: 1.51, wd: 2.08 },
  'resnet-18': { ao: 0.75, dma: 1.87, mac: 0.92, reg: 0.05, tsu: 1.39, wd: 1.9 },
  cifarnet: { ao: 0.64, dma: 0.83, mac: 0.54, reg: 0.06, tsu: 1.14, wd: 0.94 },
};

/** Corruption of the unprotected NPU by faults in flip-flops, in 1e-15 an inference (Fig. 2, decoded). */
export const NPU_TOTAL: Readonly<Record<Network, Readonly<Record<MacCount, number>>>> = {
  wav2letter: { 32: 0.88, 64: 1.04, 128: 1.21, 256: 1.29 },
  'resnet-18': { 32: 0.86, 64: 0.94, 128: 1.01, 256: 0.67 },
  cifarnet: { 32: 0.52, 64: 0.81, 128: 0.69, 256: 0.65 },
};

/** Corruption per inference of an unprotected NPU, block by block in the order of `BLOCKS`. */
export interface BlockCorruption {
  /** By faults in flip-flops. */
  readonly flop: Float64Array;
  /** By faults in combinational logic, at 16 nm and 1 GHz. */
  readonly logic: Float64Array;
  /**
   * Mean over the block's fault sites of the probability that a flip corrupts the result, relative to the mean over
   * the whole NPU. Flip-flops are counted by the area that hardening them takes.
   */
  readonly relativeVulnerability: Float64Array;
}

/**
 * `figure-9`: the additive contributions of Fig. 9 (Wav2Letter); for another network every block is scaled by the ratio
 * of that network's rate to Wav2Letter's in Fig. 4, which is known for 32 MAC units only and taken to hold for all.
 * `figure-2`: the same shares, scaled so that the NPU's total is that of Fig. 2.
 */
function blockCorruption(dataSet: DataSet, network: Network, mac: MacCount): BlockCorruption {
  const data = BLOCKS.map((block) => BLOCK_DATA[mac][block]);
  const rateRatio = BLOCKS.map((block) => BLOCK_RATE[network][block] / BLOCK_RATE.wav2letter[block]);
  const flopShape = data.map(({ flop }, index) => flop * rateRatio[index]!);
  const total = sum(flopShape);
  const scale = 1e-15 * (dataSet === 'figure-2' ? NPU_TOTAL[network][mac] / total : 1);
  const meanRate = total / sum(data.map(({ quatroArea }) => quatroArea));
  return {
    flop: Float64Array.from(flopShape, (value) => value * scale),
    logic: Float64Array.from(
      data,
      ({ flop, flopAndLogic }, index) => (flopAndLogic - flop) * rateRatio[index]! * scale,
    ),
    relativeVulnerability: Float64Array.from(
      flopShape,
      (value, index) => value / data[index]!.quatroArea / meanRate,
    ),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Looked up as `CORRUPTION[dataSet][network][mac]`; computed once. */
export const CORRUPTION = table(DATA_SETS, (dataSet) =>
  table(NETWORKS, (network) => table(MAC_COUNTS, (mac) => blockCorruption(dataSet, network, mac))),
);

function table<K extends string | number, V>(
  keys: readonly K[],
  value: (key: K) => V,
): Readonly<Record<K, V>> {
  return Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
}
