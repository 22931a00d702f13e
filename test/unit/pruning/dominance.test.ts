import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INFEASIBLE } from '../../../engine/contract/trial.ts';
import { isCovered, Skyband } from '../../../engine/pruning/skyband.ts';
import { prunerOf, trialOf, verdict } from './support.ts';

describe('dominance', () => {
  const learnt = (options: Readonly<Record<string, unknown>> = {}) => {
    const pruner = prunerOf('dominance', 2, { startup: 1, margin: 0.1, ...options });
    pruner.observe(trialOf(0, [5], [[1, 10]]));
    pruner.observe(trialOf(1, [5], [[5, 5]]));
    return pruner;
  };

  it('stops what complete trials dominated at the same step by more than the margin', () => {
    expect(verdict(learnt(), [5], [[6, 6]])).toBe('after step 5: dominated by a complete trial');
    // 5.4 may become 4.86, which (5, 5) does not reach.
    expect(verdict(learnt(), [5], [[5.4, 6]])).toBeUndefined();
    expect(verdict(learnt(), [5], [[5.6, 5.6]])).toBeDefined();
    expect(verdict(learnt(), [4], [[60, 60]])).toBeUndefined();
    expect(verdict(learnt({ startup: 3 }), [5], [[60, 60]])).toBeUndefined();
    expect(verdict(learnt({ trials: 2 }), [5], [[60, 6]])).toBeUndefined();
    expect(verdict(learnt({ trials: 2 }), [5], [[60, 60]])).toContain('2 complete trials');
  });

  it('gives no margin to settled values, and the best thinkable to unknown ones', () => {
    expect(verdict(learnt(), [5], [[5, 6]], { bounds: [5, -Infinity] })).toBeDefined();
    expect(verdict(learnt(), [5], [[Number.NaN, 60]])).toBeUndefined();
    expect(verdict(learnt(), [5], [[Number.NaN, 60]], { bounds: [0.9, -Infinity] })).toBeUndefined();
    expect(verdict(learnt(), [5], [[Number.NaN, 60]], { bounds: [1, -Infinity] })).toBeDefined();
  });

  it('skips an evaluation whose bounds a complete trial covers', () => {
    const pruner = learnt();
    const judge = (...bounds: number[]) =>
      pruner.judgeSettled(Float64Array.from(bounds), pruner.knowledge(0));
    expect(judge(5, 5)).toBe('skipped: finished trials are at least as good in every objective');
    expect(judge(0.5, 100)).toBeUndefined();
    expect(judge(-Infinity, 100)).toBeUndefined();
    pruner.observe(trialOf(2, [], [[0, 0]], INFEASIBLE));
    expect(judge(0.5, 100)).toBeUndefined();
  });

  it('is switched off by staged: false', () => {
    const pruner = prunerOf('median', 2, { staged: false });
    pruner.observe(trialOf(0, [], [[0, 0]]));
    expect(pruner.judgeSettled(Float64Array.of(1, 1), pruner.knowledge(0))).toBeUndefined();
  });
});

describe('the skyband', () => {
  const point = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 3, maxLength: 3 });

  it('answers for the whole set', () => {
    fc.assert(
      fc.property(
        fc.array(point, { maxLength: 60 }),
        point,
        fc.integer({ min: 1, max: 4 }),
        (points, query, k) => {
          const band = new Skyband(k);
          for (const one of points) band.add(Float64Array.from(one));
          const better = points.filter((one) => one.every((value, index) => value <= query[index]!)).length;
          expect(isCovered(band.vectors(), Float64Array.from(query), k)).toBe(better >= k);
        },
      ),
    );
  });

  it('of one keeps the front alone', () => {
    const band = new Skyband(1);
    for (const [x, y] of [
      [3, 3],
      [1, 5],
      [5, 1],
      [4, 4],
      [2, 2],
      [2, 2],
    ] as const)
      band.add(Float64Array.of(x, y));
    expect([...band.vectors()]).toEqual([1, 5, 5, 1, 2, 2]);
  });
});
