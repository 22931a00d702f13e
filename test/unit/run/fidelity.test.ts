import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dumpWorkspace, runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const study = (sampler: string): string => `
study: ladder
system: learning-curve
parameters: { size: all, rate: all, waste: all }
objectives: [error, cost]
sampler: ${sampler}
fidelity: { parameter: steps, min: 3, max: 27 }
budget: { trials: 200 }
`;

test.each(['random', '{ type: nsga2, population: 18 }'])(
  'a ladder with sampler %s is the same for any number of workers and cut up, and only its top counts',
  async (sampler) => {
    const folder = temporaryFolder();
    const dumps: string[] = [];
    for (const workers of [1, 3]) {
      const path = join(folder, `${workers}.pareto`);
      const engine = testEngine(folder, workers);
      expect(await runStudy(engine, path, study(sampler))).toMatchObject({ state: 'finished', done: 200 });
      dumps.push(dumpWorkspace(path));
    }
    const path = join(folder, 'cut.pareto');
    const engine = testEngine(folder, 2);
    for (const enough of [5, 70, 140]) {
      await runStudy(engine, path, study(sampler), {
        watch: ({ run, done, state }, host) => {
          if (state === 'running' && done > enough) host.abortRun(run);
        },
      });
    }
    await runStudy(engine, path, study(sampler));
    dumps.push(dumpWorkspace(path));
    for (const dump of dumps) expect(dump).toBe(dumps[0]);

    const { workspace } = engine.openPath(path);
    const { trials } = await engine.trialPage(workspace, 'ladder', { offset: 0, limit: 200 });
    const counts = [3, 9, 27].map((steps) => trials.filter(({ design }) => design.steps === steps).length);
    expect(counts[0]!).toBeGreaterThan(2 * counts[1]!);
    expect(counts[1]!).toBeGreaterThan(2 * counts[2]!);
    const front = trials.filter(({ onFront }) => onFront);
    expect(front.length).toBeGreaterThan(2);
    expect(front.every(({ design }) => design.steps === 27)).toBe(true);
    for (const { design } of front) {
      const levels = trials.filter(
        (one) => one.design.size === design.size && one.design.rate === design.rate,
      );
      expect(levels.map((one) => one.design.steps)).toEqual(expect.arrayContaining([3, 9, 27]));
    }
  },
);
