// Starting and ending external programs: no shell, only the environment that was allowed, ended with all its children.

import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';

/** Most of what a program may say before it is ended. */
export const LARGEST_OUTPUT_BYTES = 1_048_576;
/** The end of stderr that is kept for messages. */
const KEPT_STDERR = 1500;

/** Variables without which programs do not even start on some systems. */
const ALWAYS = ['PATH', 'SystemRoot', 'SYSTEMROOT', 'ComSpec', 'TMPDIR', 'TEMP', 'TMP'];

export function allowedEnvironment(names: readonly string[]): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const name of [...ALWAYS, ...names]) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/** Starts a program in a process group of its own, so that it can be ended with everything it started. */
export function start(
  command: readonly string[],
  folder: string,
  environment: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams {
  const [program, ...args] = command;
  const child = spawn(program!, args, {
    cwd: folder,
    env: { ...environment },
    shell: false,
    detached: process.platform !== 'win32',
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  // A program that ends without reading its input is judged by its exit and its answer, not by this.
  child.stdin.on('error', () => {});
  return child;
}

/** Ends a program and everything it started. */
export function endTree(child: ChildProcessWithoutNullStreams): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(child.pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is gone already.
  }
}

/** The end of a text stream. */
export class Tail {
  #text = '';

  add(text: string): void {
    this.#text = (this.#text + text).slice(-KEPT_STDERR);
  }

  /** ` (stderr: ...)`, or nothing. */
  get remark(): string {
    const text = this.#text.trim();
    return text === '' ? '' : ` (stderr: ${text})`;
  }
}

/** Design values in a command's placeholders. */
export function filledCommand(
  command: readonly string[],
  values: Readonly<Record<string, number | string | boolean>>,
): string[] {
  return command.map((part) =>
    part.replace(/\{([^{}]*)\}/g, (whole, name: string) => {
      const value = values[name];
      return value === undefined ? whole : String(value);
    }),
  );
}
