import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dumpWorkspace, runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';
import { floorOf } from '../../../engine/systems/test-functions/learning-curve.ts';

const study = (more: string, trials = 200): string => `
study: curves
system: learning-curve
parameters: { size: all, rate: all, waste: all }
fixed: { steps: 27 }
objectives: [error, cost]
budget: { trials: ${trials} }
seed: 4
${more}
`;

const PRUNERS = [
  'pruner: median',
  'pruner: { type: successive-halving, factor: 3 }',
  'pruner: { type: hyperband, max: 27 }',
  'pruner: dominance',
];

describe.each([
  ['random', PRUNERS],
  ['{ type: nsga2, population: 20 }', [PRUNERS[0]!, PRUNERS[3]!]],
])('a pruned run with sampler %s', (sampler, pruners) => {
  test.each(pruners)('and %s is the same for 1, 2 and 4 workers, and cut up', async (pruner) => {
    const text = study(`sampler: ${sampler}\n${pruner}`);
    const folder = temporaryFolder();
    const dumps: string[] = [];
    for (const workers of [1, 2, 4]) {
      const path = join(folder, `${workers}.pareto`);
      const last = await runStudy(testEngine(folder, workers), path, text);
      expect(last).toMatchObject({ state: 'finished', done: 200 });
      expect(last.counts.pruned).toBeGreaterThan(10);
      dumps.push(dumpWorkspace(path));
    }
    expect(dumps[0]).toContain('workspace_intermediate');
    const path = join(folder, 'cut.pareto');
    const engine = testEngine(folder, 3);
    for (const enough of [7, 60, 133]) {
      await runStudy(engine, path, text, {
        watch: ({ run, done, state }, host) => {
          if (state === 'running' && done > enough) host.abortRun(run);
        },
      });
    }
    await runStudy(engine, path, text);
    dumps.push(dumpWorkspace(path));
    for (const dump of dumps) expect(dump).toBe(dumps[0]);
  });
});

describe('pruning', () => {
  test('that rests on bounds never costs a trial of the front', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 2);
    // Warm-up beyond the last step: only what is settled stops a trial.
    const staged = 'sampler: random\npruner: { type: dominance, warmup: 1000 }';
    const runs = new Map<string, { front: unknown; reports: number; pruned: number }>();
    for (const [name, more] of [
      ['staged', staged],
      ['whole', 'sampler: random\npruner: none'],
    ] as const) {
      const path = join(folder, `${name}.pareto`);
      await runStudy(engine, path, study(more));
      const { workspace } = engine.openPath(path);
      const page = { offset: 0, limit: 1000, intermediate: true };
      const all = (await engine.trialPage(workspace, 'curves', page)).trials;
      runs.set(name, {
        front: all
          .filter(({ onFront }) => onFront)
          .map(({ number, metrics, design }) => [number, metrics, design]),
        reports: all.reduce((sum, { intermediate = [] }) => sum + intermediate.length, 0),
        pruned: all.filter(({ state }) => state === 'pruned').length,
      });
      for (const { state, design, metrics, settled, intermediate, message } of all) {
        if (state !== 'pruned') continue;
        expect(message).toBe('skipped: finished trials are at least as good in every objective');
        expect(metrics).toEqual(settled);
        expect(intermediate).toEqual([]);
        const floor = floorOf(design as unknown as { size: number; rate: number });
        // Somebody finished is no worse, whatever the training would have brought.
        const best = all.some(({ metrics: other }) => other.error! <= floor && other.cost! <= metrics.cost!);
        expect(best).toBe(true);
      }
    }
    expect(runs.get('staged')!.front).toEqual(runs.get('whole')!.front);
    expect(runs.get('whole')).toMatchObject({ pruned: 0, reports: 200 * 26 });
    expect(runs.get('staged')!.reports).toBe((200 - runs.get('staged')!.pruned) * 26);
    expect(runs.get('staged')!.pruned).toBeGreaterThan(60);
  });

  test('skips what misses a constraint with what is settled, and calls it infeasible', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    const path = join(folder, 'w.pareto');
    await runStudy(
      engine,
      path,
      study('sampler: random\npruner: median\nconstraints: ["cost <= 0.7", "error <= 0.3"]', 100),
    );
    const { workspace } = engine.openPath(path);
    const { trials } = await engine.trialPage(workspace, 'curves', { offset: 0, limit: 100 });
    const dear = trials.filter(({ metrics }) => metrics.cost! > 0.7);
    expect(dear.length).toBeGreaterThan(30);
    for (const { state, message, metrics } of dear) {
      expect(state).toBe('infeasible');
      expect(message).toBe('skipped: "cost <= 0.7" does not hold');
      expect(metrics.error).toBeUndefined();
    }
    // A floor above the limit is enough, too.
    expect(trials.map(({ message }) => message)).toContain('skipped: "error <= 0.3" does not hold');
  });

  test('shows what a trial reported, through the page and the detail of the trial', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    const path = join(folder, 'w.pareto');
    await runStudy(engine, path, study('pruner: none\nsampler: random', 3));
    const { workspace } = engine.openPath(path);
    const { trial } = await engine.trialDetail(workspace, 'curves', 2);
    expect(trial.settled).toEqual({ cost: trial.metrics.cost });
    expect(trial.intermediate).toHaveLength(26);
    expect(trial.intermediate![0]).toEqual({ step: 1, values: { error: expect.any(Number) as number } });
    const { trials } = await engine.trialPage(workspace, 'curves', { offset: 2, limit: 1 });
    expect(trials[0]!.intermediate).toBeUndefined();
  });

  test('in asynchronous order says so, and stores every trial all the same', async () => {
    const folder = temporaryFolder();
    const last = await runStudy(
      testEngine(folder, 2),
      join(folder, 'w.pareto'),
      study('sampler: random\npruner: dominance\norder: asynchronous'),
    );
    expect(last).toMatchObject({ state: 'finished', done: 200 });
    expect(last.counts.pruned).toBeGreaterThan(10);
    expect(last.notes.join()).toContain('asynchronous');
  });
});
