import { describe, expect, it } from 'vitest';
import { chooseSampler } from '../../../engine/samplers/auto.ts';
import { choiceSpace, cube, mixedSpace } from './spaces.ts';

describe('auto', () => {
  it('enumerates a space that fits the budget', () => {
    const decision = chooseSampler({ space: choiceSpace(50), objectiveCount: 2, budgetTrials: 50 });
    expect(decision.type).toBe('grid');
    expect(decision.reason).toContain('50 designs');
  });

  it.each([
    [cube(6), 1, 100, 'gp'],
    [cube(6), 2, 100, 'gp'],
    [cube(30), 2, 1000, 'surrogate'],
    [mixedSpace(), 1, 1000, 'tpe'],
    [mixedSpace(), 2, 1000, 'surrogate'],
    [cube(30), 2, 100_000, 'nsga2'],
    [cube(30), 6, 1000, 'nsga2'],
    [cube(3), 2, Infinity, 'nsga2'],
  ] as const)(
    'chooses by parameters, objectives and budget (case %#)',
    (space, objectiveCount, budgetTrials, type) => {
      const decision = chooseSampler({ space, objectiveCount, budgetTrials });
      expect(decision.type).toBe(type);
      expect(decision.reason.length).toBeGreaterThan(20);
    },
  );

  it('takes longer over slow evaluations', () => {
    const facts = { space: cube(6), objectiveCount: 1, budgetTrials: 250 };
    expect(chooseSampler(facts).type).toBe('surrogate');
    expect(chooseSampler({ ...facts, evaluationSeconds: 10 }).type).toBe('gp');
  });
});
