// What the end-to-end tests need from the machine: a Chromium for the browser journey; an Electron, its libraries and
// a display for the desktop ones. On Debian as root the missing packages are installed; elsewhere they are named.

import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { electronForTests } from './electron-runtime.ts';

const run = promisify(execFile);

export type Suite = 'browser' | 'electron';

export interface EndToEndNeeds {
  /** Playwright projects that can run. */
  readonly suites: readonly Suite[];
  /** Suites that cannot, each with everything that keeps it from running. */
  readonly missing: readonly { readonly suite: Suite; readonly reasons: readonly string[] }[];
  /** The browser to use. */
  readonly chromium: string | undefined;
}

interface SystemPackage {
  /** Debian's name. */
  readonly name: string;
  readonly suite: Suite;
  isThere(): Promise<boolean>;
}

function onPath(program: string): string | undefined {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
    const file = path.join(folder, program);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Chromium by `CHROMIUM_PATH`, else the system's. */
export function findChromium(): string | undefined {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined && given !== '') return existsSync(given) ? given : undefined;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) {
    const found = onPath(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

async function loaderCache(): Promise<string> {
  for (const program of ['/sbin/ldconfig', '/usr/sbin/ldconfig', 'ldconfig']) {
    try {
      return (await run(program, ['-p'])).stdout;
    } catch {
      continue;
    }
  }
  return '';
}

// Packages change their names between releases of Debian, libraries do not: so the library is what is looked for.
const library = (name: string, file: string): SystemPackage => ({
  name,
  suite: 'electron',
  isThere: async () => (await loaderCache()).includes(`${file} `),
});

const PACKAGES: readonly SystemPackage[] = [
  { name: 'chromium', suite: 'browser', isThere: () => Promise.resolve(findChromium() !== undefined) },
  { name: 'xvfb', suite: 'electron', isThere: () => Promise.resolve(onPath('Xvfb') !== undefined) },
  { name: 'xauth', suite: 'electron', isThere: () => Promise.resolve(onPath('xauth') !== undefined) },
  library('libgtk-3-0', 'libgtk-3.so.0'),
  library('libnss3', 'libnss3.so'),
  library('libasound2', 'libasound.so.2'),
  library('libgbm1', 'libgbm.so.1'),
  library('libxss1', 'libXss.so.1'),
  library('libxtst6', 'libXtst.so.6'),
];

async function missingPackages(): Promise<SystemPackage[]> {
  const there = await Promise.all(PACKAGES.map((item) => item.isThere()));
  return PACKAGES.filter((_item, index) => !there[index]);
}

/** Installs Debian packages, where this is Debian and we may; says what it does, and why it could not. */
async function install(names: readonly string[], say: (line: string) => void): Promise<void> {
  say(`installing ${names.join(', ')} for the tests`);
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, maxBuffer: 2 ** 26 };
  const command = ['install', '--yes', '--no-install-recommends', ...names];
  try {
    await run('apt-get', ['update'], options);
    await run('apt-get', command, options);
  } catch (error) {
    const { stderr } = error as { stderr?: string };
    const reason = stderr?.trim().split('\n').at(-1) ?? String(error);
    say(`apt-get could not install them: ${reason}`);
  }
}

const mayInstall = (): boolean =>
  process.platform === 'linux' && process.getuid?.() === 0 && onPath('apt-get') !== undefined;

/** Gets the server that the tests of the queue need; says loudly where they cannot run. True if it is there. */
export async function prepareQueueServer(say: (line: string) => void): Promise<boolean> {
  if (onPath('redis-server') === undefined && mayInstall()) await install(['redis-server'], say);
  if (onPath('redis-server') !== undefined) return true;
  say(
    'SKIPPED: the tests of the queue cannot run: redis-server is not installed (sudo apt-get install redis-server)',
  );
  return false;
}

/**
 * Gets what is missing where it may, and tells which suites can run. What cannot be had is said through `say`, one
 * line a reason, and comes back as data, so that no suite is ever skipped in silence.
 */
export async function prepareEndToEnd(say: (line: string) => void): Promise<EndToEndNeeds> {
  const reasons: Record<Suite, string[]> = { browser: [], electron: [] };
  if (process.platform === 'linux') {
    const missing = await missingPackages();
    if (missing.length > 0 && mayInstall()) {
      await install(
        missing.map(({ name }) => name),
        say,
      );
    }
    for (const { name, suite } of await missingPackages()) {
      reasons[suite].push(`${name} is not installed (sudo apt-get install ${name})`);
    }
  } else if (findChromium() === undefined) {
    reasons.browser.push('no Chromium was found; set CHROMIUM_PATH to one');
  }
  try {
    await electronForTests();
  } catch (error) {
    reasons.electron.push(error instanceof Error ? error.message : String(error));
  }
  const all: readonly Suite[] = ['browser', 'electron'];
  const missing = all
    .map((suite) => ({ suite, reasons: reasons[suite] }))
    .filter((entry) => entry.reasons.length > 0);
  for (const { suite, reasons: why } of missing) {
    for (const reason of why) say(`SKIPPED: the ${suite} end-to-end tests cannot run: ${reason}`);
  }
  return {
    suites: all.filter((suite) => reasons[suite].length === 0),
    missing,
    chromium: findChromium(),
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { suites, missing } = await prepareEndToEnd((line) => console.error(line));
  console.log(`end-to-end suites that can run: ${suites.join(', ') || 'none'}`);
  process.exitCode = missing.length === 0 ? 0 : 1;
}
