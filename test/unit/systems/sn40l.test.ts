import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInfeasible } from '../../../engine/contract/system.ts';
import { expertShape } from '../../../engine/systems/sn40l/experts.ts';
import system from '../../../engine/systems/sn40l/index.ts';
import { evaluateDesign, outcomeOf } from '../../../engine/systems/sn40l/model.ts';
import type { CompositionDesign } from '../../../engine/systems/sn40l/parameters.ts';
import { parameterCount } from '../../../engine/components/workloads/transformer.ts';
import { designOf, designs } from './sn40l-support.ts';

const SEED = 1;
const metricsOf = (changes: Partial<CompositionDesign>) => evaluateDesign(designOf(changes), SEED).metrics;
const PLATFORMS = ['sn40l', 'dgx-a100', 'dgx-h100'] as const;

describe('the sheet’s test vectors', () => {
  it.each([
    [1, 20, ['143.5', '681', '406']],
    [8, 20, ['685.8', '4526', '2552']],
    [1, 200, ['429.5', '1673', '1115']],
  ] as const)('batch %i, %i tokens, all miss', (batch_size, output_tokens, expected) => {
    const printed = PLATFORMS.map((platform, index) =>
      (metricsOf({ platform, batch_size, output_tokens }).cold_latency * 1e3).toFixed(index === 0 ? 1 : 0),
    );
    expect(printed).toEqual(expected);
  });

  it('has 39 slots, a uniform LRU hit rate of 0.26 and a mean latency of 140.0 ms', () => {
    const { resident_experts, hit_rate, latency } = metricsOf({});
    expect(resident_experts).toBe(39);
    expect(hit_rate).toBeCloseTo(39 / 150, 10);
    expect((latency * 1e3).toFixed(1)).toBe('140.0');
  });

  it('switches in 13.48, 421.25 and 210.6 ms', () => {
    const times = PLATFORMS.map((platform) => metricsOf({ platform }).switch_time * 1e3);
    expect(times[0]).toBeCloseTo(13.48, 9);
    expect(times[1]).toBeCloseTo(421.25, 9);
    expect(times[2]).toBeCloseTo(210.625, 9);
  });
});

describe('out of memory', () => {
  it('names the memory, what is missing and what fits', () => {
    const outcome = outcomeOf(evaluateDesign(designOf({ platform: 'dgx-a100', experts: 150 }), SEED));
    expect(isInfeasible(outcome) && outcome.infeasible).toBe(
      "out of memory: 150 experts need 22.00 GB more than the node's 2000 GB of host memory, which holds 148",
    );
    expect(isInfeasible(outcome) && outcome.metrics?.footprint).toBe(4);
    expect(isInfeasible(outcome) && outcome.metrics?.latency).toBeUndefined();
  });

  it('says when not even one expert fits beside the router', () => {
    const { infeasible } = evaluateDesign(
      designOf({ experts: 1, expert_size: 140e9, hbm_capacity: 2 ** 34 }),
      SEED,
    );
    expect(infeasible).toMatch(/^HBM is too small to run an expert: .* need \d+(\.\d+)? GB more than/);
  });

  it('happens exactly when the experts exceed what can be parked or held, or none can run', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const { infeasible, machine, slots } = evaluateDesign(design, SEED);
        const parked = design.experts * design.expert_size <= machine.parkingCapacity;
        expect(infeasible === undefined).toBe(slots >= 1 && (parked || design.experts <= slots));
      }),
      { seed: 4, numRuns: 200 },
    );
  });
});

