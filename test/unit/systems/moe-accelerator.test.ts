import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInfeasible } from '../../../engine/contract/system.ts';
import {
  accuracyOf,
  ACCURACY_ERROR,
  predictAccuracy,
} from '../../../engine/systems/moe-accelerator/accuracy.ts';
import { measurements } from '../../../engine/systems/moe-accelerator/accuracy-table.ts';
import system from '../../../engine/systems/moe-accelerator/index.ts';
import type { AcceleratorMetrics } from '../../../engine/systems/moe-accelerator/metrics.ts';
import type { AcceleratorDesign } from '../../../engine/systems/moe-accelerator/parameters.ts';
import { uncorrectedShare } from '../../../engine/systems/moe-accelerator/reliability.ts';
import { context, designOf, designs, metricsOf, problemOf } from './moe-accelerator-support.ts';

type Change = Partial<AcceleratorDesign>;

/** Metrics with a mechanism over those without. */
function ratio(on: Change, off: Change, metric: keyof AcceleratorMetrics): number {
  return metricsOf(on)[metric] / metricsOf(off)[metric];
}

describe('any design', () => {
  it('has finite metrics, or says why it cannot be built', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const outcome = system.evaluate(design, context) as AcceleratorMetrics;
        if (isInfeasible(outcome)) {
          expect((outcome as { infeasible: string }).infeasible.length).toBeGreaterThan(20);
          return;
        }
        for (const [id, value] of Object.entries(outcome)) {
          if (id.endsWith('_p99')) expect(value).toBe(Infinity);
          else expect(Number.isFinite(value) && value >= 0, id).toBe(true);
        }
        expect(outcome.accuracy).toBeGreaterThan(0.25);
        expect(outcome.accuracy).toBeLessThan(1);
        expect(outcome.throughput * outcome.latency).toBeCloseTo(design.batch, 6);
      }),
      { numRuns: 300 },
    );
  });

  it('is explained by trees that add up to its metrics', async () => {
    await fc.assert(
      fc.asyncProperty(designs, async (design) => {
        const { breakdowns, outcome, notes } = await system.inspect(design, context);
        const metrics = (isInfeasible(outcome) ? outcome.metrics : outcome) as Record<string, number>;
        for (const { quantity, root } of breakdowns) {
          const total = root.children!.reduce((sum, { value }) => sum + value, 0);
          expect(total).toBeCloseTo(root.value, 9);
          const known = metrics[quantity];
          if (known !== undefined && known > 0) expect(root.value / known).toBeCloseTo(1, 9);
        }
        expect(notes.length).toBeGreaterThan(3);
      }),
      { numRuns: 60 },
    );
  });
});

