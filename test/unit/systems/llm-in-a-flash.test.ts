import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isInfeasible, type BreakdownNode } from '../../../engine/contract/system.ts';
import { inspectDesign } from '../../../engine/systems/llm-in-a-flash/inspect.ts';
import { acceptedTokens, evaluateDesign, outcomeOf } from '../../../engine/systems/llm-in-a-flash/model.ts';
import type { FlashDesign } from '../../../engine/systems/llm-in-a-flash/parameters.ts';
import { falseNegativeRate, predictorCorrelation } from '../../../engine/systems/llm-in-a-flash/predictor.ts';
import { runTrace } from '../../../engine/systems/llm-in-a-flash/reuse.ts';
import { MODEL_SIZES, predictorWeights } from '../../../engine/systems/llm-in-a-flash/sizes.ts';
import { designOf, designs, lawDesigns } from './llm-in-a-flash-support.ts';

const metricsOf = (design: FlashDesign) => evaluateDesign(design, 1).metrics;
const timeOf = (changes: Partial<FlashDesign>): number => metricsOf(designOf(changes)).token_time;

/** Not more than `bound`, save for rounding. */
function expectAtMost(value: number, bound: number): void {
  expect(value).toBeLessThanOrEqual(bound * (1 + 1e-12) + 1e-15);
}

describe('sizes', () => {
  it('are those of the published models', () => {
    const { attention, feedForward, embedding, total } = MODEL_SIZES['opt-6.7b'];
    expect(attention).toBe(32 * 4 * 4096 ** 2);
    expect(feedForward).toBe(32 * 2 * 4096 * 16384);
    expect(embedding).toBe(50272 * 4096);
    expect(total / 1e9).toBeCloseTo(6.65, 2);
    expect(MODEL_SIZES['falcon-7b'].total / 1e9).toBeCloseTo(6.92, 2);
    expect(MODEL_SIZES['phi-2'].total / 1e9).toBeCloseTo(2.78, 2);
    expect(MODEL_SIZES['llama-2-7b'].total / 1e9).toBeCloseTo(6.74, 2);
  });

  it('count predictors by their ranks: 28 layers of 128 and 4 of 1024 in OPT 6.7B', () => {
    expect(predictorWeights(MODEL_SIZES['opt-6.7b'], 128)).toBe((28 * 128 + 4 * 1024) * (4096 + 16384));
  });
});

describe('the predictor', () => {
  it('misses nothing if it predicts all neurons, and what it cannot predict if it is perfect', () => {
    expect(falseNegativeRate(0.03, 1, 0.5)).toBe(0);
    expect(falseNegativeRate(0.03, 0.06, 1)).toBe(0);
    expect(falseNegativeRate(0.04, 0.03, 1)).toBeCloseTo(0.25, 12);
  });

  it('is as good as chance if it knows nothing', () => {
    expect(falseNegativeRate(0.03, 0.1, 0)).toBeCloseTo(0.9, 6);
  });

  it('agrees with orthant probabilities of two correlated normals: P(both > 0) = 1/4 + asin(r) / 2 pi', () => {
    for (const correlation of [0.1, 0.5, 0.9]) {
      const both = 0.25 + Math.asin(correlation) / (2 * Math.PI);
      expect(falseNegativeRate(0.5, 0.5, correlation)).toBeCloseTo(1 - both / 0.5, 4);
    }
  });

  it('misses less with more rank and with more predictions', () => {
    const anyPoint = fc.record({
      rank: fc.integer({ min: 16, max: 2000 }),
      active: fc.double({ min: 0.02, max: 0.2, noNaN: true }),
      over: fc.double({ min: 1, max: 4, noNaN: true }),
    });
    fc.assert(
      fc.property(anyPoint, ({ rank, active, over }) => {
        const missed = falseNegativeRate(active, active * over, predictorCorrelation(rank, 4096));
        expectAtMost(falseNegativeRate(active, active * over, predictorCorrelation(2 * rank, 4096)), missed);
        expectAtMost(
          falseNegativeRate(active, active * over * 1.1, predictorCorrelation(rank, 4096)),
          missed,
        );
      }),
      { seed: 21 },
    );
  });
});

