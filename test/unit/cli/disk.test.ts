import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../fixtures/engine.ts';
import { paretoscope } from './cli.ts';

const STUDY = `
study: big
system: ethos-u55
parameters: { mac: all, protection.ao: all, protection.dma: all, clock: all }
objectives: [area, sdc]
sampler: random
budget: { trials: 60000 }
`;

/** A file system of a given size; undefined where this machine lets nobody mount one. */
function smallDisk(folder: string, size: string): ((options: string) => void) | undefined {
  mkdirSync(folder);
  const mount = (args: string[]): boolean => spawnSync('mount', args).status === 0;
  if (!mount(['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder])) return undefined;
  onTestFinished(() => void spawnSync('umount', [folder]));
  return (options) => expect(mount(['-o', `remount,${options}`, folder])).toBe(true);
}

test('a full disk ends the run with one message and a sound workspace; with room again it goes on', async ({
  skip,
}) => {
  const folder = temporaryFolder();
  const file = join(folder, 'big.study.yaml');
  writeFileSync(file, STUDY);
  const disk = join(folder, 'disk');
  const remount = smallDisk(disk, '600k');
  if (remount === undefined) return skip('SKIPPED: this machine cannot mount a small file system');
  const workspace = join(disk, 'big.pareto');
  const full = await paretoscope(['run', file, '--workspace', workspace]);
  expect(full.status).toBe(1);
  expect(full.stderr).toMatch(/^paretoscope: no room on the disk/m);
  expect(full.stderr).not.toMatch(/\n\s+at |Warning/);
  remount('size=64m');
  const database = new Database(workspace, { readonly: true });
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
  const resumed = await paretoscope(['run', file, '--workspace', workspace]);
  expect(resumed.status).toBe(0);
  expect(resumed.stderr).toContain('60,000/60,000');
});
