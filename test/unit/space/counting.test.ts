import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dimension } from '../../../engine/contract/study.ts';
import type { DesignConstraint } from '../../../engine/contract/system.ts';
import { countAllowed } from '../../../engine/space/counting.ts';
import { Space } from '../../../engine/space/space.ts';
import { GridWalk } from '../../../engine/space/walk.ts';

function spaceOf(dimensions: readonly Dimension[], constraints: readonly DesignConstraint[] = []): Space {
  return new Space({ dimensions, fixed: {}, parameters: {}, constraints });
}

function choice(id: string, count: number, activeWhen?: Record<string, number[]>): Dimension {
  const choices = Array.from({ length: count }, (_, index) => index);
  return { kind: 'choice', id, choices, ordered: true, ...(activeWhen === undefined ? {} : { activeWhen }) };
}

/** Distinct rows after deactivation, by brute force over the full product. */
function bruteForce(space: Space): Set<string> {
  const rows = new Set<string>();
  const counts = space.axes.map((axis) => axis.size);
  const total = counts.reduce((product, count) => product * count, 1);
  const codes = new Float64Array(space.width);
  for (let point = 0; point < total; point++) {
    let rest = point;
    counts.forEach((count, index) => {
      codes[index] = rest % count;
      rest = Math.floor(rest / count);
    });
    space.deactivate(codes);
    rows.add(codes.join());
  }
  return rows;
}

describe('size', () => {
  it('counts an inactive child once: 3 values of which one opens 4 children give 2 + 4', () => {
    expect(spaceOf([choice('a', 3), choice('b', 4, { a: [1] })]).size).toBe(6);
  });

  it('is exact for a product of independent dimensions far beyond enumeration', () => {
    expect(spaceOf(Array.from({ length: 26 }, (_, index) => choice(`p${index}`, 4))).size).toBe(2 ** 52);
  });

  it('stays quick with many conditional parts', () => {
    const dimensions = Array.from({ length: 20 }, (_, index) => [
      choice(`a${index}`, 2),
      choice(`b${index}`, 3, { [`a${index}`]: [1] }),
    ]).flat();
    expect(spaceOf(dimensions).size).toBe(4 ** 20);
  });

  it('is infinite if a float varies', () => {
    expect(spaceOf([{ kind: 'float', id: 'x', minimum: 0, maximum: 1, scale: 'linear' }]).size).toBe(
      Infinity,
    );
  });

  it('agrees with brute force, and the walk visits each design once, for any conditions', () => {
    const spaces = fc
      .array(
        fc.record({
          count: fc.integer({ min: 1, max: 3 }),
          parents: fc.array(fc.tuple(fc.nat(), fc.array(fc.nat(2), { minLength: 1, maxLength: 2 })), {
            maxLength: 2,
          }),
        }),
        { minLength: 1, maxLength: 6 },
      )
      .chain((parts) =>
        fc.shuffledSubarray(
          parts.map(({ count, parents }, index) => {
            const when = Object.fromEntries(
              index === 0 ? [] : parents.map(([parent, values]) => [`d${parent % index}`, values]),
            );
            return choice(`d${index}`, count, Object.keys(when).length === 0 ? undefined : when);
          }),
          { minLength: parts.length },
        ),
      );
    fc.assert(
      fc.property(spaces, (dimensions) => {
        const space = spaceOf(dimensions);
        const expected = bruteForce(space);
        expect(space.size).toBe(expected.size);
        expect(space.gridSize).toBe(expected.size);
        const walked: string[] = [];
        const codes = new Float64Array(space.width);
        for (const walk = new GridWalk(space); walk.next(codes);) walked.push(codes.join());
        expect(walked.toSorted()).toEqual([...expected].sort());
      }),
      { seed: 1, numRuns: 400 },
    );
  });
});

describe('countAllowed', () => {
  const sum: DesignConstraint = {
    id: 'sum',
    message: 'a and b must add up to less than 4',
    uses: ['a', 'b'],
    holds: (design) => Number(design.a) + Number(design.b) < 4,
  };

  it('counts exactly where it can look at every design', () => {
    // Of the 16 pairs from 0 to 3, those with a sum of at most 3 number 4 + 3 + 2 + 1.
    expect(countAllowed(spaceOf([choice('a', 4), choice('b', 4)], [sum]))).toEqual({
      count: 10,
      method: 'exact',
      low: 10,
      high: 10,
      examined: 16,
    });
  });

  it('says how many designs there are where nothing constrains them', () => {
    expect(countAllowed(spaceOf([choice('a', 4), choice('b', 5)]))).toMatchObject({
      count: 20,
      method: 'exact',
    });
  });

  it('estimates beyond the limit, with an interval around the truth', () => {
    const estimate = countAllowed(spaceOf([choice('a', 4), choice('b', 4), choice('c', 1000)], [sum]), 1000);
    expect(estimate.method).toBe('estimate');
    expect(estimate.low).toBeLessThan(10_000);
    expect(estimate.high).toBeGreaterThan(10_000);
    expect(estimate.high - estimate.low).toBeLessThan(400);
  });

  it('finds none where none is allowed', () => {
    const never: DesignConstraint = { id: 'never', message: 'impossible', uses: [], holds: () => false };
    expect(countAllowed(spaceOf([choice('a', 4)], [never])).count).toBe(0);
  });
});
