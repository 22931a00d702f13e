import { describe, expect, it } from 'vitest';
import system from '../../engine/systems/llm-in-a-flash/index.ts';
import { evaluateGrid, type EvaluatedDesign } from './grid.ts';

const fastest = (evaluated: readonly EvaluatedDesign[]): EvaluatedDesign | undefined =>
  evaluated.reduce<EvaluatedDesign | undefined>(
    (best, other) =>
      best === undefined || other.metrics.token_time! < best.metrics.token_time! ? other : best,
    undefined,
  );

describe('study llm-in-a-flash-budget', () => {
  it('runs from 45 % of the model, gains early, and yields to streaming only where compute is fast', async () => {
    const evaluated = await evaluateGrid('llm-in-a-flash-budget', system);
    const best = (host: string, method: string, share: number): EvaluatedDesign | undefined =>
      fastest(
        evaluated.filter(
          ({ design }) => design.host === host && design.method === method && design.dram_share === share,
        ),
      );
    const milliseconds = (share: number): number =>
      best('m1-max-cpu', 'selective', share)!.metrics.token_time! * 1e3;
    expect(best('m1-max-cpu', 'selective', 0.4)).toBeUndefined();
    expect(milliseconds(0.45)).toBeCloseTo(786, -1);
    expect(milliseconds(0.55)).toBeCloseTo(648, -1);
    expect(best('m1-max-cpu', 'selective', 0.55)!.design.window).toBe(6);
    expect(milliseconds(1)).toBeCloseTo(574, -1);
    const shares = [...new Set(evaluated.map(({ design }) => design.dram_share as number))].sort();
    const streamingWinsFrom = (host: string): number | undefined =>
      shares.find((share) => {
        const selective = best(host, 'selective', share);
        const hybrid = best(host, 'hybrid', share);
        if (selective === undefined || hybrid === undefined) return false;
        return hybrid.metrics.token_time! < selective.metrics.token_time!;
      });
    expect(streamingWinsFrom('m1-max-cpu')).toBeUndefined();
    expect(streamingWinsFrom('m1-max-gpu')).toBe(0.9);
    expect(streamingWinsFrom('m2-ultra-gpu')).toBe(0.95);
    expect(streamingWinsFrom('rtx-4090')).toBe(1);
  });
});

describe('study llm-in-a-flash-flash', () => {
  it('bundles rows, reads no neighbours, and wants latency more than bandwidth', async () => {
    const evaluated = await evaluateGrid('llm-in-a-flash-flash', system);
    const find = (changes: Readonly<Record<string, number | string>>): EvaluatedDesign => {
      const wanted = {
        bundling: 'row-column',
        group_neurons: 1,
        threads: 32,
        flash_latency: 93.2e-6,
        flash_bandwidth: 6.1e9,
        ...changes,
      };
      return evaluated.find(({ design }) =>
        Object.entries(wanted).every(([id, value]) =>
          typeof value === 'number'
            ? Math.abs((design[id] as number) / value - 1) < 1e-9
            : design[id] === value,
        ),
      )!;
    };
    const milliseconds = (changes: Readonly<Record<string, number | string>>): number =>
      find(changes).metrics.io_time! * 1e3;
    expect(milliseconds({ bundling: 'none' })).toBeCloseTo(172, 0);
    expect(milliseconds({})).toBeCloseTo(95.5, 0);
    expect(milliseconds({ group_neurons: 2 })).toBeCloseTo(113, 0);
    expect(find({ group_neurons: 2 }).metrics.flash_rate! / 1e9).toBeCloseTo(3.75, 2);
    expect(milliseconds({ flash_latency: 46.6e-6 }) / milliseconds({})).toBeCloseTo(0.6, 2);
    expect(milliseconds({ flash_bandwidth: 12.2e9 }) / milliseconds({})).toBeCloseTo(0.9, 2);
    expect(milliseconds({ threads: 16 })).toBe(milliseconds({}));
    expect(milliseconds({ threads: 1 })).toBeCloseTo(1242, 0);
    for (const { design, metrics } of evaluated) {
      if (design.group_neurons === 1) continue;
      const { bundling, threads, flash_latency, flash_bandwidth } = design as Readonly<
        Record<string, number | string>
      >;
      const alone = find({
        bundling: bundling!,
        threads: threads!,
        flash_latency: flash_latency!,
        flash_bandwidth: flash_bandwidth!,
      });
      const ratio = metrics.io_time! / alone.metrics.io_time!;
      expect(ratio).toBeGreaterThan((threads as number) >= 8 ? 1 : 0.92);
    }
  });
});

describe('study llm-in-a-flash-large-models', () => {
  it('reaches one model size further at each precision', async () => {
    const evaluated = await evaluateGrid('llm-in-a-flash-large-models', system);
    const largest = (method: string, bytes: number): readonly [string, number] => {
      const fitting = evaluated.filter(
        ({ design }) => design.method === method && design.weight_bytes === bytes,
      );
      const size = Math.max(...fitting.map(({ metrics }) => metrics.model_bytes!));
      const { design, metrics } = fastest(fitting.filter((other) => other.metrics.model_bytes === size))!;
      return [design.model as string, Math.round(metrics.token_time! * 1e3)];
    };
    expect(largest('resident', 2)).toEqual(['opt-6.7b', 22]);
    expect(largest('selective', 2)).toEqual(['opt-13b', 81]);
    expect(largest('resident', 1)).toEqual(['opt-13b', 22]);
    expect(largest('selective', 1)).toEqual(['opt-30b', 105]);
    expect(largest('resident', 0.5)).toEqual(['opt-30b', 26]);
    expect(largest('selective', 0.5)).toEqual(['opt-66b', 166]);
  });
});

describe('study llm-in-a-flash-predictor', () => {
  it('prefers a larger predictor to a more generous one', async () => {
    const evaluated = await evaluateGrid('llm-in-a-flash-predictor', system);
    const good = evaluated.filter(({ metrics }) => metrics.neuron_recall! >= 0.95);
    const ofRank = (rank: number): EvaluatedDesign =>
      fastest(good.filter(({ design }) => design.predictor_rank === rank))!;
    const milliseconds = (rank: number): number => ofRank(rank).metrics.token_time! * 1e3;
    expect(fastest(good)).toBe(ofRank(512));
    expect(ofRank(512).design.over_prediction).toBe(2);
    expect(milliseconds(512)).toBeCloseTo(609, 0);
    expect(ofRank(512).metrics.dram_bytes! / 1e9).toBeCloseTo(6.96, 2);
    expect(milliseconds(128)).toBeCloseTo(659, 0);
    expect(ofRank(128).metrics.dram_bytes! / 1e9).toBeCloseTo(7.28, 2);
    expect(milliseconds(64)).toBeCloseTo(707, 0);
    expect(milliseconds(1024)).toBeGreaterThan(milliseconds(256));
  });
});
