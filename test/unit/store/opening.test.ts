import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ParetoscopeError } from '../../../engine/contract/errors.ts';
import { migrationsFolder, openWorkspace } from '../../../engine/store/index.ts';
import {
  errorOf,
  kindOf,
  makeBatch,
  makeStudy,
  METRICS,
  temporaryFolder,
  temporaryPath,
} from './_fixtures.ts';

const MODES = ['write', 'read', 'write-or-read'] as const;

function makeWorkspace(path: string, trials = 400): void {
  const workspace = openWorkspace(path, { mode: 'write', create: true });
  const stored = workspace.createStudy(makeStudy(), 'text', METRICS);
  const { designs, results } = makeBatch(0, trials);
  stored.append(designs, results);
  stored.saveFront([1, 2, 3], 0.25);
  workspace.close();
}

describe('opening', () => {
  it('makes a workspace only when asked, and leaves one plain file when closed', () => {
    const path = temporaryPath();
    for (const mode of MODES) expect(kindOf(() => openWorkspace(path, { mode }))).toBe('not-found');
    expect(kindOf(() => openWorkspace(path, { mode: 'read', create: true }))).toBe('not-found');
    expect(existsSync(path)).toBe(false);
    const workspace = openWorkspace(path, { mode: 'write', create: true });
    expect(workspace.readOnly).toBe(false);
    expect(workspace.notices).toEqual([]);
    workspace.close();
    workspace.close();
    expect(kindOf(() => workspace.studies())).toBe('usage');
    expect(readdirSync(dirname(path))).toEqual(['test.pareto']);
    const header = readFileSync(path).subarray(0, 100);
    expect(header.toString('latin1', 68, 72)).toBe('PARE');
    expect(header.readUInt32BE(60)).toBe(
      readdirSync(migrationsFolder()).filter((name) => name.endsWith('.sql')).length,
    );
    expect(
      kindOf(() =>
        openWorkspace(join(dirname(path), 'no', 'such', 'x.pareto'), { mode: 'write', create: true }),
      ),
    ).toBe('not-found');
  });

  it('leaves files that are not ours as they are, to the time stamp', () => {
    const folder = temporaryFolder();
    const text = join(folder, 'notes.pareto');
    writeFileSync(
      text,
      'This is no workspace, but it is longer than a hundred characters, so that a header would fit into it.',
    );
    const empty = join(folder, 'empty.pareto');
    writeFileSync(empty, '');
    const foreign = join(folder, 'foreign.pareto');
    const database = new Database(foreign);
    database.exec(
      'PRAGMA journal_mode = WAL; CREATE TABLE study (id INTEGER PRIMARY KEY); INSERT INTO study VALUES (1)',
    );
    database.close();
    const before = new Date('2020-02-02T02:02:02Z');
    for (const path of [text, empty, foreign]) {
      utimesSync(path, before, before);
      const bytes = readFileSync(path);
      for (const mode of MODES) {
        const error = errorOf(() => openWorkspace(path, { mode, create: true }));
        expect(error.kind).toBe('workspace-foreign');
        expect(error.message).toContain(path);
      }
      expect(readFileSync(path).equals(bytes)).toBe(true);
      expect(statSync(path).mtimeMs).toBe(before.getTime());
    }
    mkdirSync(join(folder, 'folder.pareto'));
    expect(kindOf(() => openWorkspace(join(folder, 'folder.pareto'), { mode: 'write', create: true }))).toBe(
      'workspace-foreign',
    );
    expect(readdirSync(folder).sort()).toEqual([
      'empty.pareto',
      'folder.pareto',
      'foreign.pareto',
      'notes.pareto',
    ]);
  });

  it('refuses a workspace of a newer version and leaves it as it is', () => {
    const path = temporaryPath();
    makeWorkspace(path);
    const database = new Database(path);
    database.pragma('user_version = 99');
    database.close();
    const bytes = readFileSync(path);
    for (const mode of MODES) {
      const error = errorOf(() => openWorkspace(path, { mode }));
      expect(error.kind).toBe('workspace-newer');
      expect(error.sentence).toContain('update Paretoscope');
    }
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  it('reports a truncated file, wherever it was cut, and leaves it as it is', () => {
    const path = temporaryPath();
    makeWorkspace(path);
    const { size } = statSync(path);
    const cut = join(dirname(path), 'cut.pareto');
    for (const length of [17, 99, 100, 512, 8192, 8193, Math.floor(size / 2), size - 8192, size - 1]) {
      copyFileSync(path, cut);
      truncateSync(cut, length);
      const bytes = readFileSync(cut);
      for (const mode of MODES) {
        expect(
          kindOf(() => openWorkspace(cut, { mode })),
          `cut to ${length} of ${size}`,
        ).toBe('workspace-damaged');
      }
      expect(readFileSync(cut).equals(bytes)).toBe(true);
    }
  });

  it('survives any flipped bits: it reports damage, or reads on, but never crashes and never writes to what it refuses', () => {
    const path = temporaryPath();
    makeWorkspace(path);
    const original = readFileSync(path);
    const flipped = join(dirname(path), 'flipped.pareto');
    const seen = new Set<string>();
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(7)), { minLength: 1, maxLength: 40 }),
        fc.constantFrom(...MODES),
        (flips, mode) => {
          const bytes = Buffer.from(original);
          for (const [at, bit] of flips) bytes[at]! ^= 1 << bit;
          writeFileSync(flipped, bytes);
          let opened = false;
          try {
            const workspace = openWorkspace(flipped, { mode });
            opened = true;
            try {
              workspace.check();
              for (const stored of workspace.studies()) {
                stored.readBatch(0, 400);
                stored.page({ offset: 0, limit: 10, sort: 'area' });
                stored.columns({ names: ['area'] });
              }
            } finally {
              workspace.close();
            }
          } catch (error) {
            if (!(error instanceof ParetoscopeError)) throw error;
            seen.add(error.kind);
            expect(['workspace-damaged', 'workspace-foreign', 'workspace-newer']).toContain(error.kind);
            if (!opened) expect(readFileSync(flipped).equals(bytes)).toBe(true);
          }
        },
      ),
      { seed: 20260104, numRuns: 150 },
    );
    expect(seen).toContain('workspace-damaged');
  });

  it('checks a file with an unclean end before it writes to it', () => {
    const path = temporaryPath();
    makeWorkspace(path, 4000);
    const database = new Database(path);
    database.exec(
      `INSERT INTO writer VALUES (1, 'token', 999999999, 'elsewhere', '', 'another file', 0, 0, 0)`,
    );
    database.close();
    const bytes = readFileSync(path);
    // Page 20 lies amid the trials: its cell pointers become nonsense.
    bytes.fill(0xff, 19 * 8192, 19 * 8192 + 200);
    writeFileSync(path, bytes);
    expect(kindOf(() => openWorkspace(path, { mode: 'write' }))).toBe('workspace-damaged');
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });
});

