// Schema versions: every older workspace comes up to date, once, whoever opens it, and is backed up before.
// The second and third migrations are made up, so that the machinery is tested before the product needs it.

import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { migrationsFolder, openWorkspace } from '../../engine/store/index.ts';
import { errorOf, kindOf, makeBatch, makeStudy, METRICS, temporaryFolder } from '../unit/store/_fixtures.ts';

const ADDITIVE = 'CREATE TABLE workspace_label (name TEXT NOT NULL) STRICT;\n';
const BREAKING = '-- breaking\nALTER TABLE study ADD COLUMN colour TEXT;\n';

/** A folder with the shipped migrations and more. */
function migrationsWith(...more: readonly string[]): string {
  const folder = temporaryFolder();
  const shipped = readdirSync(migrationsFolder()).filter((name) => name.endsWith('.sql'));
  for (const name of shipped) copyFileSync(join(migrationsFolder(), name), join(folder, name));
  more.forEach((sql, index) => {
    const number = String(shipped.length + index + 1).padStart(4, '0');
    writeFileSync(join(folder, `${number}-made-up-${index + 1}.sql`), sql);
  });
  return folder;
}

const SHIPPED = readdirSync(migrationsFolder()).filter((name) => name.endsWith('.sql')).length;

/** A workspace at the schema of a migrations folder, with trials in it. */
function makeWorkspace(migrations: string): string {
  const path = join(temporaryFolder(), 'old.pareto');
  const workspace = openWorkspace(path, { mode: 'write', create: true, migrations });
  const { designs, results } = makeBatch(0, 120);
  workspace.createStudy(makeStudy(), 'text', METRICS).append(designs, results);
  workspace.close();
  return path;
}

function schemaOf(path: string): { version: number; tables: readonly string[] } {
  const database = new Database(path, { readonly: true });
  const version = database.pragma('user_version', { simple: true }) as number;
  const tables = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
    .pluck()
    .all();
  database.close();
  return { version, tables: tables as string[] };
}

function expectTrials(path: string, migrations: string): void {
  const workspace = openWorkspace(path, { mode: 'read', migrations });
  const { designs, results } = makeBatch(0, 120);
  expect(workspace.study('protect-npu')!.readBatch(0, 200)).toEqual({ designs, results });
  workspace.check();
  workspace.close();
}

describe('migrating', () => {
  it('brings an older workspace up to date, once, keeps its trials, and leaves a backup that still opens', () => {
    const old = migrationsWith();
    const current = migrationsWith(ADDITIVE, BREAKING);
    const path = makeWorkspace(old);
    const workspace = openWorkspace(path, { mode: 'write', migrations: current });
    const backup = `${path}.schema-${SHIPPED}.backup`;
    expect(workspace.notices).toEqual([
      `updated from an older version; the former file is kept as "${backup}"`,
    ]);
    workspace.close();
    expect(schemaOf(path).version).toBe(SHIPPED + 2);
    expect(schemaOf(path).tables).toContain('workspace_label');
    expectTrials(path, current);
    expectTrials(backup, old);

    const bytes = readFileSync(path);
    const again = openWorkspace(path, { mode: 'read', migrations: current });
    again.close();
    expect(readFileSync(path).equals(bytes)).toBe(true);
    openWorkspace(path, { mode: 'write', migrations: current }).close();
    expect(schemaOf(path).version).toBe(SHIPPED + 2);
    expect(readdirSync(dirname(path)).sort()).toEqual(['old.pareto', `old.pareto.schema-${SHIPPED}.backup`]);
  });

  it('gives workspaces of the first schema room for notes and selections', () => {
    const first = temporaryFolder();
    copyFileSync(join(migrationsFolder(), '0001-workspace.sql'), join(first, '0001-workspace.sql'));
    const path = makeWorkspace(first);
    const workspace = openWorkspace(path, { mode: 'write' });
    const study = workspace.study('protect-npu')!;
    expect(workspace.annotations.ofStudy(study.id)).toEqual([]);
    workspace.annotations.annotate(study.id, 3, { note: 'small', tags: ['keep'] });
    workspace.close();
    expectTrials(path, migrationsFolder());
    expectTrials(`${path}.schema-1.backup`, first);
    const again = openWorkspace(path, { mode: 'read' });
    expect(again.annotations.ofStudy(study.id)).toEqual([
      { number: 3, note: 'small', tags: ['keep'], pinned: false },
    ]);
    again.close();
  });

  it('makes a new workspace the same as one that came through every version', () => {
    const current = migrationsWith(ADDITIVE, BREAKING);
    const stepwise = makeWorkspace(migrationsWith());
    openWorkspace(stepwise, { mode: 'write', migrations: migrationsWith(ADDITIVE) }).close();
    openWorkspace(stepwise, { mode: 'write', migrations: current }).close();
    expect(schemaOf(stepwise)).toEqual(schemaOf(makeWorkspace(current)));
  });

  it('applies all of a migration or nothing: after a failing one the workspace is as before', () => {
    const old = migrationsWith();
    const path = makeWorkspace(old);
    const failing = migrationsWith(
      ADDITIVE,
      'CREATE TABLE workspace_a (x) ; INSERT INTO nowhere VALUES (1);\n',
    );
    expect(() => openWorkspace(path, { mode: 'write', migrations: failing })).toThrow();
    expect(schemaOf(path).version).toBe(SHIPPED + 1);
    expect(schemaOf(path).tables).not.toContain('workspace_a');
    const ending = migrationsWith(ADDITIVE, 'COMMIT;\n');
    expect(() => openWorkspace(path, { mode: 'write', migrations: ending })).toThrow();
    const mended = migrationsWith(ADDITIVE, BREAKING);
    openWorkspace(path, { mode: 'write', migrations: mended }).close();
    expectTrials(path, mended);
  });

  it('happens once when several processes open an old workspace at the same moment', async () => {
    const path = makeWorkspace(migrationsWith());
    const current = migrationsWith(ADDITIVE, BREAKING);
    const script = fileURLToPath(new URL('_open.ts', import.meta.url));
    const outcomes = await Promise.all(
      [0, 1, 2].map(
        () =>
          new Promise<string>((resolve) => {
            const child = spawn(process.execPath, [script, path, current], {
              stdio: ['ignore', 'pipe', 'inherit'],
            });
            let output = '';
            child.stdout.on('data', (data) => (output += String(data)));
            child.on('close', () => resolve(output.trim()));
          }),
      ),
    );
    expect(outcomes.filter((outcome) => outcome === 'migrated')).toHaveLength(1);
    for (const outcome of outcomes) expect(['migrated', 'opened', 'workspace-locked']).toContain(outcome);
    expect(schemaOf(path).version).toBe(SHIPPED + 2);
    expectTrials(path, current);
  });

  it('needs to write: an old workspace that can only be read says so', () => {
    const path = makeWorkspace(migrationsWith());
    const bytes = readFileSync(path);
    const error = errorOf(() => openWorkspace(path, { mode: 'read', migrations: migrationsWith(ADDITIVE) }));
    expect(error.kind).toBe('workspace-read-only');
    expect(error.sentence).toContain('open it once for writing');
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });
});

