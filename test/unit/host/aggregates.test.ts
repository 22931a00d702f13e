// Answers from whole columns against the same answers by way of SQLite.

import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { TrialPage, TrialPageQuery } from '../../../engine/contract/host.ts';
import { Aggregates } from '../../../engine/host/aggregates.ts';
import { createEngine } from '../../../engine/host/engine.ts';
import { openWorkspace, type StoredStudy } from '../../../engine/store/index.ts';
import { FIXTURE_SYSTEMS } from '../../fixtures/systems.ts';
import { noopBatch, noopMetrics, noopStudy } from './_noop-study.ts';

/** More than the size from which filtered pages come from memory. */
const COUNT = 51_000;

let stored: StoredStudy;
let file: string;
let aggregates: Aggregates;

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'paretoscope-aggregates-'));
  // Makes the fixture systems known, whose units and choices filters are checked against.
  createEngine({ shell: 'browser', workspaceFolder: folder, systemFolders: [FIXTURE_SYSTEMS] });
  file = join(folder, 'many.pareto');
  const workspace = openWorkspace(file, { mode: 'write', create: true });
  stored = workspace.createStudy(noopStudy, '', noopMetrics);
  const { designs, results } = noopBatch(0, COUNT);
  stored.append(designs, results);
  stored.saveFront([7, 400, 50_500], null);
  aggregates = new Aggregates();
  return () => workspace.close();
});

describe('pages from memory', () => {
  const queries: readonly TrialPageQuery[] = [
    { offset: 0, limit: 20, filter: 'first < 0.25' },
    { offset: 3000, limit: 20, filter: 'first < 0.25 and second > 0.5', sort: 'third' },
    { offset: 0, limit: 30, filter: 'not fourth < 0.5', sort: 'fourth', descending: true },
    { offset: 20_000, limit: 50, filter: 'state = complete', sort: 'second', descending: true },
    { offset: 0, limit: 10, frontOnly: true, sort: 'second' },
    { offset: 0, limit: 10, filter: 'number >= 50990', sort: 'state', descending: true },
  ];
  it.each(queries)('are those of SQLite: %o', async (query) => {
    const expected = stored.page(query);
    expect(await aggregates.page(stored, query)).toEqual(expected);
    expect(expected.trials.length).toBeGreaterThan(0);
    const number = expected.trials.at(-1)!.number;
    expect(await aggregates.row(stored, query, number)).toBe(query.offset + expected.trials.length - 1);
  });

  it('hold only the selected trials, and know no row of the others', async () => {
    const selection = Uint32Array.from([5, 4, 50_500]);
    const query = { offset: 0, limit: 10, selection, sort: 'number', descending: true };
    const page = await aggregates.page(stored, query);
    expect(page.total).toBe(3);
    expect(page.trials.map((trial) => trial.number)).toEqual([50_500, 5, 4]);
    expect(await aggregates.row(stored, query, 6)).toBeNull();
  });
});

describe('pages of all trials', () => {
  const queries: readonly TrialPageQuery[] = [
    { offset: 50_980, limit: 50 },
    { offset: 100, limit: 5, sort: 'number', descending: true },
    { offset: 60_000, limit: 5 },
    { offset: 25_000, limit: 20, sort: 'third' },
    { offset: 0, limit: 20, sort: 'fourth', descending: true },
    // Most trials tie: their numbers decide.
    { offset: 33_333, limit: 40, sort: 'state' },
    { offset: 50_980, limit: 40, sort: 'state', descending: true },
  ];
  it.each(queries)('are those of SQLite, and leave the file as it is: %o', async (query) => {
    const page = await aggregates.page(stored, query);
    expect(stored.hasSortIndex(query.sort ?? 'number')).toBe(false);
    expect(page).toEqual(unindexed(query));
  });

  /** The answer of a workspace that is only read, which makes no index. */
  function unindexed(query: TrialPageQuery): TrialPage {
    const reader = openWorkspace(file, { mode: 'read' });
    try {
      return reader.study(stored.study.name)!.page(query);
    } finally {
      reader.close();
    }
  }
});

describe('columns of all trials', () => {
  it('are the same from whole columns as by number, whatever is in memory', async () => {
    for (const limit of [2, 1000, 7777]) {
      const query = { names: ['a', 'third'], limit };
      expect(await aggregates.columns(stored, query)).toEqual(stored.columns(query));
    }
    const query = { names: ['first'], limit: 4000, from: 40_000 };
    expect(await aggregates.columns(stored, query)).toEqual(stored.columns(query));
  });
});

