// The engine process's end of the control messages: says hello, loads the engine when told to, joins pages to it,
// answers questions, and ends when told to or when main is gone.

import process from 'node:process';
import { wireError } from '../engine/contract/errors.ts';
import type { RunProgress } from '../engine/contract/host.ts';
import { reportChanges } from './run-watch.ts';
import type { EngineCommand, EngineOptions, EngineReport } from './engine-protocol.ts';

/** One page's line to the engine. */
export interface EngineChannel {
  post(message: unknown): void;
  onMessage(callback: (message: unknown) => void): void;
  onClose(callback: () => void): void;
}

/** A loaded engine. */
export interface LoadedEngine {
  connect(channel: EngineChannel): void;
  registerFile(path: string): string;
  activeRuns(): number;
  onProgress(listener: (progress: RunProgress) => void): void;
  close(): Promise<void>;
}

type LoadEngine = (options: EngineOptions) => Promise<LoadedEngine>;

/** A port as a utility process gets it. */
interface ReceivedPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  on(event: 'close', listener: () => void): void;
  start(): void;
}

/** The way to main: Electron's parent port in a utility process, else Node's channel to a parent. */
interface Parent {
  report(report: EngineReport): void;
  onCommand(take: (command: EngineCommand, port: ReceivedPort | undefined) => void): void;
  onGone(callback: () => void): void;
}

function utilityParent(): Parent | undefined {
  const { parentPort } = process as unknown as {
    parentPort?: {
      postMessage(message: unknown): void;
      on(event: 'message', listener: (event: { data: unknown; ports: ReceivedPort[] }) => void): void;
    };
  };
  if (!parentPort) return undefined;
  return {
    report: (report) => parentPort.postMessage(report),
    onCommand: (take) => parentPort.on('message', ({ data, ports }) => take(data as EngineCommand, ports[0])),
    // Electron ends its utility processes itself.
    onGone: () => undefined,
  };
}

function nodeParent(): Parent {
  return {
    report: (report) => {
      if (process.connected) process.send?.(report);
    },
    onCommand: (take) => process.on('message', (message) => take(message as EngineCommand, undefined)),
    onGone: (callback) => process.on('disconnect', callback),
  };
}

/** A channel without a port of its own: its messages travel as `data`. */
class RelayedChannel implements EngineChannel {
  readonly #send: (message: unknown) => void;
  #receive: ((message: unknown) => void) | undefined;
  #closed: (() => void) | undefined;

  constructor(send: (message: unknown) => void) {
    this.#send = send;
  }

  post(message: unknown): void {
    this.#send(message);
  }

  onMessage(callback: (message: unknown) => void): void {
    this.#receive = callback;
  }

  onClose(callback: () => void): void {
    this.#closed = callback;
  }

  deliver(message: unknown): void {
    this.#receive?.(message);
  }

  close(): void {
    this.#closed?.();
  }
}

function portChannel(port: ReceivedPort): EngineChannel {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (callback) => {
      port.on('message', ({ data }) => callback(data));
      port.start();
    },
    onClose: (callback) => port.on('close', callback),
  };
}

/** Serves the shell that started this process, with the engine that `load` gives. Returns at once. */
export function serveShell(load: LoadEngine): void {
  const parent = utilityParent() ?? nodeParent();
  const relayed = new Map<number, RelayedChannel>();
  let engine: LoadedEngine | undefined;
  let ending = false;

  async function end(status: number): Promise<void> {
    if (ending) return;
    ending = true;
    try {
      await engine?.close();
    } catch (error) {
      process.stderr.write(`the engine did not close cleanly: ${wireError(error).message}\n`);
      process.exit(1);
    }
    process.exit(status);
  }

  async function start(options: EngineOptions): Promise<void> {
    try {
      engine = await load(options);
      engine.onProgress(reportChanges((facts) => parent.report({ type: 'run', facts })));
      parent.report({ type: 'ready' });
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
      parent.report({ type: 'failed', error: wireError(error) });
      // The report is on its way; main ends this process as soon as it has it.
      setTimeout(() => process.exit(1), 1000);
    }
  }

  function connect(connection: number, port: ReceivedPort | undefined): void {
    if (engine === undefined) return;
    if (port !== undefined) {
      engine.connect(portChannel(port));
      return;
    }
    const channel = new RelayedChannel((message) => parent.report({ type: 'data', connection, message }));
    relayed.set(connection, channel);
    engine.connect(channel);
  }

  function answer(command: Extract<EngineCommand, { type: 'ask' }>): void {
    const { request } = command;
    try {
      if (engine === undefined) throw new Error('the engine is not loaded');
      const value =
        command.question === 'register-file'
          ? engine.registerFile(...command.parameters)
          : engine.activeRuns(...command.parameters);
      parent.report({ type: 'answer', request, value });
    } catch (error) {
      parent.report({ type: 'refusal', request, error: wireError(error) });
    }
  }

  parent.onCommand((command, port) => {
    switch (command.type) {
      case 'start':
        void start(command);
        break;
      case 'connect':
        connect(command.connection, port);
        break;
      case 'data':
        relayed.get(command.connection)?.deliver(command.message);
        break;
      case 'disconnect':
        relayed.get(command.connection)?.close();
        relayed.delete(command.connection);
        break;
      case 'ask':
        answer(command);
        break;
      case 'shut-down':
        void end(0);
        break;
    }
  });
  parent.onGone(() => void end(0));
  // Ctrl-C reaches every process of a terminal; main decides what it means and tells this one.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => void end(0));
  parent.report({ type: 'hello', node: process.versions.node });
}
