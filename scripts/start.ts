// `npm start`: the window, from an up-to-date build. Without an Electron, a display or a usable sandbox it says so in
// one sentence and serves the same workbench in the browser. `--browser` goes there straight away; everything else
// on the command line is passed on.

import { spawn, type SpawnOptions } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { buildDesktop } from './build-desktop.ts';
import { installedElectron, projectFolder } from './electron-runtime.ts';

const FETCH_MILLISECONDS = 180_000;
/** An Electron that fails sooner than this did not open a window. */
const STARTED_MILLISECONDS = 5_000;

const say = (line: string): void => console.error(line);
const at = (name: string): string => path.join(projectFolder, name);

/** When the newest file below any of the paths was written; what is not there counts as never. */
function newest(names: readonly string[]): number {
  let latest = 0;
  for (const name of names) {
    const place = at(name);
    const found = statSync(place, { throwIfNoEntry: false });
    if (found === undefined) continue;
    latest = Math.max(latest, found.mtimeMs);
    if (!found.isDirectory()) continue;
    for (const entry of readdirSync(place, { recursive: true, withFileTypes: true })) {
      if (entry.isFile())
        latest = Math.max(latest, statSync(path.join(entry.parentPath, entry.name)).mtimeMs);
    }
  }
  return latest;
}

/** Whether `built` is missing or older than any of the sources. */
function isStale(built: string, sources: readonly string[]): boolean {
  return !existsSync(at(built)) || newest([built]) < newest([...sources, 'package-lock.json']);
}

interface Ending {
  readonly code: number | null;
  readonly milliseconds: number;
}

function runProgram(
  program: string,
  parameters: readonly string[],
  options: Pick<SpawnOptions, 'stdio' | 'timeout'> = { stdio: 'inherit' },
): Promise<Ending> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { cwd: projectFolder, ...options });
    const end = (code: number | null): void => resolve({ code, milliseconds: performance.now() - started });
    child.once('error', () => end(null));
    child.once('exit', (code) => end(code));
  });
}

async function buildRenderer(): Promise<void> {
  const sources = [
    'renderer',
    'engine/contract',
    'engine/space',
    'engine/study',
    'engine/pareto',
    'engine/analysis',
  ];
  if (!isStale('dist/renderer/index.html', [...sources, 'engine/host/wire.ts'])) return;
  say('building the workbench');
  const vite = at('node_modules/vite/bin/vite.js');
  const config = at('renderer/vite.config.ts');
  const { code } = await runProgram(process.execPath, [
    vite,
    'build',
    'renderer',
    '--config',
    config,
    '--logLevel',
    'warn',
  ]);
  if (code !== 0) throw new Error('the workbench could not be built; the lines above say why');
}

async function buildShell(): Promise<void> {
  if (
    !isStale('dist/electron/main.cjs', [
      'electron',
      'engine',
      'migrations',
      'studies',
      'scripts/build-desktop.ts',
    ])
  )
    return;
  say('building the desktop shell');
  await buildDesktop();
}

/** Why no window can be opened on this machine; undefined if one can. */
function windowProblem(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (DISPLAY === undefined && WAYLAND_DISPLAY === undefined) return 'there is no display';
  if (process.getuid?.() === 0) return "Chromium's sandbox does not work for root";
  return undefined;
}

async function electron(): Promise<string | undefined> {
  const installed = installedElectron();
  if (installed !== null) return installed.executable;
  say(`fetching Electron, for at most ${FETCH_MILLISECONDS / 60_000} minutes`);
  const installer = at('node_modules/electron/install.js');
  await runProgram(process.execPath, [installer], { stdio: 'ignore', timeout: FETCH_MILLISECONDS });
  return installedElectron()?.executable;
}

async function serve(parameters: readonly string[]): Promise<number> {
  const command = [at('engine/cli/paretoscope.ts'), 'serve', '--open', ...parameters];
  return (await runProgram(process.execPath, command)).code ?? 1;
}

async function start(parameters: readonly string[]): Promise<number> {
  const others = parameters.filter((parameter) => parameter !== '--browser');
  await buildRenderer();
  if (others.length < parameters.length) return serve(others);
  const fallBack = (reason: string): Promise<number> => {
    say(`${reason}, so the workbench is served in the browser instead`);
    return serve([]);
  };
  const problem = windowProblem();
  if (problem !== undefined) return fallBack(problem);
  const executable = await electron();
  if (executable === undefined) return fallBack('Electron could not be fetched');
  await buildShell();
  const { code, milliseconds } = await runProgram(executable, [at('dist/electron/main.cjs'), ...others]);
  if (code !== 0 && milliseconds < STARTED_MILLISECONDS)
    return fallBack('Electron does not start on this machine');
  return code ?? 1;
}

process.exitCode = await start(process.argv.slice(2)).catch((error: unknown) => {
  say(error instanceof Error ? error.message : String(error));
  return 1;
});