describe('evaluateDesign', () => {
  it('takes the published step of Table 2 for whole-model reads: 13.3 GB at 6.1 GB/s', () => {
    const { flash_bytes, io_time } = metricsOf(designOf({ method: 'naive' }));
    expect(flash_bytes).toBe(2 * MODEL_SIZES['opt-6.7b'].total);
    expect(io_time).toBeCloseTo(13.296730112 / 6.1, 9);
  });

  it('reads half of it with half resident, and nothing with all of it', () => {
    expect(metricsOf(designOf({ method: 'hybrid', dram_share: 0.5 })).io_time).toBeCloseTo(1.0899, 4);
    expect(metricsOf(designOf({ method: 'hybrid', dram_share: 1 })).io_time).toBe(0);
    expect(metricsOf(designOf({ method: 'resident', dram_share: 1 })).io_time).toBe(0);
    expect(timeOf({ method: 'hybrid', dram_share: 1 })).toBe(timeOf({ method: 'resident', dram_share: 1 }));
  });

  it('holds the published shares of OPT 6.7B in DRAM', () => {
    const { residents, metrics } = evaluateDesign(designOf(), 1);
    expect(residents.attention / metrics.model_bytes).toBeCloseTo(0.323, 4);
    expect(residents.embedding / metrics.model_bytes).toBeCloseTo(0.031, 4);
    expect(residents.feedForward / metrics.model_bytes).toBeCloseTo(0.1551, 4);
    // 384 tokens of 32 layers with keys and values of 4096 at 16 bits.
    expect(residents.keysAndValues).toBe(384 * 32 * 2 * 4096 * 2);
  });

  it('is infeasible where resident weights exceed the budget, and says which window fits', () => {
    const outcome = outcomeOf(evaluateDesign(designOf({ window: 12 }), 1));
    expect(isInfeasible(outcome) && outcome.infeasible).toBe(
      'weights in DRAM take 62.7 % of the model, the budget is 55.0 %; a window of 6 fits',
    );
    expect(isInfeasible(outcomeOf(evaluateDesign(designOf({ window: 6 }), 1)))).toBe(false);
    const large = outcomeOf(evaluateDesign(designOf({ model: 'opt-66b', host: 'rtx-4090' }), 1));
    expect(isInfeasible(large) && large.infeasible).toMatch(
      /GB of DRAM are needed, the RTX 4090 has 24.0 GB/,
    );
  });

  it('yields 1 token a step without drafts, and all if every draft is accepted', () => {
    expect(acceptedTokens(0, 0.37)).toBeCloseTo(1, 12);
    expect(acceptedTokens(4, 0)).toBe(1);
    expect(acceptedTokens(4, 0.5)).toBe(1.9375);
    expect(acceptedTokens(4, 0.95)).toBeLessThan(5);
  });

  it('gives finite numbers everywhere, and times that add up', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const { metrics, hiddenTime } = evaluateDesign(design, 1);
        for (const [id, value] of Object.entries(metrics)) {
          expect(Number.isFinite(value), id).toBe(true);
          expect(value, id).toBeGreaterThanOrEqual(0);
        }
        expect(metrics.neuron_recall).toBeLessThanOrEqual(1);
        const parts = metrics.io_time + metrics.management_time + metrics.compute_time - hiddenTime;
        expect(Math.abs(parts / metrics.token_time - 1)).toBeLessThan(1e-12);
        expect(hiddenTime).toBeLessThanOrEqual(Math.min(metrics.io_time, metrics.compute_time) * (1 + 1e-12));
      }),
      { seed: 22, numRuns: 150 },
    );
  });

  it('is no slower, and needs no less DRAM, with a longer window', () => {
    fc.assert(
      fc.property(lawDesigns, (design) => {
        const shorter = metricsOf({ ...design, window: Math.min(31, design.window) });
        const longer = metricsOf({ ...design, window: Math.min(31, design.window) + 1 });
        expectAtMost(longer.io_time, shorter.io_time);
        expectAtMost(longer.management_time, shorter.management_time);
        expectAtMost(shorter.dram_bytes, longer.dram_bytes);
      }),
      { seed: 23 },
    );
  });

  it('reads the neurons of a token, all of them, without a window', () => {
    fc.assert(
      fc.property(lawDesigns, (design) => {
        const { use } = evaluateDesign({ ...design, window: 0, draft_tokens: 0 }, 1);
        expect(use.loaded).toBe(use.active);
      }),
      { seed: 24 },
    );
  });

  it('reads the same bytes in less time with bundled rows', () => {
    fc.assert(
      fc.property(lawDesigns, (design) => {
        const single = metricsOf({ ...design, bundling: 'none' });
        const bundled = metricsOf({ ...design, bundling: 'row-column' });
        expect(Math.abs(bundled.flash_bytes - single.flash_bytes)).toBeLessThanOrEqual(
          1e-12 * single.flash_bytes,
        );
        expectAtMost(bundled.io_time, single.io_time);
      }),
      { seed: 25 },
    );
  });

  it('gains from more flash bandwidth, less latency, more reads in flight and overlap', () => {
    fc.assert(
      fc.property(lawDesigns, (design) => {
        const { token_time } = metricsOf(design);
        expectAtMost(
          metricsOf({ ...design, flash_bandwidth: 2 * design.flash_bandwidth }).token_time,
          token_time,
        );
        expectAtMost(
          metricsOf({ ...design, flash_latency: design.flash_latency / 2 }).token_time,
          token_time,
        );
        expectAtMost(metricsOf({ ...design, threads: design.threads + 1 }).token_time, token_time);
        expectAtMost(metricsOf({ ...design, overlap: 1 }).token_time, token_time);
      }),
      { seed: 26 },
    );
  });

  it('reads over a whole OPT model never faster than its active neurons, on any machine', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('opt-1.3b', 'opt-6.7b', 'opt-13b', 'opt-30b', 'opt-66b'),
        fc.constantFrom('m1-max-cpu', 'm1-max-gpu', 'm2-ultra-gpu', 'rtx-4090'),
        fc.integer({ min: 1, max: 32 }),
        (model, host, window) => {
          expect(timeOf({ model, host, window })).toBeLessThan(timeOf({ model, host, method: 'naive' }));
        },
      ),
      { seed: 27 },
    );
  });

  it('promises a largest window that just fits', () => {
    fc.assert(
      fc.property(lawDesigns, (design) => {
        const alone = { ...design, draft_tokens: 0 };
        const { largest_window: longest } = metricsOf(alone);
        if (longest >= 1) {
          expectAtMost(metricsOf({ ...alone, window: longest }).weight_share, design.dram_share);
        }
        if (longest < 64) {
          const share = metricsOf({ ...alone, window: longest + 1 }).weight_share;
          expect(share).toBeGreaterThan(design.dram_share * (1 - 1e-12));
        }
      }),
      { seed: 28 },
    );
  });

  it('does not depend on what a method does not use', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const naive = { ...design, method: 'naive' } as const;
        const other = { ...naive, window: 9, over_prediction: 2, threads: 3, activations: 'law' } as const;
        expect(metricsOf(other)).toEqual(metricsOf(naive));
      }),
      { seed: 29, numRuns: 50 },
    );
  });

  it('gives the same by an executed trace as by the law, within the noise of a layer of 1024', () => {
    for (const window of [0, 1, 3, 5, 8]) {
      const law = evaluateDesign(designOf({ window }), 1);
      const design = designOf({ window, activations: 'trace', popularity_skew: 0 });
      const { loaded, held, neurons } = runTrace(design, law.sizes, 1);
      expect(Math.abs(loaded / neurons / law.use.loaded - 1)).toBeLessThan(0.05);
      expect(Math.abs(held / neurons / law.use.held - 1)).toBeLessThan(0.05);
      expect(evaluateDesign(design, 1).use.loaded).toBe(loaded / neurons);
    }
    const groups = { window: 0, group_neurons: 4 };
    const law = evaluateDesign(designOf(groups), 1);
    const trace = evaluateDesign(designOf({ ...groups, activations: 'trace', popularity_skew: 0 }), 1);
    expect(Math.abs(trace.use.reads / law.use.reads - 1)).toBeLessThan(0.05);
  });

  it('draws the same trace for the same seed, and another for another', () => {
    const design = designOf({ activations: 'trace' });
    expect(evaluateDesign(design, 7).metrics).toEqual(evaluateDesign({ ...design }, 7).metrics);
    expect(evaluateDesign(design, 8).metrics.io_time).not.toBe(evaluateDesign(design, 7).metrics.io_time);
  });
});

