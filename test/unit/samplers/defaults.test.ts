// Options whose defaults depend on the number of objectives stand for what the documentation says.

import { describe, expect, it } from 'vitest';
import { createSampler } from '../../../engine/samplers/index.ts';
import { contextFor, cube, drive } from './spaces.ts';

/** All proposals of a run over a space of six numbers, one of which trades off against each other objective. */
function proposals(type: string, options: Record<string, number>, objectiveCount: number): number[][] {
  const space = cube(6);
  const sampler = createSampler({ type, options }, contextFor(space, { objectiveCount }));
  return drive(sampler, space, objectiveCount, 300, (design) => {
    const [first, ...others] = Object.values(design) as [number, ...number[]];
    const objectives = [first, ...others.slice(0, objectiveCount - 1).map((value) => 1 - first * value)];
    return { objectives };
  }).map(({ codes }) => codes);
}

describe('defaults by the number of objectives', () => {
  it.each([
    ['nsga2', 2, { wide: 0.2, differential: 0.2 }, { wide: 0, differential: 0.1 }],
    ['nsga2', 3, { wide: 0, differential: 0.1 }, { wide: 0.2, differential: 0.2 }],
    ['nsga3', 3, { wide: 0 }, { wide: 0.2 }],
    ['sms-emoa', 3, { population: 30 }, { population: 100 }],
    ['sms-emoa', 4, { population: 100 }, { population: 30 }],
  ] as const)('%s with %i objectives means %j, not %j', (type, objectiveCount, meant, other) => {
    const found = proposals(type, {}, objectiveCount);
    expect(found).toEqual(proposals(type, meant, objectiveCount));
    expect(found).not.toEqual(proposals(type, other, objectiveCount));
  });
});
