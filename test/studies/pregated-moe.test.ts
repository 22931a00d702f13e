import { describe, expect, it } from 'vitest';
import system from '../../engine/systems/pregated-moe/index.ts';
import { evaluateGrid, frontOf, type EvaluatedDesign } from './grid.ts';

type Wanted = Readonly<Record<string, number | string>>;

function finder(evaluated: readonly EvaluatedDesign[], defaults: Wanted) {
  return (changes: Wanted): Readonly<Record<string, number>> | undefined => {
    const wanted = Object.entries({ ...defaults, ...changes });
    return evaluated.find(({ design }) => wanted.every(([id, value]) => design[id] === value))?.metrics;
  };
}

describe('study pregated-moe-schemes', () => {
  it('has GPU-only and pre-gating at the ends, and never prefetching all', async () => {
    const evaluated = await evaluateGrid('pregated-moe-schemes', system);
    for (const bandwidth of [8e9, 16e9, 32e9, 64e9]) {
      for (const experts of [8, 16, 32, 64, 128, 256, 512]) {
        const alike = evaluated.filter(
          ({ design }) => design.copy_bandwidth === bandwidth && design.experts === experts,
        );
        const front = frontOf(alike, ['token_time', 'peak_memory']).map(({ design }) => design.scheme);
        const gpuOnly = experts === 512 ? [] : ['gpu-only'];
        expect(front.sort()).toEqual([...gpuOnly, 'on-demand', 'pre-gated']);
      }
    }
    const find = finder(evaluated, { experts: 64, copy_bandwidth: 32e9, scheme: 'pre-gated' });
    const { token_time, peak_memory, slowdown } = find({})!;
    expect(slowdown).toBeCloseTo(1.22, 2);
    expect(peak_memory! / 1e9).toBeCloseTo(1.9, 1);
    expect(find({ scheme: 'gpu-only' })!.peak_memory! / 1e9).toBeCloseTo(16.3, 1);
    expect(find({ scheme: 'on-demand' })!.peak_memory! / peak_memory!).toBeCloseTo(0.97, 2);
    expect(find({ experts: 512 })!.token_time! / token_time!).toBeLessThan(1.01);
    expect(find({ scheme: 'gpu-only', experts: 256 })!.peak_memory! / 1e9).toBeCloseTo(59.7, 0);
    expect(find({ scheme: 'gpu-only', experts: 512 })).toBeUndefined();
    expect(find({ copy_bandwidth: 8e9 })!.slowdown).toBeCloseTo(3.5, 1);
  });
});

describe('study pregated-moe-active-experts', () => {
  it('hides two experts in 32 bits, and twice as many with every halving', async () => {
    const evaluated = await evaluateGrid('pregated-moe-active-experts', system);
    const find = finder(evaluated, { scheme: 'pre-gated' });
    const hidden = [
      ['fp32', 2],
      ['fp16', 4],
      ['int8', 8],
      ['4-bit', 16],
    ] as const;
    for (const [format, count] of hidden) {
      const slowdown = (forced: number): number =>
        find({ expert_format: format, forced_experts: forced })!.slowdown!;
      expect(slowdown(count)).toBeLessThan(1.2);
      expect(slowdown(2 * count)).toBeGreaterThan(2);
      const all = { expert_format: format, forced_experts: 64 };
      expect(find(all)!.token_time).toBeCloseTo(find({ ...all, scheme: 'prefetch-all' })!.token_time!, 12);
    }
  });
});

describe('study pregated-moe-look-ahead', () => {
  it('gains 3 % at most, costs buffers, and quality only without fine-tuning', async () => {
    const evaluated = await evaluateGrid('pregated-moe-look-ahead', system);
    const find = finder(evaluated, { fine_tuning_steps: 400 });
    const gain = (bandwidth: number, distance: number): number =>
      find({ copy_bandwidth: bandwidth, gate_distance: 1 })!.token_time! /
        find({ copy_bandwidth: bandwidth, gate_distance: distance })!.token_time! -
      1;
    expect(gain(32e9, 2)).toBeCloseTo(0.03, 2);
    expect(gain(16e9, 2)).toBeCloseTo(0.01, 2);
    for (const bandwidth of [3e9, 8e9, 64e9]) expect(gain(bandwidth, 2)).toBeLessThan(0.001);
    for (const bandwidth of [3e9, 8e9, 16e9, 32e9, 64e9]) {
      expect(gain(bandwidth, 3) - gain(bandwidth, 2)).toBeLessThan(0.001);
    }
    const at = (distance: number, steps: number) =>
      find({ copy_bandwidth: 32e9, gate_distance: distance, fine_tuning_steps: steps })!;
    expect((at(2, 400).peak_memory! - at(1, 400).peak_memory!) / 1e6).toBeCloseTo(38, 0);
    expect((at(3, 400).peak_memory! - at(2, 400).peak_memory!) / 1e6).toBeCloseTo(38, 0);
    for (const distance of [1, 2, 3]) {
      expect(at(distance, 0).toy_accuracy_change).toBeLessThan(-0.03);
      expect(at(distance, 0).toy_accuracy_change).toBeGreaterThan(-0.055);
      expect(Math.abs(at(distance, 400).toy_accuracy_change!)).toBeLessThan(0.005);
    }
  });
});

describe('study pregated-moe-cache', () => {
  it('pays as far as the routing is skewed, and small caches only with LFU', async () => {
    const evaluated = await evaluateGrid('pregated-moe-cache', system);
    const find = finder(evaluated, { scheme: 'pre-gated' });
    const uncached = (skew: number) => find({ cache_share: 0, routing_skew: skew })!;
    const cached = (share: number, skew: number, policy = 'lfu', scheme = 'pre-gated') =>
      find({ cache_share: share, routing_skew: skew, cache_policy: policy, scheme })!;
    const saving = (skew: number): number => 1 - cached(0.05, skew).token_time! / uncached(skew).token_time!;
    expect(saving(0.65)).toBeCloseTo(0.14, 2);
    expect(saving(0)).toBeCloseTo(0.03, 2);
    expect(saving(1.2)).toBeCloseTo(0.25, 2);
    expect((cached(0.05, 0).peak_memory! - uncached(0).peak_memory!) / 1e9).toBeCloseTo(2.6, 1);
    for (const skew of [0, 0.65]) {
      const onDemand = cached(0.2, skew, 'lfu', 'on-demand');
      expect(uncached(skew).token_time).toBeLessThan(onDemand.token_time!);
      expect(uncached(skew).peak_memory! / 1e9).toBeCloseTo(3.6, 1);
      expect(onDemand.peak_memory! / 1e9).toBeCloseTo(13.8, 1);
    }
    for (const policy of ['lru', 'lifo']) {
      expect(cached(0.01, 0.65, policy).hit_rate).toBeLessThan(cached(0.01, 0.65).hit_rate! / 4);
      expect(cached(0.2, 0, policy).hit_rate).toBeCloseTo(cached(0.2, 0).hit_rate!, 1);
    }
  });
});