describe('a copy', () => {
  it('is complete, closed and open for writing, though the original is open', () => {
    const path = temporaryPath();
    const copyPath = join(dirname(path), 'copy.pareto');
    makeWorkspace(path);
    const workspace = openWorkspace(path, { mode: 'write' });
    const more = makeBatch(400, 100);
    workspace.study('protect-npu')!.append(more.designs, more.results);
    workspace.saveCopy(copyPath);
    expect(kindOf(() => workspace.saveCopy(path))).toBe('usage');
    expect(kindOf(() => workspace.saveCopy(join(dirname(path), 'no', 'copy.pareto')))).toMatch(
      /not-found|read-only/,
    );
    const copy = openWorkspace(copyPath, { mode: 'write' });
    expect(copy.notices).toEqual([]);
    expect(copy.study('protect-npu')!.readBatch(0, 1000)).toEqual(
      workspace.study('protect-npu')!.readBatch(0, 1000),
    );
    copy.close();
    const reader = openWorkspace(path, { mode: 'read' });
    reader.saveCopy(copyPath);
    reader.close();
    workspace.close();
    expect(readdirSync(dirname(path)).sort()).toEqual(['copy.pareto', 'test.pareto']);
  });

  it('made by the file system while a run goes on opens and is sound', () => {
    const path = temporaryPath();
    const workspace = openWorkspace(path, { mode: 'write', create: true });
    const stored = workspace.createStudy(makeStudy(), '', METRICS);
    const { designs, results } = makeBatch(0, 3000);
    stored.append(designs, results);
    const copyPath = join(dirname(path), 'copy.pareto');
    copyFileSync(path, copyPath);
    copyFileSync(`${path}-wal`, `${copyPath}-wal`);
    const copy = openWorkspace(copyPath, { mode: 'write' });
    expect(copy.readOnly).toBe(false);
    expect(copy.notices.join()).toContain('recovered');
    expect(copy.study('protect-npu')!.readBatch(0, 5000)).toEqual(stored.readBatch(0, 5000));
    copy.close();
    workspace.close();
  });
});