describe('laws', () => {
  it('gives finite, positive metrics for every design that runs', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const { metrics, infeasible } = evaluateDesign(design, SEED);
        if (infeasible !== undefined) return;
        for (const [id, value] of Object.entries(metrics)) {
          expect(Number.isFinite(value), id).toBe(true);
          expect(value, id).toBeGreaterThanOrEqual(0);
        }
        expect(metrics.hit_rate).toBeLessThanOrEqual(1);
        expect(metrics.latency).toBeLessThanOrEqual(metrics.cold_latency * (1 + 1e-12));
      }),
      { seed: 5, numRuns: 200 },
    );
  });

  it('copies nothing when every expert fits in HBM', () => {
    fc.assert(
      fc.property(designs, (base) => {
        const { slots } = evaluateDesign(base, SEED);
        const design = { ...base, experts: Math.max(1, Math.min(1000, slots)) };
        const { metrics, routerTime, run } = evaluateDesign(design, SEED);
        if (slots < 1) return;
        expect(metrics.hit_rate).toBe(1);
        expect(metrics.latency).toBeCloseTo(routerTime + design.batch_size * run.time, 12);
      }),
      { seed: 6, numRuns: 100 },
    );
  });

  it('never runs slower for fusing more or for launching on the chip', () => {
    fc.assert(
      fc.property(designs, (base) => {
        const time = (changes: Partial<CompositionDesign>) => {
          const { metrics } = evaluateDesign({ ...base, platform: 'sn40l', ...changes }, SEED);
          return [metrics.workload_time, metrics.expert_run_time];
        };
        const slower = (one: number[], other: number[]) =>
          one.every((value, index) => value >= other[index]! * (1 - 1e-12));
        for (const launch of ['software', 'hardware'] as const) {
          expect(slower(time({ fusion: 'none', launch }), time({ fusion: 'partial', launch }))).toBe(true);
          expect(slower(time({ fusion: 'partial', launch }), time({ fusion: 'full', launch }))).toBe(true);
        }
        for (const fusion of ['none', 'partial', 'full'] as const) {
          expect(slower(time({ fusion, launch: 'software' }), time({ fusion, launch: 'hardware' }))).toBe(
            true,
          );
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('never gets faster with more equally sized experts', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...PLATFORMS),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 1, max: 1000 }),
        fc.double({ min: 0, max: 1.5, noNaN: true }),
        (platform, one, other, popularity_skew) => {
          const latency = (experts: number) => metricsOf({ platform, experts, popularity_skew }).latency;
          const [fewer, more] = [Math.min(one, other), Math.max(one, other)];
          // The hit rates are simulated: a tenth of a per cent is their noise.
          expect(latency(more)).toBeGreaterThanOrEqual(latency(fewer) * 0.999);
        },
      ),
      { seed: 8, numRuns: 60 },
    );
  });

  it('is overall never ahead of a baseline by more than its switch, and less the longer the answer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('dgx-a100', 'dgx-h100'),
        fc.integer({ min: 1, max: 999 }),
        fc.constantFrom(1, 4, 8, 64),
        (platform, output_tokens, batch_size) => {
          const speedup = (tokens: number) => {
            const ours = metricsOf({ batch_size, output_tokens: tokens });
            const theirs = metricsOf({ platform, batch_size, output_tokens: tokens });
            return [theirs.cold_latency / ours.cold_latency, theirs.switch_time / ours.switch_time] as const;
          };
          const [overall, ofSwitch] = speedup(output_tokens);
          expect(overall).toBeLessThanOrEqual(ofSwitch);
          expect(speedup(output_tokens + 1)[0]).toBeLessThan(overall);
        },
      ),
      { seed: 9, numRuns: 60 },
    );
  });

  it('never waits longer for overlapping copies with runs', () => {
    fc.assert(
      fc.property(designs, (base) => {
        const { metrics } = evaluateDesign({ ...base, prefetch: true }, SEED);
        const without = evaluateDesign({ ...base, prefetch: false }, SEED);
        expect(metrics.cold_latency).toBeLessThanOrEqual(without.metrics.cold_latency * (1 + 1e-12));
        expect(metrics.latency).toBeLessThanOrEqual(without.metrics.latency);
      }),
      { seed: 10, numRuns: 100 },
    );
  });

  it('hides all copies but the first behind longer runs', () => {
    const { cold_latency, switch_time, expert_run_time } = metricsOf({ batch_size: 8, prefetch: true });
    expect(switch_time).toBeLessThan(expert_run_time);
    expect(cold_latency).toBeCloseTo(66e-3 + switch_time + 8 * expert_run_time, 12);
  });

  it('lets inactive parameters of a baseline make no difference', () => {
    fc.assert(
      fc.property(designs, designs, fc.constantFrom('dgx-a100', 'dgx-h100'), (one, other, platform) => {
        const knobs = Object.keys(system.parameters).filter(
          (id) => system.parameters[id]!.activeWhen?.platform !== undefined,
        );
        const changed = {
          ...one,
          ...Object.fromEntries(Object.entries(other).filter(([id]) => knobs.includes(id))),
        };
        expect(evaluateDesign({ ...changed, platform }, SEED).metrics).toEqual(
          evaluateDesign({ ...one, platform }, SEED).metrics,
        );
      }),
      { seed: 11, numRuns: 50 },
    );
  });

  it('gives the same metrics however many designs came before', () => {
    const design = designOf({ popularity_skew: 0.7, eviction: 'lfu' });
    const first = evaluateDesign(design, 3).metrics;
    for (let size = 0; size < 1100; size++) {
      evaluateDesign(designOf({ experts: 60, popularity_skew: size / 1100, prompt_tokens: 100 + size }), 3);
    }
    expect(evaluateDesign(design, 3).metrics).toEqual(first);
  });
});

describe('expertShape', () => {
  it('has the bytes it was asked for, and is Llama 2 7B at 13.48 GB', () => {
    for (const bytes of [1e9, 13.48e9, 26e9, 140e9]) {
      expect(2 * parameterCount(expertShape(bytes))).toBeCloseTo(bytes, -3);
    }
    const { layers, width } = expertShape(2 * 6_738_415_616);
    expect(layers).toBe(32);
    expect(width).toBeCloseTo(4096, 6);
  });
});
