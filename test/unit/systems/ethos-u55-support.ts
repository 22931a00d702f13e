// Designs of ethos-u55 for its tests: made, evaluated, drawn at random.

import fc from 'fast-check';
import { PROTECTIONS } from '../../../engine/components/protection.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import type { EvaluationContext } from '../../../engine/contract/system.ts';
import { BLOCKS, MAC_COUNTS } from '../../../engine/components/protected-npu.ts';
import system from '../../../engine/systems/ethos-u55/index.ts';
import type { EthosMetrics } from '../../../engine/systems/ethos-u55/metrics.ts';
import type { EthosDesign } from '../../../engine/systems/ethos-u55/parameters.ts';
import { DATA_SETS, NETWORKS } from '../../../engine/systems/ethos-u55/workloads.ts';

export function contextOf(trial = 0): EvaluationContext {
  return {
    seed: 1,
    stream: (name) => new RandomStream(1, name, trial),
    signal: new AbortController().signal,
    report: () => undefined,
    settled: () => undefined,
  };
}

export const defaults = Object.fromEntries(
  Object.entries(system.parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as EthosDesign;

/** Evaluates a design of the registered system; missing parameters at their defaults. */
export function evaluate(design: Partial<EthosDesign>, trial = 0): EthosMetrics {
  return system.evaluate({ ...defaults, ...design }, contextOf(trial)) as unknown as EthosMetrics;
}

/** Protections of AO, DMA, MAC, REG, TSU, WD as the paper's codes: 0 none, 1 Quatro, 2 duplication, 3 TSPC-DICE. */
export function protect(codes: string): Partial<EthosDesign> {
  return Object.fromEntries(
    BLOCKS.map((block, index) => [`protection.${block}`, PROTECTIONS[Number(codes.charAt(index))]!]),
  );
}

const logarithmic = (minimum: number, maximum: number) =>
  fc
    .double({ min: 0, max: 1, noNaN: true })
    .map((at) => Math.min(maximum, Math.max(minimum, minimum * (maximum / minimum) ** at)));

/** Any design of the closed form. */
export const anyDesign: fc.Arbitrary<EthosDesign> = fc
  .record({
    mac: fc.constantFrom(...MAC_COUNTS),
    codes: fc.array(fc.constantFrom('0', '1', '2', '3'), { minLength: 6, maxLength: 6 }),
    technology: fc.constantFrom(16 as const, 7 as const),
    logic_faults: fc.boolean(),
    network: fc.constantFrom(...NETWORKS),
    data_set: fc.constantFrom(...DATA_SETS),
    inference_time: logarithmic(1e-4, 0.1),
    clock: logarithmic(200e6, 1e9),
    relative_flux: logarithmic(0.02, 20),
    quatro_residual: logarithmic(0.005, 0.5),
    quatro_logic: fc.constantFrom('reduced' as const, 'captured' as const),
    safety_target: logarithmic(1, 100),
    npu_share: fc.constantFrom('published' as const, 'custom' as const),
    npu_area_share: logarithmic(0.01, 1),
  })
  .map(({ codes, ...rest }) => ({ ...defaults, ...rest, ...protect(codes.join('')) }));
