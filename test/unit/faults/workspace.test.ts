// What becomes of a run whose workspace goes away under it.

import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { dumpWorkspace, runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const STUDY = '{study: s, system: slow, parameters: {x: all}, sampler: random, budget: {trials: 120}}';

test('a workspace deleted under a run pauses it with the reason; nothing is written in its place', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'w.pareto');
  let gone = false;
  const last = await runStudy(testEngine(folder, 2), path, STUDY, {
    watch: ({ run, done, state, error }, engine) => {
      if (state === 'running' && done > 10 && !gone) {
        rmSync(path);
        gone = true;
      }
      if (state !== 'paused') return;
      expect(error?.kind).toBe('workspace-lost');
      void engine.cancelRun(run);
    },
  });
  expect(last).toMatchObject({ state: 'cancelled', error: { kind: 'workspace-lost' } });
  expect(readdirSync(folder)).toEqual([]);
});

test('a workspace moved away under a run and back again: the paused run goes on as if nothing had been', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'w.pareto');
  const away = join(folder, 'away.pareto');
  let moved = false;
  const engine = testEngine(folder, 2);
  const last = await runStudy(engine, path, STUDY, {
    watch: ({ run, done, state }) => {
      if (state === 'running' && done > 10 && !moved) {
        renameSync(path, away);
        moved = true;
      }
      if (state !== 'paused') return;
      renameSync(away, path);
      void engine.resumeRun(run);
    },
  });
  expect(moved).toBe(true);
  expect(last).toMatchObject({ state: 'finished', done: 120 });
  const undisturbed = join(folder, 'undisturbed.pareto');
  await runStudy(engine, undisturbed, STUDY);
  expect(dumpWorkspace(path)).toBe(dumpWorkspace(undisturbed));
});
