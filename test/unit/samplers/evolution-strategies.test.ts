// CMA-ES, its form for several objectives, and NSGA-III: the parts against hand-made values, the whole against chance.

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import type { Dimension } from '../../../engine/contract/study.ts';
import type { Design } from '../../../engine/contract/system.ts';
import { CovarianceSearch } from '../../../engine/samplers/covariance-search.ts';
import { createSampler } from '../../../engine/samplers/index.ts';
import { LatentSpace } from '../../../engine/samplers/latent-space.ts';
import { normalCdf, normalQuantile } from '../../../engine/samplers/normal.ts';
import { nearestDirection } from '../../../engine/samplers/nsga3.ts';
import { referencePointCount, referencePoints } from '../../../engine/samplers/reference-points.ts';
import { symmetricEigen } from '../../../engine/samplers/symmetric-eigen.ts';
import { Space } from '../../../engine/space/space.ts';
import { contextFor, cube, drive } from './spaces.ts';

const numbersOf = (design: Design, count: number): number[] =>
  Array.from({ length: count }, (_, index) => design[`x${index + 1}`] as number);

function bestOf(space: Space, trials: number, seed: number, value: (design: Design) => number): number {
  const sampler = createSampler(
    { type: 'cma-es', options: {} },
    contextFor(space, { objectiveCount: 1, seed }),
  );
  const rows = drive(sampler, space, 1, trials, (design) => ({ objectives: [value(design)] }));
  return Math.min(...rows.map(({ objectives }) => objectives[0]!));
}

describe('reference directions', () => {
  // Deb and Jain 2014, table I.
  it.each([
    [3, 12, 0, 91],
    [5, 6, 0, 210],
    [8, 3, 2, 156],
    [10, 3, 2, 275],
    [15, 2, 1, 135],
  ])(
    'through %i objectives with %i and %i divisions are as the paper counts them',
    (objectives, outer, inner, count) => {
      const points = referencePoints(objectives, outer, inner);
      expect(points.length / objectives).toBe(count);
      expect(referencePointCount(objectives, outer, inner)).toBe(count);
      for (let base = 0; base < points.length; base += objectives) {
        expect(points.subarray(base, base + objectives).reduce((sum, value) => sum + value, 0)).toBeCloseTo(
          1,
          12,
        );
      }
    },
  );

  it('are as many as announced for every number of objectives', () => {
    for (let objectives = 1; objectives <= 16; objectives++) {
      expect(referencePoints(objectives).length).toBe(objectives * referencePointCount(objectives));
    }
  });

  it('take the point at the smallest perpendicular distance', () => {
    const axes = Float64Array.of(1, 0, 0.5, 0.5, 0, 1);
    expect(nearestDirection(Float64Array.of(3, 0.1), axes)).toEqual({
      direction: 0,
      distance: expect.closeTo(0.1, 9) as unknown,
    });
    expect(nearestDirection(Float64Array.of(2, 3), axes)).toEqual({
      direction: 1,
      distance: expect.closeTo(Math.SQRT1_2, 9) as unknown,
    });
  });
});

describe('NSGA-III', () => {
  it('serves every direction of a sphere in five objectives', () => {
    // The first four parameters are the front's coordinates, the other two its distance.
    const space = cube(6);
    const run = (type: string, seed: number): number => {
      const sampler = createSampler({ type, options: {} }, contextFor(space, { objectiveCount: 5, seed }));
      const rows = drive(sampler, space, 5, 4000, (design) => {
        const x = numbersOf(design, 6);
        const shares = [x[0]!, (1 - x[0]!) * x[1]!, (1 - x[0]!) * (1 - x[1]!) * x[2]!];
        const rest = 1 - shares[0]! - shares[1]! - shares[2]!;
        const radius = 1 + (x[4]! - 0.4) ** 2 + (x[5]! - 0.6) ** 2;
        return { objectives: [...shares, rest * x[3]!, rest * (1 - x[3]!)].map((share) => radius * share) };
      });
      const directions = referencePoints(5);
      const served = new Set<number>();
      for (const { objectives } of rows.slice(-1000)) {
        const { direction, distance } = nearestDirection(Float64Array.from(objectives), directions);
        if (distance < 0.05) served.add(direction);
      }
      return served.size / (directions.length / 5);
    };
    const mean = (type: string): number => [1, 2, 3].reduce((sum, seed) => sum + run(type, seed) / 3, 0);
    expect(mean('nsga3')).toBeGreaterThan(0.7);
    expect(mean('nsga3')).toBeGreaterThan(mean('nsga2') + 0.4);
  });
});

