import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { hypervolume } from '../../../engine/pareto/hypervolume.ts';
import { estimateHypervolume, measureHypervolume } from '../../../engine/pareto/indicators.ts';
import { hypervolumeByInclusionExclusion } from './brute-force.ts';

const volumeOf = (points: number[][], reference: number[]): number =>
  hypervolume(Float64Array.from(points.flat()), reference.length, Float64Array.from(reference));

/** Few distinct coordinates, so that ties and equal points are common. */
const pointsOf = (objectives: number, maximum: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: objectives, maxLength: objectives }), {
    maxLength: maximum,
  });

describe('hypervolume', () => {
  it('is the area of a staircase in two dimensions', () => {
    // Boxes to (4, 4): 3x1 + 2x(3-2) + 1x(2-1) from the points (1,3), (2,2), (3,1).
    expect(
      volumeOf(
        [
          [1, 3],
          [2, 2],
          [3, 1],
        ],
        [4, 4],
      ),
    ).toBe(6);
  });

  it('is the union of boxes in three dimensions', () => {
    // Two boxes of 2x2x1 and 1x1x2 from (0,0,1) and (1,1,0) to (2,2,2) share 1x1x1.
    expect(
      volumeOf(
        [
          [0, 0, 1],
          [1, 1, 0],
        ],
        [2, 2, 2],
      ),
    ).toBe(4 + 2 - 1);
  });

  it.each([1, 2, 3, 4, 5, 6])('agrees with inclusion and exclusion in %i dimensions', (objectives) => {
    fc.assert(
      fc.property(pointsOf(objectives, 9), (points) => {
        const reference = new Array<number>(objectives).fill(5);
        expect(volumeOf(points, reference)).toBeCloseTo(
          hypervolumeByInclusionExclusion(points, reference),
          6,
        );
      }),
      { seed: 11, numRuns: 200 },
    );
  });

  it.each([3, 4, 5])(
    'of a product set is the product, with hundreds of points in %i dimensions',
    (objectives) => {
      // A 2-D staircase times the unit interval of the others: each step is repeated at every level of the others.
      const stream = new RandomStream(3, 'test');
      const steps = Array.from({ length: 60 }, (_, index) => [index / 60, 1 - (index + 1) / 60]);
      const area = volumeOf(steps, [1, 1]);
      const points = steps.flatMap((step) => [
        [...step, ...new Array<number>(objectives - 2).fill(0)],
        ...Array.from({ length: 4 }, () => [
          ...step,
          ...Array.from({ length: objectives - 2 }, () => stream.uniform()),
        ]),
      ]);
      expect(volumeOf(points, new Array<number>(objectives).fill(1))).toBeCloseTo(area, 10);
    },
  );

  it.each([2, 3, 4, 5])(
    'does not depend on the order of the points and never falls (%i dimensions)',
    (objectives) => {
      fc.assert(
        fc.property(pointsOf(objectives, 25), fc.integer({ min: 0, max: 1000 }), (points, seed) => {
          const reference = new Array<number>(objectives).fill(5);
          const shuffled = new RandomStream(seed, 'order').shuffle([...points]);
          const whole = volumeOf(points, reference);
          expect(volumeOf(shuffled, reference)).toBeCloseTo(whole, 6);
          expect(volumeOf(points.slice(1), reference)).toBeLessThanOrEqual(whole + 1e-9);
        }),
        { seed: 12, numRuns: 100 },
      );
    },
  );

  it('agrees between a lifted front and the front itself (4-D and 5-D methods against 3-D)', () => {
    const stream = new RandomStream(5, 'sphere');
    const points = Array.from({ length: 200 }, () => {
      const direction = [0, 1, 2].map(() => Math.abs(stream.normal()));
      const norm = Math.hypot(...direction);
      return direction.map((value) => value / norm);
    });
    const flat = volumeOf(points, [1.1, 1.1, 1.1]);
    expect(
      volumeOf(
        points.map((point) => [...point, 0.5]),
        [1.1, 1.1, 1.1, 1.5],
      ),
    ).toBeCloseTo(flat, 10);
    expect(
      volumeOf(
        points.map((point) => [0.5, ...point]),
        [1.5, 1.1, 1.1, 1.1],
      ),
    ).toBeCloseTo(flat, 10);
    expect(
      volumeOf(
        points.map((point) => [...point, 0.5, 0]),
        [1.1, 1.1, 1.1, 1.5, 1],
      ),
    ).toBeCloseTo(flat, 10);
    expect(
      volumeOf(
        points.map((point) => [0, 0.5, ...point]),
        [1, 1.5, 1.1, 1.1, 1.1],
      ),
    ).toBeCloseTo(flat, 10);
  });

  it('keeps thousands of points apart, ties among them (3-D method against the 4-D one)', () => {
    const stream = new RandomStream(6, 'many');
    const points = Array.from({ length: 3000 }, (_, index) => {
      // A third on a coarse grid, so that many share a coordinate; the others on the sphere.
      if (index % 3 === 0) return [0, 1, 2].map(() => (1 + stream.below(30)) / 31);
      const direction = [0, 1, 2].map(() => Math.abs(stream.normal()));
      const norm = Math.hypot(...direction);
      return direction.map((value) => value / norm);
    });
    const lifted = volumeOf(
      points.map((point) => [...point, 0]),
      [1.1, 1.1, 1.1, 1],
    );
    expect(volumeOf(points, [1.1, 1.1, 1.1])).toBeCloseTo(lifted, 10);
  });

  it.each([5, 6])('agrees with sampling for a hundred points on the sphere (%i dimensions)', (objectives) => {
    const stream = new RandomStream(7, 'sphere');
    const points = Float64Array.from({ length: 100 * objectives }, () => Math.abs(stream.normal()));
    for (let offset = 0; offset < points.length; offset += objectives) {
      const norm = Math.hypot(...points.subarray(offset, offset + objectives));
      for (let index = offset; index < offset + objectives; index++) points[index]! /= norm;
    }
    const reference = new Float64Array(objectives).fill(1.1);
    const { volume, standardError } = estimateHypervolume(points, objectives, reference, 40_000, 2);
    expect(Math.abs(hypervolume(points, objectives, reference) - volume)).toBeLessThan(4 * standardError);
  });

  it('is estimated, with its error, where the exact method would take too long', () => {
    const stream = new RandomStream(8, 'many objectives');
    const points = Float64Array.from({ length: 12 * 40 }, () => stream.uniform());
    const reference = new Float64Array(12).fill(1.5);
    const few = measureHypervolume(points.subarray(0, 7 * 12), 7, reference.subarray(0, 7));
    expect(few.standardError).toBe(0);
    const estimate = measureHypervolume(points, 12, reference);
    expect(estimate.standardError).toBeGreaterThan(0);
    expect(estimate.standardError).toBeLessThan(0.01 * estimate.volume);
    expect(measureHypervolume(points, 12, reference)).toEqual(estimate);
  });

  it('ignores points with unknown objectives and points that do not beat the reference', () => {
    expect(
      volumeOf(
        [
          [1, 1],
          [NaN, 0],
          [0, Infinity],
          [-Infinity, 0],
          [2, 0],
          [0, 3],
        ],
        [2, 2],
      ),
    ).toBe(1);
    expect(volumeOf([[3, 3]], [2, 2])).toBe(0);
    expect(volumeOf([], [2, 2])).toBe(0);
  });

  it('refuses a reference point that is not one finite number an objective', () => {
    expect(() => volumeOf([[1, 1]], [2, NaN])).toThrow(/2 finite numbers/);
    expect(() => hypervolume(new Float64Array(4), 2, new Float64Array(3))).toThrow(/2 finite numbers/);
  });
});
