import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { isInfeasible, type MetricValues } from '../../../engine/contract/system.ts';
import { testFunctionSystems, testProblems } from '../../../engine/systems/test-functions/systems.ts';
import { evaluateMixed, MIXED_OPTIMUM, mixedSpace } from '../../../engine/systems/test-functions/mixed.ts';
import { single } from '../../../engine/systems/test-functions/single.ts';
import { spaceOf, variablesOf } from '../../../engine/systems/test-functions/space.ts';

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

describe('the optimum of a function of one objective', () => {
  it.each([
    ['sphere', filled(10, 0), 12],
    ['rosenbrock', filled(10, 1), 12],
    ['ackley', filled(10, 0), 12],
    ['rastrigin', filled(10, 0), 12],
    ['branin', [Math.PI, 2.275], 12],
    ['branin', [-Math.PI, 12.275], 12],
    ['branin', [3 * Math.PI, 2.475], 12],
    // The published point has six digits.
    ['hartmann6', [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.6573], 6],
  ])('%s takes it at its published place %j', (id, x, digits) => {
    expect(at(id, x).objectives[0]).toBeCloseTo(problem(id).optimum!, digits);
  });

  it('is known of all of them, and no descent leads below', () => {
    expect(single.every(({ optimum }) => optimum !== undefined)).toBe(true);
    const stream = new RandomStream(1, 'descent');
    for (const { id, variables, optimum, evaluate } of single) {
      for (let start = 0; start < 20; start++) {
        let x = Float64Array.from(
          variables,
          ({ minimum, maximum }) => minimum + stream.uniform() * (maximum - minimum),
        );
        let value = evaluate(x).objectives[0]!;
        for (let step = 0; step < 400; step++) {
          const size = 0.3 * 0.97 ** step;
          const moved = x.map((own, index) => {
            const { minimum, maximum } = variables[index]!;
            return Math.min(maximum, Math.max(minimum, own + size * (maximum - minimum) * stream.normal()));
          });
          const there = evaluate(moved).objectives[0]!;
          if (there < value) [x, value] = [moved, there];
        }
        expect(value, id).toBeGreaterThanOrEqual(optimum! - 1e-12);
      }
    }
  });

  it('of the mixed function is the least over every discrete design, along clock and voltage', () => {
    const best = { kind: 'buffer', depth: 34, banks: 13, gated: true, ways: 1, policy: 'lru' };
    const found = evaluateMixed({ ...best, clock: 1.3984589946393124, voltage: 0.8917579942156413 });
    expect(found).toBeCloseTo(MIXED_OPTIMUM, 12);
    const kinds = [
      { kind: 'none' },
      ...[1, 2, 4, 8, 16].flatMap((ways) =>
        ['lru', 'random', 'fifo'].map((policy) => ({ kind: 'cache', ways, policy })),
      ),
      ...Array.from({ length: 32 }, (_, index) => ({ kind: 'buffer', depth: 2 * (index + 1) })),
    ];
    let least = Infinity;
    for (const kind of kinds) {
      for (const gated of [false, true]) {
        for (let banks = 1; banks <= 128; banks++) {
          for (let step = 0; step <= 12; step++) {
            const voltage = 0.6 + (0.5 * step) / 12;
            const carried = Math.min(2, 4 * (voltage - 0.55));
            for (const clock of [carried - 0.05, carried, carried + 0.05]) {
              least = Math.min(least, evaluateMixed({ ...kind, gated, banks, voltage, clock }));
            }
          }
        }
      }
    }
    expect(least).toBeGreaterThan(MIXED_OPTIMUM);
    expect(least).toBeLessThan(MIXED_OPTIMUM + 0.01);
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

  it.each([
    ['re21', [2, 2, 2, 2], [2048.528137423857, 0.02]],
    ['re22', [0.2, 10, 20], [125.88, 176.03094]],
    ['re22', [7.2, 8, 30], [355.68, 14.1228]],
    ['re25', [10, 1.5, 0.207], [1.9030620554202504, 329911.4218529337]],
    ['re25', [9, 1.2, 0.12], [0.46900360113976625, 1835594.3062302151]],
    ['re25', [60, 0.8, 0.4375], [23.424889195710524, 16.23599086377053]],
    [
      're35',
      [3.1, 0.75, 20, 7.8, 7.8, 3.4, 5.2],
      [3577.286976822251, 1050.5735043353493, 0.8666666666666663],
    ],
    ['re35', [2.6, 0.8, 28, 8.3, 7.3, 2.9, 5], [5089.655960511362, 1689.3758736168752, 391.2258736168752]],
    ['re36', [20, 30, 40, 50], [3.5976666666666666, 50, 0.01906891742413308]],
    ['re36', [43, 16, 19, 49], [5.577802325581395, 49, 0.30476155325081444]],
    ['re37', [0, 0, 0, 0], [0.692, 0.153, 0.37]],
    ['re37', [0.5, 0.25, 0.75, 0.5], [0.6411125, 0.44990625, 0.67695625]],
    ['re37', [1, 1, 1, 1], [0.20514, 0.8774, 0.2838]],
    ['re41', [1, 0.9, 1, 1, 1.75, 0.8, 0.8], [29.172008, 4.049, 12.1232625, 1.0485]],
    ['re41', [0.5, 1.35, 0.5, 1.5, 0.875, 1.2, 1.2], [27.773012, 3.84175, 12.24414375, 0]],
    [
      're42',
      [200, 25, 18, 11, 16, 0.7],
      [-529.89428570961, 8662.152734949692, 9426.950979342282, 1.6127922077922074],
    ],
    ['re42', [180, 30, 14, 11, 15, 0.65], [-778.0029528579705, 7249.936715987511, 5450.525818196461, 0.5]],
    ['re61', [0.2, 0.05, 0.05], [72382.707, 600, 1426734.4824708903, 1992361.6220307073, 7650, 0]],
    ['re61', [0.01, 0.01, 0.1], [73450.5107, 30, 285346.89649417804, 16027735.333049627, 357850, 99727.0826]],
    [
      're91',
      [1, 0.9, 1, 1, 1.75, 0.8, 0.8],
      [
        29.119508, 0.732542, 0.64283475, 0.5927203125, 0.916054375, 0.921222375, 1.01225, 0.9462550505050504,
        0.9476815286624204,
      ],
    ],
    [
      're91',
      [0.5, 1.35, 0.5, 1.5, 0.875, 1.2, 1.2],
      [
        27.746762, 0.3608435, 0.6621661875, 0.59816765625, 0.82451125, 0.84644121875, 0.9604375,
        0.9309936868686869, 0.9727038216560511,
      ],
    ],
    // The authors' own program says these; RE91 with its random draws at their means.
  ])('agrees with its authors about %s at %j', (id, x, expected) => {
    const { objectives } = at(id, x);
    expect(objectives.length).toBe(expected.length);
    objectives.forEach((value, index) => {
      const limit = 1e-12 * Math.max(1, Math.abs(expected[index]!));
      expect(Math.abs(value - expected[index]!), `f${index + 1}`).toBeLessThanOrEqual(limit);
    });
  });

  it('has reference fronts that random designs do not pass', () => {
    const published = testProblems.filter(({ front }) => front !== undefined);
    expect(published.length).toBe(15);
    for (const problem of published) {
      const { ideal, nadir } = problem.front!;
      expect([ideal.length, nadir.length]).toEqual([problem.objectiveCount, problem.objectiveCount]);
      const space = spaceOf(problem);
      const codes = new Float64Array(space.width);
      const stream = new RandomStream(1, problem.id);
      for (let draw = 0; draw < 2000; draw++) {
        space.sampleUniform(stream.restart(draw), codes);
        problem.evaluate(variablesOf(problem, codes, 0)).objectives.forEach((value, index) => {
          const room = 0.002 * (nadir[index]! - ideal[index]!);
          expect(value, `${problem.id} f${index + 1}`).toBeGreaterThanOrEqual(ideal[index]! - room);
        });
      }
    }
  });
});
