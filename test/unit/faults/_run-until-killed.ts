// Runs a study in a workspace until it is killed: `node _run-until-killed.ts WORKSPACE TRIALS`. Says `stored N` with
// every progress; what it said is on disk.

import { dirname } from 'node:path';
import { createEngine } from '../../../engine/host/engine.ts';
import { FIXTURE_SYSTEMS } from '../../fixtures/systems.ts';
import { killedStudy } from './_killed-study.ts';

const [path, trials] = process.argv.slice(2) as [string, string];
const engine = createEngine({
  shell: 'browser',
  workspaceFolder: dirname(path),
  workers: 1,
  systemFolders: [FIXTURE_SYSTEMS],
});
engine.listen({
  progress: ({ done, state }) => {
    if (state === 'running') process.stdout.write(`stored ${done}\n`);
  },
});
const { run } = await engine.startRunAt({
  source: { text: killedStudy(Number(trials)), file: 'killed.study.yaml' },
  path,
});
await engine.finished(run);
await engine.close();
