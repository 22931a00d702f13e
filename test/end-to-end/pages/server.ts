// A real `paretoscope serve` on a temporary folder.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');

export interface ServedWorkbench {
  /** Address with its token. */
  readonly address: string;
  stop(): Promise<void>;
}

/** Starts the command and waits for the address it prints; rejects with what it said if it ends before. */
export async function serveWorkbench(): Promise<ServedWorkbench> {
  const folder = await mkdtemp(path.join(tmpdir(), 'paretoscope-browser-'));
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
