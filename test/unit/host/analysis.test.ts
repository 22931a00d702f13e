import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../engine/host/engine.ts';
import { runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const ZDT1 = (name: string, seed: number): string => `
study: ${name}
system: zdt1
parameters: { x1: all, x2: all, x3: all }
objectives: [f1, f2]
sampler: random
budget: { trials: 1500 }
seed: ${seed}
`;

/** Workspace with so many seeds of one question; opened for reading. */
async function opened(seeds: number): Promise<{ engine: Engine; workspace: string }> {
  const folder = temporaryFolder();
  const engine = testEngine(folder, 2);
  const path = join(folder, 'w.pareto');
  for (let seed = 1; seed <= seeds; seed++) await runStudy(engine, path, ZDT1(`seed-${seed}`, seed));
  return { engine, workspace: engine.openPath(path).workspace };
}

describe('what stored trials tell', () => {
  test('partial dependence follows the function, counts its support and shows its error', async () => {
    const { engine, workspace } = await opened(1);
    // f1 of ZDT1 is x1 itself.
    const one = await engine.partialDependence(workspace, 'seed-1', {
      metric: 'f1',
      parameters: ['x1'],
      points: 5,
    });
    expect(one.axes[0]).toEqual({ id: 'x1', values: [0, 0.25, 0.5, 0.75, 1] });
    one.mean.forEach((mean, point) => {
      expect(Math.abs(mean - point / 4)).toBeLessThan(0.04);
      expect(one.low[point]).toBeLessThanOrEqual(mean);
      expect(one.high[point]).toBeGreaterThanOrEqual(mean);
    });
    expect(one.support.reduce((sum, share) => sum + share)).toBeCloseTo(1, 9);
    // Of five points on a uniform parameter the inner ones have a quarter of the trials each.
    expect(Math.abs(one.support[2]! - 0.25)).toBeLessThan(0.05);
    expect(one.fit).toMatchObject({ trials: 1500, stored: 1500, scale: 'linear' });
    expect(one.fit.explained).toBeGreaterThan(0.98);

    const two = await engine.partialDependence(workspace, 'seed-1', {
      metric: 'f2',
      parameters: ['x1', 'x2'],
      points: 3,
    });
    expect(two.mean.length).toBe(9);
    // f2 falls with x1 and rises with x2; the last axis runs fastest.
    expect(two.mean[6]!).toBeLessThan(two.mean[0]!);
    expect(two.mean[2]!).toBeGreaterThan(two.mean[0]!);

    const slice = await engine.partialDependence(workspace, 'seed-1', {
      metric: 'f2',
      parameters: ['x2'],
      through: 7,
      surrogate: 'gaussian-process',
      points: 9,
    });
    const { trial } = await engine.trialDetail(workspace, 'seed-1', 7);
    const evaluated = await engine.evaluate('zdt1', { ...trial.design, x2: 0.5 });
    const truth = (evaluated.inspection.outcome as Record<string, number>).f2!;
    expect(Math.abs(slice.mean[4]! - truth)).toBeLessThan(0.05 * truth);
  });

  test('says what is wrong with a question', async () => {
    const { engine, workspace } = await opened(1);
    const ask = (query: Partial<Parameters<Engine['partialDependence']>[2]>) =>
      engine.partialDependence(workspace, 'seed-1', { metric: 'f1', parameters: ['x1'], ...query });
    await expect(ask({ metric: 'f9' })).rejects.toThrow('there is no metric "f9"');
    await expect(ask({ parameters: ['x4'] })).rejects.toThrow('there is no varying parameter "x4"');
    await expect(ask({ parameters: ['x1', 'x1'] })).rejects.toThrow('asked for twice');
    await expect(ask({ through: 1500 })).rejects.toThrow('no trial 1500');
    const refused = expect(ask({})).rejects.toThrow(/closed/);
    await engine.close();
    await refused;
  });

  test('truths, correlations, convergence and attainment agree with what is known of ZDT1', async () => {
    const { engine, workspace } = await opened(3);
    const truths = await engine.frontTruths(workspace, 'seed-1');
    // The front needs small x2 and x3; where x1 lies makes no difference.
    const named = truths.truths.map(({ id }) => id);
    expect(named).toContain('x2');
    expect(named).not.toContain('x1');
    for (const truth of truths.truths) {
      expect(truth.kind).toBe('range');
      expect(Math.abs(truth.shareOfSpace - truth.shareOfTrials)).toBeLessThan(0.05);
    }
    expect(truths).toMatchObject({ trials: 1500, stored: 1500, confidence: 0.99, tested: 3 });

    const { parameters, metrics } = await engine.correlations(workspace, 'seed-1');
    const of = (metric: string, parameter: string) =>
      parameters.find((one) => one.metric === metric && one.parameter === parameter)!;
    expect(of('f1', 'x1').rank).toEqual({ value: 1, low: 1, high: 1 });
    expect(of('f2', 'x2').partial.value).toBeGreaterThan(of('f2', 'x2').rank.value);
    expect(of('f2', 'x1').rank.high).toBeLessThan(0);
    const [{ metrics: pair, rank }] = metrics as [(typeof metrics)[0]];
    expect(pair).toEqual(['f1', 'f2']);
    expect(rank.value).toBeLessThan(0);

    const convergence = await engine.convergence(workspace, 'seed-1', { points: 10, tolerance: 0.05 });
    expect(convergence.points.map(({ trials }) => trials)).toEqual(
      Array.from({ length: 10 }, (_, index) => 150 * (index + 1)),
    );
    const summary = (await engine.workspace(workspace)).studies[0]!;
    const last = convergence.points.at(-1)!;
    expect(last.hypervolume).toBe(summary.hypervolume);
    expect(last.frontSize).toBe(summary.frontSize);
    const columns = await engine.trialColumns(workspace, 'seed-1', { names: ['f1'] });
    expect(last.best[0]).toBe(Math.min(...columns.columns.f1!));
    const quiet = convergence.plateau!;
    const within = convergence.points.find(({ hypervolume }) => hypervolume! >= 0.95 * last.hypervolume!)!;
    expect(1500 - quiet.quietTrials).toBeLessThanOrEqual(within.trials);
    expect(1500 - quiet.quietTrials).toBeGreaterThan(within.trials - 150);
    expect(quiet.improvementProbability).toBeCloseTo(1 - 0.05 ** (1 / quiet.quietTrials), 12);

    const attained = await engine.attainment(workspace, ['seed-1', 'seed-2', 'seed-3'], {});
    expect(attained.hypervolumes).toHaveLength(3);
    const [quarter, half, threeQuarters] = attained.curves;
    // What more studies attain is never better.
    const heightAt = (curve: typeof quarter, x: number): number => {
      let height = Infinity;
      curve!.first.forEach((first, corner) => {
        if (first <= x) height = curve!.second[corner]!;
      });
      return height;
    };
    for (const x of [0.1, 0.3, 0.5, 0.9]) {
      expect(heightAt(quarter, x)).toBeLessThanOrEqual(heightAt(half, x));
      expect(heightAt(half, x)).toBeLessThanOrEqual(heightAt(threeQuarters, x));
    }
    await expect(engine.attainment(workspace, ['seed-1', 'other'], {})).rejects.toThrow('"other"');
  });

  test('a run whose optimum is known has its regret, any other run none', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 1);
    const path = join(folder, 'w.pareto');
    const study = (name: string, objectives: string): string => `
study: ${name}
system: branin
parameters: { x1: all, x2: all }
objectives: ${objectives}
sampler: random
budget: { trials: 40 }
`;
    await runStudy(engine, path, study('least', '[f1]'));
    await runStudy(engine, path, study('most', '[{ metric: f1, direction: maximize }]'));
    const { workspace } = engine.openPath(path);
    const { points } = await engine.convergence(workspace, 'least', { points: 4 });
    expect(points).toHaveLength(4);
    for (const { best, regret } of points) {
      // The least value of Branin is 10 / (8 pi).
      expect(regret).toEqual([best[0]! - 10 / (8 * Math.PI)]);
      expect(regret![0]).toBeGreaterThan(0);
    }
    const most = await engine.convergence(workspace, 'most', { points: 4 });
    expect(most.points.every(({ regret }) => regret === undefined)).toBe(true);
  });

  test('a study sampled for it gives its sensitivity, whole groups only', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 2);
    const path = join(folder, 's.pareto');
    const study = (name: string, sampler: string, trials: number): string =>
      `study: ${name}\nsystem: zdt1\nparameters: { x1: all, x2: all, x3: all }\nobjectives: [f1, f2]\n` +
      `sampler: ${sampler}\nbudget: { trials: ${trials} }\n`;
    await runStudy(engine, path, study('sobol', 'saltelli', 5 * 200 + 3));
    await runStudy(engine, path, study('morris', '{ type: morris, levels: 6 }', 4 * 25));
    await runStudy(engine, path, study('other', 'random', 30));
    const { workspace } = engine.openPath(path);

    const sobol = await engine.sensitivity(workspace, 'sobol');
    expect(sobol).toMatchObject({ method: 'sobol', trials: 1000, stored: 1003, confidence: 0.95 });
    const [f1] = sobol.metrics;
    // f1 is x1: all of its variance, and nothing of the others.
    expect(f1).toMatchObject({
      metric: 'f1',
      groups: 200,
      indices: [
        { id: 'x1', total: { value: expect.closeTo(1, 1) as number } },
        { id: 'x2', total: { value: 0 } },
        { id: 'x3', total: { value: 0 } },
      ],
    });

    const morris = await engine.sensitivity(workspace, 'morris');
    const near = (value: number): number => expect.closeTo(value, 9) as number;
    expect(morris.metrics[0]).toMatchObject({
      groups: 25,
      effects: [1, 0, 0].map((mean) => ({ mean: near(mean), deviation: near(0) })),
    });
    await expect(engine.sensitivity(workspace, 'other')).rejects.toThrow('was sampled by random');

    // A front of which every design may be given up for another is one design of the fewest changes.
    const simple = await engine.simplerFront(workspace, 'other', 1);
    expect(simple).toMatchObject({ epsilon: 1, trials: 30, stored: 30 });
    const total = simple.designs.reduce((sum, { covers }) => sum + covers, 0);
    expect(total).toBe(simple.frontSize);
    // Trial 0 is the published design, so it is what anything simple is measured by.
    expect(simple.designs[0]!.changed.length).toBeLessThanOrEqual(3);
    const strict = await engine.simplerFront(workspace, 'other', 0);
    expect(strict.designs.map(({ number }) => number).sort((a, b) => a - b)).toEqual([
      ...(await engine.trialColumns(workspace, 'other', { names: [], frontOnly: true })).numbers,
    ]);
  });
});
