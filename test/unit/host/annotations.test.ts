import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AnnotationNews } from '../../../engine/contract/annotations.ts';
import type { ParetoscopeError } from '../../../engine/contract/errors.ts';
import { runStudy, temporaryFolder, testEngine } from '../../fixtures/engine.ts';

const STUDY = `study: noted
system: ethos-u55
parameters:
  mac: all
  protection.mac: all
objectives: [area, sdc]
sampler: grid
`;

const refusal = (promise: Promise<unknown>): Promise<ParetoscopeError> =>
  promise.then(
    () => {
      throw new Error('expected an error');
    },
    (error: unknown) => error as ParetoscopeError,
  );

test('notes and selections are kept for trials and filters that make sense, and refused politely otherwise', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'noted.pareto');
  const engine = testEngine(folder);
  await runStudy(engine, path, STUDY);
  const { workspace } = engine.openPath(path, 'write');
  await engine.annotate(workspace, 'noted', 2, { note: 'mine', pinned: true });
  expect(await engine.annotations(workspace, 'noted')).toEqual([
    { number: 2, note: 'mine', tags: [], pinned: true },
  ]);
  expect((await refusal(engine.annotate(workspace, 'noted', 5000, { note: 'x' }))).kind).toBe('not-found');

  await engine.saveSelection(workspace, 'noted', { name: 'small', filter: 'area < 2 and mac = 32' });
  expect(await engine.selections(workspace, 'noted')).toEqual([
    { name: 'small', filter: 'area < 2 and mac = 32' },
  ]);
  const wrong = await refusal(engine.saveSelection(workspace, 'noted', { name: 'w', filter: 'areaa < 2' }));
  expect(wrong.sentence).toContain('area');
  const beyond = engine.saveSelection(workspace, 'noted', { name: 'b', numbers: [1, 5000] });
  expect((await refusal(beyond)).kind).toBe('not-found');
  await engine.saveView(workspace, 'explore', '{"x":"area"}');
  await engine.closeWorkspace(workspace);

  const reading = engine.openPath(path, 'read');
  expect(await engine.views(reading.workspace)).toEqual({ explore: '{"x":"area"}' });
  const refused = await refusal(engine.annotate(reading.workspace, 'noted', 1, { note: 'x' }));
  expect(refused.kind).toBe('workspace-read-only');
  expect(refused.sentence).toContain('noted.pareto');
});

test('what is noted is told to every shell, and nothing is told of what was refused', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'noted.pareto');
  const engine = testEngine(folder);
  await runStudy(engine, path, STUDY);
  const { workspace } = engine.openPath(path, 'write');
  const heard: AnnotationNews[] = [];
  const stop = engine.listen({ annotated: (news) => heard.push(news) });
  await engine.annotate(workspace, 'noted', 2, { note: ' mine ' });
  await refusal(engine.annotate(workspace, 'noted', 5000, { note: 'x' }));
  await engine.saveSelection(workspace, 'noted', { name: 'small', filter: 'area < 2' });
  await engine.deleteSelection(workspace, 'noted', 'small');
  stop();
  await engine.annotate(workspace, 'noted', 2, { note: '' });
  expect(heard).toEqual([
    { workspace, study: 'noted', annotation: { number: 2, note: 'mine', tags: [], pinned: false } },
    { workspace, study: 'noted' },
    { workspace, study: 'noted' },
  ]);
});
