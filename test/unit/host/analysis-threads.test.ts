// Which analysis is done next, and that answers find their askers.

import { describe, expect, test } from 'vitest';
import { AnalysisThreads, nextJob } from '../../../engine/host/analysis-threads.ts';

describe('the next analysis', () => {
  test('is the quickest that waits, the earlier of two alike', () => {
    expect(nextJob(['correlations', 'importance', 'growth', 'growth'], false, false)).toBe(2);
    expect(nextJob(['dependence', 'truths'], false, true)).toBe(1);
    expect(nextJob([], true, false)).toBeUndefined();
  });

  test('of the thread that remembers models is one that needs them, which no other thread does', () => {
    expect(nextJob(['growth', 'dependence'], true, false)).toBe(1);
    expect(nextJob(['growth'], true, false)).toBe(0);
    expect(nextJob(['dependence'], false, false)).toBeUndefined();
  });
});

describe('analyses on threads', () => {
  const growth = (values: readonly number[]) => ({
    objectives: Float64Array.from(values),
    objectiveCount: 1,
    reference: Float64Array.of(10),
    points: 1,
    tolerance: 0.01,
  });

  test('are answered each with its own answer, however many are asked at once', async () => {
    const threads = new AnalysisThreads(2);
    const bests = [4, 3, 2, 1, 5, 6];
    const answers = await Promise.all(bests.map((best) => threads.run('growth', growth([best, 9]))));
    expect(answers.map(({ points }) => points.at(-1)!.best)).toEqual(bests.map((best) => [best]));
    await threads.close();
  });

  test('that cannot be done say why, and the next ones are done', async () => {
    const threads = new AnalysisThreads(1);
    const broken = { outline: undefined, codes: new Float64Array(0), frontCodes: new Float64Array(0) };
    await expect(threads.run('truths', broken as never)).rejects.toThrow();
    expect((await threads.run('growth', growth([7]))).points.at(-1)!.best).toEqual([7]);
    await threads.close();
  });

  test('are refused once closed, also those under way and waiting', async () => {
    const threads = new AnalysisThreads(1);
    const asked = [1, 2].map((best) => threads.run('growth', growth([best])));
    const settled = Promise.allSettled(asked);
    await threads.close();
    for (const { status } of await settled) expect(status).toBe('rejected');
    await expect(threads.run('growth', growth([1]))).rejects.toMatchObject({ kind: 'cancelled' });
  });
});
