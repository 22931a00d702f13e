// Brings a workspace to the schema of this program: numbered SQL files, each applied once, in one transaction.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ParetoscopeError } from '../contract/errors.ts';
import type { Connection } from './connection.ts';
import { damaged } from './sqlite-errors.ts';
import { APPLICATION_ID } from './workspace-file.ts';

export interface Migration {
  readonly number: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
  /** Older versions of the program cannot read what it leaves behind. */
  readonly breaking: boolean;
}

interface AppliedMigration {
  readonly number: number;
  readonly name: string;
  readonly checksum: string;
  readonly breaking: number;
}

const FILE_NAME = /^(\d{4})-([a-z0-9-]+)\.sql$/;

/** The folder of the shipped migrations: `migrations/` of the repository, or beside the bundled engine. */
export function migrationsFolder(): string {
  for (const relative of ['../../migrations/', '../migrations/']) {
    const folder = fileURLToPath(new URL(relative, import.meta.url));
    if (existsSync(join(folder, '0001-workspace.sql'))) return folder;
  }
  throw new ParetoscopeError('internal', 'the program is incomplete: its folder "migrations" is missing', {
    hint: 'install it again',
  });
}

/** The migrations of a folder in order. Numbers count up from 1 without a gap. */
export function loadMigrations(folder: string): readonly Migration[] {
  const names = readdirSync(folder)
    .filter((name) => FILE_NAME.test(name))
    .sort();
  return names.map((fileName, index) => {
    const [, digits, name] = FILE_NAME.exec(fileName)!;
    const number = Number(digits);
    if (number !== index + 1) {
      throw new ParetoscopeError('internal', `migration ${index + 1} is missing from "${folder}"`);
    }
    // A checkout on Windows may turn line ends around.
    const sql = readFileSync(join(folder, fileName), 'utf8').replaceAll('\r\n', '\n');
    return {
      number,
      name: name!,
      sql,
      checksum: createHash('sha256').update(sql).digest('hex'),
      breaking: /^-- breaking\b/.test(sql),
    };
  });
}

export function schemaVersion(connection: Connection): number {
  return connection.pragma('user_version') as number;
}

function appliedMigrations(connection: Connection): readonly AppliedMigration[] {
  return connection
    .prepare<AppliedMigration>('SELECT number, name, checksum, breaking FROM migration ORDER BY number')
    .all();
}

/**
 * Whether the workspace's schema is `current`, `older`, or `readable`: newer, but only by migrations that older
 * programs can live with when they do not write. Throws workspace-newer for the rest, and workspace-damaged if the
 * record of applied migrations does not match the shipped ones.
 */
export function compareSchema(
  connection: Connection,
  migrations: readonly Migration[],
): 'current' | 'older' | 'readable' {
  const version = schemaVersion(connection);
  if (version === 0) throw damaged(connection.path, 'it holds no tables');
  const newest = migrations.length;
  let applied: readonly AppliedMigration[] = [];
  try {
    applied = appliedMigrations(connection);
  } catch (error) {
    if (version <= newest) throw error;
  }
  for (const migration of migrations.slice(0, version)) {
    const record = applied[migration.number - 1];
    if (record?.number !== migration.number || record.checksum !== migration.checksum) {
      if (version > newest) break;
      throw damaged(
        connection.path,
        `its record of migration ${migration.number} (${migration.name}) does not match`,
      );
    }
  }
  if (version === newest) return 'current';
  if (version < newest) return 'older';
  const beyond = applied.slice(newest);
  if (beyond.length === version - newest && beyond.every((record) => record.breaking === 0))
    return 'readable';
  throw new ParetoscopeError(
    'workspace-newer',
    `"${connection.path}" was written by a newer version (schema ${version}; this program knows ${newest})`,
    { hint: 'update Paretoscope to open it; it was left as it is' },
  );
}

/** Applies what is missing, each migration in its own transaction. Repeating it changes nothing. */
export function applyMigrations(connection: Connection, migrations: readonly Migration[]): void {
  for (const migration of migrations) {
    connection.transaction(() => {
      if (schemaVersion(connection) >= migration.number) return;
      if (migration.number === 1) {
        connection.exec(
          `CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL,
             breaking INTEGER NOT NULL, applied_at TEXT NOT NULL) STRICT`,
        );
        connection.pragma(`application_id = ${APPLICATION_ID}`);
      }
      connection.exec(migration.sql);
      if (!connection.inTransaction) {
        throw new ParetoscopeError('internal', `migration ${migration.number} ends its own transaction`);
      }
      connection
        .prepare('INSERT INTO migration VALUES (?, ?, ?, ?, ?)')
        .run(
          migration.number,
          migration.name,
          migration.checksum,
          migration.breaking ? 1 : 0,
          new Date().toISOString(),
        );
      connection.pragma(`user_version = ${migration.number}`);
    });
  }
}

/** A complete copy of the workspace beside it, before a migration. Returns its path; never replaces a file. */
export function backUp(connection: Connection): string {
  const version = schemaVersion(connection);
  const stem = `${connection.path}.schema-${version}`;
  let target = `${stem}.backup`;
  for (let count = 2; existsSync(target); count++) target = `${stem}-${count}.backup`;
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    connection.guard(() => connection.prepare('VACUUM INTO ?').run(unfinished));
    renameSync(unfinished, target);
  } finally {
    rmSync(unfinished, { force: true });
  }
  return target;
}
