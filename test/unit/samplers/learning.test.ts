// Samplers that learn must get further than chance, and the models behind them must be what they say.

import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { hypervolume } from '../../../engine/pareto/hypervolume.ts';
import { createSampler } from '../../../engine/samplers/index.ts';
import { RowSet } from '../../../engine/samplers/history.ts';
import { Variation } from '../../../engine/samplers/variation.ts';
import { choiceSpace, contextFor, cube, drive, evaluateMixed, mixedSpace, type Row } from './spaces.ts';

function volumeOf(rows: readonly Row[], reference: readonly number[]): number {
  const feasible = rows.filter(({ violation }) => violation === 0);
  return hypervolume(
    Float64Array.from(feasible.flatMap(({ objectives }) => objectives)),
    reference.length,
    Float64Array.from(reference),
  );
}

function volumesOf(type: string, options: Record<string, unknown>, trials: number): number[] {
  return [1, 2, 3, 4, 5].map((seed) => {
    const space = mixedSpace();
    const sampler = createSampler({ type, options }, contextFor(space, { seed }));
    return volumeOf(drive(sampler, space, 2, trials, evaluateMixed), [20, 4]);
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('samplers with several objectives', () => {
  const chance = volumesOf('random', {}, 160);

  it.each([
    ['nsga2', { population: 20 }],
    ['sms-emoa', { population: 20 }],
    ['moead', { divisions: 19 }],
    ['tpe', {}],
    ['surrogate', { generations: 8 }],
  ] as const)(
    '%s beats random designs on a mixed constrained space, on the mean of five seeds',
    { timeout: 60_000 },
    (type, options) => expect(mean(volumesOf(type, options, 160))).toBeGreaterThan(mean(chance)),
  );
});

describe('samplers with one objective', () => {
  it.each([
    ['tpe', 60, 0.03],
    ['gp', 30, 1e-3],
    ['nsga2', 300, 0.03],
  ] as const)('%s finds the bottom of a bowl in %i trials', { timeout: 60_000 }, (type, trials, bound) => {
    const space = cube(3);
    const sampler = createSampler(
      { type, options: type === 'nsga2' ? { population: 20 } : {} },
      contextFor(space, { objectiveCount: 1 }),
    );
    const rows = drive(sampler, space, 1, trials, (design) => ({
      objectives: [
        ['x1', 'x2', 'x3'].reduce(
          (sum, id, index) => sum + ((design[id] as number) - 0.2 * (index + 1)) ** 2,
          0,
        ),
      ],
    }));
    expect(Math.min(...rows.map(({ objectives }) => objectives[0]!))).toBeLessThan(bound);
  });

  it('learn to keep away from where evaluations fail', { timeout: 60_000 }, () => {
    for (const [type, options] of [
      ['tpe', {}],
      ['gp', { candidates: 60 }],
      ['nsga2', { population: 12 }],
    ] as const) {
      const space = cube(2);
      let failed = 0;
      // A single search may look around there for a while: what counts is the mean.
      for (let seed = 1; seed <= 5; seed++) {
        const rows = drive(
          createSampler({ type, options }, contextFor(space, { objectiveCount: 1, seed })),
          space,
          1,
          60,
          (design) =>
            (design.x1 as number) < 0.6
              ? { objectives: [NaN], violation: Infinity }
              : { objectives: [((design.x1 as number) - 0.8) ** 2 + ((design.x2 as number) - 0.3) ** 2] },
        );
        failed += rows.slice(30).filter(({ violation }) => violation === Infinity).length;
      }
      // Chance would fail in 60 of 100.
      expect(failed / (5 * 30), type).toBeLessThan(0.4);
    }
  });

  it(
    'do not evaluate a design of a finite space twice, and stop when all are known',
    { timeout: 60_000 },
    () => {
      for (const type of [
        'nsga2',
        'nsga3',
        'sms-emoa',
        'moead',
        'cma-es',
        'mo-cma-es',
        'tpe',
        'surrogate',
        'gp',
      ]) {
        const space = choiceSpace(12);
        const sampler = createSampler({ type, options: {} }, contextFor(space, { objectiveCount: 1 }));
        const rows = drive(sampler, space, 1, 40, (design) => ({
          objectives: [Number(String(design.choice).slice(1))],
        }));
        const distinct = new Set(rows.map(({ codes }) => codes[0])).size;
        expect(distinct, type).toBe(12);
      }
    },
  );
});

describe('variation', () => {
  it('keeps ordered mutations near and reaches every choice', () => {
    const space = mixedSpace(false);
    const variation = new Variation(space, {
      crossoverProbability: 0,
      crossoverIndex: 15,
      mutations: 8,
      mutationIndex: 20,
    });
    const parent = new Float64Array(space.width);
    space.encode({ kind: 'cache', ways: 2, policy: 'lru', clock: 1e9, voltage: 0.8, banks: 8 }, parent, 0);
    const stream = new RandomStream(1, 'variation');
    const kinds = new Set<number>();
    const child = new Float64Array(space.width);
    for (let draw = 0; draw < 300; draw++) {
      variation.breed(stream, parent, 0, 0, new RowSet(space.width), child, 0);
      kinds.add(child[1]!);
      if (child[1] === 1) expect(Math.abs(child[2]! - 1)).toBeLessThanOrEqual(2);
      expect(Math.abs(child[5]! - 0.8)).toBeLessThan(0.31);
    }
    expect([...kinds].sort()).toEqual([0, 2]);
  });
});
