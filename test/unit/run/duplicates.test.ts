import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Dimension } from '../../../engine/contract/study.ts';
import type { Trial } from '../../../engine/contract/trial.ts';
import { DesignHasher, DesignIndex } from '../../../engine/run/design-index.ts';
import { dumpWorkspace, runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const number = (id: string): Dimension => ({ kind: 'float', id, minimum: 0, maximum: 9, scale: 'linear' });
const choice = (id: string): Dimension => ({ kind: 'choice', id, choices: ['a', 'b', 'c'], ordered: false });

describe('an index of designs', () => {
  test('knows exactly the designs that were put into it, under their first numbers', () => {
    const code = fc.oneof(fc.constantFrom(0, 1, 2), fc.constant(Number.NaN));
    const value = fc.oneof(fc.constantFrom(0, 1, 1e-300, -1, Number.MAX_VALUE), fc.double({ noNaN: true }));
    const row = fc.tuple(code, code, value);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const hasher = new DesignHasher({ dimensions: [choice('p'), choice('q'), number('r')], fixed: {} });
        const index = new DesignIndex();
        const first = new Map<string, number>();
        rows.forEach((codes, at) => {
          const key = codes.map((part) => String(part === 0 ? 0 : part)).join();
          expect(index.findOrAdd(hasher, Float64Array.from(codes), 0, at)).toBe(first.get(key));
          if (!first.has(key)) first.set(key, at);
        });
        expect(index.size).toBe(first.size);
      }),
    );
  });

  test('grows, and takes other numbers', () => {
    const hasher = new DesignHasher({ dimensions: [number('r')], fixed: {} });
    const index = new DesignIndex();
    const codes = Float64Array.from({ length: 20_000 }, (_, at) => at / 7);
    codes.forEach((_, at) => expect(index.findOrAdd(hasher, codes, at, at)).toBeUndefined());
    codes.forEach((_, at) => expect(index.find(hasher, codes, at)).toBe(at));
    index.replace(hasher, codes, 5, 99_999);
    expect([index.find(hasher, codes, 5), index.find(hasher, codes, 6), index.size]).toEqual([
      99_999, 6, 20_000,
    ]);
  });

  test('knows a design whichever of its parameters vary', () => {
    const hasher = new DesignHasher({ dimensions: [number('r')], fixed: { p: 'b', s: 2.5 } });
    const index = new DesignIndex();
    index.findOrAdd(hasher, Float64Array.of(4), 0, 17);
    const other = new DesignHasher({ dimensions: [number('s'), choice('p')], fixed: { r: 4 } });
    expect(index.find(other, Float64Array.of(2.5, 1), 0)).toBe(17);
    expect(index.find(other, Float64Array.of(2.5, 2), 0)).toBeUndefined();
    expect(index.find(other, Float64Array.of(4, 1), 0)).toBeUndefined();
  });
});

async function trialsOf(
  text: string,
  workers: number,
  interrupted = false,
): Promise<{ trials: readonly Trial[]; dump: string; notes: string }> {
  const folder = temporaryFolder();
  const engine = testEngine(folder, workers);
  const path = join(folder, 'w.pareto');
  if (interrupted)
    for (const trials of [37, 151]) {
      await runStudy(engine, path, text, { adjust: (study) => ({ ...study, budget: { trials } }) });
    }
  const last = await runStudy(engine, path, text);
  expect(last).toMatchObject({ state: 'finished' });
  const { workspace } = engine.openPath(path);
  const { trials } = await engine.trialPage(workspace, 's', { offset: 0, limit: 1000 });
  return { trials, dump: dumpWorkspace(path), notes: last.notes.join('\n') };
}

/** The first trial of each design for which `isOriginal` holds. */
function expectedOriginal(trials: readonly Trial[], at: number): number | undefined {
  const { design } = trials[at]!;
  return trials
    .slice(0, at)
    .find((one) => one.state !== 'failed' && JSON.stringify(one.design) === JSON.stringify(design))?.number;
}

