// What the claims are written with: evaluations, protections by code, and the exhaustive search.

import { PROTECTIONS, type Protection } from '../../components/protection.ts';
import { isInfeasible, type Claim, type Evaluate } from '../../contract/system.ts';
import { BLOCKS, type Block } from '../../components/protected-npu.ts';
import type { EthosMetrics } from './metrics.ts';
import type { EthosDesign } from './parameters.ts';

export type EthosClaim = Claim<EthosDesign, EthosMetrics>;
export type EthosEvaluate = Evaluate<EthosDesign, EthosMetrics>;
export type PartialDesign = Partial<EthosDesign>;

/** A corruption printed in 1e-15, as the nearest number to its decimal digits. */
export function femto(value: number): number {
  return Number(`${value}e-15`);
}

export function metricsOf(evaluate: EthosEvaluate, design: PartialDesign): EthosMetrics {
  const outcome = evaluate(design);
  if (isInfeasible(outcome)) throw new Error(outcome.infeasible);
  return outcome;
}

/** Protections in the order of `BLOCKS`. */
export function protect(choices: readonly Protection[]): PartialDesign {
  return Object.fromEntries(BLOCKS.map((block, index) => [`protection.${block}`, choices[index]!]));
}

export function protectAll(protection: Protection): PartialDesign {
  return protect(BLOCKS.map(() => protection));
}

/** A row of the paper's Table IV: 0 none, 1 Quatro, 2 duplication, 3 TSPC-DICE, for AO, DMA, MAC, REG, TSU, WD. */
export function fromCodes(codes: string): PartialDesign {
  return protect(BLOCKS.map((_, index) => PROTECTIONS[Number(codes.charAt(index))]!));
}

/** Least area over all 4,096 protections of a configuration that satisfy `accept`. */
export function leastArea(
  evaluate: EthosEvaluate,
  design: PartialDesign,
  accept: (metrics: EthosMetrics) => boolean,
): number {
  let least = Number.POSITIVE_INFINITY;
  for (let code = 0; code < 4096; code++) {
    const choices = BLOCKS.map((_, index) => PROTECTIONS[(code >> (2 * index)) & 3]!);
    const metrics = metricsOf(evaluate, { ...design, ...protect(choices) });
    if (metrics.area < least && accept(metrics)) least = metrics.area;
  }
  return least;
}

export function blockContribution(evaluate: EthosEvaluate, design: PartialDesign, block: Block): number {
  return (
    metricsOf(evaluate, design).sdc - metricsOf(evaluate, { ...design, [`protection.${block}`]: 'dmr' }).sdc
  );
}

export function addedArea(
  evaluate: EthosEvaluate,
  design: PartialDesign,
  block: Block,
  protection: Protection,
): number {
  return metricsOf(evaluate, { ...design, [`protection.${block}`]: protection }).area - 1;
}

export const flopsOnly: PartialDesign = { logic_faults: false };

/** A number that the model was built from: it shows that the decoded tables add up, and proves no more. */
export function point(
  id: string,
  source: string,
  statement: string,
  published: number,
  ours: keyof EthosMetrics,
  design: PartialDesign,
): EthosClaim {
  return {
    id,
    statement: `${statement}.`,
    source,
    kind: 'calibration',
    published,
    tolerance: { relative: 0.01 },
    design,
    ours,
  };
}
