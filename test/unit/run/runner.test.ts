import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Study } from '../../../engine/contract/study.ts';
import { dumpWorkspace, runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const PROTECTION = `
study: protection
system: ethos-u55
parameters:
  mac: [32, 64]
  protection.ao: all
  protection.dma: all
  protection.mac: all
  protection.wd: all
  clock: { min: 250 MHz, max: 1 GHz, scale: log }
objectives: [area, sdc]
constraints: ["sdc <= 5e-16"]
sampler: random
budget: { trials: 3000 }
seed: 5
`;

const FAULTY = (parameters: string, rest = '') => `
study: faulty
system: faulty
parameters:
${parameters}
sampler: random
${rest.includes('budget') ? '' : 'budget: { trials: 300 }'}
${rest}
`;

describe('a finished run', () => {
  test('is the same workspace for 1, 2 and 4 workers', async () => {
    const dumps: string[] = [];
    for (const workers of [1, 2, 4]) {
      const folder = temporaryFolder();
      const engine = testEngine(folder, workers);
      const path = join(folder, 'w.pareto');
      const last = await runStudy(engine, path, PROTECTION);
      expect(last).toMatchObject({ state: 'finished', done: 3000 });
      await engine.close();
      dumps.push(dumpWorkspace(path));
    }
    expect(dumps[0]!.split('\n').length).toBeGreaterThan(3000);
    expect(dumps[1]).toBe(dumps[0]);
    expect(dumps[2]).toBe(dumps[0]);
  });

  test('that was cancelled and resumed is the workspace of an undisturbed one', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 2);
    const undisturbed = join(folder, 'undisturbed.pareto');
    await runStudy(engine, undisturbed, PROTECTION);
    const disturbed = join(folder, 'disturbed.pareto');
    const interruptions: number[] = [];
    for (let attempt = 0; attempt < 20; attempt++) {
      const last = await runStudy(engine, disturbed, PROTECTION, {
        watch: ({ run, done, state }, host) => {
          if (state === 'running' && done > 0 && attempt < 4) {
            if (attempt % 2 === 0) host.abortRun(run);
            else void host.cancelRun(run);
          }
        },
      });
      interruptions.push(last.done);
      if (last.state === 'finished') break;
      expect(last.state).toBe('cancelled');
    }
    expect(interruptions.at(-1)).toBe(3000);
    expect(dumpWorkspace(disturbed)).toBe(dumpWorkspace(undisturbed));
  });

  test('extended by a larger budget is the workspace of one that had it from the start', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder);
    const trials = (count: number) => ({
      adjust: (study: Study): Study => ({
        ...study,
        budget: { trials: count },
      }),
    });
    const extended = join(folder, 'extended.pareto');
    expect((await runStudy(engine, extended, PROTECTION, trials(700))).done).toBe(700);
    expect((await runStudy(engine, extended, PROTECTION, trials(2000))).done).toBe(2000);
    const whole = join(folder, 'whole.pareto');
    await runStudy(engine, whole, PROTECTION, trials(2000));
    expect(dumpWorkspace(extended)).toBe(dumpWorkspace(whole));
  });

  test('of a grid ends when the space is exhausted, and says so', async () => {
    const folder = temporaryFolder();
    const last = await runStudy(
      testEngine(folder),
      join(folder, 'w.pareto'),
      `{study: g, system: ethos-u55, parameters: {mac: all, protection.ao: all}, objectives: [area, sdc],
        sampler: grid, budget: {trials: 1000}}`,
    );
    expect(last).toMatchObject({ state: 'finished', done: 16, total: 16 });
    expect(last.notes.join()).toContain('exhausted after 16 of 1,000');
  });
});

describe('control', () => {
  test('a paused run stores what was in flight, stands still, and goes on', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'w.pareto');
    const states: string[] = [];
    let paused = 0;
    const last = await runStudy(
      testEngine(folder, 2),
      path,
      `{study: s, system: slow, parameters: {x: all}, sampler: random, budget: {trials: 60}}`,
      {
        watch: ({ run, done, state }, engine) => {
          if (states.at(-1) !== state) states.push(state);
          if (state === 'running' && done >= 4 && paused === 0) void engine.pauseRun(run);
          if (state === 'paused') {
            paused = done;
            setTimeout(() => {
              void engine.runs().then(([still]) => {
                expect(still!.done).toBe(paused);
                void engine.resumeRun(run);
              });
            }, 150);
          }
        },
      },
    );
    expect(last.done).toBe(60);
    expect(paused).toBeGreaterThanOrEqual(4);
    expect(paused).toBeLessThan(60);
    expect(states.filter((state) => state === 'paused')).toHaveLength(1);
    expect(states.at(-1)).toBe('finished');
  });

  test('a time budget ends the run with what it has', async () => {
    const folder = temporaryFolder();
    const last = await runStudy(
      testEngine(folder),
      join(folder, 'w.pareto'),
      `{study: s, system: slow, parameters: {x: all}, sampler: random, budget: {time: 3 s}}`,
    );
    expect(last.state).toBe('finished');
    expect(last.total).toBeNull();
    expect(last.done).toBeGreaterThan(0);
    expect(last.notes.join()).toContain('time limit');
  });

  test('a forced cancel does not wait for an evaluation that takes minutes', async () => {
    const folder = temporaryFolder();
    const begin = performance.now();
    const last = await runStudy(
      testEngine(folder, 2),
      join(folder, 'w.pareto'),
      `{study: s, system: slow, parameters: {x: all}, fixed: {seconds: 100 s}, sampler: random, budget: {trials: 10}}`,
      {
        watch: ({ run, state }, engine) => {
          if (state === 'running') engine.abortRun(run);
        },
      },
    );
    expect(last).toMatchObject({ state: 'cancelled', done: 0 });
    expect(performance.now() - begin).toBeLessThan(50_000);
  });
});