describe('CMA-ES', () => {
  it('rests on eigenvectors that rebuild their matrix', () => {
    const { values } = symmetricEigen(Float64Array.of(2, 1, 1, 2), 2);
    expect([...values].sort()).toEqual([expect.closeTo(1, 12), expect.closeTo(3, 12)]);
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 16, maxLength: 16 }),
        (cells) => {
          const matrix = Float64Array.from({ length: 16 }, (_, cell) => {
            const row = cell >> 2;
            const column = cell & 3;
            return cells[4 * row + column]! + cells[4 * column + row]!;
          });
          const { values, vectors } = symmetricEigen(matrix, 4);
          for (let row = 0; row < 4; row++) {
            for (let column = 0; column < 4; column++) {
              let sum = 0;
              for (let axis = 0; axis < 4; axis++) {
                sum += vectors[4 * row + axis]! * values[axis]! * vectors[4 * column + axis]!;
              }
              expect(sum).toBeCloseTo(matrix[4 * row + column]!, 9);
            }
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('rests on quantiles that undo the distribution function', () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963985, 8);
    expect(normalQuantile(0.5)).toBe(0);
    for (const p of [1e-6, 0.01, 0.3, 0.7, 0.999]) expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 6);
  });

  it('finds the bottom of a curved valley and of a rotated, stretched bowl', () => {
    const valley = (x: number[]): number =>
      x
        .slice(1)
        .reduce((sum, next, index) => sum + 100 * (next - x[index]! ** 2) ** 2 + (1 - x[index]!) ** 2, 0);
    const scaled = (design: Design): number[] => numbersOf(design, 5).map((value) => 4 * value - 2);
    expect(bestOf(cube(5), 4000, 1, (design) => valley(scaled(design)))).toBeLessThan(1e-8);
    const bowl = (x: number[]): number => {
      const sum = x[0]! + x[1]! + x[2]!;
      return 1e6 * sum * sum + (x[0]! - x[1]!) ** 2 + 1e3 * (x[1]! - x[2]! - 0.2) ** 2;
    };
    expect(bestOf(cube(3), 1500, 1, (design) => bowl(scaled(design)))).toBeLessThan(1e-8);
  });

  it('gets out of local optima by restarts', () => {
    const rastrigin = (design: Design): number =>
      numbersOf(design, 2).reduce((sum, value) => {
        const x = 10.24 * value - 4.5;
        return sum + x * x - 10 * Math.cos(2 * Math.PI * x) + 10;
      }, 0);
    for (const seed of [1, 2, 3]) expect(bestOf(cube(2), 4000, seed, rastrigin)).toBeLessThan(1e-6);
  });

  it('solves numbers, integers and unordered choices together', () => {
    const dimensions: Dimension[] = [
      { kind: 'float', id: 'a', minimum: 0, maximum: 1, scale: 'linear' },
      { kind: 'float', id: 'b', minimum: 1, maximum: 1000, scale: 'log' },
      { kind: 'integer', id: 'c', minimum: 0, maximum: 40, step: 1, scale: 'linear' },
      { kind: 'integer', id: 'd', minimum: 1, maximum: 64, step: 1, scale: 'log' },
      { kind: 'choice', id: 'e', choices: ['p', 'q', 'r', 's', 't'], ordered: false },
    ];
    const space = new Space({ dimensions, fixed: {}, parameters: {}, constraints: [] });
    const value = (design: Design): number =>
      ((design.a as number) - 0.123) ** 2 +
      (Math.log((design.b as number) / 70) / 7) ** 2 +
      ((design.c as number) - 17) ** 2 / 100 +
      ((design.d as number) - 23) ** 2 / 100 +
      (design.e === 's' ? 0 : 0.5);
    for (const seed of [1, 2, 3]) expect(bestOf(space, 1500, seed, value)).toBeLessThan(1e-6);
  });

  it('never loses the chance to change an integer', () => {
    const dimensions: Dimension[] = [
      { kind: 'float', id: 'a', minimum: 0, maximum: 1, scale: 'linear' },
      { kind: 'integer', id: 'b', minimum: 0, maximum: 9, step: 1, scale: 'linear' },
      { kind: 'choice', id: 'c', choices: [false, true], ordered: false },
    ];
    const latent = new LatentSpace(new Space({ dimensions, fixed: {}, parameters: {}, constraints: [] }));
    const search = new CovarianceSearch(latent, 8, Float64Array.of(0.5, 0.55, 0.4), 0.2);
    const stream = new RandomStream(1, 'margin');
    const points = Array.from({ length: 8 }, () => new Float64Array(3));
    for (let generation = 0; generation < 100; generation++) {
      for (const point of points) search.sample(stream, point);
      points.sort((a, b) => Math.abs(a[0]! - 0.3) - Math.abs(b[0]! - 0.3));
      search.update(Float64Array.from(points.flatMap((point) => [...point])));
    }
    expect(search.deviation(0)).toBeLessThan(1e-3);
    const drawn = new Float64Array(3);
    const changed = [0, 0];
    const draws = 20_000;
    for (let draw = 0; draw < draws; draw++) {
      search.sample(stream, drawn);
      if (drawn[1]! < 0.5 || drawn[1]! >= 0.6) changed[0]!++;
      if (drawn[2]! >= 0.5) changed[1]!++;
    }
    // The margin is 1 / (8 designs * 3 coordinates).
    for (const count of changed) expect(count / draws).toBeGreaterThan(0.8 / 24);
  });

  it('says that several objectives are not for it', () => {
    expect(() => createSampler({ type: 'cma-es', options: {} }, contextFor(cube(2)))).toThrow(
      /takes one objective/,
    );
  });
});