describe('a workspace of a newer version', () => {
  it('is read if the newer migrations only add, and refused if one is breaking', () => {
    const old = migrationsWith();
    const added = makeWorkspace(migrationsWith(ADDITIVE));
    const reader = openWorkspace(added, { mode: 'write-or-read', migrations: old });
    expect(reader.readOnly).toBe(true);
    expect(reader.readOnlyReason).toContain('newer version');
    reader.close();
    expectTrials(added, old);
    expect(kindOf(() => openWorkspace(added, { mode: 'write', migrations: old }))).toBe(
      'workspace-read-only',
    );
    const broken = makeWorkspace(migrationsWith(ADDITIVE, BREAKING));
    for (const mode of ['write', 'read', 'write-or-read'] as const) {
      expect(kindOf(() => openWorkspace(broken, { mode, migrations: old }))).toBe('workspace-newer');
    }
  });
});

describe('the migrations', () => {
  it('are recorded with their checksums, and a workspace with another past is not trusted', () => {
    const changed = migrationsWith(ADDITIVE);
    const path = makeWorkspace(changed);
    appendFileSync(join(changed, '0001-workspace.sql'), '-- edited after landing\n');
    expect(kindOf(() => openWorkspace(path, { mode: 'write', migrations: changed }))).toBe(
      'workspace-damaged',
    );
  });

  it('are numbered without a gap', () => {
    const folder = migrationsWith();
    writeFileSync(join(folder, `${String(SHIPPED + 2).padStart(4, '0')}-late.sql`), ADDITIVE);
    const path = join(temporaryFolder(), 'x.pareto');
    expect(
      errorOf(() => openWorkspace(path, { mode: 'write', create: true, migrations: folder })).message,
    ).toContain(`migration ${SHIPPED + 1} is missing`);
    expect(readdirSync(dirname(path))).toEqual([]);
  });

  it('are found beside a bundled engine', () => {
    // The bundle's layout: `engine/*.mjs` with `migrations/` beside its folder; the module alone is moved there.
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'engine'));
    mkdirSync(join(folder, 'migrations'));
    copyFileSync(
      join(migrationsFolder(), '0001-workspace.sql'),
      join(folder, 'migrations', '0001-workspace.sql'),
    );
    const store = fileURLToPath(new URL('../../engine/store', import.meta.url));
    const source = readFileSync(join(store, 'migrations.ts'), 'utf8')
      .replaceAll("from './", `from '${store}/`)
      .replaceAll("from '../", `from '${dirname(store)}/`);
    writeFileSync(join(folder, 'engine', 'bundle.ts'), source);
    const probe = `import { migrationsFolder } from './bundle.ts'; console.log(migrationsFolder());`;
    writeFileSync(join(folder, 'engine', 'probe.ts'), probe);
    const found = execFileSync(process.execPath, [join(folder, 'engine', 'probe.ts')], { encoding: 'utf8' });
    expect(found.trim()).toBe(join(folder, 'migrations') + '/');
  });

  it('that have landed do not change', () => {
    const folder = migrationsFolder();
    const path = makeWorkspace(folder);
    const database = new Database(path, { readonly: true });
    const checksums = database.prepare('SELECT number, name, checksum FROM migration').all();
    database.close();
    expect(checksums).toEqual(LANDED);
  });
});

/** Checksums (SHA-256 of the text) of the migrations that users' workspaces have been through. */
const LANDED = [
  {
    number: 1,
    name: 'workspace',
    checksum: '0792d8569c9f751bfb620c133a67b92b7f216dea467473b049055847f06d105b',
  },
  {
    number: 2,
    name: 'annotations',
    checksum: '86fb652df25fb14da7896afcd865bee85dec1d5f65648200cc36670b26bcbeee',
  },
  {
    number: 3,
    name: 'intermediate-values',
    checksum: 'd6406177bf422a116795dc52c27ae9529abcdbd907c3eca57daef0c56c72e15c',
  },
  {
    number: 4,
    name: 'duplicates',
    checksum: '853862120d8f00901d775e7837de9b6441e4810ee9ac14275f14e48eb24336d7',
  },
];