describe('evaluations that go wrong', () => {
  test('are failed or infeasible trials with their reason; the others are not touched', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 2);
    const path = join(folder, 'w.pareto');
    const last = await runStudy(
      engine,
      path,
      FAULTY('  x: { min: 0.1, max: 1 }\n  mode: [fine, throw, nan, missing, infinite, refuse]'),
    );
    expect(last.state).toBe('finished');
    expect(last.error).toBeUndefined();
    const { workspace } = engine.openPath(path);
    const messages = new Map<string, Set<string>>();
    const { trials } = await engine.trialPage(workspace, 'faulty', { offset: 0, limit: 300 });
    for (const { design, state, message, metrics } of trials) {
      const mode = String(design.mode);
      messages.set(mode, (messages.get(mode) ?? new Set()).add(`${state}: ${message ?? ''}`));
      if (state === 'complete') expect(metrics.cost).toBe(Number(design.x) ** 2);
      if (mode === 'refuse') expect(metrics).toEqual({ gain: design.x });
    }
    expect(Object.fromEntries([...messages].map(([mode, set]) => [mode, [...set]]))).toEqual({
      fine: ['complete: '],
      throw: ['failed: the model broke'],
      nan: ['failed: metric "cost" is not a number (NaN)'],
      missing: ['failed: the evaluation gave no "cost"'],
      infinite: ['failed: objective "cost" is Infinity'],
      refuse: ['infeasible: it does not fit by 3 GB'],
    });
    const failed = trials.filter(({ state }) => state === 'failed').length;
    expect(last.counts.failed).toBe(failed);
    expect(last.failures.map(({ count }) => count).reduce((a, b) => a + b)).toBe(
      failed + last.counts.infeasible,
    );
  });

  test('that end their worker are failed trials, and the pool goes on', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 2);
    const path = join(folder, 'w.pareto');
    const last = await runStudy(
      engine,
      path,
      FAULTY('  x: { min: 0.1, max: 1 }\n  mode: [fine, exit]', 'budget: { trials: 12 }'),
    );
    expect(last).toMatchObject({ state: 'finished', done: 12 });
    const { workspace } = engine.openPath(path);
    const { trials } = await engine.trialPage(workspace, 'faulty', { offset: 0, limit: 300 });
    for (const { design, state, message } of trials) {
      expect(state).toBe(design.mode === 'exit' ? 'failed' : 'complete');
      if (design.mode === 'exit') expect(message).toContain('ended its worker');
    }
    expect(last.counts.failed).toBeGreaterThan(0);
    expect(last.counts.complete).toBeGreaterThan(0);
  });

  test('all of them: the run stops early with the reason', async () => {
    const folder = temporaryFolder();
    const last = await runStudy(
      testEngine(folder),
      join(folder, 'w.pareto'),
      FAULTY('  x: all', 'fixed: { mode: throw }\nbudget: { trials: 100000 }'),
    );
    expect(last.state).toBe('failed');
    expect(last.done).toBeLessThan(100_000);
    expect(last.error).toMatchObject({ kind: 'evaluation-failed' });
    expect(last.error!.message).toContain('the model broke');
  });

  test('no feasible design: the error names the constraint and the nearest miss', async () => {
    const folder = temporaryFolder();
    const last = await runStudy(
      testEngine(folder),
      join(folder, 'w.pareto'),
      FAULTY('  x: { min: 0.5, max: 1 }', 'constraints: ["cost <= 0.1"]'),
    );
    expect(last.error).toMatchObject({ kind: 'space-empty' });
    expect(last.error!.message).toMatch(/"cost <= 0.1", the nearest has 0\.25/);
    expect(last.frontSize).toBe(0);
  });
});