it('a look at a few of many trials has their columns read while it is drawn', async () => {
  const reader = openWorkspace(file, { mode: 'read' });
  const fresh = reader.study(stored.study.name)!;
  const look = { names: ['first', 'second'], limit: 100 };
  expect(await new Aggregates().columns(fresh, look)).toEqual(stored.columns(look));
  await vi.waitFor(() => expect(fresh.missingColumns(look.names, COUNT)).toBe(0));
  reader.close();
});

describe('columns of a scope', () => {
  it('are those that pass the filter, thinned with the front kept', async () => {
    const query = { names: ['first', 'a'], filter: 'second < 0.5', limit: 1000 };
    const columns = await aggregates.columns(stored, query);
    const all = stored.columns({ names: ['first', 'second'] });
    const passing = all.columns.second!.filter((value) => value < 0.5).length;
    expect(columns.matching).toBe(passing);
    expect(columns.numbers).toHaveLength(1000);
    const frontPassing = [7, 400, 50_500].filter((number) => all.columns.second![number]! < 0.5);
    expect([...columns.numbers].filter((_, entry) => columns.onFront[entry] === 1)).toEqual(frontPassing);
    columns.numbers.forEach((number, entry) => {
      expect(all.columns.second![number]).toBeLessThan(0.5);
      expect(columns.columns.first![entry]).toBe(all.columns.first![number]);
      expect(columns.states[entry]).toBe(all.states[number]);
    });
    expect(columns.numbers).toEqual(columns.numbers.slice().sort());
  });

  it('grow with the study', async () => {
    const before = await aggregates.columns(stored, { names: ['first'], filter: 'first >= 0' });
    const { designs, results } = noopBatch(stored.storedCount(), 100);
    stored.append(designs, results);
    const after = await aggregates.columns(stored, { names: ['first'], filter: 'first >= 0' });
    expect(after.matching - before.matching).toBe(
      [...results.metrics].filter((value, cell) => cell % 4 === 0 && value >= 0).length,
    );
    expect(after.columns.first!.subarray(0, before.numbers.length)).toEqual(before.columns.first);
  });
});

describe('density', () => {
  const x = { name: 'first', scale: 'linear' } as const;
  const y = { name: 'second', scale: 'linear' } as const;

  it('counts every trial once and says why some are missing', async () => {
    const density = await aggregates.density(stored, { x, y, columns: 40, rows: 30 });
    const total = density.counts.reduce((sum, count) => sum + count, 0);
    expect(total).toBe(density.shown);
    expect(density.shown + density.withoutValue).toBe(stored.storedCount());
    expect(density.withoutValue).toBe(stored.counts().failed);
    expect(density.matching).toBe(stored.storedCount());
  });

  it('of a region is what the region holds', async () => {
    const window = [0.25, 0.5] as const;
    const density = await aggregates.density(stored, {
      x: { ...x, window },
      y: { ...y, window },
      columns: 1,
      rows: 1,
    });
    const polygon = [0.25, 0.25, 0.5, 0.25, 0.5, 0.5, 0.25, 0.5];
    const inside = await aggregates.region(stored, { x, y, polygon });
    expect(density.counts[0]).toBe(inside.length);
    expect(inside.length).toBeGreaterThan(1000);
  });

  it('is dropped when a newer question takes its slot', async () => {
    const query = { x, y, columns: 10, rows: 10, slot: 'scatter' };
    const first = aggregates.density(stored, { ...query, filter: 'third < 0.9' });
    const other = aggregates.density(stored, { ...query, filter: 'third < 0.8', slot: 'matrix' });
    const second = aggregates.density(stored, { ...query, filter: 'third < 0.7' });
    await expect(first).rejects.toMatchObject({ kind: 'cancelled' });
    expect((await second).matching).toBeLessThan((await other).matching);
  });

  it('refuses a filter that makes no sense, with its column', async () => {
    const asked = aggregates.density(stored, { x, y, columns: 2, rows: 2, filter: 'frist < 1' });
    await expect(asked).rejects.toMatchObject({ kind: 'usage', place: { column: 1 } });
  });
});

it('histograms count and rank the trials of the scope', async () => {
  const answer = await aggregates.histograms(stored, {
    axes: [{ name: 'first', scale: 'linear' }],
    bins: 10,
    quantiles: [0, 0.5, 1],
    filter: 'first < 0.5',
  });
  const [first] = answer.columns;
  expect(first!.counts.reduce((sum, count) => sum + count, 0)).toBe(answer.matching);
  expect(answer.matching).toBeLessThan(answer.total);
  expect(first!.extent![1]).toBeLessThan(0.5);
  expect([...first!.quantiles][0]).toBe(first!.extent![0]);
  expect([...first!.quantiles][1]).toBeCloseTo(0.25, 1);
});
