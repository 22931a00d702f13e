// A real `paretoscope serve` on a temporary folder.

import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');

export interface ServedWorkbench {
  /** Address with its token. */
  readonly address: string;
  stop(): Promise<void>;
}

/** A workbench on a workspace of this name in which these studies, as the texts of their files, have run to their end. */
export async function serveStudies(workspace: string, studies: readonly string[]): Promise<ServedWorkbench> {
  return serveWorkbench(async (folder) => {
    const files = studies.map((_, index) => path.join(folder, `${index}.study.yaml`));
    await Promise.all(files.map((file, index) => writeFile(file, studies[index]!)));
    const command = [
      'engine/cli/paretoscope.ts',
      'run',
      ...files,
      '--workspace',
      path.join(folder, workspace),
    ];
    await promisify(execFile)(process.execPath, command, { cwd: REPOSITORY });
    await Promise.all(files.map((file) => rm(file)));
  });
}

/** Starts the command and waits for the address it prints; rejects with what it said if it ends before. */
export async function serveWorkbench(prepare?: (folder: string) => Promise<void>): Promise<ServedWorkbench> {
  const folder = await mkdtemp(path.join(tmpdir(), 'paretoscope-browser-'));
  await prepare?.(folder);
  const command = ['engine/cli/paretoscope.ts', 'serve', '--port', '0', '--folder', folder];
  const child = spawn(process.execPath, command, { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let said = '';
  child.stderr.on('data', (data: Buffer) => (said += data.toString()));
  const address = await new Promise<string>((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (data: Buffer) => {
      printed += data.toString();
      if (printed.includes('\n')) resolve(printed.trim());
    });
    child.once('exit', (code) => reject(new Error(`serve ended with ${String(code)}: ${said}`)));
  });
  return {
    address,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}
