import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { RunProgress } from '../../../engine/contract/host.ts';
import { dumpWorkspace, runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const PROTECTION = (rest: string): string => `
study: protection
system: ethos-u55
parameters: { mac: all, protection.ao: all, protection.dma: all, clock: { min: 250 MHz, max: 1 GHz } }
objectives: [area, sdc]
seed: 5
${rest}
`;
const SLOW = (name: string, rest: string): string =>
  `{study: ${name}, system: slow, parameters: {x: all}, sampler: random, ${rest}}`;
const source = (text: string) => ({ text, file: 'test.study.yaml' });

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a study that stops when it stands still', () => {
  const text = PROTECTION(
    'sampler: random\nbudget: { trials: 50000, plateau: { improvement: 1 %, trials: 400 } }',
  );

  test('ends at the same trial whatever the workers, and when it was interrupted', async () => {
    const folder = temporaryFolder();
    const alone = join(folder, 'alone.pareto');
    const first = await runStudy(testEngine(folder, 1), alone, text);
    expect(first.state).toBe('finished');
    expect(first.done % 40).toBe(0);
    expect(first.done).toBeLessThan(50_000);
    expect(first.total).toBe(first.done);
    expect(first.notes.join()).toContain(
      `stopped after ${first.done.toLocaleString('en')} trials: the hypervolume has not improved by 1 % in 400 trials`,
    );
    expect(first.notes.join()).toMatch(/with 95 % confidence (400 more would gain|the next trial improves)/);
    const engine = testEngine(folder, 3);
    const disturbed = join(folder, 'disturbed.pareto');
    for (const trials of [70, 333])
      await runStudy(engine, disturbed, text, { adjust: (study) => ({ ...study, budget: { trials } }) });
    expect((await runStudy(engine, disturbed, text)).done).toBe(first.done);
    expect(dumpWorkspace(disturbed)).toBe(dumpWorkspace(alone));
    // Asked again it does not go on.
    expect(await runStudy(engine, disturbed, text)).toMatchObject({ state: 'finished', done: first.done });
  });
});

describe('a budget', () => {
  test('extended while the study runs is that of a study that had it from the start', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 2);
    const path = join(folder, 'extended.pareto');
    const text = PROTECTION('sampler: { type: nsga2, population: 20 }\nbudget: { trials: 60 }');
    const started = await engine.startRunAt({ source: source(text), path });
    const { workspace } = started.workspace;
    expect(await engine.extendRun(workspace, 'protection', { trials: 200 })).toBeNull();
    expect((await engine.finished(started.run)).done).toBe(200);
    const again = await engine.extendRun(workspace, 'protection', { trials: 300 });
    expect((await engine.finished(again!.run)).done).toBe(300);
    await expect(engine.extendRun(workspace, 'protection', { trials: 250 })).rejects.toThrow(
      '300 trials already',
    );
    await engine.closeWorkspace(workspace);
    const whole = join(folder, 'whole.pareto');
    await runStudy(engine, whole, text.replace('trials: 60', 'trials: 300'));
    // The file as it was given is kept, too.
    expect(dumpWorkspace(path).replace('budget: { trials: 60 }', 'budget: { trials: 300 }')).toBe(
      dumpWorkspace(whole),
    );
  });

  test('cannot shrink below what is being evaluated', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 1);
    const path = join(folder, 'w.pareto');
    const { run, workspace } = await engine.startRunAt({
      source: source(SLOW('s', 'budget: {trials: 900}')),
      path,
    });
    await until(async () => (await engine.runs())[0]!.done > 5);
    await expect(engine.extendRun(workspace.workspace, 's', { trials: 2 })).rejects.toThrow('already');
    await engine.cancelRun(run);
    expect((await engine.finished(run)).state).toBe('cancelled');
  });
});

test('the number of workers changes while a study runs, and its results do not', async () => {
  const folder = temporaryFolder();
  const engine = testEngine(folder, 1);
  const path = join(folder, 'w.pareto');
  const text = SLOW('s', 'fixed: {seconds: 2 ms}, budget: {trials: 250}');
  const seen = new Set<number>();
  let asked = 0;
  await runStudy(engine, path, text, {
    watch: ({ done, workers }) => {
      seen.add(workers);
      const wanted = done > 120 ? 1 : done > 40 ? 3 : 1;
      if (wanted === asked) return;
      asked = wanted;
      void engine.setWorkers(wanted);
    },
  });
  expect([...seen].sort()).toEqual([1, 3]);
  const steady = join(folder, 'steady.pareto');
  await runStudy(testEngine(folder, 1), steady, text);
  expect(dumpWorkspace(path)).toBe(dumpWorkspace(steady));
});

