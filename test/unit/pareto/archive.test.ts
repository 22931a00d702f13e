import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { ParetoArchive } from '../../../engine/pareto/archive.ts';
import {
  compare,
  compareConstrained,
  DOMINATED,
  DOMINATES,
  EQUAL,
  INCOMPARABLE,
} from '../../../engine/pareto/dominance.ts';
import { dominates, frontOf } from './brute-force.ts';

function archiveOf(points: readonly (readonly number[])[], objectives: number): ParetoArchive {
  const archive = new ParetoArchive(objectives);
  points.forEach((point, number) => archive.offer(number, Float64Array.from(point), 0));
  return archive;
}

const coarsePoints = (objectives: number) =>
  fc.array(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: objectives, maxLength: objectives }), {
    maxLength: 120,
  });

describe('dominance', () => {
  it('is a strict partial order', () => {
    const point = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        const relation = (p: number[], q: number[]) =>
          compare(Float64Array.from(p), 0, Float64Array.from(q), 0, 3);
        expect(relation(a, a)).toBe(EQUAL);
        expect(relation(a, b) === DOMINATES).toBe(dominates(a, b));
        expect(relation(a, b) === DOMINATES).toBe(relation(b, a) === DOMINATED);
        if (relation(a, b) === DOMINATES && relation(b, c) === DOMINATES)
          expect(relation(a, c)).toBe(DOMINATES);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('puts a smaller violation before any objective', () => {
    const values = Float64Array.of(9, 9, 0, 0);
    expect(compareConstrained(values, 0, 0, 2, 0.5, 2)).toBe(DOMINATES);
    expect(compareConstrained(values, 0, 0.5, 2, 0.5, 2)).toBe(DOMINATED);
    expect(compareConstrained(values, 0, Infinity, 2, Infinity, 2)).toBe(EQUAL);
  });

  it('finds points with an unknown objective incomparable', () => {
    expect(compare(Float64Array.of(0, NaN), 0, Float64Array.of(1, 1), 0, 2)).toBe(INCOMPARABLE);
  });
});

describe('ParetoArchive', () => {
  it.each([1, 2, 3, 4, 5])(
    'holds the brute-force front after any sequence of %i objectives',
    (objectives) => {
      fc.assert(
        fc.property(coarsePoints(objectives), (points) => {
          const archive = archiveOf(points, objectives);
          const expected = frontOf(points);
          expect([...archive.numbers()]).toEqual(expected);
          expect([...archive.values()]).toEqual(expected.flatMap((index) => points[index]!));
          expect(archive.size).toBe(expected.length);
        }),
        { seed: 2, numRuns: 200 },
      );
    },
  );

  it.each([2, 3, 4])(
    'keeps thousands of mutually non-dominated points of %i objectives, and no others',
    (objectives) => {
      const stream = new RandomStream(1, 'simplex');
      const points = Array.from({ length: 3000 }, () => {
        const parts = Array.from({ length: objectives }, () => stream.exponential());
        const sum = parts.reduce((total, part) => total + part, 0);
        const lift = stream.uniform() < 0.5 ? 1 : 1.02;
        return parts.map((part) => (lift * part) / sum);
      });
      expect([...archiveOf(points, objectives).numbers()]).toEqual(frontOf(points));
    },
  );

  it('keeps the first of equal points', () => {
    const archive = archiveOf(
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
      3,
    );
    expect([...archive.numbers()]).toEqual([0]);
    expect([
      ...archiveOf(
        [
          [1, 2],
          [1, 2],
        ],
        2,
      ).numbers(),
    ]).toEqual([0]);
  });

  it('tells whether an offer changed the front, and counts the changes', () => {
    const archive = new ParetoArchive(2);
    expect(archive.offer(0, Float64Array.of(1, 1), 0)).toBe(true);
    expect(archive.offer(1, Float64Array.of(2, 2), 0)).toBe(false);
    expect(archive.version).toBe(1);
    expect(archive.offer(2, Float64Array.of(9, 0, 0), 1)).toBe(true);
    expect(archive.version).toBe(2);
    expect([...archive.numbers()]).toEqual([2]);
  });

  it('never takes NaN or infinite objectives', () => {
    const archive = archiveOf(
      [
        [NaN, 0],
        [0, Infinity],
        [-Infinity, 1],
      ],
      2,
    );
    expect(archive.size).toBe(0);
    expect(archive.version).toBe(0);
  });
});
