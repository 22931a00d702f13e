// Exports, reports and imports of a shell: whole files through tokens and parts, and nothing kept that is not needed.

import { readdirSync } from 'node:fs';
import { strFromU8, unzipSync } from 'fflate';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ParetoscopeError } from '../../../engine/contract/errors.ts';
import type { PreparedFile } from '../../../engine/contract/host.ts';
import type { Engine } from '../../../engine/host/engine.ts';
import { temporaryFolder, testEngine } from '../../fixtures/engine.ts';

afterEach(() => void vi.unstubAllEnvs());

const STUDY =
  '{study: "a/b: study", system: ethos-u55, parameters: {mac: all, protection.dma: all}, objectives: [area, sdc], sampler: grid}';

async function studied(): Promise<{ engine: Engine; workspace: string }> {
  const engine = testEngine(temporaryFolder());
  const started = await engine.startRun({ source: { text: STUDY, file: 's.study.yaml' } });
  await engine.finished(started.run);
  return { engine, workspace: started.workspace.workspace };
}

async function contents(engine: Engine, { file, bytes }: PreparedFile): Promise<Uint8Array> {
  const whole = new Uint8Array(bytes);
  for (let offset = 0; offset < bytes;) {
    const part = await engine.filePart(file, offset);
    whole.set(part, offset);
    offset += part.length;
  }
  expect(await engine.filePart(file, bytes)).toHaveLength(0);
  return whole;
}

describe('exports for a shell', () => {
  test('trials that were picked out are given by their numbers, as many as there are', async () => {
    const { engine, workspace } = await studied();
    const select = Uint32Array.of(9, 2, 5, 2);
    const prepared = await engine.exportStudy(workspace, { study: 'a/b: study', format: 'csv', select });
    const lines = strFromU8(await contents(engine, prepared))
      .trim()
      .split('\n');
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(['2', '5', '9']);
  });

  test.each([
    ['a study that is not there', { study: 'b' }, 'not-found', 'it has a/b: study'],
    ['a trial that is not there', { select: Uint32Array.of(3, 16) }, 'not-found', 'from 0 to 15'],
    ['a trial that is not there, in words', { select: '3,16' }, 'not-found', 'from 0 to 15'],
    ['a selection that makes no sense', { select: '5-2' }, 'usage', 'trial numbers such as'],
    ['a filter that makes no sense', { filter: 'area <' }, 'usage', ''],
    ['a part of a whole workspace', { format: 'pareto', select: 'front' }, 'usage', 'leave'],
  ] as const)('of %s says what is wrong, and makes no file', async (_, query, kind, hint) => {
    const { engine, workspace } = await studied();
    const folder = temporaryFolder();
    vi.stubEnv('TMPDIR', folder);
    const error: unknown = await engine
      .exportStudy(workspace, { format: 'csv', ...query })
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind });
    expect((error as ParetoscopeError).hint ?? '').toContain(hint);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a table is one file with a name that every system takes, gone once it is released', async () => {
    const { engine, workspace } = await studied();
    const prepared = await engine.exportStudy(workspace, {
      study: 'a/b: study',
      format: 'csv',
      select: 'front',
    });
    expect(prepared).toMatchObject({ name: 'a-b- study front.csv', mediaType: 'text/csv' });
    const text = strFromU8(await contents(engine, prepared));
    expect(text.split('\n')[0]).toMatch(/^trial,state,on_front,mac,protection\.dma,area,sdc,/);
    await engine.releaseFile(prepared.file);
    await expect(engine.filePart(prepared.file, 0)).rejects.toMatchObject({ kind: 'not-found' });
    await engine.releaseFile(prepared.file);
  });

  test('what needs several files is one archive with all of them', async () => {
    const { engine, workspace } = await studied();
    const csv = await engine.exportStudy(workspace, { format: 'csv', described: true });
    const described = unzipSync(await contents(engine, csv));
    expect(Object.keys(described)).toEqual(['a-b- study.csv', 'a-b- study.csv-metadata.json']);
    const markdown = await engine.reportStudy(workspace, {
      studies: ['a/b: study'],
      format: 'md',
      withoutClaims: true,
    });
    const report = unzipSync(await contents(engine, markdown));
    const [figure] = Object.keys(report).filter((name) => name.endsWith('.svg'));
    expect(strFromU8(report['a-b- study report.md']!)).toContain(`](${encodeURI(figure!)})`);
  });

  test('at most eight are kept, and none after the engine has closed', async () => {
    const folder = temporaryFolder();
    vi.stubEnv('TMPDIR', folder);
    const { engine, workspace } = await studied();
    const all: PreparedFile[] = [];
    for (let count = 0; count < 9; count++)
      all.push(await engine.exportStudy(workspace, { format: 'jsonl' }));
    await expect(engine.filePart(all[0]!.file, 0)).rejects.toMatchObject({ kind: 'not-found' });
    expect(await engine.filePart(all[8]!.file, 0)).toHaveLength(all[8]!.bytes);
    expect(readdirSync(folder).filter((name) => name.startsWith('paretoscope-file-'))).toHaveLength(8);
    await engine.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('paretoscope-file-'))).toEqual([]);
  });

  test('a selection kept in the workspace goes by its name, with a further filter', async () => {
    const { engine, workspace } = await studied();
    const numbers = [3, 1, 9, 12];
    await engine.saveSelection(workspace, 'a/b: study', { name: 'mine', numbers, filter: 'mac >= 64' });
    const expected = (await engine.trialPage(workspace, 'a/b: study', { offset: 0, limit: 100 })).trials
      .filter(({ number, design }) => numbers.includes(number) && Number(design.mac) >= 64)
      .map(({ number }) => number);
    expect(expected.length).toBeGreaterThan(0);
    const prepared = await engine.exportStudy(workspace, { format: 'csv', select: 'mine' });
    const lines = strFromU8(await contents(engine, prepared))
      .trimEnd()
      .split('\n')
      .slice(1);
    expect(lines.map((line) => Number(line.split(',')[0]))).toEqual(expected);
    await expect(engine.exportStudy(workspace, { format: 'csv', select: 'yours' })).rejects.toMatchObject({
      hint: expect.stringContaining('mine') as unknown,
    });
  });

  test('a selection that cannot be made says why and keeps nothing', async () => {
    const { engine, workspace } = await studied();
    await expect(
      engine.exportStudy(workspace, { format: 'csv', filter: 'latency < 1' }),
    ).rejects.toMatchObject({ message: expect.stringContaining('latency') as unknown });
  });
});