test('of two windows that start the same study at the same moment one does, and the other is told', async () => {
  const folder = temporaryFolder();
  const engine = testEngine(folder, 2);
  const path = join(folder, 'w.pareto');
  const start = () => engine.startRunAt({ source: source(SLOW('both', 'budget: {trials: 30}')), path });
  const answers = await Promise.allSettled([start(), start(), start()]);
  const started = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value.run] : []));
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as Error] : []));
  expect(started).toHaveLength(1);
  expect(refused.map(({ message }) => message)).toEqual(Array(2).fill('study "both" is running already'));
  expect(await engine.runs()).toHaveLength(1);
  expect(await engine.finished(started[0]!)).toMatchObject({ state: 'finished', done: 30 });
});

describe('studies in a queue', () => {
  test('run one after the other; one that waits can be cancelled on the spot', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 2);
    const order: string[] = [];
    engine.listen({
      progress: ({ study, state }) => {
        if (order.at(-1) !== `${study} ${state}`) order.push(`${study} ${state}`);
      },
    });
    const path = join(folder, 'w.pareto');
    const start = async (name: string) =>
      (await engine.startRunAt({ source: source(SLOW(name, 'budget: {trials: 30}')), path, queue: true }))
        .run;
    const runs = [await start('a'), await start('b'), await start('c')];
    await expect(start('b')).rejects.toThrow('running already');
    expect((await engine.runs()).slice(1).map(({ state }) => state)).toEqual(['queued', 'queued']);
    await engine.pauseRun(runs[2]!);
    await engine.cancelRun(runs[1]!);
    const ends = await Promise.all(runs.map((run) => engine.finished(run)));
    expect(ends.map(({ study, state, done }) => [study, state, done])).toEqual([
      ['a', 'finished', 30],
      ['b', 'cancelled', 0],
      ['c', 'finished', 30],
    ]);
    expect(order.indexOf('c starting')).toBe(-1);
    expect(order.indexOf('c running')).toBeGreaterThan(order.indexOf('a finished'));
  });
});

describe('failed trials', () => {
  test.each([
    ['', 'nothing'],
    [', pruner: none', 'what they report'],
  ])('are evaluated again in place, as if nothing had failed, with%s %s kept on the way', async (more) => {
    const folder = temporaryFolder();
    const mood = join(folder, 'bad-mood');
    process.env.PARETOSCOPE_TEST_MOOD = mood;
    writeFileSync(mood, '');
    const engine = testEngine(folder, 2);
    const path = join(folder, 'w.pareto');
    const text = '{study: m, system: moody, parameters: {x: {min: 1, max: 300}}, sampler: grid' + more + '}';
    const last = await runStudy(engine, path, text);
    expect(last.counts).toMatchObject({ complete: 200, failed: 100 });
    const { workspace } = engine.openPath(path, 'write');
    // Still down: nothing changes, and nothing is counted twice.
    const retry = async (message?: string): Promise<RunProgress> =>
      engine.finished((await engine.retryFailed(workspace, 'm', message)).run);
    expect((await retry()).counts).toMatchObject({ complete: 200, failed: 100 });
    rmSync(mood);
    expect(existsSync(mood)).toBe(false);
    expect((await retry('no licence')).counts).toMatchObject({ complete: 250, failed: 50 });
    const failures = (await engine.workspace(workspace)).studies[0]!.failures;
    expect(failures).toEqual([{ message: 'no network', state: 'failed', count: 50, exampleTrial: 2 }]);
    const done = await retry();
    expect(done).toMatchObject({ state: 'finished', done: 50, counts: { complete: 300, failed: 0 } });
    await engine.closeWorkspace(workspace);
    const untroubled = join(folder, 'untroubled.pareto');
    await runStudy(engine, untroubled, text);
    const withoutReference = (dump: string): string => dump.replace(/\[1,"m".*/, '');
    expect(withoutReference(dumpWorkspace(path))).toBe(withoutReference(dumpWorkspace(untroubled)));
  });

  test('that succeed show in plots, counts and tables that were asked for before', async () => {
    const folder = temporaryFolder();
    const mood = join(folder, 'bad-mood');
    process.env.PARETOSCOPE_TEST_MOOD = mood;
    writeFileSync(mood, '');
    const engine = testEngine(folder, 1);
    const path = join(folder, 'w.pareto');
    // The front is designs that never failed: it stays as it is, and so does the number of trials.
    const text =
      '{study: m, system: moody, parameters: {x: {min: 1, max: 31}}, objectives: [high], sampler: grid}';
    await runStudy(engine, path, text);
    const { workspace } = engine.openPath(path, 'write');
    const filter = 'state = failed';
    const shown = async () => {
      const columns = await engine.trialColumns(workspace, 'm', { names: ['low'] });
      const failed = await engine.histograms(workspace, 'm', {
        axes: [{ name: 'low', scale: 'linear' }],
        bins: 4,
        filter,
      });
      const page = await engine.trialPage(workspace, 'm', { offset: 0, limit: 50, filter });
      return {
        front: columns.numbers.filter((_, row) => columns.onFront[row] === 1).length,
        unknown: columns.columns.low!.filter(Number.isNaN).length,
        failed: failed.matching,
        listed: page.total,
      };
    };
    expect(await shown()).toEqual({ front: 1, unknown: 10, failed: 10, listed: 10 });
    rmSync(mood);
    await engine.finished((await engine.retryFailed(workspace, 'm')).run);
    expect(await shown()).toEqual({ front: 1, unknown: 0, failed: 0, listed: 0 });
  });
});

describe('an evaluation that does not end', () => {
  test('is one failed trial with the reason, and its worker is replaced', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 2);
    const path = join(folder, 'w.pareto');
    const last = await runStudy(
      engine,
      path,
      `{study: f, system: faulty, parameters: {x: {min: 0.1, max: 1}, mode: [fine, fine, refuse, hang]}, sampler: random,
        budget: {trials: 12}, evaluation: {timeout: 0.5 s}, seed: 4}`.replace('fine, fine', 'fine'),
    );
    expect(last).toMatchObject({ state: 'finished', done: 12 });
    const { workspace } = engine.openPath(path);
    const { trials } = await engine.trialPage(workspace, 'f', { offset: 0, limit: 12 });
    for (const { design, state, message } of trials) {
      expect(state).toBe({ fine: 'complete', refuse: 'infeasible', hang: 'failed' }[String(design.mode)]);
      if (design.mode === 'hang') expect(message).toContain('took longer than 0.5 s');
    }
    expect(last.counts.failed).toBeGreaterThan(0);
  });

  test('does not keep a forced cancel waiting, nor the engine from closing', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 1);
    const last = await runStudy(
      engine,
      join(folder, 'w.pareto'),
      '{study: f, system: faulty, parameters: {x: all}, fixed: {mode: hang}, sampler: random}',
      { watch: ({ run, state }) => state === 'running' && engine.abortRun(run) },
    );
    expect(last).toMatchObject({ state: 'cancelled', done: 0 });
    await engine.close();
  });
});

