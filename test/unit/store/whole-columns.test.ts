import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openWorkspace } from '../../../engine/store/index.ts';
import { makeBatch, makeStudy, METRICS, temporaryPath } from './_fixtures.ts';

const COUNT = 400;

/** The path of a workspace with trials, changed behind the store's back. */
function workspaceWith(change: string): string {
  const path = temporaryPath();
  const workspace = openWorkspace(path, { mode: 'write', create: true });
  const { designs, results } = makeBatch(0, COUNT);
  workspace.createStudy(makeStudy(), '', METRICS).append(designs, results);
  workspace.close();
  const database = new Database(path);
  database.exec(change);
  database.close();
  return path;
}

it('whole columns hold what the trials hold: numbers, places of choices, nothing for what is unknown or inactive', async () => {
  const workspace = openWorkspace(workspaceWith('SELECT 1'), { mode: 'read' });
  const stored = workspace.study('protect-npu')!;
  const names = ['area', 'sdc', 'clock', 'protection.dma', 'number'];
  const whole = await stored.wholeColumns(names, COUNT);
  const { columns } = stored.columns({ names });
  for (const name of names) expect(whole[name], name).toEqual(columns[name]);
  expect(whole.area!.some(Number.isNaN)).toBe(true);
  workspace.close();
});

it.each([
  ['text for a number', `UPDATE trial_1 SET area = 'large' WHERE number = 250`, /trial 250 holds text/],
  ['a trial that is gone', 'DELETE FROM trial_1 WHERE number = 17', /trials of the study are missing/],
])('whole columns tell of %s', async (_, change, message) => {
  const workspace = openWorkspace(workspaceWith(change), { mode: 'read' });
  const stored = workspace.study('protect-npu')!;
  await expect(stored.wholeColumns(['sdc', 'area'], COUNT)).rejects.toMatchObject({
    kind: 'workspace-damaged',
    message: expect.stringMatching(message) as unknown,
  });
  workspace.close();
});
