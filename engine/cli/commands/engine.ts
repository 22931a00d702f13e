// One engine for one command.

import { homedir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../../host/cli.ts';

/** Runs `work` with an engine and closes it, whatever happens. */
export async function withEngine<T>(work: (engine: Engine) => Promise<T>, workers?: number): Promise<T> {
  const engine = new Engine({
    shell: 'browser',
    workspaceFolder: join(homedir(), 'Paretoscope'),
    ...(workers === undefined ? {} : { workers }),
  });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