test('an evaluation that takes all memory is one failed trial', async () => {
  const folder = temporaryFolder();
  const engine = testEngine(folder, 1, { workerMemoryBytes: 48 * 2 ** 20 });
  const last = await runStudy(
    engine,
    join(folder, 'w.pareto'),
    '{study: f, system: faulty, parameters: {mode: [fine, memory, refuse]}, sampler: grid}',
  );
  expect(last).toMatchObject({ state: 'finished', counts: { complete: 1, infeasible: 1, failed: 1 } });
  expect(last.failures[0]!.message).toMatch(/ended its worker: .*memory/);
});

describe('a slow evaluation', () => {
  test('of one study leaves another its share of the workers', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 2);
    const slow = await engine.startRunAt({
      source: source(SLOW('slow', 'fixed: {seconds: 300 ms}, budget: {trials: 200}')),
      path: join(folder, 'slow.pareto'),
    });
    await until(async () => (await engine.runs())[0]!.done > 0);
    const quick = await engine.startRunAt({
      source: source(SLOW('quick', 'fixed: {seconds: 1 ms}, budget: {trials: 100}')),
      path: join(folder, 'quick.pareto'),
    });
    expect(await engine.finished(quick.run)).toMatchObject({ state: 'finished', done: 100 });
    const [meanwhile] = await engine.runs();
    expect(meanwhile!.state).toBe('running');
    expect(meanwhile!.done).toBeLessThan(60);
    engine.abortRun(slow.run);
  });

  test('does not hold up the other designs of its study', async () => {
    const folder = temporaryFolder();
    const mark = join(folder, 'slow-evaluation-may-end');
    process.env.PARETOSCOPE_TEST_GATE = mark;
    const engine = testEngine(folder, 2);
    const path = join(folder, 'w.pareto');
    const started = await engine.startRunAt({
      source: source('{study: g, system: gated, parameters: {x: {min: 0, max: 999}}, sampler: grid}'),
      path,
    });
    // The first design waits for the file, which is made when the last has been evaluated.
    expect(await engine.finished(started.run)).toMatchObject({ state: 'finished', done: 1000 });
  });
});