describe('inspectDesign', () => {
  function expectSums(node: BreakdownNode): void {
    if (node.children === undefined) return;
    expect(node.value).toBe(node.children.reduce((total, child) => total + child.value, 0));
    node.children.forEach(expectSums);
  }

  it('breaks metrics down into parts that add up to them', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const { breakdowns } = inspectDesign(design, 1);
        const { metrics } = evaluateDesign(design, 1);
        for (const { quantity, root } of breakdowns) {
          expectSums(root);
          const metric = metrics[quantity as keyof typeof metrics];
          expect(Math.abs(root.value - metric), quantity).toBeLessThanOrEqual(1e-12 * metric);
        }
      }),
      { seed: 30, numRuns: 25 },
    );
  });

  it('names what takes longest, and shows the executed cache beside its alternatives', () => {
    const { notes, series } = inspectDesign(designOf({ activations: 'trace' }), 1);
    expect(notes[0]).toBe('The largest part of the time is compute: 77 %.');
    const replacement = series!.find(({ title }) => title.endsWith('by replacement'))!;
    const loads = (label: string): readonly number[] =>
      replacement.lines.find((line) => line.label === label)!.points.map(([, loaded]) => loaded);
    expect(loads('window')).toHaveLength(6);
    // The law of reuse is one of recency: a window is as good as single neurons replaced by their last use, or better.
    loads('window').forEach((loaded, index) => {
      const recent = loads('least recently used')[index]!;
      expect(loaded).toBeLessThan(recent * 1.01);
      if (index >= 2) expect(loaded).toBeGreaterThan(recent * 0.9);
      expect(loads('least often used')[index]).toBeGreaterThan(recent);
      expect(loads('the most popular, unchanged')[index]).toBeGreaterThan(recent);
    });
  });

  it('says why a design does not fit', () => {
    const { notes, outcome } = inspectDesign(designOf({ window: 12 }), 1);
    expect(isInfeasible(outcome)).toBe(true);
    expect(notes[0]).toMatch(/a window of 6 fits/);
  });
});
