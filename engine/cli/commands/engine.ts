// One engine for one command.

import { homedir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine, openQueue } from '../../host/cli.ts';

/** What evaluates: threads of this machine, or a queue by the address of its server. */
export interface Evaluators {
  readonly workers?: number | undefined;
  readonly redis?: string | undefined;
}

/** Runs `work` with an engine and closes it, whatever happens. */
export async function withEngine<T>(
  work: (engine: Engine) => Promise<T>,
  { workers, redis }: Evaluators = {},
): Promise<T> {
  const executor = redis === undefined ? undefined : await openQueue(redis);
  const engine = createEngine({
    shell: 'browser',
    workspaceFolder: join(homedir(), 'Paretoscope'),
    ...(workers === undefined ? {} : { workers }),
    ...(executor === undefined ? {} : { executor }),
  });
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
