import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectedDistinctExperts } from '../../../engine/components/workloads/mixture-of-experts.ts';
import { RandomStream } from '../../../engine/contract/random.ts';
import { isInfeasible } from '../../../engine/contract/system.ts';
import type { BreakdownNode } from '../../../engine/contract/system.ts';
import {
  deviceLoads,
  loadAt,
  routingCurve,
  selectExperts,
} from '../../../engine/simulation/expert-routing.ts';
import system from '../../../engine/systems/pangu-moge/index.ts';
import type { PanguMetrics } from '../../../engine/systems/pangu-moge/metrics.ts';
import { acceptedTokens, evaluate, metricsOf, serve } from '../../../engine/systems/pangu-moge/model.ts';
import type { PanguDesign } from '../../../engine/systems/pangu-moge/parameters.ts';
import {
  activeParameters,
  attentionParameters,
  expertParameters,
  headParameters,
  keyValueBytes,
  routerParameters,
  selectionFreedom,
  totalParameters,
} from '../../../engine/components/workloads/served-mixtures.ts';
import { shapeOf } from '../../../engine/systems/pangu-moge/shapes.ts';
import { passSeconds } from '../../../engine/simulation/mixture-pass.ts';
import { context, designOf, designs } from './pangu-moge-support.ts';

const RUNS = { seed: 11, numRuns: 150 };
const metricsFor = (changes: Partial<PanguDesign>): PanguMetrics => {
  const design = designOf(changes);
  return metricsOf(design, serve(design, 1));
};

describe('sizes of the published model', () => {
  const shape = shapeOf(designOf());

  it('are those of Table 1, exactly', () => {
    expect(attentionParameters(shape)).toBe(62_914_560);
    expect(expertParameters(shape)).toBe(20_643_840);
    expect(routerParameters(shape)).toBe(327_680);
    expect(headParameters(shape)).toBe(785_285_120);
    expect(totalParameters(shape)).toBe(71_987_691_520);
    expect(activeParameters(shape)).toBe(16_497_049_600);
  });

  it('give caches of 196,608 bytes a token, the dense models 262,144 and 327,680', () => {
    expect(keyValueBytes(shape, 16)).toBe(196_608);
    expect(keyValueBytes(shapeOf(designOf({ model: 'dense-32b' })), 16)).toBe(262_144);
    expect(keyValueBytes(shapeOf(designOf({ model: 'dense-72b' })), 16)).toBe(327_680);
  });

  it('leave 16,777,216 sets of experts where plain top-8 has 4,426,165,368', () => {
    expect(2 ** selectionFreedom(64, 8, 8)).toBeCloseTo(16_777_216, 0);
    expect(2 ** selectionFreedom(64, 8, 1) / 4_426_165_368).toBeCloseTo(1, 9);
  });
});

/** Three standard errors of a mean imbalance over the 2048 tokens drawn, whose own spread is a quarter of it. */
const noise = (tokens: number): number => 0.02 + (3 * 0.25) / Math.sqrt(2048 / Math.min(128, tokens));

describe('a router', () => {
  const scores = [0.3, 0.05, 0.2, 0.1, 0.02, 0.03, 0.25, 0.05];
  const choose = (values: readonly number[], active: number, groups: number): number[] => {
    const chosen = new Int32Array(active);
    selectExperts(values, active, groups, chosen);
    return [...chosen].sort((a, b) => a - b);
  };

  it('takes the best of each group, or the best of all', () => {
    expect(choose(scores, 4, 4)).toEqual([0, 2, 5, 6]);
    expect(choose(scores, 4, 1)).toEqual([0, 2, 3, 6]);
    expect([...deviceLoads(Int32Array.from([0, 2, 3, 6]), 8, 4)]).toEqual([1, 2, 0, 1]);
  });

  it('takes what sorting each group would take', () => {
    fc.assert(
      fc.property(
        fc.constantFrom([8, 4, 1], [8, 4, 2], [8, 4, 4], [16, 8, 4], [12, 6, 3]),
        fc.infiniteStream(fc.integer({ min: 0, max: 9 })),
        ([experts, active, groups], stream) => {
          const values = [...stream.take(experts)];
          const size = experts / groups;
          const expected = Array.from({ length: groups }, (_, group) =>
            Array.from({ length: size }, (_item, index) => group * size + index)
              .sort((a, b) => values[b]! - values[a]! || a - b)
              .slice(0, active / groups),
          ).flat();
          const chosen = new Int32Array(active);
          selectExperts(values, active, groups, chosen);
          expect([...chosen]).toEqual(expected);
        },
      ),
      RUNS,
    );
  });

  it('without groups is as uneven as uniform choice is: means of an independent simulation', () => {
    const curve = routingCurve(
      { experts: 64, active: 8, groups: 1, devices: 8, skew: 0 },
      new RandomStream(1, 'test'),
    );
    for (const [tokens, imbalance, straggler] of [
      [1, 2.44, 2.45],
      [16, 0.67, 1.35],
      [64, 0.33, 1.17],
      [256, 0.17, 1.09],
      [1024, 0.08, 1.04],
    ] as const) {
      const load = loadAt(curve, tokens);
      expect(load.straggler, `${tokens}`).toBeCloseTo(straggler, 1);
      expect(Math.abs(load.imbalance / imbalance - 1), `${tokens}`).toBeLessThan(noise(tokens));
      const touched = expectedDistinctExperts(64, 8, tokens);
      expect(Math.abs(load.distinct / touched - 1), `${tokens}`).toBeLessThan(0.01);
    }
    expect(loadAt(curve, 1e6).straggler).toBeLessThan(1.02);
  });

  it('with a group for each part loads all alike, whatever the popularity', () => {
    for (const skew of [0, 1, 2]) {
      const shape = { experts: 64, active: 8, groups: 8, devices: 4, skew };
      const { loads, limit } = routingCurve(shape, new RandomStream(3, 'test'));
      expect(limit.straggler).toBeCloseTo(1, 9);
      for (const load of loads) {
        expect(load.straggler).toBe(1);
        expect(load.imbalance).toBe(0);
        expect(load.unbalanced).toBe(0);
      }
    }
  });

  it('is never less even for more groups', () => {
    for (const skew of [0, 0.5, 1]) {
      const curves = [1, 2, 4, 8].map(
        (groups) =>
          routingCurve({ experts: 64, active: 8, groups, devices: 8, skew }, new RandomStream(5, 'test'))
            .loads,
      );
      for (let index = 1; index < curves.length; index++) {
        curves[index]!.forEach((load, size) => {
          const bound = curves[index - 1]![size]!.imbalance * (1 + noise(load.tokens));
          expect(load.imbalance).toBeLessThanOrEqual(bound);
        });
      }
    }
  });
});

