// A front that is too large loses its least useful members one by one.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hypervolumeContributions } from '../../../engine/pareto/indicators.ts';
import { crowdingDistances, nonDominated } from '../../../engine/pareto/sorting.ts';
import { byCrowding, byHypervolume } from '../../../engine/samplers/thinning.ts';

/** Mutually non-dominated points on a coarse lattice, so that ties happen. */
function fronts(objectiveCount: number): fc.Arbitrary<{ values: Float64Array; members: Uint32Array }> {
  return fc
    .array(
      fc.array(fc.integer({ min: 0, max: 40 }), { minLength: objectiveCount, maxLength: objectiveCount }),
      { minLength: 1, maxLength: 40 },
    )
    .map((points) => {
      const values = Float64Array.from(points.flat());
      return { values, members: nonDominated(values, objectiveCount) };
    });
}

/** The definition: all worths anew after each that leaves. */
function slowly(
  members: Uint32Array,
  room: number,
  worthsOf: (members: Uint32Array) => Float64Array,
): Uint32Array {
  let left = members;
  while (left.length > room) {
    const worths = worthsOf(left);
    const least = worths.indexOf(worths.reduce((a, b) => Math.min(a, b)));
    left = left.filter((_, index) => index !== least);
  }
  return left;
}

describe('thinning a front', () => {
  it.each([1, 2, 3, 5])('by crowding is leaving one by one, with %i objectives', (objectiveCount) => {
    fc.assert(
      fc.property(fronts(objectiveCount), fc.nat(40), ({ values, members }, room) => {
        const { members: left, worths } = byCrowding(values, objectiveCount, members, room);
        const expected = slowly(members, room, (rows) => crowdingDistances(values, objectiveCount, rows));
        expect([...left]).toEqual([...expected]);
        expect([...worths]).toEqual([...crowdingDistances(values, objectiveCount, left)]);
      }),
    );
  });

  it('by hypervolume keeps both ends of two objectives and gives each other member its exclusive area', () => {
    fc.assert(
      fc.property(fronts(2), fc.integer({ min: 2, max: 40 }), ({ values, members }, room) => {
        const { members: left, worths } = byHypervolume(values, 2, members, room);
        const of = (rows: Uint32Array, objective: number): number[] =>
          Array.from(rows, (row) => values[2 * row + objective]!);
        for (const objective of [0, 1]) {
          expect(Math.min(...of(left, objective))).toBe(Math.min(...of(members, objective)));
        }
        const low = [Math.min(...of(left, 0)), Math.min(...of(left, 1))];
        const span = [Math.max(...of(left, 0)) - low[0]!, Math.max(...of(left, 1)) - low[1]!];
        if (span[0] === 0) return;
        const points = new Float64Array(2 * left.length);
        left.forEach((row, index) => {
          for (const objective of [0, 1])
            points[2 * index + objective] =
              (values[2 * row + objective]! - low[objective]!) / span[objective]!;
        });
        const expected = hypervolumeContributions(points, 2, Float64Array.of(1.1, 1.1));
        worths.forEach((worth, index) => {
          if (worth !== Number.POSITIVE_INFINITY) expect(worth).toBeCloseTo(expected[index]!, 9);
        });
      }),
    );
  });

  it('by hypervolume drops the one of three objectives that adds least', () => {
    const values = Float64Array.of(0, 1, 1, 1, 0, 1, 1, 1, 0, 0.5, 0.5, 0.5, 0.51, 0.51, 0.49);
    const { members } = byHypervolume(values, 3, Uint32Array.of(0, 1, 2, 3, 4), 4);
    expect([...members]).toEqual([0, 1, 2, 3]);
  });
});
