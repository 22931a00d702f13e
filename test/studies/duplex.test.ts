import { describe, expect, it } from 'vitest';
import system from '../../engine/systems/duplex/index.ts';
import { evaluateGrid, frontOf, type EvaluatedDesign } from './grid.ts';

/** The evaluated design with these parameter values. */
function pick(evaluated: readonly EvaluatedDesign[], values: Record<string, unknown>): EvaluatedDesign {
  return evaluated.find(({ design }) => Object.entries(values).every(([id, value]) => design[id] === value))!;
}

describe('study duplex-rates', () => {
  it('finds multipliers the cheaper way on from the published point', async () => {
    const evaluated = await evaluateGrid('duplex-rates', system);
    expect(evaluated).toHaveLength(30);
    const at = (bandwidth: number, operations: number): { throughput: number; added_area: number } =>
      pick(evaluated, { bandwidth_multiplier: bandwidth, operations_per_byte: operations }).metrics as never;
    const published = at(4, 8);
    const gain = (other: { throughput: number; added_area: number }): number[] => [
      Math.round(100 * (other.throughput / published.throughput - 1)),
      Math.round(100 * (other.added_area / published.added_area - 1)),
    ];
    expect(gain(at(4, 16))).toEqual([17, 17]);
    expect(gain(at(8, 8))).toEqual([21, 98]);
    for (const bandwidth of [2, 4, 8, 16]) {
      const last = at(bandwidth, 32).throughput / at(bandwidth, 16).throughput;
      expect(last).toBeLessThan(1.08);
    }
    const minimised = evaluated.map(({ design, metrics }) => ({
      design,
      metrics: { ...metrics, time: 1 / metrics.throughput! },
    }));
    const front = frontOf(minimised, ['time', 'energy_per_token', 'added_area']);
    expect(
      front.map(({ design }) => [design.bandwidth_multiplier, design.operations_per_byte]),
    ).toContainEqual([4, 8]);
  });
});

describe('study duplex-grouping', () => {
  it('lets sharing decide for dense models, the batch for experts', async () => {
    const evaluated = await evaluateGrid('duplex-grouping', system);
    expect(evaluated).toHaveLength(80);
    /** Throughput of the logic die over that of the banks. */
    const ratio = (experts: number, degree: number, batch: number): number => {
      const where = { 'custom.experts': experts, 'custom.group_degree': degree, batch_size: batch };
      return (
        pick(evaluated, { ...where, memory_processor: 'logic-die' }).metrics.throughput! /
        pick(evaluated, { ...where, memory_processor: 'bank' }).metrics.throughput!
      );
    };
    for (const batch of [8, 16, 32, 64, 128]) {
      for (const degree of [1, 2]) expect(ratio(1, degree, batch)).toBeLessThan(0.98);
      expect(Math.abs(ratio(1, 4, batch) - 1)).toBeLessThan(0.01);
      expect(ratio(1, 8, batch)).toBeGreaterThan(1.01);
    }
    for (const degree of [1, 2, 4, 8]) {
      expect(ratio(8, degree, 8)).toBeLessThan(0.85);
      expect(ratio(8, degree, 32)).toBeGreaterThan(1.1);
      expect(ratio(8, degree, 64)).toBeGreaterThan(1.1);
    }
  });
});

describe('study duplex-skew', () => {
  it('turns skew from a loss into a gain by cutting and splitting experts', async () => {
    const evaluated = await evaluateGrid('duplex-skew', system);
    expect(evaluated).toHaveLength(24);
    const change = (placement: string, tensorParallel: boolean): number => {
      const at = (skew: number): number =>
        pick(evaluated, {
          popularity_skew: skew,
          placement,
          expert_tensor_parallel: tensorParallel,
        }).metrics.throughput!;
      return at(1.5) / at(0) - 1;
    };
    expect(change('best', false)).toBeCloseTo(-0.33, 1);
    expect(change('split', true)).toBeCloseTo(0.1, 1);
    expect(change('split', false)).toBeLessThan(0);
    expect(change('best', true)).toBeLessThan(0);
  });
});

describe('study duplex-load', () => {
  it('finds where each machine begins to queue', async () => {
    const evaluated = await evaluateGrid('duplex-load', system);
    expect(evaluated).toHaveLength(48);
    const metrics = (kind: string, devices: number, rate: number): Readonly<Record<string, number>> =>
      pick(evaluated, { memory_processor: kind, devices_per_node: devices, arrival_rate: rate }).metrics;
    /** The first rate at which the median request waits longer than 0.3 s for its first token. */
    const queues = (kind: string, devices: number): number =>
      [4, 6, 8, 10, 11, 12, 14, 16, 17, 18, 20, 24].find(
        (rate) => metrics(kind, devices, rate).first_token_p50! > 0.3,
      )!;
    expect(queues('none', 4)).toBe(12);
    expect(queues('logic-die', 4)).toBe(17);
    expect(queues('none', 8)).toBe(17);
    for (const rate of [4, 6, 8, 10, 11, 12, 14, 16]) {
      const near = metrics('logic-die', 4, rate);
      const more = metrics('none', 8, rate);
      expect(near.token_time_p50).toBeLessThan(more.token_time_p50!);
      expect(near.first_token_p50).toBeGreaterThan(more.first_token_p50!);
    }
  });
});
