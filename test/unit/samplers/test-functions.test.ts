import { describe, expect, it } from 'vitest';
import { isInfeasible, type MetricValues } from '../../../engine/contract/system.ts';
import { testFunctionSystems, testProblems } from '../../../engine/systems/test-functions/systems.ts';
import { mixedSpace } from '../../../engine/systems/test-functions/mixed.ts';

const problem = (id: string) => testProblems.find((candidate) => candidate.id === id)!;
const at = (id: string, x: number[]) => problem(id).evaluate(Float64Array.from(x));
const filled = (count: number, value: number): number[] => new Array<number>(count).fill(value);
const near = (values: readonly number[]): unknown[] =>
  values.map((value): unknown => expect.closeTo(value, 5));

describe('test functions take their published values', () => {
  it.each([
    ['sphere', filled(10, 1), [10]],
    ['rosenbrock', filled(10, 1), [0]],
    ['rosenbrock', filled(10, 0), [9]],
    ['ackley', filled(10, 0), [0]],
    ['rastrigin', filled(10, 0), [0]],
    ['rastrigin', filled(10, 1), [10]],
    ['branin', [Math.PI, 2.275], [0.397887]],
    ['branin', [-Math.PI, 12.275], [0.397887]],
    ['hartmann6', [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573], [-3.32237]],
    // On the front: g = 1. Off it with all rest at 1: g = 10.
    ['zdt1', [0.25, ...filled(29, 0)], [0.25, 0.5]],
    ['zdt1', [0.4, ...filled(29, 1)], [0.4, 10 * (1 - 0.2)]],
    ['zdt2', [0.5, ...filled(29, 0)], [0.5, 0.75]],
    ['zdt3', [0.25, ...filled(29, 0)], [0.25, 1 - 0.5 - 0.25]],
    ['zdt4', [0.25, ...filled(9, 0)], [0.25, 0.5]],
    // Every cosine of 4 pi at 1 is 1, so each of nine variables adds 1 to g = 1: g = 10.
    ['zdt4', [0.1, ...filled(9, 1)], [0.1, 10 * (1 - 0.1)]],
    ['zdt6', [0.5, ...filled(9, 0)], [1, 0]],
    ['dtlz1', filled(7, 0.5), [0.125, 0.125, 0.25]],
    ['dtlz2', [0, 0, ...filled(10, 0.5)], [1, 0, 0]],
    ['dtlz2', [1, 0, ...filled(10, 0.5)], [0, 0, 1]],
    // Each of ten variables at 1 adds 0.25: radius 3.5.
    ['dtlz2', [0, 1, ...filled(10, 1)], [0, 3.5, 0]],
    ['dtlz3', [0, 0, ...filled(10, 0.5)], [1, 0, 0]],
    ['dtlz4', [1, 1, ...filled(10, 0.5)], [0, 0, 1]],
    ['dtlz5', [0, 0.3, ...filled(10, 0.5)], [Math.SQRT1_2, Math.SQRT1_2, 0]],
    ['dtlz6', [0, 0.3, ...filled(10, 0)], [Math.SQRT1_2, Math.SQRT1_2, 0]],
    ['dtlz7', filled(22, 0), [0, 0, 6]],
    ['bnh', [1, 1], [8, 32]],
    // One of OSY's published optima, at the corner a = 5, b = 1.
    ['osy', [5, 1, 5, 0, 5, 0], [-(225 + 1 + 16 + 16 + 16), 76]],
  ])('%s at %j', (id, x, objectives) => {
    expect(at(id, x).objectives).toEqual(near(objectives));
  });

  it('constraints are negative exactly where they are missed', () => {
    expect(at('osy', [5, 1, 5, 0, 5, 0]).constraints.every((value) => value >= -1e-12)).toBe(true);
    expect(at('osy', [0, 0, 3, 0, 3, 0]).constraints[0]).toBe(-1);
    expect(at('bnh', [0, 3]).constraints[0]).toBe(-9);
    expect(at('c2-dtlz2', [0, 0, ...filled(10, 0.5)]).constraints[0]).toBeCloseTo(0.16, 12);
    expect(at('c2-dtlz2', [0.5, 0, ...filled(10, 0.5)]).constraints[0]!).toBeLessThan(0);
    expect(at('c1-dtlz3', [0, 0, ...filled(10, 0.5)]).constraints[0]).toBe(15 * 80);
  });

  it('are systems whose evaluation is the function', async () => {
    const context = {
      seed: 1,
      stream: () => {
        throw new Error('test functions draw nothing');
      },
      signal: new AbortController().signal,
      report: () => undefined,
      settled: () => undefined,
    };
    for (const system of testFunctionSystems) {
      expect(system.hidden).toBe(true);
      const defaults = Object.fromEntries(
        Object.entries(system.parameters).map(([id, parameter]) => [id, parameter.default]),
      );
      const outcome = await system.evaluate(defaults, context);
      expect(isInfeasible(outcome)).toBe(false);
      for (const id of Object.keys(system.metrics)) {
        expect(Number.isFinite((outcome as MetricValues)[id]), `${system.id} ${id}`).toBe(true);
      }
    }
    const osy = testFunctionSystems.find(({ id }) => id === 'osy')!;
    const design = { x1: 5, x2: 1, x3: 5, x4: 0, x5: 5, x6: 0 };
    expect(await osy.evaluate(design, context)).toMatchObject({ f1: -274, f2: 76, g1: 2 });
  });

  it('include a space with conditions', () => {
    const space = mixedSpace();
    expect(space.dimensions.filter((_, index) => space.isConditional(index)).map(({ id }) => id)).toEqual([
      'ways',
      'policy',
      'depth',
    ]);
  });
});