describe('a design', () => {
  it('gets finite metrics, and a throughput that follows from its latency', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const outcome = evaluate(design, context);
        const metrics = (isInfeasible(outcome) ? outcome.metrics : outcome) as PanguMetrics;
        for (const [id, value] of Object.entries(metrics)) {
          if (!id.startsWith('toy_')) expect(Number.isFinite(value) && value >= 0, id).toBe(true);
        }
        const sequences = Math.max(1, metrics.sequences);
        expect(metrics.throughput * metrics.decode_latency * metrics.card_count).toBeCloseTo(sequences, 6);
        expect(metrics.straggler_factor).toBeGreaterThanOrEqual(1 - 1e-12);
        expect(metrics.parameters_active).toBeLessThanOrEqual(metrics.parameters_total);
      }),
      RUNS,
    );
  });

  it('is not faster with a longer context, a larger batch or fewer guesses accepted', () => {
    fc.assert(
      fc.property(designs, fc.integer({ min: 1, max: 3 }), (design, drafts) => {
        const given = { ...design, batch_choice: 'given', draft_tokens: drafts } as PanguDesign;
        const time = (changes: Partial<PanguDesign>): number =>
          metricsOf({ ...given, ...changes }, serve({ ...given, ...changes }, 1)).decode_latency;
        const base = time({});
        const above = (value: number): void => expect(value).toBeGreaterThanOrEqual(base * (1 - 1e-12));
        above(time({ context: given.context * 2 }));
        above(time({ batch: given.batch * 2 }));
        above(time({ draft_acceptance: given.draft_acceptance / 2 }));
      }),
      RUNS,
    );
  });

  it('serves the largest batch that keeps the limit: one more does not', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const searched = { ...design, batch_choice: 'largest' } as PanguDesign;
        const { sequences, layout, infeasible } = serve(searched, 1);
        if (infeasible !== undefined || sequences > 4096) return;
        const over = (batch: number): boolean => {
          const served = serve({ ...searched, batch_choice: 'given', batch }, 1);
          return (
            served.infeasible !== undefined ||
            passSeconds(served.step) / served.accepted > searched.latency_limit
          );
        };
        expect(over(sequences)).toBe(false);
        expect(over(sequences + 1)).toBe(true);
        expect(layout.machine.devices % searched.attention_parallel).toBe(0);
      }),
      RUNS,
    );
  });

  it('does not change its balance with shared experts', () => {
    const few = metricsFor({ shared_experts: 0, groups: 1 });
    const many = metricsFor({ shared_experts: 8, groups: 1 });
    expect(many.straggler_factor).toBe(few.straggler_factor);
    expect(many.decode_latency).toBeGreaterThan(few.decode_latency);
  });

  it('has room for 456 sequences in 16 bits, and for 584 in 8 only', () => {
    const outcome = evaluate(designOf({ batch: 584 }), context);
    expect(isInfeasible(evaluate(designOf(), context))).toBe(false);
    expect(isInfeasible(outcome) && outcome.infeasible).toContain('64.0 GiB');
    expect(isInfeasible(evaluate(designOf({ batch: 584, key_value_bits: 8 }), context))).toBe(false);
  });

  it('yields a token a step, and each guess that follows right ones', () => {
    expect(acceptedTokens(0, 0.5)).toBe(1);
    expect(acceptedTokens(3, 0.5)).toBe(1.875);
    expect(acceptedTokens(2, 1)).toBe(3);
  });
});

describe('an explanation', () => {
  const adds = (node: BreakdownNode): void => {
    if (node.children === undefined) return;
    const total = node.children.reduce((sum, child) => sum + child.value, 0);
    expect(total).toBeCloseTo(node.value, 12);
    node.children.forEach(adds);
  };

  it('adds up to the metrics', async () => {
    for (const changes of [
      {},
      { device: 'ascend-300i-duo', groups: 1, popularity_skew: 1, draft_tokens: 2 },
      { model: 'dense-72b', batch: 100 },
    ] as const) {
      const inspection = await system.inspect(designOf(changes), context);
      const metrics = inspection.outcome as PanguMetrics;
      expect(inspection.breakdowns.map(({ quantity }) => quantity)).toEqual([
        'decode_latency',
        'prefill_latency',
        'energy',
        'memory',
      ]);
      for (const { quantity, root } of inspection.breakdowns) {
        adds(root);
        expect(root.value / metrics[quantity as keyof PanguMetrics]).toBeCloseTo(1, 9);
      }
    }
  });

  it('says what binds an infeasible design', async () => {
    const inspection = await system.inspect(designOf({ batch: 4096 }), context);
    expect(inspection.notes[0]).toContain('which has 64.0 GiB');
  });
});
