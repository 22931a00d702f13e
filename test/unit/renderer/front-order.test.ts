import { expect, test } from 'vitest';
import { neighbourOnFront, orderOfFront } from '../../../renderer/features/design/front-order.ts';
import { tagsOf } from '../../../renderer/features/design/tags.ts';

test('the front goes from good to bad in its first objective, unknown values last', () => {
  const values = [3, 1, Number.NaN, 2];
  expect(orderOfFront([10, 11, 12, 13], values, 'minimize')).toEqual([11, 13, 10, 12]);
  expect(orderOfFront([10, 11, 12, 13], values, 'maximize')).toEqual([10, 13, 11, 12]);
  expect(orderOfFront([7, 5], undefined, 'minimize')).toEqual([5, 7]);
});

test('neighbours end at the ends; from beside the front the way leads onto it', () => {
  const order = [11, 13, 10];
  expect(neighbourOnFront(order, 13, 1)).toBe(10);
  expect(neighbourOnFront(order, 13, -1)).toBe(11);
  expect(neighbourOnFront(order, 10, 1)).toBeUndefined();
  expect(neighbourOnFront(order, 99, 1)).toBe(11);
  expect(neighbourOnFront(order, null, -1)).toBe(10);
  expect(neighbourOnFront([], null, 1)).toBeUndefined();
});

test('tags are what commas separate', () => {
  expect(tagsOf(' keep, ask Ann ,,keep')).toEqual(['keep', 'ask Ann']);
});
