// The way to a Redis or Valkey server: its address, its password, and whether it answers. The password never reaches a
// message: addresses are shown through `QueueServer.shown`.

import { Redis, type RedisOptions } from 'ioredis';
import { ParetoscopeError } from '../../contract/errors.ts';

/** Where the password may stand instead of the address, which other users of the machine can see. */
export const PASSWORD_VARIABLE = 'PARETOSCOPE_REDIS_PASSWORD';

/** A server that does not answer within this time is not there. */
const ANSWER_MILLISECONDS = 5000;
/** Longest pause between attempts to reach a server that was lost. */
const RETRY_MILLISECONDS = 2000;

export interface QueueServer {
  readonly url: string;
  readonly password: string | undefined;
  /** The address without user and password, for people. */
  readonly shown: string;
}

/**
 * Reads the address of a server: `redis://HOST:PORT/DATABASE`, or `rediss://` for TLS. Throws `usage` where it is none.
 */
export function queueServer(url: string, environment: NodeJS.ProcessEnv = process.env): QueueServer {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw notAnAddress();
  }
  if (!['redis:', 'rediss:'].includes(parsed.protocol) || parsed.hostname === '') throw notAnAddress();
  const password = environment[PASSWORD_VARIABLE];
  return {
    url,
    password: password === undefined || password === '' ? undefined : password,
    shown: `${parsed.protocol}//${parsed.host}${parsed.pathname === '/' ? '' : parsed.pathname}`,
  };
}

// The text that was given is left out: it may hold a password.
function notAnAddress(): ParetoscopeError {
  return new ParetoscopeError('usage', 'that is no address of a Redis or Valkey server', {
    hint: `write redis://HOST:PORT, or rediss://HOST:PORT for TLS; a password may stand in ${PASSWORD_VARIABLE}`,
  });
}

/** A connection that goes on trying when the server is lost, and keeps what is asked of it meanwhile. */
export function connect({ url, password }: QueueServer): Redis {
  const options: RedisOptions = {
    ...(password === undefined ? {} : { password }),
    // What a blocking reader of a queue needs.
    maxRetriesPerRequest: null,
    connectTimeout: ANSWER_MILLISECONDS,
    retryStrategy: (attempt) => Math.min(RETRY_MILLISECONDS, 100 * attempt),
  };
  const connection = new Redis(url, options);
  // Without a listener an error would end the process; whoever asks learns of it from the unanswered call.
  connection.on('error', () => {});
  return connection;
}

/** Checks that a server answers and lets us in. Rejects with not-found or `untrusted`, saying which server. */
export async function assertReachable(server: QueueServer): Promise<void> {
  const connection = connect(server);
  let refusal: Error | undefined;
  connection.on('error', (error: Error) => (refusal = error));
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(refusal ?? new Error('no answer')), ANSWER_MILLISECONDS);
  try {
    await Promise.race([connection.ping(), late.promise]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (/NOAUTH|WRONGPASS|NOPERM/.test(reason)) {
      throw new ParetoscopeError('untrusted', `${server.shown} does not let us in: ${reason}`, {
        hint: `give the password in ${PASSWORD_VARIABLE}`,
      });
    }
    throw new ParetoscopeError('not-found', `no Redis or Valkey answers at ${server.shown} (${reason})`, {
      hint: 'check the address, and that the server runs and can be reached from here',
    });
  } finally {
    clearTimeout(timer);
    connection.disconnect();
  }
}
