import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../engine/contract/random.ts';
import type { Design, EvaluationContext } from '../../engine/contract/system.ts';
import system from '../../engine/systems/pangu-moge/index.ts';
import { evaluateGrid, frontOf, type EvaluatedDesign } from './grid.ts';

type Match = Readonly<Record<string, number | string>>;

const matching = (evaluated: readonly EvaluatedDesign[], match: Match): EvaluatedDesign[] =>
  evaluated.filter(({ design }) => Object.entries(match).every(([id, value]) => design[id] === value));

describe('study pangu-moge-balance', () => {
  it('sees what balance gains, mostly in prompts, and what choice it takes', async () => {
    const evaluated = await evaluateGrid('pangu-moge-balance', system);
    expect(evaluated).toHaveLength(36);
    const metric = (match: Match, id: string): number => matching(evaluated, match)[0]!.metrics[id]!;
    const loss = (skew: number, batch: number, id: string): number =>
      1 -
      metric({ groups: 1, popularity_skew: skew, batch }, id) /
        metric({ groups: 8, popularity_skew: skew, batch }, id);
    expect(loss(0, 16, 'prefill_throughput')).toBeCloseTo(0.01, 2);
    expect(loss(1, 16, 'prefill_throughput')).toBeCloseTo(0.21, 2);
    for (const { design } of evaluated) {
      const { popularity_skew: skew, batch } = design as { popularity_skew: number; batch: number };
      expect(loss(skew, batch, 'throughput')).toBeLessThan(0.05);
    }
    for (const { metrics } of matching(evaluated, { groups: 8 })) {
      expect(metrics.straggler_factor).toBe(1);
      expect(metrics.selection_freedom).toBeCloseTo(24, 9);
    }
    expect(metric({ groups: 1 }, 'selection_freedom')).toBeCloseTo(32, 1);
    for (const groups of [1, 2, 4]) expect(metric({ groups }, 'straggler_factor')).toBeGreaterThan(1.05);
  });
});

describe('study pangu-moge-search', () => {
  it('prefers few layers, and finds the published shape dominated', async () => {
    const all = await evaluateGrid('pangu-moge-search', system);
    const evaluated = all
      .filter(({ metrics }) => metrics.parameters_total! >= 60e9 && metrics.parameters_total! <= 80e9)
      .map(({ design, metrics }) => ({
        design,
        metrics: { ...metrics, slowness: -metrics.throughput!, smallness: -metrics.parameters_active! },
      }));
    const front = frontOf(evaluated, ['slowness', 'smallness']);
    const shallow = front.filter(({ design }) => design.layers === 40);
    expect(shallow.length / front.length).toBeGreaterThan(0.85);
    expect(front.filter(({ design }) => design.key_value_heads === 16)).toHaveLength(1);
    const published = matching(evaluated, {
      hidden_width: 5120,
      layers: 48,
      query_heads: 40,
      key_value_heads: 8,
      experts: 64,
      expert_width: 1344,
    })[0]!;
    const better = matching(evaluated, {
      hidden_width: 5120,
      layers: 40,
      query_heads: 64,
      key_value_heads: 8,
      experts: 64,
      expert_width: 1536,
    })[0]!;
    expect(better.metrics.parameters_active).toBeGreaterThan(published.metrics.parameters_active!);
    expect(better.metrics.throughput! / published.metrics.throughput!).toBeCloseTo(1.19, 2);
  });
});

describe('study pangu-moge-cards', () => {
  it('gives each card its place', async () => {
    const evaluated = await evaluateGrid('pangu-moge-cards', system);
    const best = (match: Match): EvaluatedDesign | undefined =>
      matching(evaluated, match).sort((a, b) => b.metrics.throughput! - a.metrics.throughput!)[0];
    const server = { device: 'ascend-800i-a2', cards: 4 };
    const duo = { device: 'ascend-300i-duo', cards: 4 };
    for (const limit of [0.03, 0.05, 0.1, 0.2]) {
      expect(best({ ...server, latency_limit: limit })!.metrics.throughput).toBeGreaterThan(100);
    }
    expect(matching(evaluated, { device: 'ascend-300i-duo', latency_limit: 0.03 })).toEqual([]);
    const ratio = (limit: number, id: string): number =>
      best({ ...server, latency_limit: limit })!.metrics[id]! /
      best({ ...duo, latency_limit: limit })!.metrics[id]!;
    expect(ratio(0.1, 'throughput')).toBeCloseTo(9.1, 1);
    expect(ratio(0.2, 'throughput')).toBeCloseTo(2.26, 1);
    expect(ratio(0.2, 'energy')).toBeGreaterThan(0.9);
    expect(best({ ...duo, latency_limit: 0.1 })!.design.attention_parallel).toBe(4);
    expect(best({ ...duo, latency_limit: 0.2 })!.design.attention_parallel).toBe(2);
    const split = (parts: number): number =>
      best({ ...server, latency_limit: 0.1, attention_parallel: 4, expert_parallel: parts })!.metrics
        .throughput!;
    expect(split(2)).toBe(split(4));
    expect(split(1)).toBeLessThan(split(2));
  });
});

describe('study pangu-moge-price', () => {
  it('cannot tell groups from none by accuracy, but by balance', { timeout: 300_000 }, async () => {
    const context: EvaluationContext = {
      seed: 1,
      stream: (name) => new RandomStream(1, name),
      signal: new AbortController().signal,
      report: () => {},
      settled: () => {},
    };
    const defaults = Object.fromEntries(
      Object.entries(system.parameters).map(([id, parameter]) => [id, parameter.default]),
    );
    // The two ends of the study; those between take as long each.
    const design = (groups: number): Design => ({
      ...defaults,
      groups,
      cards: 8,
      expert_parallel: 8,
      batch: 64,
      quality: 'trained',
      training_steps: 300,
      training_seeds: 2,
      weight_bits: 4,
    });
    const plain = (await system.evaluate(design(1), context)) as Record<string, number>;
    const grouped = (await system.evaluate(design(8), context)) as Record<string, number>;
    const error = Math.hypot(plain.toy_spread!, grouped.toy_spread!);
    expect(Math.abs(plain.toy_accuracy! - grouped.toy_accuracy!)).toBeLessThan(2 * error);
    expect(plain.toy_accuracy).toBeGreaterThan(0.5);
    expect(plain.imbalance_score).toBeGreaterThan(0.3);
    expect(grouped.imbalance_score).toBe(0);
    expect(grouped.toy_imbalance).toBe(1);
    expect(plain.toy_imbalance).toBeGreaterThan(1.02);
    for (const metrics of [plain, grouped]) {
      expect(metrics.toy_quantisation_loss).toBeGreaterThan(0);
      expect(metrics.toy_quantisation_loss).toBeLessThan(0.04);
      expect(metrics.toy_routing_flips).toBeCloseTo(0.05, 1);
    }
  });
});
