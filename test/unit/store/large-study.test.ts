// What only large studies do: sort by indexes, which must change nothing but the time.

import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { openWorkspace } from '../../../engine/store/index.ts';
import { makeBatch, makeStudy, METRICS, temporaryPath } from './_fixtures.ts';

const COUNT = 60_000;

it('sorts a large study alike with and without an index, and drops the indexes when it grows on', () => {
  const path = temporaryPath();
  let workspace = openWorkspace(path, { mode: 'write', create: true });
  let stored = workspace.createStudy(makeStudy(), '', METRICS);
  const { designs, results } = makeBatch(0, COUNT);
  stored.append(designs, results);
  const queries = [
    { offset: 0, limit: 50, sort: 'energy' },
    { offset: 59_000, limit: 2000, sort: 'energy' },
    { offset: 100, limit: 50, sort: 'energy', descending: true, filter: 'area < 1.9' },
    { offset: 0, limit: 50, sort: 'mac', descending: true },
  ];
  const unindexed = queries.map((query) => stored.page(query));
  const indexes = (): unknown => {
    const database = new Database(path, { readonly: true });
    const sql = `SELECT count(*) FROM sqlite_schema WHERE name LIKE 'trial_1 by %'`;
    const count = database.prepare(sql).pluck().get();
    database.close();
    return count;
  };
  expect(indexes()).toBe(0);
  stored.markFinished(true);
  expect(indexes()).toBe(0);
  expect(queries.map((query) => stored.page(query))).toEqual(unindexed);
  expect(indexes()).toBe(2);
  expect(queries.map((query) => stored.page(query))).toEqual(unindexed);
  workspace.close();

  const reader = openWorkspace(path, { mode: 'read' });
  expect(queries.map((query) => reader.study('protect-npu')!.page(query))).toEqual(unindexed);
  reader.close();

  workspace = openWorkspace(path, { mode: 'write' });
  stored = workspace.study('protect-npu')!;
  const more = makeBatch(COUNT, 10);
  stored.append(more.designs, more.results);
  expect(indexes()).toBe(0);
  expect(stored.page({ offset: 0, limit: 1, sort: 'number', descending: true }).trials[0]!.number).toBe(
    COUNT + 9,
  );
  workspace.close();
});

it('shows a study to people with sqlite3 in hand', () => {
  const path = temporaryPath();
  const workspace = openWorkspace(path, { mode: 'write', create: true });
  const stored = workspace.createStudy(makeStudy(), '', METRICS);
  const { designs, results } = makeBatch(0, 8);
  stored.append(designs, results);
  stored.saveFront([2], null);
  const trials = stored.page({ offset: 0, limit: 8 }).trials;
  workspace.close();
  const database = new Database(path, { readonly: true });
  const rows = database.prepare('SELECT * FROM "protect-npu" ORDER BY number').all() as Record<
    string,
    unknown
  >[];
  database.close();
  expect(rows).toEqual(
    trials.map((trial) => ({
      number: trial.number,
      state: trial.state,
      mac: trial.design.mac,
      'protection.dma': trial.design['protection.dma'],
      logic_faults: trial.design.logic_faults === true ? 1 : 0,
      clock: trial.design.clock ?? null,
      experts: trial.design.experts,
      area: trial.metrics.area ?? null,
      energy: trial.metrics.energy ?? null,
      sdc: trial.metrics.sdc ?? null,
      duration_seconds: trial.durationSeconds,
      on_front: trial.number === 2 ? 1 : 0,
      message: trial.message ?? null,
      duplicate_of: null,
    })),
  );
});
