// The engine behind a message channel: every call is known, its arguments checked, its errors plain data.

import { createBirpc } from 'birpc';
import * as v from 'valibot';
import { ParetoscopeError, wireError } from '../contract/errors.ts';
import { hostArguments } from '../contract/host-schemas.ts';
import type { HostApi, ShellEvents } from '../contract/host.ts';
import type { Engine } from './engine.ts';

/** A two-way channel of messages: a port, a socket, a child process. */
export interface Channel {
  post(message: unknown): void;
  onMessage(callback: (message: unknown) => void): void;
  onClose(callback: () => void): void;
}

type Call = (...args: unknown[]) => Promise<unknown>;

/** Serves an engine over a channel until it closes. */
export function serveEngine(engine: Engine, channel: Channel): void {
  const functions: Record<string, Call> = {};
  for (const name of Object.keys(hostArguments) as (keyof HostApi)[]) {
    const schema: v.GenericSchema = hostArguments[name];
    functions[name] = async (...args) => {
      try {
        const parsed = v.safeParse(schema, args);
        if (!parsed.success) {
          throw new ParetoscopeError('usage', `call "${name}": ${parsed.issues[0].message}`);
        }
        return await (engine[name] as Call).apply(engine, parsed.output as unknown[]);
      } catch (error) {
        // Thrown as plain data: an Error would lose its kind on the way.
        // eslint-disable-next-line @typescript-eslint/only-throw-error
        throw { wire: wireError(error) };
      }
    };
  }
  const shell = createBirpc<ShellEvents, Record<string, Call>>(functions, {
    post: (message: unknown) => channel.post(message),
    on: (callback) => channel.onMessage(callback),
    eventNames: ['progress', 'annotated'],
    timeout: -1,
    resolver: (name, resolved) => (Object.hasOwn(functions, name) ? resolved : undefined),
    // A channel that went away is told about by onClose; nothing is to be done per message.
    onGeneralError: () => true,
  });
  const stop = engine.listen({
    progress: (progress) => void shell.progress(progress),
    annotated: (news) => void shell.annotated(news),
  });
  channel.onClose(() => {
    stop();
    if (!shell.$closed) shell.$close();
  });
}
