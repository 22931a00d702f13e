import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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

  test('learns: its front is larger than that of random trials', async () => {
    const folder = temporaryFolder();
    const engine = testEngine(folder, 2);
    const learnt = await runStudy(engine, join(folder, 'learnt.pareto'), study(type));
    const random = await runStudy(engine, join(folder, 'random.pareto'), study('random'));
    // The reference point comes from the first feasible trials, which differ: compare what the studies found.
    expect(learnt.best[0]!).toBeLessThanOrEqual(random.best[0]!);
    expect(learnt.frontSize).toBeGreaterThan(random.frontSize);
  });
});
