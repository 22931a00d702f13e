// A display for tests that open windows, where there is none.

import { spawn } from 'node:child_process';

export interface VirtualDisplay {
  /** What DISPLAY must be. */
  readonly name: string;
  close(): void;
}

const SERVER = 'Xvfb';

/** Starts Xvfb on a free display; null where a display is there already or none is needed. */
export async function openVirtualDisplay(): Promise<VirtualDisplay | null> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  if (process.platform !== 'linux' || DISPLAY !== undefined || WAYLAND_DISPLAY !== undefined) return null;
  const server = spawn(SERVER, ['-displayfd', '1', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', (error) => reject(new Error(`${SERVER} does not start: ${error.message}`)));
    server.once('exit', (code) => reject(new Error(`${SERVER} ended with status ${String(code)}`)));
    server.stdout.once('data', (data: Buffer) => resolve(data.toString('utf8').trim()));
  });
  return { name: `:${number}`, close: () => void server.kill() };
}