describe('imports from a shell', () => {
  test('a file given in parts becomes a study of a workspace of its own', async () => {
    const engine = testEngine(temporaryFolder());
    const file = await engine.receiveFile('../../my runs.csv');
    const bytes = new TextEncoder().encode('cores,energy\n1,4\n2,3\n4,5\n');
    await engine.receivePart(file, bytes.subarray(0, 9));
    await engine.receivePart(file, bytes.subarray(9));
    const { workspace, studies } = await engine.importFile(file, { minimize: ['energy'] });
    expect(studies).toEqual([expect.objectContaining({ study: 'my runs', trials: 3, frontSize: 1 })]);
    expect(workspace.title).toBe('my runs.pareto');
    const page = await engine.trialPage(workspace.workspace, 'my runs', { offset: 0, limit: 10 });
    expect(page.trials.map(({ design, metrics }) => [design.cores, metrics.energy])).toEqual([
      [1, 4],
      [2, 3],
      [4, 5],
    ]);
    await expect(engine.receivePart(file, bytes)).rejects.toMatchObject({ kind: 'not-found' });
  });

  test('our own Optuna storage comes back as the study it was', async () => {
    const { engine, workspace } = await studied();
    const exported = await engine.exportStudy(workspace, { format: 'optuna' });
    const file = await engine.receiveFile('back.db');
    await engine.receivePart(file, await contents(engine, exported));
    const { workspace: back } = await engine.importFile(file, {});
    expect(back.studies).toEqual([
      expect.objectContaining({
        name: 'a/b: study',
        system: 'ethos-u55',
        counts: expect.any(Object) as unknown,
      }),
    ]);
    const query = { offset: 0, limit: 100 };
    expect(await engine.trialPage(back.workspace, 'a/b: study', query)).toEqual(
      await engine.trialPage(workspace, 'a/b: study', query),
    );
  });

  test('a broken file says what is wrong with it, and leaves nothing', async () => {
    const engine = testEngine(temporaryFolder());
    const file = await engine.receiveFile('ragged.csv');
    await engine.receivePart(file, new TextEncoder().encode('a,b\n1,2\n1,2,3\n'));
    await expect(engine.importFile(file, { minimize: ['b'] })).rejects.toMatchObject({
      message: expect.stringMatching(/3/) as unknown,
    });
    expect(await engine.workspaces()).toEqual([]);
    // It is kept, so that it can be read another way.
    expect(await engine.previewImport(file, {})).toMatchObject({ format: 'csv', surveyed: 2 });
  });

  test('of an Optuna storage take the studies that were chosen', async () => {
    const { engine, workspace } = await studied();
    const exported = await engine.exportStudy(workspace, { format: 'optuna' });
    const file = await engine.receiveFile('two.db');
    await engine.receivePart(file, await contents(engine, exported));
    expect(await engine.previewImport(file, {})).toEqual({
      format: 'optuna',
      studies: [
        {
          name: 'a/b: study',
          trials: expect.any(Number) as unknown,
          directions: ['minimize', 'minimize'],
          ours: true,
        },
      ],
    });
    await expect(engine.importFile(file, { studies: ['a/b: study', 'gone'] })).rejects.toMatchObject({
      message: expect.stringContaining('gone') as unknown,
    });
    const { studies } = await engine.importFile(file, { studies: ['a/b: study'], rename: 'mine' });
    expect(studies.map(({ study }) => study)).toEqual(['mine']);
  });
});
