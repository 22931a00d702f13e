// Silent data corruption per inference: the closed sum over blocks (Eq. 8 and 12).

import {
  BLOCKS,
  flopCorruptionScale,
  logicCorruptionScale,
  type Block,
} from '../../components/protected-npu.ts';
import { residual, type Residual } from '../../components/protection.ts';
import { flipProbability, SOFT_ERRORS } from '../../components/soft-errors.ts';
import type { EthosDesign } from './parameters.ts';
import { CORRUPTION, type BlockCorruption } from './workloads.ts';

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

/** Factors of a design's node, clock, inference time, flux and cells. */
export function conditionsOf(design: EthosDesign): Conditions {
  const { technology, clock } = design;
  const flopScale = flopCorruptionScale(technology, clock, design.inference_time, design.relative_flux);
  return {
    unprotected: CORRUPTION[design.data_set][design.network][design.mac],
    flopScale,
    quatro: {
      flop: design.quatro_residual,
      logic: design.quatro_logic === 'captured' ? 1 : design.quatro_residual,
    },
    logicScale: design.logic_faults ? logicCorruptionScale(technology, clock, flopScale) : 0,
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