describe('each mechanism, switched on and off', () => {
  it('grouped projections make weights, energy and time smaller, and answers worse', () => {
    const [on, off] = [{ projection_group: 1280 }, { projection_group: 5120 }] as const;
    expect(ratio(on, off, 'parameters_total')).toBeLessThan(0.3);
    expect(ratio(on, off, 'energy')).toBeLessThan(0.6);
    expect(ratio(on, off, 'latency')).toBeLessThan(0.6);
    expect(ratio(on, off, 'accuracy')).toBeLessThan(0.95);
  });

  it('more experts know more and take memory; more active ones also work', () => {
    expect(ratio({ experts: 64 }, { experts: 16 }, 'accuracy')).toBeGreaterThan(1.05);
    expect(ratio({ experts: 64 }, { experts: 16 }, 'hbm_bytes')).toBeGreaterThan(1.5);
    const [more, fewer] = [
      { active_experts: 8, expert_groups: 1 },
      { active_experts: 2, expert_groups: 1 },
    ] as const;
    expect(ratio(more, fewer, 'accuracy')).toBeGreaterThan(1.05);
    expect(ratio(more, fewer, 'first_token')).toBeGreaterThan(1.1);
    expect(ratio(more, fewer, 'hbm_bytes')).toBe(1);
  });

  it('groups of experts balance accelerators and take choice away', () => {
    const skewed = { popularity_skew: 0, context: 4096 } as const;
    expect(
      ratio({ ...skewed, expert_groups: 8 }, { ...skewed, expert_groups: 1 }, 'first_token'),
    ).toBeLessThan(1);
    expect(ratio({ expert_groups: 8 }, { expert_groups: 1 }, 'accuracy')).toBeLessThan(1);
  });

  it('a cache, copying ahead and a window hide copies from lower tiers', () => {
    const dram = { expert_home: 'dram', dram_kind: 'ddr5', batch: 1 } as const;
    expect(ratio({ ...dram, pre_gating: true }, { ...dram, pre_gating: false }, 'latency')).toBeLessThan(0.8);
    expect(ratio({ ...dram, cache_share: 0.75 }, { ...dram, cache_share: 0 }, 'latency')).toBeLessThan(0.7);
    expect(ratio({ ...dram, cache_share: 1 }, { batch: 1 }, 'latency')).toBeCloseTo(1, 9);
    const lfu = { ...dram, popularity_skew: 1.5, eviction: 'lfu' } as const;
    expect(ratio(lfu, { ...lfu, eviction: 'lru' }, 'copied_bytes')).toBeLessThan(1);
    expect(
      ratio({ ...dram, eviction: 'lru', popularity_skew: 1.5 }, { ...lfu, eviction: 'fifo' }, 'copied_bytes'),
    ).toBeLessThan(1);
    const flash = { expert_home: 'flash', flash_drives: 2, batch: 1, activation_sparsity: 0.875 } as const;
    expect(ratio({ ...flash, flash_window: 8 }, { ...flash, flash_window: 0 }, 'copied_bytes')).toBeLessThan(
      0.6,
    );
    expect(ratio({ ...flash, flash_window: 8 }, { ...flash, flash_window: 0 }, 'hbm_bytes')).toBeGreaterThan(
      1,
    );
    const scattered = { ...flash, flash_window: 0, projection_group: 640 } as const;
    expect(
      ratio({ ...scattered, flash_bundling: true }, { ...scattered, flash_bundling: false }, 'latency'),
    ).toBeLessThan(1);
  });

  it('processors at the memory take silicon and give time and energy back', () => {
    expect(ratio({ near_memory: 'logic-die' }, {}, 'area')).toBeGreaterThan(1.5);
    expect(ratio({ near_memory: 'logic-die' }, {}, 'latency')).toBeLessThan(0.6);
    expect(ratio({ near_memory: 'logic-die' }, {}, 'energy')).toBeLessThan(1);
    const large = {
      near_memory: 'bank',
      batch: 512,
      context: 256,
      output_tokens: 1,
      devices: 1,
      hbm_stacks: 8,
      hbm_generation: 'hbm3e',
    } as const;
    expect(ratio(large, { ...large, near_memory: 'logic-die' }, 'latency')).toBeGreaterThan(1);
  });

  it('protection takes silicon and removes corruption, block by block', () => {
    for (const block of ['array', 'control', 'decoder', 'dma', 'output'] as const) {
      const key = `protection.${block}` as const;
      for (const protection of ['tspc-dice', 'quatro', 'dmr'] as const) {
        expect(ratio({ [key]: protection }, {}, 'area')).toBeGreaterThan(1);
        expect(ratio({ [key]: protection }, {}, 'failure_rate')).toBeLessThan(1);
      }
    }
    expect(metricsOf({ 'protection.buffers': 'parity' }).failure_rate).toBe(metricsOf().failure_rate);
    expect(metricsOf({ 'protection.buffers': 'parity' }).noticed_errors).toBeGreaterThan(
      metricsOf().noticed_errors,
    );
    expect(ratio({ 'protection.buffers': 'none' }, {}, 'failure_rate')).toBeGreaterThan(1);
    expect(ratio({ 'protection.interfaces': 'none' }, {}, 'latency')).toBeLessThan(1);
  });

  it('sparsity saves reading while few tokens share an expert', () => {
    const sparse = { activation_sparsity: 0.875 } as const;
    expect(ratio({ ...sparse, batch: 1 }, { batch: 1 }, 'latency')).toBeLessThan(0.8);
    expect(ratio({ ...sparse, batch: 256 }, { batch: 256 }, 'latency')).toBeGreaterThan(0.95);
    expect(ratio(sparse, {}, 'accuracy')).toBeLessThan(1);
  });

  it('wrong bits cost answers unless words are corrected', () => {
    const wrong = { bit_errors: 1e-3 } as const;
    const bare = { ...wrong, 'protection.interfaces': 'none' } as const;
    expect(metricsOf(bare).accuracy).toBeLessThan(metricsOf(wrong).accuracy);
    expect(metricsOf(wrong).accuracy).toBeCloseTo(metricsOf().accuracy, 2);
    // Share of bits in words of 72 that have a second wrong bit: 1 - (1 - p)^71.
    expect(uncorrectedShare(1e-3, 'sec-ded')).toBeCloseTo(1e-3 * (1 - 0.999 ** 71), 12);
    expect(uncorrectedShare(1e-3, 'parity')).toBe(1e-3);
  });

  it('random arrivals make requests wait, the more the more come', () => {
    const [calm, busy] = [metricsOf({ arrival_rate: 1 }), metricsOf({ arrival_rate: 40 })];
    expect(calm.first_token_p99).toBeGreaterThanOrEqual(calm.first_token);
    expect(busy.waiting_p99).toBeGreaterThan(calm.waiting_p99);
    expect(busy.first_token_p99).toBeGreaterThan(2 * calm.first_token_p99);
    expect(calm.latency).toBe(metricsOf().latency);
  });
});

