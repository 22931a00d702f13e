import { describe, expect, it } from 'vitest';
import { chooseSampler } from '../../../engine/samplers/auto.ts';
import { createSampler } from '../../../engine/samplers/index.ts';
import { choiceSpace, contextFor, cube, mixedSpace } from './spaces.ts';

describe('auto', () => {
  it('enumerates a space that fits the budget', () => {
    const decision = chooseSampler({ space: choiceSpace(50), objectiveCount: 2, budgetTrials: 50 });
    expect(decision.type).toBe('grid');
    expect(decision.reason).toContain('50 designs');
  });

  it.each([
    // space, objectives, trials, seconds an evaluation, sampler
    ['few trials of few numbers', cube(6), 1, 100, undefined, 'gp'],
    ['the same with two objectives', cube(6), 2, 100, undefined, 'gp'],
    ['few trials of many numbers', cube(30), 1, 100, undefined, 'tpe'],
    ['too many trials for a Gaussian process', cube(6), 1, 200, undefined, 'tpe'],
    ['the same where evaluations are slow', cube(6), 1, 200, 10, 'gp'],
    ['one objective over numbers', cube(6), 1, 1000, undefined, 'cma-es'],
    ['one objective, limited by time', cube(6), 1, Infinity, undefined, 'cma-es'],
    ['one objective over mixed parameters', mixedSpace(), 1, 1000, undefined, 'tpe'],
    ['very many trials of mixed parameters', mixedSpace(), 1, 50_000, undefined, 'nsga2'],
    ['two objectives', cube(30), 2, 1000, undefined, 'surrogate'],
    ['two objectives over mixed parameters', mixedSpace(), 2, 1000, undefined, 'surrogate'],
    ['two objectives of very many parameters', cube(80), 2, 1000, undefined, 'sms-emoa'],
    ['several thousand trials', cube(30), 3, 5000, undefined, 'sms-emoa'],
    ['20,000 evaluations of no time, two objectives', cube(30), 2, 20_000, 1e-6, 'sms-emoa'],
    ['10,000 evaluations of no time, three objectives', cube(30), 3, 10_000, 1e-6, 'sms-emoa'],
    ['more evaluations of no time, three objectives', cube(30), 3, 15_000, 1e-6, 'nsga2'],
    ['the same of a millisecond', cube(30), 3, 15_000, 1e-3, 'sms-emoa'],
    ['20,001 evaluations of no time, two objectives', cube(30), 2, 20_001, 1e-6, 'nsga2'],
    ['four objectives, few trials', cube(30), 4, 1000, undefined, 'surrogate'],
    ['four objectives, evaluated in no time', cube(30), 4, 5000, 1e-4, 'nsga3'],
    ['four objectives, evaluated slowly', cube(30), 4, 5000, 1e-2, 'sms-emoa'],
    ['four objectives, limited by time', cube(30), 4, Infinity, 1e-2, 'nsga3'],
    ['very many trials', cube(30), 2, 100_000, 1, 'nsga2'],
    ['limited by time', cube(3), 2, Infinity, undefined, 'nsga2'],
    ['many objectives', cube(30), 6, 1000, undefined, 'nsga3'],
    ['many objectives, limited by time', cube(30), 6, Infinity, undefined, 'nsga3'],
  ] as const)('chooses for %s', (_, space, objectiveCount, budgetTrials, seconds, type) => {
    const decision = chooseSampler({
      space,
      objectiveCount,
      budgetTrials,
      ...(seconds === undefined ? {} : { evaluationSeconds: seconds }),
    });
    expect(decision.type).toBe(type);
    expect(decision.reason.length).toBeGreaterThan(20);
  });

  it('says what hypervolume takes, and against what', () => {
    const reasonFor = (objectiveCount: number, evaluationSeconds: number): string =>
      chooseSampler({ space: cube(30), objectiveCount, budgetTrials: 20_000, evaluationSeconds }).reason;
    expect(reasonFor(2, 1e-6)).toMatch(/, for 600 ms more in all$/);
    expect(reasonFor(4, 1e-4)).toMatch(/would take 700 µs a trial, and an evaluation takes 100 µs$/);
    expect(reasonFor(3, 5e-4)).toMatch(/, for 100 µs more a trial, where an evaluation takes 500 µs$/);
  });

  it('takes the larger population where two objectives have constraints', () => {
    const typeFor = (objectiveCount: number, isConstrained: boolean): string =>
      chooseSampler({ space: cube(30), objectiveCount, budgetTrials: 5000, isConstrained }).type;
    expect([typeFor(2, false), typeFor(2, true)]).toEqual(['sms-emoa', 'nsga2']);
    expect([typeFor(3, false), typeFor(3, true)]).toEqual(['sms-emoa', 'sms-emoa']);
  });

  it('chooses nothing that the registry does not have', () => {
    for (const objectiveCount of [1, 2, 4, 7]) {
      for (const budgetTrials of [20, 200, 2000, 20_000, Infinity]) {
        for (const space of [cube(4), cube(100), mixedSpace()]) {
          const { type, options } = chooseSampler({ space, objectiveCount, budgetTrials });
          expect(() =>
            createSampler({ type, options }, contextFor(space, { objectiveCount, budgetTrials })),
          ).not.toThrow();
        }
      }
    }
  });
});
