// One design in, its metrics out.

import { areaFactor } from '../../components/process-node.ts';
import { failureLimit, failureRate } from '../../components/soft-errors.ts';
import type { EvaluationContext } from '../../contract/system.ts';
import { BLOCKS, PROTECTION_AREA, relativeNpuArea, type MacCount } from '../../components/protected-npu.ts';
import {
  bitFlipProbability,
  blockSdc,
  conditionsOf,
  PROTECTION_KEYS,
  unprotectedBlockSdc,
} from './corruption.ts';
import { estimateSdc } from './fault-sites.ts';
import type { EthosMetrics } from './metrics.ts';
import type { EthosDesign } from './parameters.ts';

/** The NPU's share of the chip's area behind the paper's limits (section III-B). */
const PUBLISHED_SHARE: Readonly<Record<MacCount, number>> = { 32: 0.12, 64: 0.14, 128: 0.17, 256: 0.27 };

/** Assumed area in mm² of the unprotected 32-MAC NPU. */
const MAC32_AREA: Readonly<Record<16 | 7, number>> = { 16: 0.1, 7: 0.1 * areaFactor(16, 7) };

const NPU_AREA: Readonly<Record<MacCount, number>> = {
  32: relativeNpuArea(32),
  64: relativeNpuArea(64),
  128: relativeNpuArea(128),
  256: relativeNpuArea(256),
};

/** Stands for a design that no single fault corrupts, so that the margin stays finite. */
const LARGEST_MARGIN = 1e9;

/** Samples per block after which a sampled estimate is reported, so that a run can stop a poor design early. */
const REPORTED = [100, 1000, 10_000, 100_000];

/** Area that protecting one block adds, by index in `BLOCKS`, as a fraction of the unprotected NPU. */
export function blockArea(design: EthosDesign, index: number): number {
  return PROTECTION_AREA[design.technology][design.mac][index]![design[PROTECTION_KEYS[index]!]];
}

export function evaluate(design: EthosDesign, context: EvaluationContext): EthosMetrics {
  const conditions = conditionsOf(design);
  let area = 1;
  let closedForm = 0;
  let unprotected = 0;
  for (let index = 0; index < BLOCKS.length; index++) {
    area += blockArea(design, index);
    closedForm += blockSdc(design, conditions, index);
    unprotected += unprotectedBlockSdc(conditions, index);
  }
  let sdc = closedForm;
  let halfWidth = 0;
  if (design.estimator === 'monte-carlo') {
    context.settled({ area });
    const estimate = estimateSdc(
      design,
      conditions,
      context.stream('fault-sites'),
      REPORTED,
      (samples, soFar) => {
        context.signal.throwIfAborted();
        context.report(samples, { area, sdc: soFar.total, sdc_half_width: soFar.halfWidth });
      },
    );
    sdc = estimate.total;
    halfWidth = estimate.halfWidth;
  }
  const share = design.npu_share === 'custom' ? design.npu_area_share : PUBLISHED_SHARE[design.mac];
  const limit = failureLimit(design.safety_target, share, design.inference_time);
  return {
    area,
    sdc,
    margin: sdc * LARGEST_MARGIN > limit ? limit / sdc : LARGEST_MARGIN,
    fit: failureRate(sdc, design.inference_time),
    coverage: 1 - closedForm / unprotected,
    sdc_limit: limit,
    sdc_half_width: halfWidth,
    flip_probability: bitFlipProbability(design),
    area_in_mac32: area * NPU_AREA[design.mac],
    area_mm2: area * NPU_AREA[design.mac] * MAC32_AREA[design.technology],
    peak_throughput: 2 * design.mac * design.clock,
  };
}