describe('designs that cannot be built say why', () => {
  it.each<[string, Change, RegExp]>([
    ['memory', { batch: 512, context: 32768 }, /HBM is too small: .* caches of 512 sequences/],
    [
      'second tier',
      { expert_home: 'dram', dram_kind: 'lpddr5x', dram_channels: 1, devices: 1, cache_share: 0, batch: 1 },
      /DRAM is too small/,
    ],
    [
      'reticle',
      { node: 16, sram_capacity: 512 * 2 ** 20, arrays: 256, array_rows: 256, array_columns: 256 },
      /over the reticle/,
    ],
    ['power', { power_limit: 20 }, /over power: an accelerator draws/],
    ['safety', { safety_target: 'asil-d' }, /misses the safety target: .* FIT/],
  ])('%s', (_name, change, reason) => {
    expect(problemOf(change)).toMatch(reason);
  });
});

describe('accuracy', () => {
  it('is a regression that is off by little more than its measurements', () => {
    expect(ACCURACY_ERROR.measurements).toBe(measurements().length);
    expect(ACCURACY_ERROR.measurements).toBeGreaterThan(600);
    expect(ACCURACY_ERROR.noise).toBeLessThan(0.03);
    expect(ACCURACY_ERROR.rms).toBeLessThan(0.04);
    expect(system.metrics.accuracy!.doc).toContain(`${(100 * ACCURACY_ERROR.rms).toFixed(1)} points`);
    expect(system.metrics.accuracy!.provenance).toBe('measured');
  });

  it('comes close to what was measured, wherever that is', () => {
    const groups = new Map<string, number[]>();
    for (const { repetition, accuracy, ...point } of measurements()) {
      expect(repetition).toBeLessThan(3);
      const key = JSON.stringify(point);
      groups.set(key, [...(groups.get(key) ?? []), accuracy]);
    }
    let worst = 0;
    for (const [key, values] of groups) {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const predicted = predictAccuracy(JSON.parse(key) as Parameters<typeof predictAccuracy>[0]);
      worst = Math.max(worst, Math.abs(predicted - mean));
    }
    expect(worst).toBeLessThan(0.06);
  });

  it('takes the small mixture with the same shares', () => {
    const { point } = accuracyOf(designOf({ projection_group: 1280, activation_sparsity: 0.75 }));
    expect(point).toMatchObject({ experts: 64, active: 8, groups: 8, projectionGroup: 8, keptHidden: 2 });
  });
});
