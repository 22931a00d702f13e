import { expect, it } from 'vitest';
import { checkClaims } from '../../engine/run/claims.ts';
import system from '../../engine/systems/pregated-moe/index.ts';

/** Claims that the model misses; the README and each claim's note say why. */
const MISSES = [
  'R8-prefetch-all',
  'R9-prefetch-all',
  'R2',
  'R3',
  'R13-on-demand',
  'R13-prefetch-all',
  'R15-prefetch-all',
  'size-base-8',
];

it('meets every claim but the known misses', () => {
  const results = checkClaims(system);
  expect(results.filter(({ failure }) => failure !== undefined)).toEqual([]);
  expect(results.filter(({ pass }) => !pass).map(({ id }) => id)).toEqual(MISSES);
  const calibrations = results.filter(({ kind }) => kind === 'calibration').map(({ id }) => id);
  expect(calibrations).toEqual(['R5', 'R6', 'R22-on-demand']);
  expect(results.filter(({ pass, kind }) => pass && kind === 'check')).toHaveLength(29);
});

it('explains every miss', () => {
  for (const id of MISSES) expect(system.claims.find((claim) => claim.id === id)?.note, id).toBeTruthy();
});
