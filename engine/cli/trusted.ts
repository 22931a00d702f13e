// The options by which a user brings a system of their own, and says that it may run.

import { readFileSync } from 'node:fs';
import { ParetoscopeError } from '../contract/errors.ts';
import type { Engine } from '../host/cli.ts';
import type { Call, OptionDoc } from './command.ts';

export const SYSTEM_OPTIONS: Readonly<Record<string, OptionDoc>> = {
  system: { value: 'FILE', doc: 'a system of your own: a manifest (.yaml) or a module; needs --trust' },
  trust: { doc: 'let the program or code of --system, and the program of sampler external, run' },
};

/**
 * Makes the system of `--system` known to the engine; without `--trust`, says what would run and refuses. With it, the
 * study's sampler may be a program too.
 */
export async function provideOwnSystem(engine: Engine, call: Call): Promise<void> {
  if (call.has('trust')) engine.trustPrograms();
  const file = call.value('system');
  if (file === undefined) return;
  refuseUntrusted(call);
  await engine.trustSystemFile(file);
}

/** Throws `untrusted`, saying what would run, where a system is named that the user has not said to trust. */
export function refuseUntrusted(call: Call): void {
  const file = call.value('system');
  if (file === undefined || call.has('trust')) return;
  throw new ParetoscopeError('untrusted', `${file} would run ${whatRuns(file)}`, {
    hint: 'read it, then say --trust',
  });
}

/** The command line of a manifest, or "its code". */
function whatRuns(file: string): string {
  if (!/\.ya?ml$/i.test(file)) return 'its code';
  try {
    const command = /^\s*command:\s*(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
    return command === undefined ? 'a program' : `the program ${command}`;
  } catch (error) {
    throw new ParetoscopeError('not-found', `there is no file ${file}`, { cause: error });
  }
}
