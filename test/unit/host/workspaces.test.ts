import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const STUDY = '{study: s, system: ethos-u55, parameters: {mac: all}, objectives: [area, sdc], sampler: grid}';

test('an engine that was restarted knows the workspaces of its folder by the ids it gave before', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 's.pareto');
  const first = testEngine(folder);
  await runStudy(first, path, STUDY);
  const { workspace } = first.openPath(path);
  await first.close();
  const second = testEngine(folder);
  expect((await second.trialPage(workspace, 's', { offset: 0, limit: 10 })).total).toBe(4);
});

test('a late question about a closed workspace does not open its file again', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 's.pareto');
  const engine = testEngine(folder);
  await runStudy(engine, path, STUDY);
  const { workspace } = engine.openPath(path, 'write-or-read');
  await engine.closeWorkspace(workspace);
  await expect(engine.workspace(workspace)).rejects.toMatchObject({ kind: 'not-found' });
  expect(engine.openPath(path, 'write-or-read').workspace).toBe(workspace);
  await engine.close();
  await expect(engine.workspace(workspace)).rejects.toMatchObject({ kind: 'not-found' });
  expect(existsSync(`${path}-wal`)).toBe(false);
});

test('a listed workspace is sketched without being opened: its studies, and the first two objectives of each front', async () => {
  const folder = temporaryFolder();
  const engine = testEngine(folder);
  await runStudy(engine, join(folder, 's.pareto'), STUDY);
  const [listing] = await engine.workspaces();
  const sketch = await engine.sketchWorkspace(listing!.token);
  const { workspace } = engine.openPath(join(folder, 's.pareto'));
  const { columns, onFront } = await engine.trialColumns(workspace, 's', {
    names: ['area', 'sdc'],
    frontOnly: true,
  });
  expect(sketch.studies).toEqual([
    {
      name: 's',
      system: 'ethos-u55',
      trials: 4,
      finished: true,
      frontSize: onFront.length,
      objectiveCount: 2,
      objectives: [
        { metric: 'area', direction: 'minimize' },
        { metric: 'sdc', direction: 'minimize' },
      ],
      x: columns.area,
      y: columns.sdc,
    },
  ]);
  await engine.closeWorkspace(workspace);
  expect(await engine.sketchWorkspace(listing!.token)).toBe(sketch);
  await runStudy(engine, join(folder, 's.pareto'), STUDY.replace('study: s', 'study: t'));
  expect((await engine.sketchWorkspace(listing!.token)).studies.map(({ name }) => name)).toEqual(['s', 't']);
  expect(existsSync(join(folder, 's.pareto-wal'))).toBe(false);
});
