import { hostname } from 'node:os';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openWorkspace, type StoredStudy, type Workspace } from '../../../engine/store/index.ts';
import { DIMENSIONS, errorOf, kindOf, makeBatch, makeStudy, METRICS, temporaryPath } from './_fixtures.ts';

function open(): Workspace {
  return openWorkspace(temporaryPath(), { mode: 'write', create: true });
}

function fill(stored: StoredStudy, count: number): void {
  const { designs, results } = makeBatch(stored.storedCount(), count);
  stored.append(designs, results);
}

describe('a study', () => {
  it('is continued by an equal one, with another budget or description too', () => {
    const workspace = open();
    const stored = workspace.createStudy(makeStudy(), 'first text', METRICS);
    fill(stored, 20);
    const reordered = makeStudy({ fixed: { ...makeStudy().fixed } });
    expect(workspace.createStudy(reordered, 'first text', METRICS)).toBe(stored);
    const longer = makeStudy({ budget: { trials: 5000, timeSeconds: 60 }, description: 'now longer' });
    const continued = workspace.createStudy(longer, 'second text', METRICS);
    expect(continued.storedCount()).toBe(20);
    expect(continued.study).toEqual(longer);
    expect(continued.sourceText()).toBe('second text');
    expect(workspace.studies().map(({ study }) => study)).toEqual([longer]);
    workspace.close();
  });

  it.each([
    [{ seed: 8 }, 'its seed is 7, not 8'],
    [{ system: 'gpu' }, 'its system is "npu", not "gpu"'],
    [{ systemVersion: 2 }, 'its trials come from version 1 of the system, this is version 2'],
    [{ fixed: { network: 'resnet' } }, 'network is fixed at wav2letter there, at resnet here'],
    [
      { dimensions: DIMENSIONS.slice(1), fixed: { network: 'wav2letter', mac: 32 } },
      'mac varies there, but not here',
    ],
    [{ dimensions: [...DIMENSIONS].reverse() }, 'its parameters are in another order'],
    [{ sampler: { type: 'random', options: { scrambled: true } } }, 'its sampler differs'],
    [
      {
        dimensions: DIMENSIONS.map((dimension) =>
          dimension.id === 'experts' ? { ...dimension, maximum: 32 } : dimension,
        ),
      },
      'the range of experts differs',
    ],
  ])('of the same name but other contents is refused, and says what differs: %o', (changes, difference) => {
    const workspace = open();
    fill(workspace.createStudy(makeStudy(), '', METRICS), 5);
    const error = errorOf(() => workspace.createStudy(makeStudy(changes), '', METRICS));
    expect(error.kind).toBe('study-differs');
    expect(error.message).toContain(difference);
    expect(error.hint).toContain('--fresh');
    expect(workspace.study('protect-npu')!.storedCount()).toBe(5);
    workspace.close();
  });

  it('with other metrics differs too', () => {
    const workspace = open();
    workspace.createStudy(makeStudy(), '', METRICS);
    expect(kindOf(() => workspace.createStudy(makeStudy(), '', [...METRICS].reverse()))).toBe(
      'study-differs',
    );
    workspace.close();
  });

  it('is deleted with its trials, messages, runs, front and view; its name is free again', () => {
    const workspace = open();
    const other = workspace.createStudy(makeStudy({ name: 'other' }), '', METRICS);
    fill(other, 9);
    const stored = workspace.createStudy(makeStudy(), '', METRICS);
    fill(stored, 30);
    stored.saveFront([1], 1);
    stored.beginRun({ engineVersion: '0.1.0', workers: 2 });
    workspace.deleteStudy('protect-npu');
    workspace.deleteStudy('protect-npu');
    expect(kindOf(() => stored.storedCount())).toBe('not-found');
    expect(kindOf(() => fill(stored, 1))).toBe('not-found');
    expect(workspace.study('protect-npu')).toBeUndefined();
    const database = new Database(workspace.path, { readonly: true });
    const counts = ['run', 'front'].map((table) =>
      database.prepare(`SELECT count(*) FROM ${table}`).pluck().get(),
    );
    const left = database
      .prepare("SELECT name FROM sqlite_schema WHERE name LIKE 'trial%' OR type = 'view'")
      .pluck()
      .all();
    const messages = database.prepare('SELECT DISTINCT study_id FROM message').pluck().all();
    database.close();
    expect(counts).toEqual([0, 0]);
    expect(left.sort()).toEqual(['other', 'trial_1']);
    expect(messages).toEqual([1]);
    const fresh = workspace.createStudy(makeStudy({ seed: 9 }), '', METRICS);
    expect(fresh.storedCount()).toBe(0);
    fill(fresh, 3);
    expect(other.storedCount()).toBe(9);
    workspace.close();
  });

  it('may be named like a table, or like another study but for case', () => {
    const workspace = open();
    const names = [
      'study',
      'trial_1',
      'sqlite_schema',
      'Demo',
      'demo',
      'DEMO',
      `it's "quoted"; --`,
      'workspace_x',
    ];
    for (const name of names) fill(workspace.createStudy(makeStudy({ name }), '', METRICS), 4);
    expect(workspace.studies().map(({ study }) => study.name)).toEqual(names);
    for (const name of names) expect(workspace.study(name)!.readBatch(0, 9).designs.count).toBe(4);
    const database = new Database(workspace.path, { readonly: true });
    const views = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY rowid")
      .pluck()
      .all();
    database.close();
    expect(views).toEqual([
      'study 2',
      'study trial_1',
      'study sqlite_schema',
      'Demo',
      'demo 2',
      'DEMO 3',
      `it's "quoted"; --`,
      'study workspace_x',
    ]);
    workspace.close();
  });

  it('is refused when its file is larger than a megabyte', () => {
    const workspace = open();
    expect(kindOf(() => workspace.createStudy(makeStudy(), 'x'.repeat(1_100_000), METRICS))).toBe(
      'study-invalid',
    );
    expect(workspace.studies()).toEqual([]);
    workspace.close();
  });

  it('remembers its front, hypervolume and reference, end and runs', () => {
    const workspace = open();
    const stored = workspace.createStudy(makeStudy(), '', METRICS);
    expect([[...stored.front()], stored.hypervolume(), stored.reference(), stored.finished]).toEqual([
      [],
      null,
      null,
      false,
    ]);
    const run = stored.beginRun({ engineVersion: '0.1.0', workers: 2 });
    fill(stored, 40);
    stored.setReference([2, 1e-16]);
    stored.saveFront(Uint32Array.of(30, 2, 30), 0.1);
    stored.saveFront([2, 9], 0.3);
    expect(kindOf(() => stored.saveFront([40], 1))).toBe('internal');
    expect(kindOf(() => stored.setReference([Number.NaN]))).toBe('internal');
    stored.endRun(run, 'finished');
    stored.beginRun({ engineVersion: '0.1.0', workers: 1 });
    stored.markFinished(true);
    const { path } = workspace;
    workspace.close();
    const again = openWorkspace(path, { mode: 'read' });
    const read = again.study('protect-npu')!;
    expect([...read.front()]).toEqual([2, 9]);
    expect([read.hypervolume(), read.reference(), read.finished]).toEqual([0.3, [2, 1e-16], true]);
    const here = { engineVersion: '0.1.0', host: hostname(), pid: process.pid };
    expect(read.runs()).toMatchObject([
      { ...here, workers: 2, firstTrial: 0, outcome: 'finished' },
      { ...here, workers: 1, firstTrial: 40 },
    ]);
    expect(read.runs()[1]!.endedAt).toBeUndefined();
    again.close();
  });

  it('whose counts do not agree with its trials is mended after an unclean end, or reported where trials are gone', () => {
    const workspace = open();
    fill(workspace.createStudy(makeStudy(), '', METRICS), 30);
    const counts = workspace.study('protect-npu')!.counts();
    const { path } = workspace;
    workspace.close();
    const meddle = (sql: string): void => {
      const database = new Database(path);
      database.exec(
        `INSERT OR REPLACE INTO writer VALUES (1, 'x', 1, 'x', '', 'of another file', 0, 0, 0); ${sql}`,
      );
      database.close();
    };
    meddle('UPDATE study SET complete = 0');
    const mended = openWorkspace(path, { mode: 'write' });
    expect(mended.notices[1]).toBe('the trial counts of "protect-npu" were mended');
    expect(mended.study('protect-npu')!.counts()).toEqual(counts);
    mended.close();
    meddle('DELETE FROM trial_1 WHERE number = 12');
    // Twice: what was found once is not forgotten.
    expect(kindOf(() => openWorkspace(path, { mode: 'write' }))).toBe('workspace-damaged');
    expect(errorOf(() => openWorkspace(path, { mode: 'write' })).message).toContain(
      'trials of the study "protect-npu" are missing',
    );
  });
});
