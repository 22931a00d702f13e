import { describe, expect, it } from 'vitest';
import { simplerFront } from '../../../engine/analysis/simpler-front.ts';
import { Space } from '../../../engine/space/space.ts';

const space = new Space({
  dimensions: [
    { kind: 'choice', id: 'ways', choices: [1, 2, 4], ordered: true },
    { kind: 'float', id: 'clock', minimum: 0, maximum: 1, scale: 'linear' },
  ],
  fixed: {},
  parameters: {
    ways: { kind: 'ordinal', choices: [1, 2, 4], default: 1, doc: 'ways' },
    clock: { kind: 'float', minimum: 0, maximum: 1, scale: 'linear', default: 0.5, doc: 'clock' },
  },
  constraints: [],
});

/** Trials as [ways, clock, first objective, second objective]; the front are the first rows. */
function request(trials: number[][], frontSize: number, epsilon: number) {
  return {
    codes: Float64Array.from(trials.flatMap(([ways, clock]) => [ways!, clock!])),
    objectives: Float64Array.from(trials.flatMap(([, , first, second]) => [first!, second!])),
    front: Float64Array.from(trials.slice(0, frontSize).flatMap(([, , first, second]) => [first!, second!])),
    objectiveCount: 2,
    epsilon,
  };
}

describe('a simpler front', () => {
  const trials = [
    [2, 0.9, 0, 100],
    [2, 0.1, 50, 40],
    [1, 0.2, 100, 0],
    // One change, and within 2 of the second point in both objectives.
    [0, 0.4, 52, 41],
    // No change, but far from all.
    [0, 0.5, 90, 90],
    [0, 0.5, Number.NaN, 0],
  ];

  it('takes the design with fewer changes where it costs no more than epsilon', () => {
    expect(simplerFront(space, request(trials, 3, 0.02))).toEqual([
      { row: 3, changed: [1], covers: 1 },
      { row: 2, changed: [0, 1], covers: 1 },
      { row: 0, changed: [0, 1], covers: 1 },
    ]);
    // With an epsilon of 1 % the second objective's 1 would do, the first objective's 2 of 100 does not.
    expect(
      simplerFront(space, request(trials, 3, 0.01))
        .map(({ row }) => row)
        .sort(),
    ).toEqual([0, 1, 2]);
  });

  it('is the front itself, simplest first, where nothing may be given up, and one design where all may be', () => {
    expect(simplerFront(space, request(trials, 3, 0)).map(({ row }) => row)).toEqual([2, 0, 1]);
    expect(simplerFront(space, request(trials, 3, 1))).toEqual([{ row: 4, changed: [], covers: 3 }]);
  });
});
