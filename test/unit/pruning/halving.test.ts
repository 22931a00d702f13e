import { describe, expect, it } from 'vitest';
import { INFEASIBLE, PRUNED } from '../../../engine/contract/trial.ts';
import { bracketCount, bracketWeights } from '../../../engine/pruning/hyperband.ts';
import { prunerOf, trialOf, verdict } from './support.ts';

describe('successive halving', () => {
  it('lets the best third of a rung go on, itself included, and always the best', () => {
    const pruner = prunerOf('successive-halving', 1, { factor: 3 });
    // Nobody there: the first to reach a rung goes on.
    expect(verdict(pruner, [1], [[100]])).toBeUndefined();
    pruner.observe(trialOf(0, [1], [[5]]));
    // Of two, max(1, floor(2 / 3)) = 1 goes on: the best.
    expect(verdict(pruner, [1], [[5]])).toBeUndefined();
    expect(verdict(pruner, [1], [[5.1]])).toBe('after step 1: not among the best 1/3 at rung 1');
    [6, 7, 8, 9].forEach((value, index) => pruner.observe(trialOf(index + 1, [1], [[value]])));
    // Of six, two go on: one other may be better.
    expect(verdict(pruner, [1], [[6]])).toBeUndefined();
    expect(verdict(pruner, [1], [[6.1]])).toBeDefined();
  });

  it('has rungs at rising steps, each judged once, at the first report at or after it', () => {
    const pruner = prunerOf('successive-halving', 1, { factor: 2, min: 10, skip: 1 });
    // Rungs at 20, 40, 80: the trial enters the first with its value at 25, the second with that at 45.
    pruner.observe(trialOf(0, [10, 25, 45], [[9], [1], [0.5]]));
    expect(verdict(pruner, [10], [[50]])).toBeUndefined();
    expect(verdict(pruner, [10, 22], [[50], [1.5]])).toContain('rung 20');
    expect(verdict(pruner, [10, 22], [[50], [0.9]])).toBeUndefined();
    expect(verdict(pruner, [10, 22, 30], [[50], [0.9], [50]])).toBeUndefined();
    expect(verdict(pruner, [30, 50], [[0.9], [0.6]])).toContain('rung 40');
    // A single report may pass several rungs.
    expect(verdict(pruner, [90], [[0.7]])).toContain('rung 40');
  });

  it('counts pruned trials, for they reached the rung, and neither failed nor infeasible ones', () => {
    const pruner = prunerOf('successive-halving', 1, { factor: 2 });
    pruner.observe(trialOf(0, [1], [[1]], INFEASIBLE));
    expect(verdict(pruner, [1], [[100]])).toBeUndefined();
    pruner.observe(trialOf(1, [1], [[1]], PRUNED));
    expect(verdict(pruner, [1], [[100]])).toBeDefined();
  });

  it('ranks several objectives by layers', () => {
    const pruner = prunerOf('successive-halving', 2, { factor: 2 });
    // Layers: {(0,4), (2,2), (4,0)}, then {(3,3), (1,5)}. Of six, three go on: the cut falls into the first layer.
    [
      [0, 4],
      [2, 2],
      [4, 0],
      [3, 3],
      [1, 5],
    ].forEach((row, number) => pruner.observe(trialOf(number, [1], [row])));
    expect(verdict(pruner, [1], [[3, 1]])).toBeUndefined();
    expect(verdict(pruner, [1], [[2, 2]])).toBeUndefined();
    expect(verdict(pruner, [1], [[2, 2.5]])).toBeDefined();
    expect(verdict(pruner, [1], [[9, Number.NaN]])).toBeUndefined();
  });
});

describe('hyperband', () => {
  it("has the paper's brackets", () => {
    // Table 1 of Li et al. with R = 81 and eta = 3: n = 81, 34, 15, 8, 5 trials start in brackets s = 4, 3, 2, 1, 0.
    expect(bracketCount(1, 81, 3)).toBe(5);
    expect(bracketWeights(5, 3)).toEqual([81, 34, 15, 8, 5]);
  });

  it('assigns trials to brackets by their numbers, in proportion, and judges each in its own', () => {
    const pruner = prunerOf('hyperband', 1, { min: 1, max: 9, factor: 3 });
    // Three brackets with rungs from 1, 3 and 9 on; weights 9, 5 and 3.
    for (let trial = 0; trial < 300; trial++) pruner.observe(trialOf(trial, [1, 3, 9], [[1], [1], [1]]));
    const first = { 1: 0, 3: 0, 9: 0 };
    for (let trial = 1000; trial < 4400; trial++) {
      const stop = ([1, 3, 9] as const).find(
        (step) => verdict(pruner, [step], [[2]], { trial }) !== undefined,
      );
      first[stop!]++;
      expect(verdict(pruner, [9], [[1]], { trial })).toBeUndefined();
    }
    expect(first[1] / 3400).toBeCloseTo(9 / 17, 1);
    expect(first[3] / 3400).toBeCloseTo(5 / 17, 1);
    expect(first[9] / 3400).toBeCloseTo(3 / 17, 1);
  });
});
