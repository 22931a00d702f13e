import { describe, expect, test } from 'vitest';
import type { RunProgress, StudyListing } from '../../../engine/contract/host.ts';
import { firstStudies } from '../../../renderer/features/start/study-order.ts';
import { thumbnailOf } from '../../../renderer/features/start/thumbnail.ts';
import { openRuns } from '../../../renderer/formatting/run-words.ts';

function front(
  points: readonly (readonly [number, number])[],
  direction: 'minimize' | 'maximize' = 'minimize',
) {
  return {
    x: Float64Array.from(points, ([x]) => x),
    y: Float64Array.from(points, ([, y]) => y),
    objectives: [
      { metric: 'a', direction },
      { metric: 'b', direction: 'minimize' as const },
    ],
  };
}

describe('the small picture of a front', () => {
  test('fills its frame with less to the left and below, and keeps its margin', () => {
    const points = [
      [0, 1],
      [1, 0],
    ] as const;
    expect(thumbnailOf(front(points), 84, 56, false)).toEqual({
      dots: [
        [4, 4],
        [80, 52],
      ],
    });
  });

  test('joins two objectives by the staircase of what is attained, whichever way is better', () => {
    const stairs = (direction: 'minimize' | 'maximize', points: readonly (readonly [number, number])[]) =>
      thumbnailOf(front(points, direction), 20, 20, true)?.stairs;
    // Less of both: first to the right, then down. Unsorted points are joined in order.
    expect(stairs('minimize', [[1, 0], [0, 1]])).toBe('M4 4H16V16'); // prettier-ignore
    // More of the first: what costs more goes up before it reaches further.
    expect(stairs('maximize', [[0, 0], [1, 1]])).toBe('M4 16V4H16'); // prettier-ignore
  });

  test('takes a logarithm where values span decades, and the middle where they are all the same', () => {
    const decades = thumbnailOf(front([[1, 5], [1000, 5], [1e6, 5]]), 20, 20, false); // prettier-ignore
    expect(decades?.dots).toEqual([
      [4, 10],
      [10, 10],
      [16, 10],
    ]);
    const withZero = thumbnailOf(front([[0, 5], [1, 5], [1000, 5], [1e6, 5]]), 20, 20, false); // prettier-ignore
    expect(withZero?.dots.map(([x]) => x)).toEqual([4, 4, 10, 16]);
    expect(thumbnailOf(front([]), 20, 20, true)).toBeUndefined();
  });
});

test('the first studies are one of each system, the one to begin with before all', () => {
  const study = (name: string, system: string): StudyListing => ({
    token: name,
    name,
    system,
    systemTitle: system,
    description: '',
    file: `${name}.study.yaml`,
  });
  const all = [study('a1', 'a'), study('a2', 'a'), study('b1', 'b'), study('start', 'c'), study('c1', 'c')];
  expect(firstStudies(all, 'start').map(({ name }) => name)).toEqual(['start', 'a1', 'b1', 'a2', 'c1']);
});

test('open runs come in the order they will go on, those that wait last', () => {
  const run = (id: string, state: RunProgress['state']) => ({ run: id, state }) as RunProgress;
  const runs = [
    run('run-10', 'queued'),
    run('run-9', 'queued'),
    run('run-2', 'finished'),
    run('run-11', 'running'),
  ];
  expect(openRuns(runs).map((one) => one.run)).toEqual(['run-11', 'run-9', 'run-10']);
});
