import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDesktop } from '../../../scripts/build-desktop.ts';

const root = path.resolve(import.meta.dirname, '../../..');
let folder: string;
let build: string;

/** Every built file of code, by its path in the build. */
function builtCode(): Map<string, string> {
  const files = readdirSync(build, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.[cm]js$/u.test(name),
  );
  return new Map(
    files.map((name) => [name.replaceAll(path.sep, '/'), readFileSync(path.join(build, name), 'utf8')]),
  );
}

/** Packages that a file loads by name, by import statement or require. */
function packagesOf(code: string): string[] {
  const statements = code.matchAll(/^(?:import|export)\b[^;'"]*["']([^"'.][^"']*)["'];$/gmu);
  const calls = code.matchAll(/\brequire\(["']([^"'.][^"']*)["']\)/gu);
  const names = [...statements, ...calls].map((match) => match[1]!.replace(/^node:/u, ''));
  return [...new Set(names)].filter((name) => !builtinModules.includes(name)).sort();
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'paretoscope-build-'));
  build = path.join(folder, 'dist');
  await buildDesktop(build);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the desktop build', () => {
  it('leaves native code and worker packages outside, and bundles everything else', () => {
    const used = new Map([...builtCode()].map(([name, code]) => [name, packagesOf(code)]));
    expect(used.get('electron/main.cjs')).toEqual(['electron']);
    expect(used.get('electron/preload.cjs')).toEqual(['electron']);
    expect(used.get('electron/engine-entry.cjs')).toEqual([]);
    expect(used.get('engine/run/worker.mjs')).toEqual(['piscina']);
    // What the engine process loads at its start or later stands in its own file or in shared chunks.
    const engine = [...used].filter(
      ([name]) => name === 'engine/host/process.mjs' || name.startsWith('engine/shared/'),
    );
    expect([...new Set(engine.flatMap(([, packages]) => packages))].sort()).toEqual([
      'better-sqlite3',
      'piscina',
    ]);
    for (const [name, packages] of used) {
      if (name.startsWith('engine/systems/')) expect(packages, name).toEqual([]);
    }
  });

  it('has not swallowed the loader of the database driver', () => {
    for (const [name, code] of builtCode()) expect(code.includes('prebuilds'), name).toBe(false);
  });

  it('keeps its worker in one file, which imports no other of ours', () => {
    const worker = readFileSync(path.join(build, 'engine', 'run', 'worker.mjs'), 'utf8');
    expect(worker).not.toMatch(/^import .*["']\.{1,2}\//mu);
  });

  it('has every system and every data file where the sources have them', () => {
    const systems = readdirSync(path.join(root, 'engine', 'systems'), { withFileTypes: true })
      .filter((item) => item.isDirectory() && existsSync(path.join(item.parentPath, item.name, 'index.ts')))
      .map((item) => item.name);
    expect(systems.length).toBeGreaterThan(0);
    for (const id of systems)
      expect(existsSync(path.join(build, 'engine', 'systems', id, 'index.mjs')), id).toBe(true);
    for (const data of ['migrations', 'studies']) {
      expect(readdirSync(path.join(build, data)).sort()).toEqual(readdirSync(path.join(root, data)).sort());
    }
  });

  it('runs: the built engine finds its systems, studies and migrations beside itself', async () => {
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    const script = `
      import { startEngineHost } from ${JSON.stringify(path.join(build, 'engine', 'host', 'process.mjs'))};
      const resources = { studies: ${JSON.stringify(path.join(build, 'studies'))}, migrations: ${JSON.stringify(path.join(build, 'migrations'))} };
      const host = startEngineHost({ shell: 'desktop', workspaceFolder: ${JSON.stringify(path.join(folder, 'workspaces'))}, resources });
      let receive;
      const calls = ['systems', 'builtInStudies'].map((m, i) => ({ t: 'q', i: String(i), m, a: [] }));
      let left = calls.length;
      host.connect({
        post: (answer) => {
          if (answer.t !== 's') return;
          console.log(JSON.stringify((answer.r ?? [answer.e]).map((item) => item.id ?? item.file ?? item)));
          if (--left === 0) void host.close();
        },
        onMessage: (callback) => { receive = callback; },
        onClose: () => {},
      });
      for (const call of calls) receive(call);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    expect(stdout).toContain('ethos-u55');
    expect(stdout).toContain('quick-start.study.yaml');
  });
});
