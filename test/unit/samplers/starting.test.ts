// What a study begins with: the published configuration, listed designs, and results that were known before.

import { describe, expect, it } from 'vitest';
import { createSampler, samplerDefinitions } from '../../../engine/samplers/index.ts';
import { startingRows, startingWith } from '../../../engine/samplers/starting-designs.ts';
import type { StudyStart } from '../../../engine/contract/study.ts';
import { choiceSpace, contextFor, cube, drive, evaluateMixed, mixedSpace, replay } from './spaces.ts';

const DESIGN = { kind: 'buffer', depth: 12, clock: 5e8, voltage: 0.9, banks: 16, gated: true };

describe('starting designs', () => {
  it('are the first trials of every sampler, after the published configuration', () => {
    const space = mixedSpace();
    const start: StudyStart = { designs: [DESIGN, { ...DESIGN, banks: 32 }, DESIGN] };
    for (const { type, mostObjectives = 2 } of samplerDefinitions) {
      if (type === 'saltelli' || type === 'morris') continue;
      const sampler = createSampler(
        { type, options: {} },
        contextFor(space, { objectiveCount: mostObjectives }),
      );
      const rows = drive(startingWith(sampler, type, space, start), space, mostObjectives, 24, evaluateMixed);
      const expected = startingRows(space, start, type !== 'grid').map((row) => [...row]);
      expect(expected.length, type).toBe(type === 'grid' ? 2 : 3);
      expect(
        rows.slice(0, expected.length).map(({ codes }) => codes),
        type,
      ).toEqual(expected);
      expect(rows.length, type).toBe(24);
    }
  });

  it('leave the published configuration out where the study says so', () => {
    const space = mixedSpace();
    expect(startingRows(space, { published: false }, true)).toEqual([]);
    expect(startingRows(space, { published: true }, false).length).toBe(1);
  });

  it('come before a grid, which still takes every point', () => {
    const space = choiceSpace(5);
    const sampler = startingWith(
      createSampler({ type: 'grid', options: {} }, contextFor(space)),
      'grid',
      space,
      {
        designs: [{ choice: 'c3' }],
      },
    );
    const rows = drive(sampler, space, 2, 20, () => ({ objectives: [1, 2] }), { ask: 2 });
    expect(rows[0]!.codes).toEqual([3]);
    expect(
      rows
        .slice(1)
        .map(({ codes }) => codes[0])
        .sort(),
    ).toEqual([0, 1, 2, 3, 4]);
  });

  it('outside the space or against a constraint are refused with the reason', () => {
    const space = mixedSpace();
    expect(() => startingRows(space, { designs: [{ banks: 4000 }] }, true)).toThrow(
      /banks = 4000 is outside the space/,
    );
    expect(() => startingRows(space, { designs: [{ ...DESIGN, banks: 2 }] }, true)).toThrow(
      /a gated design needs at least 4 banks/,
    );
  });
});

describe('earlier trials', () => {
  const learning = ['nsga2', 'nsga3', 'sms-emoa', 'moead', 'cma-es', 'mo-cma-es', 'tpe', 'surrogate', 'gp'];

  it.each(learning)('%s begins near the best of them, and goes on after a restart as without it', (type) => {
    const space = cube(3);
    const context = contextFor(space, { objectiveCount: 1 });
    const value = (x: readonly number[]): number =>
      x.reduce((sum, coordinate, index) => sum + (coordinate - 0.2 - 0.2 * index) ** 2, 0);
    // Sixty designs, the best of them about 0.1 from the optimum.
    const known = drive(createSampler({ type: 'sobol', options: {} }, context), space, 1, 60, (design) => ({
      objectives: [value([design.x1, design.x2, design.x3] as number[])],
    }));
    const warmed = () => {
      const sampler = createSampler({ type, options: {} }, context);
      const half = createSampler({ type: 'random', options: {} }, context);
      expect(half.warm).toBeUndefined();
      sampler.warm!(batchOf(known));
      return sampler;
    };
    const evaluate = (design: Record<string, unknown>) => ({
      objectives: [value([design.x1, design.x2, design.x3] as number[])],
    });
    const rows = drive(warmed(), space, 1, 60, evaluate);
    const cold = drive(createSampler({ type, options: {} }, context), space, 1, 60, evaluate);
    const first = (list: typeof rows): number =>
      list.slice(0, 20).reduce((sum, { objectives }) => sum + objectives[0]! / 20, 0);
    expect(first(rows)).toBeLessThan(first(cold));
    const resumed = warmed();
    const middle = Math.floor(30 / resumed.roundSize) * resumed.roundSize;
    replay(resumed, 1, rows.slice(0, middle));
    const codes = new Float64Array(space.width);
    expect(resumed.ask(middle, 1, codes)).toBe(1);
    expect([...codes]).toEqual(rows[middle]!.codes);
  });
});

function batchOf(rows: ReturnType<typeof drive>) {
  return {
    designs: { first: 0, count: rows.length, codes: Float64Array.from(rows.flatMap(({ codes }) => codes)) },
    results: {
      first: 0,
      count: rows.length,
      states: new Uint8Array(rows.length),
      metrics: new Float64Array(0),
      durations: new Float32Array(rows.length),
      messages: [],
    },
    objectives: Float64Array.from(rows.flatMap(({ objectives }) => objectives)),
    violations: new Float64Array(rows.length),
  };
}
