// A real Redis server on loopback for a test, with nothing kept on disk.

import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import { assertReachable, queueServer } from '../../../../engine/run/queue/connection.ts';

/** Whether this machine has a server to test with; `npm test` installs it where it may. */
export const hasRedis = ((): boolean => {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

export class RedisServer {
  readonly port: number;
  readonly #password: string | undefined;
  #child: ChildProcess | undefined;

  constructor(port: number, password: string | undefined) {
    this.port = port;
    this.#password = password;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.#child = spawn(
      'redis-server',
      [
        ...['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
        ...(this.#password === undefined ? [] : ['--requirepass', this.#password]),
      ],
      { stdio: 'ignore' },
    );
    const environment = this.#password === undefined ? {} : { PARETOSCOPE_REDIS_PASSWORD: this.#password };
    for (;;) {
      try {
        await assertReachable(queueServer(this.url, environment));
        return;
      } catch {
        await delay(50);
      }
    }
  }

  /** Ends it without a word, and everything it held with it. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A server that runs, and is gone when the test ends. */
export async function redisServer(password?: string): Promise<RedisServer> {
  const server = new RedisServer(await freePort(), password);
  onTestFinished(() => server.kill());
  await server.start();
  return server;
}
