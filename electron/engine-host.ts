// What an engine process looks like to main, whichever kind it is.

import type { EngineCommand, EngineReport } from './engine-protocol.ts';

export interface EngineExit {
  /** Exit status, where there is one. */
  readonly code: number | null;
  /** In words: `exit status 1`, `killed by SIGKILL`. */
  readonly reason: string;
  /** The last lines it wrote to its standard error. */
  readonly lastWords: string;
}

export interface EngineHostEvents {
  report(report: EngineReport): void;
  /** Called exactly once; nothing is reported afterwards. */
  exit(exit: EngineExit): void;
}

/** A running engine process that takes ports of kind `Port` for its pages. */
export interface EngineHost<Port> {
  readonly processId: number | undefined;
  post(command: EngineCommand): void;
  /** Joins a page to the engine. */
  connect(port: Port): void;
  kill(): void;
}

export type SpawnEngine<Port> = (events: EngineHostEvents) => EngineHost<Port>;

/** Part of Electron's MessagePortMain that relaying needs. */
export interface RelayPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start(): void;
  close(): void;
}

const LAST_WORDS_CHARACTERS = 4000;

/** Passes a process's standard error on and keeps its end, for the log and for people when it crashes. */
export function keepLastWords(stream: NodeJS.ReadableStream | null): () => string {
  let words = '';
  stream?.on('data', (chunk: Buffer) => {
    process.stderr.write(chunk);
    words = (words + chunk.toString('utf8')).slice(-LAST_WORDS_CHARACTERS);
  });
  return () => words.trim();
}
