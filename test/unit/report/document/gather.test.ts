// What a report says about a study that can be worked out by hand.

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeDocument, gatherReport, markdownReport } from '../../../../engine/report/index.ts';
import { errorOf, folder, workspaceAt } from '../exchange/_fixtures.ts';
import {
  FRONT_SIZE,
  HYPERVOLUME,
  KNEE,
  LEAST_AREA,
  makeStudy,
  MOST_THROUGHPUT,
  reportOf,
  sourceOf,
  storedStudy,
} from './_fixtures.ts';

describe('the model of a report', () => {
  it('counts trials and lists the front by its first objective', async () => {
    const report = await reportOf('by hand');
    expect(report.trialCount).toBe(34);
    expect(report.counts).toMatchObject({ complete: 32, infeasible: 1, failed: 1 });
    expect(report.frontSize).toBe(FRONT_SIZE);
    const areas = report.front.map(({ metrics }) => metrics.area!);
    expect(areas).toHaveLength(FRONT_SIZE);
    expect(areas[0]).toBe(1.1);
    expect(areas).toEqual([...areas].sort((a, b) => a - b));
    expect(report.dominated.map(({ trial }) => trial)).toEqual([1, 2, 3, 5, 6, 7, 9, 10, 11, 13, 14, 15]);
    expect(report.violating).toEqual([{ trial: 32, values: [1.8, 8] }]);
  });

  it('chooses the knee, the best of each objective and what is pinned, one design once', async () => {
    const report = await gatherReport({ ...sourceOf(storedStudy('chosen')), pinned: [5, KNEE] });
    expect(report.chosen.map(({ trial, reasons }) => [trial.number, reasons])).toEqual([
      [KNEE, ['knee of the front', 'pinned']],
      [LEAST_AREA, ['least area']],
      [MOST_THROUGHPUT, ['most throughput']],
      [5, ['pinned']],
    ]);
  });

  it('opens up what is pinned in the workspace, and keeps every note', async () => {
    const annotations = [
      { number: 5, note: 'compare with the last chip', tags: ['small', 'cheap'], pinned: true },
      { number: 9, note: 'odd', tags: [], pinned: false },
    ];
    const report = await gatherReport({ ...sourceOf(storedStudy('noted')), annotations, pinned: [5] });
    expect(report.chosen.at(-1)).toMatchObject({ trial: { number: 5 }, reasons: ['pinned'] });
    expect(report.chosen.map(({ trial }) => trial.number)).not.toContain(9);
    const { text } = await markdownReport(composeDocument([report]), 'figures');
    for (const words of ['compare with the last chip', 'small, cheap', 'odd']) expect(text).toContain(words);
  });

  it('measures the front along the run up to its final hypervolume', async () => {
    const { convergence, hypervolumeReference } = await reportOf('convergence');
    // Of the first trial alone: (10 - 1.1) * 1.
    expect(convergence!.history[0]).toEqual({ trials: 1, hypervolume: expect.closeTo(8.9, 12) as number });
    expect(convergence!.history.at(-1)).toEqual({
      trials: 32,
      hypervolume: expect.closeTo(HYPERVOLUME, 9) as number,
    });
    expect(convergence!.plateau.quietTrials).toBe(2);
    expect(hypervolumeReference).toEqual([10, -0]);
  });

  it('correlates ranks of parameters and objectives', async () => {
    const { sensitivity } = await reportOf('sensitivity');
    const [area] = sensitivity;
    // Areas order by array, then clock: the square root of (16 - 1) * 64 / (32² - 1).
    const found = area!.correlations.find(({ parameter }) => parameter === 'mac')!;
    expect(found.correlation).toBeCloseTo(Math.sqrt(960 / 1023), 12);
    expect(found.low).toBeLessThanOrEqual(found.correlation);
    expect(found.high).toBeGreaterThanOrEqual(found.correlation);
    expect(area!.importance.parameters[0]).toMatchObject({ id: 'mac' });
    expect(area!.importance.parameters[0]!.share).toBeGreaterThan(0.9);
  });

  it('says what could not be opened up, and goes on', async () => {
    const report = await gatherReport({
      ...sourceOf(storedStudy('broken')),
      inspect: () => Promise.reject(new Error('the model is gone')),
    });
    expect(report.chosen.map(({ inspectionFailure }) => inspectionFailure)).toEqual(
      Array(3).fill('the model is gone'),
    );
  });

  it('refuses a study without trials and an unknown pinned trial', async () => {
    const empty = workspaceAt(join(folder(), 'empty.pareto')).createStudy(makeStudy('empty'), '', [
      { id: 'area' },
      { id: 'throughput' },
    ]);
    expect((await errorOf(gatherReport(sourceOf(empty)))).sentence).toBe(
      'the study "empty" has no trials yet; run it first',
    );
    const pinned = gatherReport({ ...sourceOf(storedStudy('pinned')), pinned: [34] });
    expect(await errorOf(pinned)).toMatchObject({
      kind: 'not-found',
      hint: 'its trials are numbered from 0 to 33',
    });
  });

  it('stops when it is told to', async () => {
    const source = { ...sourceOf(storedStudy('stopped')), signal: AbortSignal.abort() };
    expect((await errorOf(gatherReport(source))).kind).toBe('cancelled');
  });
});
