// Silent data corruption per inference: the closed sum over blocks (Eq. 8 and 12).

import { residual, type Residual } from '../../components/protection.ts';
import { flipProbability, SOFT_ERRORS } from '../../components/soft-errors.ts';
import { BLOCKS, type Block } from './blocks.ts';
import type { EthosDesign } from './parameters.ts';
import { CORRUPTION, type BlockCorruption } from './workloads.ts';

/** Conditions behind the published contributions: 16 nm, 1 GHz, and the inference time of section III-B. */
const PUBLISHED = { technology: 16, clock: 1e9, inferenceTime: 3e-4 } as const;

/** From 16 to 7 nm the corruption of a block falls 3.3 times (Fig. 5), while raw upsets fall 5 times (Table II). */
const OBSERVED_NODE_RATIO = 3.3;
const RAW_NODE_RATIO = SOFT_ERRORS[16].flopFitPerMebibyte / SOFT_ERRORS[7].flopFitPerMebibyte;

/** Sites (bit and cycle) that a fault can corrupt at a node, over those at 16 nm; 7 nm must have 1.5 times as many. */
const EXPOSED_SITES: Readonly<Record<16 | 7, number>> = { 16: 1, 7: RAW_NODE_RATIO / OBSERVED_NODE_RATIO };

export const PROTECTION_KEYS = BLOCKS.map((block): `protection.${Block}` => `protection.${block}`);

/** Factors on the published contributions that the design's conditions of use cause. */
export interface Conditions {
  readonly unprotected: BlockCorruption;
  readonly flopScale: number;
  readonly logicScale: number;
  /** What Quatro cells leave of both. */
  readonly quatro: Residual;
}

/** Probability that an unhardened bit of the design flips within one cycle. */
export function bitFlipProbability(design: EthosDesign): number {
  const { flopFitPerMebibyte } = SOFT_ERRORS[design.technology];
  return flipProbability(flopFitPerMebibyte * design.relative_flux, design.clock);
}

const PUBLISHED_FLIP_PROBABILITY = flipProbability(SOFT_ERRORS[16].flopFitPerMebibyte, PUBLISHED.clock);
const PUBLISHED_CYCLES = PUBLISHED.inferenceTime * PUBLISHED.clock;

/**
 * Corruption of a block is flip probability x sites x mean vulnerability. Sites are bits x cycles, and cycles are
 * inference time x clock, so the clock cancels for flip-flops. Logic adds a share that is proportional to clock and to
 * the node's combinational merit (Eq. 17; the unpublished fan-in is part of the published contribution and stays).
 */
export function conditionsOf(design: EthosDesign): Conditions {
  const flips = bitFlipProbability(design) / PUBLISHED_FLIP_PROBABILITY;
  const cycles = (design.inference_time * design.clock) / PUBLISHED_CYCLES;
  const flopScale = flips * cycles * EXPOSED_SITES[design.technology];
  const merit =
    SOFT_ERRORS[design.technology].combinationalMerit / SOFT_ERRORS[PUBLISHED.technology].combinationalMerit;
  return {
    unprotected: CORRUPTION[design.data_set][design.network][design.mac],
    flopScale,
    quatro: {
      flop: design.quatro_residual,
      logic: design.quatro_logic === 'captured' ? 1 : design.quatro_residual,
    },
    logicScale: design.logic_faults ? flopScale * merit * (design.clock / PUBLISHED.clock) : 0,
  };
}

/** Corruption of one block, by index in `BLOCKS`, as the design protects it. */
export function blockSdc(design: EthosDesign, conditions: Conditions, index: number): number {
  const { unprotected, flopScale, logicScale, quatro } = conditions;
  const left = residual(design[PROTECTION_KEYS[index]!], quatro);
  return (
    unprotected.flop[index]! * flopScale * left.flop + unprotected.logic[index]! * logicScale * left.logic
  );
}

/** Corruption of one block were it unprotected. */
export function unprotectedBlockSdc(conditions: Conditions, index: number): number {
  const { unprotected, flopScale, logicScale } = conditions;
  return unprotected.flop[index]! * flopScale + unprotected.logic[index]! * logicScale;
}
