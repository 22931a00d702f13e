// Studies that cannot give an answer, and questions about what they stored: clear messages, never a hang.

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../engine/host/engine.ts';
import { runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const FAULTY = (mode: string, x = 'all'): string => `
study: asked
system: faulty
parameters: { x: ${x}, mode: ${mode} }
sampler: random
budget: { trials: 60 }
`;

async function ran(text: string) {
  const folder = temporaryFolder();
  const engine = testEngine(folder, 1);
  const path = join(folder, 'w.pareto');
  const last = await runStudy(engine, path, text);
  return { engine, last, workspace: engine.openPath(path).workspace };
}

/** Every analysis says that there is nothing to say, or says nothing. */
async function expectNothing(engine: Engine, workspace: string): Promise<void> {
  await expect(
    engine.partialDependence(workspace, 'asked', { metric: 'cost', parameters: ['x'] }),
  ).rejects.toThrow('0 trials of "asked" know "cost"');
  await expect(engine.importance(workspace, 'asked', { quantity: 'cost', method: 'fanova' })).rejects.toThrow(
    '0 trials',
  );
  await expect(engine.simplerFront(workspace, 'asked', 0.02)).rejects.toThrow('no front yet');
  await expect(engine.attainment(workspace, ['asked'], {})).rejects.toThrow('no front yet');
  expect((await engine.frontTruths(workspace, 'asked')).truths).toEqual([]);
  expect((await engine.correlations(workspace, 'asked')).parameters).toEqual([]);
  const convergence = await engine.convergence(workspace, 'asked', {});
  expect(convergence.plateau).toBeUndefined();
  expect(convergence.points.at(-1)).toMatchObject({ frontSize: 0, best: [null, null] });
}

describe('a study that cannot give an answer', () => {
  test.each(['nan', 'infinite', 'throw'])('whose metrics are all %s', async (mode) => {
    const { engine, last, workspace } = await ran(FAULTY(mode));
    expect(last.counts).toMatchObject({ complete: 0, failed: 60 });
    expect(last.error?.kind).toBe('evaluation-failed');
    await expectNothing(engine, workspace);
  });

  test('of one point', async () => {
    const { engine, last, workspace } = await ran(FAULTY('fine', '0.5'));
    expect(last).toMatchObject({ state: 'finished', frontSize: 1 });
    await expect(
      engine.partialDependence(workspace, 'asked', { metric: 'cost', parameters: ['x'] }),
    ).rejects.toThrow('no varying parameter "x"');
    await expect(
      engine.importance(workspace, 'asked', { quantity: 'cost', method: 'fanova' }),
    ).rejects.toThrow('no parameter varies');
    expect((await engine.frontTruths(workspace, 'asked')).truths).toEqual([]);
    expect((await engine.correlations(workspace, 'asked')).parameters).toEqual([]);
  });

  test('whose trials are all alike', async () => {
    const { engine, workspace } = await ran(`
study: asked
system: noop
parameters: { e: all, f: all }
sampler: random
budget: { trials: 60 }
`);
    const flat = await engine.partialDependence(workspace, 'asked', { metric: 'first', parameters: ['e'] });
    expect(new Set(flat.mean)).toEqual(new Set([0.5]));
    expect(flat.fit.explained).toBeNaN();
    const { parameters } = await engine.importance(workspace, 'asked', {
      quantity: 'first',
      method: 'fanova',
    });
    expect(parameters.map(({ share }) => share)).toEqual([0, 0]);
    expect((await engine.correlations(workspace, 'asked')).parameters).toEqual([]);
    // Nothing lies within its own reference point.
    expect((await engine.attainment(workspace, ['asked'], {})).hypervolumes).toEqual([0]);
    expect((await engine.simplerFront(workspace, 'asked', 0)).designs).toHaveLength(1);
  });

  test('with more objectives than its sampler takes', async () => {
    const text = FAULTY('fine').replace('sampler: random', 'sampler: cma-es');
    const folder = temporaryFolder();
    await expect(
      runStudy(testEngine(folder, 1), join(folder, 'w.pareto'), text).then(({ error }) => {
        if (error !== undefined) throw new Error(error.message);
      }),
    ).rejects.toThrow(/objective/);
  });

  test('that forbids all of its space', async () => {
    const text = `${FAULTY('[fine, throw]')}forbid: ["mode = fine", "mode != fine"]\n`;
    const { last } = await ran(text);
    expect(last).toMatchObject({ state: 'failed', done: 0, error: { kind: 'space-empty' } });
    expect(last.error?.message).toContain('the study forbids');
  });
});
