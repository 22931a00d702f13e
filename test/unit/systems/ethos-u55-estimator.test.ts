import { describe, expect, it } from 'vitest';
import system from '../../../engine/systems/ethos-u55/index.ts';
import { contextOf, defaults, evaluate, protect } from './ethos-u55-support.ts';

const sampled = { estimator: 'monte-carlo', samples: 1000 } as const;

describe('sampled corruption of ethos-u55', () => {
  it('is unbiased: the mean over many trials is the closed form, within its own error', () => {
    const design = { mac: 128, ...protect('301320') } as const;
    const exact = evaluate(design).sdc;
    const trials = 400;
    let sum = 0;
    let squares = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { sdc } = evaluate({ ...design, ...sampled }, trial);
      sum += sdc / exact;
      squares += (sdc / exact) ** 2;
    }
    const mean = sum / trials;
    const error = Math.sqrt((squares / trials - mean * mean) / (trials - 1));
    expect(error).toBeGreaterThan(0);
    expect(Math.abs(mean - 1)).toBeLessThan(4 * error);
  });

  it('has an interval that holds the closed form in about 99 of 100 trials', () => {
    const exact = evaluate({}).sdc;
    let held = 0;
    for (let trial = 0; trial < 500; trial++) {
      const { sdc, sdc_half_width } = evaluate(sampled, trial);
      if (Math.abs(sdc - exact) <= sdc_half_width) held++;
    }
    expect(held).toBeGreaterThanOrEqual(485);
  });

  it('has an interval that shrinks with the square root of the samples', () => {
    const wide = evaluate({ ...sampled, samples: 10_000 }).sdc_half_width;
    const narrow = evaluate({ ...sampled, samples: 160_000 }).sdc_half_width;
    expect(wide / narrow).toBeGreaterThan(3.6);
    expect(wide / narrow).toBeLessThan(4.4);
  });

  it('is the same for the same trial and differs between trials', () => {
    expect(evaluate(sampled, 3)).toEqual(evaluate(sampled, 3));
    expect(evaluate(sampled, 3).sdc).not.toBe(evaluate(sampled, 4).sdc);
  });

  it('knows without sampling that a duplicated NPU is not corrupted', () => {
    const metrics = evaluate({ ...sampled, ...protect('222222') });
    expect(metrics.sdc).toBe(0);
    expect(metrics.sdc_half_width).toBe(0);
  });

  it('touches corruption only: area, limit and coverage are those of the closed form', () => {
    const { area, sdc_limit, coverage } = evaluate(protect('303100'));
    expect(evaluate({ ...sampled, ...protect('303100') })).toMatchObject({ area, sdc_limit, coverage });
  });

  it('reports what it knows after each power of ten, and stops when told to', () => {
    const steps: number[] = [];
    const report = (step: number) => steps.push(step);
    const design = { ...defaults, ...sampled, samples: 20_000 };
    const metrics = system.evaluate(design, { ...contextOf(), report });
    expect(steps).toEqual([100, 1000, 10_000, 20_000]);
    expect(metrics).toEqual(system.evaluate(design, contextOf()));
    expect(() => system.evaluate(design, { ...contextOf(), signal: AbortSignal.abort() })).toThrow();
  });
});
