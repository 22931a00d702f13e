import { createBirpc } from 'birpc';
import { afterEach, describe, expect, test } from 'vitest';
import type { AnnotationNews } from '../../../engine/contract/annotations.ts';
import type { About, HostApi, RunProgress, ShellEvents } from '../../../engine/contract/host.ts';
import { Connection, createHost, type Channel } from '../../../renderer/host/connection.ts';
import { toWireError } from '../../../renderer/host/wire-error.ts';

type Call = (...args: never[]) => Promise<unknown>;

const ABOUT: About = { version: '1.0.0', platform: 'linux', cores: 2, shell: 'browser' };
const ports: MessagePort[] = [];

afterEach(() => {
  for (const port of ports.splice(0)) port.close();
});

/** An engine's end of a real message channel that answers with `calls`, and the page's end as a Channel. */
function engineWith(calls: Record<string, Call>): {
  channel: Channel;
  shell: {
    progress: (progress: RunProgress) => unknown;
    annotated: (news: AnnotationNews) => unknown;
  };
} {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const receive = (port: MessagePort, to: (message: unknown) => void): void => {
    port.addEventListener('message', (event) => to((event as { data: unknown }).data));
    port.start();
  };
  const shell = createBirpc<ShellEvents, Record<string, Call>>(calls, {
    post: (message: unknown) => port1.postMessage(message),
    on: (to) => receive(port1, to),
    eventNames: ['progress', 'annotated'],
  });
  const channel: Channel = {
    post: (message) => port2.postMessage(message),
    onMessage: (to) => receive(port2, to),
    close: () => port2.close(),
  };
  return { channel, shell };
}

function hostOf(connection: Connection): HostApi {
  return createHost(connection, () => undefined);
}

describe('connection', () => {
  test('calls made before there is a channel wait for it', async () => {
    const connection = new Connection();
    const answer = hostOf(connection).about();
    expect(connection.state).toBe('connecting');
    connection.attach(engineWith({ about: () => Promise.resolve(ABOUT) }).channel);
    await expect(answer).resolves.toEqual(ABOUT);
    expect(connection.state).toBe('connected');
  });

  test('an engine that is replaced fails the calls under way with the reason, and serves the next ones', async () => {
    const connection = new Connection();
    const host = hostOf(connection);
    connection.attach(engineWith({ about: () => new Promise(() => undefined) }).channel);
    const hanging = host.about().catch(toWireError);
    await new Promise((resolve) => setTimeout(resolve, 5));
    connection.attach(engineWith({ about: () => Promise.resolve(ABOUT) }).channel);
    expect(await hanging).toMatchObject({ kind: 'internal', message: 'the engine restarted' });
    await expect(host.about()).resolves.toEqual(ABOUT);
  });

  test('errors arrive as the engine gave them', async () => {
    const connection = new Connection();
    const wire = { kind: 'not-found', message: 'no system "x"', hint: 'see paretoscope systems' };
    // Thrown as the engine's host throws it: plain data.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    connection.attach(engineWith({ system: () => Promise.reject({ wire }) }).channel);
    expect(await hostOf(connection).system('x').catch(toWireError)).toEqual(wire);
  });

  test('a lost channel is said, and what it sends late is not listened to', async () => {
    const connection = new Connection();
    const states: string[] = [];
    connection.onState((state) => states.push(state));
    const first = engineWith({});
    connection.attach(first.channel);
    connection.lose(first.channel);
    expect(states).toEqual(['connecting', 'connected', 'lost']);
    const second = engineWith({ about: () => Promise.resolve(ABOUT) });
    connection.attach(second.channel);
    connection.lose(first.channel);
    expect(connection.state).toBe('connected');
    await expect(hostOf(connection).about()).resolves.toEqual(ABOUT);
  });

  test('progress reaches its listeners until they stop', async () => {
    const connection = new Connection();
    const engine = engineWith({});
    connection.attach(engine.channel);
    const seen: string[] = [];
    const heard = new Promise<void>((resolve) => {
      connection.onProgress((progress) => {
        seen.push(progress.run);
        resolve();
      });
    });
    engine.shell.progress({ run: 'run-1' } as RunProgress);
    await heard;
    expect(seen).toEqual(['run-1']);
  });

  test('what was noted reaches its listeners, and nothing from an engine that was replaced', async () => {
    const connection = new Connection();
    const before = engineWith({});
    connection.attach(before.channel);
    const engine = engineWith({});
    connection.attach(engine.channel);
    const seen: AnnotationNews[] = [];
    const heard = new Promise<void>((resolve) => {
      connection.onAnnotated((news) => {
        seen.push(news);
        resolve();
      });
    });
    before.shell.annotated({ workspace: 'w', study: 'of before' });
    engine.shell.annotated({ workspace: 'w', study: 's' });
    await heard;
    expect(seen).toEqual([{ workspace: 'w', study: 's' }]);
  });

  test('an engine that refuses rejects what waits and what comes', async () => {
    const connection = new Connection();
    const host = hostOf(connection);
    const waiting = host.about().catch(toWireError);
    connection.refuse();
    expect(await waiting).toMatchObject({ kind: 'untrusted' });
    expect(await host.systems().catch(toWireError)).toMatchObject({ kind: 'untrusted' });
  });
});

describe('wire errors', () => {
  test('any rejection becomes an error with words', () => {
    expect(toWireError(new Error('broken pipe'))).toEqual({ kind: 'internal', message: 'broken pipe' });
    expect(toWireError({ kind: 'disk-full', message: 'no room' })).toEqual({
      kind: 'disk-full',
      message: 'no room',
    });
    expect(toWireError('plain words')).toEqual({ kind: 'internal', message: 'plain words' });
    expect(toWireError(new Error(''))).toEqual({ kind: 'internal', message: 'the engine gave no reason' });
  });
});
