import { describe, expect, it } from 'vitest';
import { checkClaims } from '../../engine/run/claims.ts';
import system from '../../engine/systems/ethos-u55/index.ts';

/** Claims that the model misses; every other one it must meet. The README explains each. */
const MISSES = [
  'selective-overhead',
  'mixed-overhead',
  'choice-16nm-64',
  'choice-16nm-128',
  'node-overhead',
  'predicted-total-wav2letter-32',
  'predicted-total-wav2letter-64',
  'predicted-total-wav2letter-128',
  'predicted-total-wav2letter-256',
  'predicted-total-resnet-18-64',
  'predicted-total-resnet-18-128',
  'predicted-total-resnet-18-256',
  'predicted-total-cifarnet-64',
  'predicted-total-cifarnet-128',
  'predicted-total-cifarnet-256',
  'area-mac',
  'area-reg',
  'area-wd',
];

const results = checkClaims(system);

describe('claims of ethos-u55', () => {
  it.each(results.map(({ id, pass }) => [id, pass] as const))('%s', (id, pass) => {
    expect(pass).toBe(!MISSES.includes(id));
  });

  it('explains every miss', () => {
    for (const id of MISSES) expect(results.find((result) => result.id === id)?.note).toBeTruthy();
  });
});
