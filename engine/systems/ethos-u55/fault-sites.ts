// The statistical estimator of the paper (Eq. 10 to 12): K fault sites drawn uniformly in each block, each site's
// corruption averaged, and the mean scaled by the block's number of sites and their flip probability.
//
// One draw is one injection, a site (cycle, flip-flop, bit) and an input drawn uniformly, and it corrupts the result or
// does not. The chance that it does is the block's mean corruption over sites and inputs, so a draw is a Bernoulli
// trial whatever single sites are like. The paper publishes these means only up to one factor, as contribution over
// flip-flops; the factor is the design's `vulnerability`, an assumption that sets the variance and not the mean.

import type { RandomStream } from '../../contract/random.ts';
import { estimateTotal, type Estimate } from '../../simulation/monte-carlo.ts';
import { BLOCKS } from '../../components/protected-npu.ts';
import { blockSdc, type Conditions } from './corruption.ts';
import type { EthosDesign } from './parameters.ts';

/** Confidence of the interval, as in section III-A. */
export const CONFIDENCE = 0.99;

/** Share of a block's fault sites that corrupt the result. */
export function blockVulnerability(design: EthosDesign, conditions: Conditions, index: number): number {
  return design.vulnerability * conditions.unprotected.relativeVulnerability[index]!;
}

/**
 * Corruption of a block if every one of its sites corrupted the result: flip probability x number of sites, after
 * protection. What one corrupting draw in K is worth is a K-th of this.
 */
export function blockWeight(design: EthosDesign, conditions: Conditions, index: number): number {
  return blockSdc(design, conditions, index) / blockVulnerability(design, conditions, index);
}

/**
 * Estimates corruption per inference from `samples` sites in each block that is not duplicated. `observe`, if given, is
 * called with the estimate so far after each number of samples in `checkpoints` (ascending).
 */
export function estimateSdc(
  design: EthosDesign,
  conditions: Conditions,
  stream: RandomStream,
  checkpoints: readonly number[] = [],
  observe: (samples: number, estimate: Estimate) => void = () => undefined,
): Estimate {
  const blocks = BLOCKS.map((_, index) => ({
    weight: blockWeight(design, conditions, index),
    vulnerability: blockVulnerability(design, conditions, index),
    successes: 0,
  })).filter(({ weight }) => weight > 0);
  const estimateAfter = (samples: number) =>
    estimateTotal(
      blocks.map(({ weight, successes }) => ({ weight, successes, samples })),
      CONFIDENCE,
    );
  let drawn = 0;
  for (const stop of [...checkpoints.filter((count) => count < design.samples), design.samples]) {
    for (; drawn < stop; drawn++) {
      for (const block of blocks) {
        if (stream.uniform() < block.vulnerability) block.successes++;
      }
    }
    observe(stop, estimateAfter(stop));
  }
  return estimateAfter(design.samples);
}
