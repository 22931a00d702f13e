import { expect, it } from 'vitest';
import { checkClaims } from '../../engine/run/claims.ts';
import system from '../../engine/systems/moe-accelerator/index.ts';

/** Times of a published machine that has fixed time a layer, which this one does not have. */
const MISSES = ['pangu-decode', 'pangu-one'];

it('gives published numbers without having been fitted to them, but for two', () => {
  const results = checkClaims(system);
  expect(results.filter(({ failure }) => failure !== undefined)).toEqual([]);
  expect(results.every(({ kind }) => kind === 'check')).toBe(true);
  expect(results.filter(({ pass }) => !pass).map(({ id }) => id)).toEqual(MISSES);
  expect(results).toHaveLength(8);
});

it('explains every miss', () => {
  for (const id of MISSES) expect(system.claims.find((claim) => claim.id === id)?.note).toBeDefined();
});
