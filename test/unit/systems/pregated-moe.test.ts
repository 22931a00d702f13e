import { describe, expect, it } from 'vitest';
import { recordedQuality } from '../../../engine/systems/pregated-moe/quality.ts';
import { mostActive } from '../../../engine/systems/pregated-moe/routing.ts';
import { drawRouting, type Routing } from '../../../engine/systems/pregated-moe/routing.ts';
import { FINE_TUNING_STEPS } from '../../../engine/systems/pregated-moe/toy.ts';
import { metricsOf, problemOf } from './pregated-moe-support.ts';

describe('sizes', () => {
  it('come from the shapes', () => {
    // 12 blocks of 64 experts of 2 x 768 x 3072 weights, plus 166 million others, 4 bytes each.
    const others = 32128 * 768 + (4 * 12 + 8 * 12) * 768 ** 2 + 12 * (2 * 768 * 3072 + 768 * 64);
    expect(metricsOf({}).model_bytes).toBe(4 * (12 * 64 * 2 * 768 * 3072 + others));
    expect(metricsOf({}).expert_bytes).toBe(18_874_368);
    expect(metricsOf({ model: 'switch-large' }).expert_bytes).toBe(33_554_432);
  });

  it('leave weights that are no experts at 16 bits where experts take 4', () => {
    const { peak_memory: half } = metricsOf({ expert_format: 'fp16' });
    const { peak_memory: quarter } = metricsOf({ expert_format: '4-bit' });
    const buffers = 2 * 4 * 2 * 768 * 3072;
    expect(half - quarter).toBeLessThanOrEqual(buffers * 1.5);
  });
});

describe('what fits', () => {
  it('names the memory that is too small', () => {
    const large = { model: 'switch-large', experts: 128 } as const;
    expect(problemOf({ ...large, scheme: 'gpu-only' })).toBe('out of GPU memory: 106 GB of 80.0 GB');
    expect(problemOf(large)).toBeUndefined();
    expect(problemOf({ ...large, host_memory: 64e9 })).toBe(
      'out of host memory: 103 GB of experts, 64.0 GB of memory',
    );
    expect(problemOf({ ...large, host_memory: 64e9, storage: 'ssd' })).toBeUndefined();
  });

  it('gives metrics of what does not fit all the same', () => {
    expect(metricsOf({ model: 'switch-large', experts: 128, scheme: 'gpu-only' }).throughput).toBeGreaterThan(
      60,
    );
  });
});

describe('forced experts', () => {
  it('hide behind a block up to two, as the crossover of 2.06 experts says', () => {
    const time = (count: 1 | 2 | 4): number =>
      metricsOf({ forced_experts: count, synchronisation: 0, sequence: 32 }).exposed_time;
    const copy = 18_874_368 / 32e9;
    expect(time(1)).toBeCloseTo(copy, 6);
    expect(time(2)).toBeCloseTo(2 * copy, 6);
    const block = metricsOf({ forced_experts: 4, scheme: 'gpu-only', sequence: 32 }).block_time;
    expect(time(4)).toBeCloseTo(4 * copy + 5 * (4 * copy - block), 6);
  });

  it('migrate exactly their bytes', () => {
    expect(metricsOf({ forced_experts: 8 }).migrated_bytes).toBe(6 * 8 * 18_874_368);
    expect(metricsOf({ scheme: 'prefetch-all' }).migrated_bytes).toBe(6 * 64 * 18_874_368);
    expect(metricsOf({ scheme: 'gpu-only' }).migrated_bytes).toBe(0);
  });
});

describe('routing', () => {
  const even: Routing = {
    blocks: 6,
    experts: 64,
    batch: 4,
    beams: 1,
    forced_experts: 0,
    beam_agreement: 0,
    token_repeat: 0,
    routing_skew: 0,
  };
  const meanActive = (routing: Routing): number => {
    const { active } = drawRouting(routing, 2000, 1);
    return active.reduce((sum, count) => sum + count, 0) / active.length;
  };

  it('uses N (1 - (1 - 1/N)^n) of N even experts for n independent tokens', () => {
    expect(meanActive(even)).toBeCloseTo(64 * (1 - (63 / 64) ** 4), 1);
    expect(meanActive({ ...even, batch: 1, beams: 4 })).toBeCloseTo(64 * (1 - (63 / 64) ** 4), 1);
    expect(meanActive({ ...even, batch: 16, experts: 8 })).toBeCloseTo(8 * (1 - (7 / 8) ** 16), 1);
  });

  it('uses one expert a prompt where beams agree, and the same for ever where tokens repeat', () => {
    expect(meanActive({ ...even, batch: 1, beams: 4, beam_agreement: 1 })).toBe(1);
    const { requests } = drawRouting({ ...even, batch: 1, token_repeat: 1 }, 10, 1);
    for (let index = 6; index < requests.length; index++) expect(requests[index]).toBe(requests[index - 6]);
  });

  it('needs buffers for the busiest neighbouring blocks', () => {
    const trace = {
      tokens: 2,
      blocks: 3,
      active: Uint16Array.of(1, 3, 2, 4, 1, 1),
      requests: new Uint32Array(),
    };
    expect(mostActive(trace, 1)).toBe(4);
    expect(mostActive(trace, 2)).toBe(5);
    expect(mostActive(trace, 3)).toBe(6);
  });
});

describe('recorded quality', () => {
  it('suffers from rewired gates, the more the farther they look, and recovers by fine-tuning', () => {
    const change = (distance: number, steps: (typeof FINE_TUNING_STEPS)[number]): number => {
      const { accuracy, baseline } = recordedQuality(distance, steps);
      return accuracy - baseline;
    };
    expect(change(1, 0)).toBeLessThan(-0.02);
    expect(change(2, 0)).toBeLessThan(change(1, 0));
    expect(change(3, 0)).toBeLessThan(change(2, 0));
    for (const distance of [1, 2, 3]) expect(Math.abs(change(distance, 400))).toBeLessThan(0.01);
  });

  it('is that of conventional gates for schemes that do not look ahead', () => {
    for (const scheme of ['gpu-only', 'on-demand', 'prefetch-all'] as const) {
      const { gate_agreement, toy_accuracy_change } = metricsOf({ scheme });
      expect([gate_agreement, toy_accuracy_change]).toEqual([1, 0]);
    }
  });
});
