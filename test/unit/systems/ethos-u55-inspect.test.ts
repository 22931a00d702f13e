import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BreakdownNode, Inspection } from '../../../engine/contract/system.ts';
import system from '../../../engine/systems/ethos-u55/index.ts';
import type { EthosDesign } from '../../../engine/systems/ethos-u55/parameters.ts';
import { anyDesign, contextOf, defaults, evaluate, protect } from './ethos-u55-support.ts';

function inspect(design: Partial<EthosDesign>): Inspection {
  return system.inspect({ ...defaults, ...design }, contextOf()) as Inspection;
}

function childrenSum(node: BreakdownNode): number {
  return (node.children ?? []).reduce((sum, { value }) => sum + value, 0);
}

describe('inspection of ethos-u55', () => {
  it('explains exactly the metrics that evaluation gives', () => {
    fc.assert(
      fc.property(anyDesign, (design) => {
        const inspection = inspect(design);
        const metrics = evaluate(design);
        expect(inspection.outcome).toEqual(metrics);
        const [area, sdc] = inspection.breakdowns;
        expect(area!.root.value).toBe(metrics.area);
        expect(sdc!.root.value).toBe(metrics.sdc);
        for (const { root } of inspection.breakdowns) expect(childrenSum(root)).toBe(root.value);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  it('says what is left and whether it meets the target', () => {
    expect(inspect({}).notes.join(' ')).toContain('misses 10 FIT');
    expect(inspect(protect('333321')).notes.join(' ')).toContain('meets 10 FIT');
    expect(inspect(protect('333321')).notes.join(' ')).toContain('DMA controller (54 %, tspc-dice)');
    expect(inspect(protect('222222')).notes.join(' ')).toContain('Every block is duplicated');
  });

  it('shows the running estimate behind a sampled metric, ending at the metric', () => {
    const inspection = inspect({ estimator: 'monte-carlo', samples: 5000 });
    const convergence = inspection.series!.at(-1)!;
    const [estimate, low, high, exact] = convergence.lines;
    const metrics = evaluate({ estimator: 'monte-carlo', samples: 5000 });
    expect(estimate!.points.map(([samples]) => samples)).toEqual([
      10, 20, 50, 100, 200, 500, 1000, 2000, 5000,
    ]);
    expect(estimate!.points.at(-1)![1]).toBe(metrics.sdc);
    expect(high!.points.at(-1)![1]).toBe(metrics.sdc + metrics.sdc_half_width);
    expect(low!.points.at(-1)![1]).toBeCloseTo(metrics.sdc - metrics.sdc_half_width, 25);
    expect(exact!.points.at(-1)![1]).toBe(evaluate({}).sdc);
  });
});
