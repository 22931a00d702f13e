import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
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

/** A WFG point with the given positions (of 0 to 1) whose distance variables are at their published optimum, 0.35. */
const wfgPoint = (positions: readonly number[], distance = 0.35): number[] =>
  Array.from({ length: 24 }, (_, index) => 2 * (index + 1) * (index < 4 ? positions[index]! : distance));

describe('WFG', () => {
  const scaled = (id: string, x: number[]): number[] =>
    at(id, x).objectives.map((value, index) => value / (2 * (index + 1)));

  it('WFG4 to WFG8 have the sphere as front, WFG9 where each distance variable fits those after it', () => {
    const stream = new RandomStream(1, 'wfg');
    for (const id of ['wfg5', 'wfg6', 'wfg7', 'wfg4']) {
      for (let sample = 0; sample < 5; sample++) {
        const heights = scaled(id, wfgPoint(Array.from({ length: 4 }, () => stream.uniform())));
        expect(Math.hypot(...heights), id).toBeCloseTo(1, 6);
      }
    }
    // Anywhere else is worse.
    for (const id of ['wfg4', 'wfg5', 'wfg6', 'wfg7', 'wfg8', 'wfg9']) {
      for (let sample = 0; sample < 20; sample++) {
        const x = Array.from({ length: 24 }, (_, index) => 2 * (index + 1) * stream.uniform());
        expect(Math.hypot(...scaled(id, x)), id).toBeGreaterThan(1 - 1e-9);
      }
    }
    // Optimal distances of WFG8 and WFG9: 0.35 to the power of the inverse of the bias, from the first or last one on.
    const a = 0.98 / 49.98;
    const fitting = (others: number): number =>
      0.35 ** (1 / (0.02 + 49.98 * (a - (1 - 2 * others) * Math.abs(Math.floor(0.5 - others) + a))));
    const average = (values: number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length;
    const eighth = [0.2, 0.9, 0.4, 0.6];
    while (eighth.length < 24) eighth.push(fitting(average(eighth)));
    expect(
      Math.hypot(
        ...scaled(
          'wfg8',
          eighth.map((value, index) => 2 * (index + 1) * value),
        ),
      ),
    ).toBeCloseTo(1, 6);
    const ninth = [0.35];
    while (ninth.length < 20) ninth.unshift(fitting(average(ninth)));
    const positions = [0.35, 0.35, 0.35, 0.35];
    for (let index = 3; index >= 0; index--)
      positions[index] = fitting(average([...positions.slice(index + 1), ...ninth]));
    const whole = [...positions, ...ninth].map((value, index) => 2 * (index + 1) * value);
    expect(Math.hypot(...scaled('wfg9', whole))).toBeCloseTo(1, 6);
  });

  it('WFG3 degenerates to a line, WFG2 and WFG1 to their shapes', () => {
    // Linear shape with the second position fixed at 1/2: x/2, x/2 and 1 - x.
    const [first, second, third] = scaled('wfg3', wfgPoint([0.25, 0.25, 0.9, 0.1])) as [
      number,
      number,
      number,
    ];
    expect([first, second, third]).toEqual(near([0.125, 0.125, 0.75]));
    // Both positions 0: nothing but the last objective, which is 1 at x = 0.
    expect(scaled('wfg2', wfgPoint([0, 0, 0, 0]))).toEqual(near([0, 0, 1]));
    expect(scaled('wfg1', wfgPoint([0, 0, 0, 0]))).toEqual(near([0, 0, 1]));
    // Both positions 1: the first objective of a convex shape is 1; the disconnected one ends at 1 - cos^2(5 pi) = 0.
    expect(scaled('wfg2', wfgPoint([1, 1, 1, 1]))).toEqual(near([1, 0, 0]));
    expect(scaled('wfg1', wfgPoint([1, 1, 1, 1]))).toEqual(near([1, 0, 0]));
  });
});

describe('the real-world suite', () => {
  it('takes values worked out by hand', () => {
    // 200 (2 + 2 + 2^0.25 + 1) and 0.01 (2 + 2 - 2 + 2).
    expect(at('re21', [1, Math.SQRT2, Math.SQRT2, 1]).objectives).toEqual(
      near([200 * (5 + 2 ** 0.25), 0.04]),
    );
    // All of its plates thick enough, radius 50, length 200: only the volume counts, and it is enough.
    expect(at('re23', [16, 8, 50, 200]).objectives).toEqual(
      near([0.6224 * 10_000 + 0.88905 * 2500 + 3.1661 * 200 + 19.84 * 50, 0]),
    );
    expect(at('re23', [1, 8, 50, 200]).objectives[1]).toBeCloseTo(0.965 - 0.0625, 9);
    // Thickness 1, height 10: bending 450, shear 180, deflection 0.00803, buckling 7000, all within their limits.
    expect(at('re24', [1, 10]).objectives).toEqual(near([1201, 0]));
    // Height 1 instead: bending 4500 / 700 and shear 1800 / 450 too much; deflection 0.803 and buckling are not.
    expect(at('re24', [1, 1]).objectives[1]).toBeCloseTo(4500 / 700 - 1 + 3, 6);
    // Bars of 1 and 1 at y = 3: 5 + sqrt(10), 100 / 3, nothing missed but the volume limit 0.1.
    expect(at('re31', [1, 1, 3]).objectives).toEqual(near([5 + Math.sqrt(10), 100 / 3, 4.9 + Math.sqrt(10)]));
    // Disc from 60 to 100: squares 6400, cubes 784,000.
    expect(at('re33', [60, 100, 2000, 11]).objectives.slice(0, 2)).toEqual(
      near([4.9e-5 * 6400 * 10, (9.82e6 * 6400) / (2000 * 11 * 784_000)]),
    );
    expect(at('re34', [0, 0, 0, 0, 0]).objectives).toEqual(near([1640.2823, 6.5856, -0.0551]));
    expect(at('re34', [1, 1, 1, 1, 1]).objectives).toEqual(near([1661.7078224, 8.3046, 0.0708]));
    // Published optimum of the welded beam's cost (one objective): 2.38 at these sizes, with every margin kept.
    const beam = at('re32', [0.2444, 6.2175, 8.2915, 0.2444]).objectives;
    expect(beam[0]).toBeCloseTo(2.381, 2);
    expect(beam[2]! / 13_600).toBeLessThan(0.001);
  });
});
