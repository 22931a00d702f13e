// A made-up memory buffer with one objective: mixed, conditional parameters with one optimum that can be enumerated
// along its discrete part. Not a model of anything.

import type { Dimension } from '../../contract/study.ts';
import type { Design } from '../../contract/system.ts';
import { boolean, categorical, float, integer, ordinal } from '../../space/parameters.ts';
import { Space } from '../../space/space.ts';

export const mixedParameters = {
  kind: categorical(['none', 'cache', 'buffer'], {
    doc: 'What is between compute and memory.',
    default: 'none',
  }),
  clock: float({ doc: 'Clock in GHz.', minimum: 0.1, maximum: 2, scale: 'log', default: 0.5 }),
  voltage: float({ doc: 'Supply in volts; limits the clock.', minimum: 0.6, maximum: 1.1, default: 0.8 }),
  banks: integer({ doc: 'Banks of the memory.', minimum: 1, maximum: 128, scale: 'log', default: 1 }),
  ways: ordinal([1, 2, 4, 8, 16], { doc: 'Ways of the cache.', default: 1, activeWhen: { kind: ['cache'] } }),
  policy: categorical(['lru', 'random', 'fifo'], {
    doc: 'What the cache evicts.',
    default: 'lru',
    activeWhen: { kind: ['cache'] },
  }),
  depth: integer({
    doc: 'Entries of the buffer.',
    minimum: 2,
    maximum: 64,
    step: 2,
    default: 8,
    activeWhen: { kind: ['buffer'] },
  }),
  gated: boolean({ doc: 'Clock gating: less energy a cycle for a fixed price.', default: false }),
} as const;

const DIMENSIONS: readonly Dimension[] = [
  { kind: 'choice', id: 'kind', choices: ['none', 'cache', 'buffer'], ordered: false },
  { kind: 'float', id: 'clock', minimum: 0.1, maximum: 2, scale: 'log' },
  { kind: 'float', id: 'voltage', minimum: 0.6, maximum: 1.1, scale: 'linear' },
  { kind: 'integer', id: 'banks', minimum: 1, maximum: 128, step: 1, scale: 'log' },
  { kind: 'choice', id: 'ways', choices: [1, 2, 4, 8, 16], ordered: true, activeWhen: { kind: ['cache'] } },
  {
    kind: 'choice',
    id: 'policy',
    choices: ['lru', 'random', 'fifo'],
    ordered: false,
    activeWhen: { kind: ['cache'] },
  },
  {
    kind: 'integer',
    id: 'depth',
    minimum: 2,
    maximum: 64,
    step: 2,
    scale: 'linear',
    activeWhen: { kind: ['buffer'] },
  },
  { kind: 'choice', id: 'gated', choices: [false, true], ordered: false },
];

export function mixedSpace(): Space {
  return new Space({ dimensions: DIMENSIONS, fixed: {}, parameters: mixedParameters, constraints: [] });
}

/**
 * The least value of `evaluateMixed`, found by minimising over clock and voltage for each of the discrete designs: a
 * gated buffer of depth 34 with 13 banks at 1.39846 GHz and 0.891758 V.
 */
export const MIXED_OPTIMUM = 0.267441328520721;

const POLICY_LOSS: Readonly<Record<string, number>> = { lru: 0, random: 0.06, fifo: 0.1 };

/** Logarithm of a latency times energy, plus a penalty for a clock that the voltage does not carry. */
export function evaluateMixed(design: Design): number {
  const clock = design.clock as number;
  const voltage = design.voltage as number;
  const banks = design.banks as number;
  const gated = design.gated === true;
  let hit = 0;
  let cost = 0;
  if (design.kind === 'cache') {
    const ways = design.ways as number;
    hit = 1 - 0.5 / ways ** 0.7 - POLICY_LOSS[design.policy as string]!;
    cost = 0.05 * ways;
  } else if (design.kind === 'buffer') {
    const depth = design.depth as number;
    hit = 0.9 - 0.004 * Math.abs(depth - 34);
    cost = 0.006 * depth;
  }
  const stall = ((1 - hit) * 8) / Math.sqrt(banks);
  const latency = (1 + stall) / clock;
  const late = Math.max(0, clock - (2 * (voltage - 0.55)) / 0.5);
  const energy = voltage ** 2 * clock * (gated ? 0.75 : 1) + cost + 0.01 * banks + (gated ? 0.12 : 0);
  return Math.log(latency * (0.2 + energy)) + 5 * late * late;
}
