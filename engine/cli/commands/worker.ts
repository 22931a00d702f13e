import { availableParallelism } from 'node:os';
import { ParetoscopeError } from '../../contract/errors.ts';
import { joinQueue } from '../../host/cli.ts';
import type { CommandDefinition } from '../command.ts';
import { say } from '../output.ts';
import { SYSTEM_OPTIONS, refuseUntrusted } from '../trusted.ts';

/** A worker that was not heard of for so long is taken for dead. */
const LOCK_SECONDS = 30;

export const worker: CommandDefinition = {
  name: 'worker',
  words: '',
  doc: 'Evaluate designs for runs on other machines that use the same queue, until Ctrl-C.',
  options: {
    redis: { value: 'URL', doc: 'Redis or Valkey server, e.g. redis://HOST:6379, or rediss:// for TLS' },
    concurrency: { value: 'N', doc: 'batches at a time, each on a thread of its own; all cores if absent' },
    lock: {
      value: 'SECONDS',
      doc: `batches of a worker that was silent for so long go to others; ${LOCK_SECONDS} if absent`,
    },
    ...SYSTEM_OPTIONS,
  },
  arity: [0, 0],
  run: async (call) => {
    const url = call.value('redis');
    if (url === undefined) {
      throw new ParetoscopeError('usage', 'it is not said which queue to work for', {
        hint: 'name the server with --redis redis://HOST:6379',
      });
    }
    refuseUntrusted(call);
    const concurrency = call.count('concurrency', 1) ?? availableParallelism();
    const system = call.value('system');
    const joined = await joinQueue({
      url,
      concurrency,
      systemFiles: system === undefined ? [] : [system],
      lockSeconds: call.count('lock', 1) ?? LOCK_SECONDS,
    });
    say(`working for ${joined.server}, ${concurrency} at a time; Ctrl-C ends it`);
    await untilAsked();
    say('finishing what is being evaluated; Ctrl-C again stops at once');
    const again = untilAsked().then(() => joined.close(true));
    await Promise.race([joined.close(), again]);
    const { batches, trials } = joined.done;
    say(`evaluated ${trials.toLocaleString('en')} designs in ${batches.toLocaleString('en')} batches`);
    return 0;
  },
};

/** Resolves at the next Ctrl-C or request to end. */
function untilAsked(): Promise<void> {
  return new Promise((resolve) => {
    const asked = (): void => {
      process.off('SIGINT', asked);
      process.off('SIGTERM', asked);
      resolve();
    };
    process.on('SIGINT', asked);
    process.on('SIGTERM', asked);
  });
}
