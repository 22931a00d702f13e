import { describe, expect, it } from 'vitest';
import { expectedGainOf, PlateauWatch } from '../../../engine/pareto/plateau.ts';

describe('a plateau', () => {
  it('is reached once a window of steps gains too little, and not before the window is full', () => {
    const watch = new PlateauWatch({ improvement: 0.01, trials: 500 });
    const checks: number[] = [];
    let reachedAt: number | undefined;
    // Grows by 1 a step up to 100, then stands still.
    for (let step = 1; step <= 30; step++) {
      checks.push(watch.nextCheck);
      const { reached } = watch.note(90 + Math.min(10, step));
      if (reached) reachedAt ??= step;
    }
    expect(checks.slice(0, 3)).toEqual([50, 100, 150]);
    // The last gain is in step 10, so the ten steps 11 to 20 are the first without one.
    expect(reachedAt).toBe(20);
    expect(watch.verdict).toEqual({ reached: true, gain: 0, expectedGain: 0 });
  });

  it('expects more than was gained where gains differ: Student on ten of them', () => {
    expect(expectedGainOf(new Array<number>(10).fill(0.02))).toBeCloseTo(0.2, 12);
    // One gain of 0.01 in ten: mean 0.001, variance 1e-5, standard error 0.001, times t of nine degrees, 1.8331.
    expect(expectedGainOf([0.01, 0, 0, 0, 0, 0, 0, 0, 0, 0])).toBeCloseTo(10 * (0.001 + 1.8331129e-3), 9);
  });

  it('is never reached without a front', () => {
    const watch = new PlateauWatch({ improvement: 0.5, trials: 10 });
    for (let step = 0; step < 40; step++) expect(watch.note(0).reached).toBe(false);
  });
});
