import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { race } from '../../../engine/host/race.ts';
import { samplerDefinitions } from '../../../engine/samplers/index.ts';
import { dumpWorkspace, runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

/** Samplers that learn, with a setting small enough for a test. */
const ADAPTIVE = ['nsga2', 'tpe'].filter((type) => samplerDefinitions.some((one) => one.type === type));

const study = (sampler: string): string => `
study: learning
system: ethos-u55
parameters:
  mac: all
  protection.ao: all
  protection.dma: all
  protection.mac: all
  protection.reg: all
  protection.tsu: all
  protection.wd: all
  clock: { min: 250 MHz, max: 1 GHz, scale: log }
objectives: [area, sdc]
constraints: ["sdc <= 8e-16"]
sampler: ${sampler}
budget: { trials: 400 }
seed: 11
`;

describe.each(ADAPTIVE)('sampler %s', (type) => {
  test('proposes the same whatever the workers, the interruptions, and the places where the budget grew', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 1);
    const undisturbed = join(folder, 'undisturbed.pareto');
    expect(await runStudy(engine, undisturbed, study(type))).toMatchObject({ state: 'finished', done: 400 });

    const several = testEngine(folder, 3);
    const disturbed = join(folder, 'disturbed.pareto');
    for (const trials of [137, 137, 333, 333]) {
      await runStudy(several, disturbed, study(type), {
        adjust: (one) => ({ ...one, budget: { trials } }),
        watch: ({ run, done, state }, host) => {
          if (state === 'running' && done > trials / 2) host.abortRun(run);
        },
      });
    }
    expect((await runStudy(several, disturbed, study(type))).done).toBe(400);
    expect(dumpWorkspace(disturbed)).toBe(dumpWorkspace(undisturbed));
  });

  test('learns: its fronts are larger than those of random trials, in the median of five seeds', async () => {
    const engine = testEngine(temporaryFolder(), 2);
    const { results } = await race(engine, {
      source: { text: study(type), file: 'learning.study.yaml' },
      samplers: [type, 'random'],
      seeds: 5,
    });
    const [learnt, random] = results.map(({ band }) => band.at(-1)!.median);
    expect(learnt).toBeGreaterThan(random!);
  });
});
