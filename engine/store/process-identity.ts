// Which process is this, and is that other one still alive? Answered without clocks where the system allows it.

import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** `boot/pid namespace/start`: equal only for the same process of the same boot. Empty parts where unknown. */
  readonly start: string;
}

/** The boot and process id namespace that pids of this process belong to; empty where the system does not tell. */
function realm(): string {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const namespace = readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
    return `${boot}/${namespace}`;
  } catch {
    return '';
  }
}

/** Start time of a process in clock ticks since boot (field 22 of /proc/PID/stat); undefined if it does not run. */
function startTicks(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name, in parentheses, may itself hold blanks and parentheses.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

export function currentProcess(): ProcessIdentity {
  const here = realm();
  return {
    host: hostname(),
    pid: process.pid,
    start: here === '' ? '' : `${here}/${startTicks(process.pid) ?? ''}`,
  };
}

/**
 * Whether a process still runs. `unknown`: it belongs to another machine, container or boot, or the system cannot
 * tell a re-used process id from the original.
 */
export function liveness(other: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  const here = realm();
  if (here !== '') {
    if (!other.start.startsWith(`${here}/`)) return 'unknown';
    return startTicks(other.pid) === other.start.slice(here.length + 1) ? 'alive' : 'dead';
  }
  if (other.host !== hostname()) return 'unknown';
  try {
    process.kill(other.pid, 0);
    return 'unknown';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'dead' : 'unknown';
  }
}
