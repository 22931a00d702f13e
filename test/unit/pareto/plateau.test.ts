import { expect, it } from 'vitest';
import { expectedGainOf } from '../../../engine/pareto/plateau.ts';

it('expects more than was gained where gains differ: Student on ten of them', () => {
  expect(expectedGainOf(new Array<number>(10).fill(0.02))).toBeCloseTo(0.2, 12);
  // One gain of 0.01 in ten: mean 0.001, variance 1e-5, standard error 0.001, times t of nine degrees, 1.8331.
  expect(expectedGainOf([0.01, 0, 0, 0, 0, 0, 0, 0, 0, 0])).toBeCloseTo(10 * (0.001 + 1.8331129e-3), 9);
  // Of two: mean 1, standard deviation the root of 2, standard error 1, times t of one degree.
  expect(expectedGainOf([0, 2])).toBeCloseTo(2 * (1 + 6.313751515), 9);
});
