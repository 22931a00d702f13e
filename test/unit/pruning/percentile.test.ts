import { describe, expect, it } from 'vitest';
import { FAILED, INFEASIBLE, PRUNED } from '../../../engine/contract/trial.ts';
import { SortedWindow } from '../../../engine/pruning/sorted-window.ts';
import { prunerOf, trialOf, verdict } from './support.ts';

describe('median', () => {
  /** Five trials with 1, 2, 3, 4 and 5 at step 10, and with 1, 1, 1, 4 and 9 at step 20. */
  const learnt = (options: Readonly<Record<string, unknown>> = {}) => {
    const pruner = prunerOf('median', 1, options);
    const late = [1, 1, 1, 4, 9];
    for (let trial = 0; trial < 5; trial++) {
      pruner.observe(trialOf(trial, [10, 20], [[trial + 1], [late[trial]!]]));
    }
    return pruner;
  };

  it('stops what is worse than the median at that step, and only that', () => {
    const pruner = learnt();
    expect(verdict(pruner, [10], [[3]])).toBeUndefined();
    expect(verdict(pruner, [10], [[3.01]])).toBe('after step 10: worse than the median of complete trials');
    expect(verdict(pruner, [20], [[1]])).toBeUndefined();
    expect(verdict(pruner, [20], [[1.5]])).toContain('step 20');
  });

  it('takes the best value so far, as Optuna does', () => {
    expect(verdict(learnt(), [10, 20], [[0.5], [8]])).toBeUndefined();
    expect(verdict(learnt(), [10, 20], [[2], [8]])).toContain('step 20');
  });

  it('says nothing of a step that no complete trial reported', () => {
    expect(verdict(learnt(), [15], [[100]])).toBeUndefined();
  });

  it('waits for its startup trials, its warm-up and its interval', () => {
    expect(verdict(learnt({ startup: 6 }), [10], [[100]])).toBeUndefined();
    expect(verdict(learnt({ warmup: 11 }), [10], [[100]])).toBeUndefined();
    expect(verdict(learnt({ warmup: 11 }), [10, 20], [[100], [100]])).toContain('step 20');
    // Looks are due at 0, 15, 30, ...: the first report at or after 15 is judged, the next before 30 is not.
    const every15 = learnt({ interval: 15 });
    every15.observe(trialOf(5, [16, 20], [[1], [1]]));
    expect(verdict(every15, [10, 16], [[100], [100]])).toContain('step 16');
    expect(verdict(every15, [10, 16, 20], [[100], [100], [100]])).toBeUndefined();
    expect(verdict(learnt({ minimum: 6 }), [10], [[100]])).toBeUndefined();
  });

  it('learns from complete trials alone', () => {
    const pruner = learnt();
    for (const state of [PRUNED, FAILED, INFEASIBLE]) {
      for (let trial = 10; trial < 20; trial++) pruner.observe(trialOf(trial, [10], [[100]], state));
    }
    expect(verdict(pruner, [10], [[3.01]])).toBeDefined();
  });

  it('stops a trial with several objectives only where it is worse in all of them', () => {
    const pruner = prunerOf('median', 2);
    for (let trial = 0; trial < 5; trial++) pruner.observe(trialOf(trial, [1], [[trial + 1, 5 - trial]]));
    expect(verdict(pruner, [1], [[3.5, 3.5]])).toBeDefined();
    expect(verdict(pruner, [1], [[100, 3]])).toBeUndefined();
    expect(verdict(pruner, [1], [[100, Number.NaN]])).toBeUndefined();
    const partial = prunerOf('median', 2, { partial: true, startup: 1 });
    partial.observe(trialOf(0, [1], [[1, 1]]));
    expect(verdict(partial, [1], [[100, Number.NaN]])).toBeDefined();
    expect(verdict(partial, [1], [[Number.NaN, Number.NaN]])).toBeUndefined();
  });
});

describe('percentile', () => {
  it('lets only the best share go on', () => {
    // Of 0, 10, ..., 100 the best quarter ends at 25 (linear interpolation).
    const pruner = prunerOf('percentile', 1, { percentile: 25 });
    for (let trial = 0; trial <= 10; trial++) pruner.observe(trialOf(trial, [1], [[10 * trial]]));
    expect(verdict(pruner, [1], [[25]])).toBeUndefined();
    expect(verdict(pruner, [1], [[25.1]])).toBe('after step 1: worse than the best 25 % of complete trials');
  });

  it('refuses options that make no sense', () => {
    expect(() => prunerOf('percentile', 1, { percentile: 101 })).toThrow('from 0 to 100');
    expect(() => prunerOf('median', 1, { percentile: 50 })).toThrow('has no option "percentile"');
    expect(() => prunerOf('halving', 1)).toThrow('there is no pruner "halving"');
  });
});

describe('the sorted window', () => {
  it('interpolates like NumPy and forgets the oldest', () => {
    const window = new SortedWindow(4);
    expect(window.percentile(50)).toBeNaN();
    for (const value of [7, 1, 3]) window.add(value);
    // numpy.percentile([7, 1, 3], 50) = 3, 25 -> 2, 90 -> 6.2.
    expect([window.percentile(50), window.percentile(25), window.percentile(100)]).toEqual([3, 2, 7]);
    expect(window.percentile(90)).toBeCloseTo(6.2, 12);
    window.add(Infinity);
    window.add(5);
    // 1, 3, 5 and Infinity are left.
    expect(window.size).toBe(4);
    expect([0, 50, 100].map((percent) => window.percentile(percent))).toEqual([1, 4, Infinity]);
  });
});