describe('a design that was evaluated before', () => {
  const SMALL = `{study: s, system: ethos-u55, parameters: {mac: all, protection.ao: all, protection.dma: [none, dmr]},
    objectives: [area, sdc], constraints: ["sdc <= 8e-16"], sampler: random, budget: {trials: 600}, seed: 8}`;

  test('is not evaluated again: its trial says which it repeats, and has the same result', async () => {
    const { trials, notes } = await trialsOf(SMALL, 2);
    const copies = trials.filter(({ duplicateOf }) => duplicateOf !== undefined);
    expect(copies).toHaveLength(600 - 32);
    trials.forEach((trial, at) => {
      expect(trial.duplicateOf).toBe(expectedOriginal(trials, at));
      if (trial.duplicateOf === undefined) return;
      const { state, design, metrics, message, duplicateOf, onFront, durationSeconds } = trial;
      expect(trials[duplicateOf]).toMatchObject({ state, design, metrics, ...(message && { message }) });
      expect([onFront, durationSeconds]).toEqual([false, 0]);
    });
    expect(notes).toContain('568 of 600 trials have the design of an earlier one');
  });

  test('makes no difference to any result, for any number of workers and interruptions', async () => {
    const [one, three] = [await trialsOf(SMALL, 1), await trialsOf(SMALL, 3, true)];
    expect(three.dump).toBe(one.dump);
    const { trials } = await trialsOf(SMALL.replace('seed: 8', 'seed: 8, cache: false'), 2);
    const plain = ({ number, state, design, metrics, onFront }: Trial): unknown => ({
      number,
      state,
      design,
      metrics,
      onFront,
    });
    expect(trials.map(plain)).toEqual(one.trials.map(plain));
    expect(trials.every(({ duplicateOf }) => duplicateOf === undefined)).toBe(true);
  });

  test('and failed is evaluated again', async () => {
    const text = `{study: s, system: faulty, parameters: {x: [0.25, 0.5], mode: [fine, throw, refuse]}, sampler: random, budget: {trials: 200}}`;
    const { trials, dump } = await trialsOf(text, 2);
    trials.forEach((trial, at) => expect(trial.duplicateOf).toBe(expectedOriginal(trials, at)));
    expect(trials.filter(({ state }) => state === 'failed').length).toBeGreaterThan(30);
    expect((await trialsOf(text, 3, true)).dump).toBe(dump);
  });

  test('and asked for random numbers is evaluated again, as are all after it', async () => {
    const text =
      '{study: s, system: dice, parameters: {x: all}, sampler: random, budget: {trials: 300}, seed: 3}';
    const { trials, dump } = await trialsOf(text, 1);
    const first = trials.findIndex(({ design }) => Number(design.x) >= 7);
    trials.forEach((trial, at) => {
      expect(trial.duplicateOf).toBe(at < first ? expectedOriginal(trials, at) : undefined);
    });
    const throws = trials.filter(({ design }) => design.x === 8).map(({ metrics }) => metrics.value);
    expect(new Set(throws).size).toBe(throws.length);
    expect((await trialsOf(text, 3, true)).dump).toBe(dump);
  });

  test('by another study of the workspace is not evaluated again either; constraints are judged anew', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 2);
    const path = join(folder, 'w.pareto');
    const first = `{study: a, system: ethos-u55, parameters: {mac: all, protection.dma: all},
      objectives: [area], constraints: ["sdc <= 8e-16"], sampler: grid}`;
    const second = `{study: b, system: ethos-u55, parameters: {protection.dma: all, protection.ao: [none, dmr]},
      fixed: {mac: 64}, objectives: [area, sdc], sampler: grid}`;
    await runStudy(engine, path, first);
    const last = await runStudy(engine, path, second);
    // The four designs with mac 64 and no protection of ao.
    expect(last.notes).toContain('4 results came from other studies of the workspace');
    expect(last.counts).toMatchObject({ complete: 8, infeasible: 0 });
    const alone = join(folder, 'alone.pareto');
    expect((await runStudy(engine, alone, second)).notes.join()).not.toContain('other studies');
    const trials = async (file: string): Promise<unknown> => {
      const { workspace } = engine.openPath(file);
      const page = await engine.trialPage(workspace, 'b', { offset: 0, limit: 100 });
      return page.trials.map((trial) => ({ ...trial, durationSeconds: 0 }));
    };
    expect(await trials(path)).toEqual(await trials(alone));
  });
});
