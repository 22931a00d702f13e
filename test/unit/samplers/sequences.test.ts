import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../engine/contract/random.ts';
import { HaltonSequence } from '../../../engine/samplers/halton.ts';
import { latinHypercubeSequence, optimisedStrata } from '../../../engine/samplers/latin-hypercube.ts';
import { SobolSequence } from '../../../engine/samplers/sobol-sequence.ts';

describe('Sobol sequence', () => {
  it('is the published sequence when not scrambled', () => {
    // First points of dimensions 1 to 3 with Joe and Kuo's numbers, in natural (not Gray code) order.
    const plain = new SobolSequence(3);
    const point = (index: number): number[] => [0, 1, 2].map((dimension) => plain.at(index, dimension));
    expect([0, 1, 2, 3, 4, 5].map(point)).toEqual([
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.25, 0.75, 0.75],
      [0.75, 0.25, 0.25],
      [0.125, 0.625, 0.375],
      [0.625, 0.125, 0.875],
    ]);
  });

  it('agrees with SciPy in high dimensions', () => {
    // scipy.stats.qmc.Sobol(160, scramble=False), row 4095 in Gray-code order, columns 155 to 159.
    const plain = new SobolSequence(160);
    const gray = 4095 ^ (4095 >>> 1);
    expect([155, 156, 157, 158, 159].map((dimension) => plain.at(gray, dimension))).toEqual(
      [0.14477539, 0.45727539, 0.87915039, 0.60229492, 0.09448242].map((value): unknown =>
        expect.closeTo(value, 8),
      ),
    );
  });

  it.each([undefined, 5])('puts one point of 2^k in every stratum of every dimension (seed %s)', (seed) => {
    const sequence = new SobolSequence(40, seed);
    for (let dimension = 0; dimension < 40; dimension++) {
      const strata = new Set(
        Array.from({ length: 256 }, (_, index) => Math.floor(sequence.at(index, dimension) * 256)),
      );
      expect(strata.size).toBe(256);
    }
  });

  it('stays a (0, m, 2)-net in its first two dimensions after scrambling', () => {
    const sequence = new SobolSequence(2, 9);
    for (let cut = 0; cut <= 8; cut++) {
      const boxes = new Set(
        Array.from(
          { length: 256 },
          (_, index) =>
            `${Math.floor(sequence.at(index, 0) * 2 ** cut)}/${Math.floor(sequence.at(index, 1) * 2 ** (8 - cut))}`,
        ),
      );
      expect(boxes.size).toBe(256);
    }
  });

  it('is scrambled by the seed', () => {
    expect(new SobolSequence(2, 1).at(3, 1)).not.toBe(new SobolSequence(2, 2).at(3, 1));
  });
});

describe('Halton sequence', () => {
  it('puts one point of b^k in every stratum of base b', () => {
    const sequence = new HaltonSequence(4, 3);
    for (const [dimension, strata] of [
      [0, 64],
      [1, 81],
      [2, 125],
      [3, 49],
    ] as const) {
      const hit = new Set(
        Array.from({ length: strata }, (_, index) =>
          Math.floor(sequence.at(index, dimension) * strata + 1e-9),
        ),
      );
      expect(hit.size).toBe(strata);
    }
  });
});

describe('Latin hypercube', () => {
  it.each([17, 2000])('hits every stratum of %i points once, design after design', (points) => {
    const sequence = latinHypercubeSequence(points, 3, 4);
    for (const block of [0, 1]) {
      for (let dimension = 0; dimension < 3; dimension++) {
        const strata = new Set(
          Array.from({ length: points }, (_, row) =>
            Math.floor(sequence(block * points + row, dimension) * points),
          ),
        );
        expect(strata.size).toBe(points);
      }
    }
  });

  it('spreads the points of an optimised design apart', () => {
    const nearest = (strata: Uint16Array): number => {
      let best = Infinity;
      for (let a = 0; a < 40; a++) {
        for (let b = 0; b < a; b++) {
          best = Math.min(best, Math.hypot(...[0, 1, 2].map((c) => strata[3 * a + c]! - strata[3 * b + c]!)));
        }
      }
      return best;
    };
    const stream = new RandomStream(1, 'unoptimised');
    const random = Array.from({ length: 20 }, () => {
      const columns = [0, 1, 2].map(() => stream.shuffle(Array.from({ length: 40 }, (_, row) => row)));
      return nearest(
        Uint16Array.from({ length: 120 }, (_, cell) => columns[cell % 3]![Math.floor(cell / 3)]!),
      );
    });
    expect(nearest(optimisedStrata(40, 3, new RandomStream(1, 'test')))).toBeGreaterThan(Math.max(...random));
  });
});
