// Control messages between main and the engine process. The engine's real traffic goes from page to engine over
// message ports; only in the child-process kind, which has no ports, does it pass through here as `data`.

import type { WireError } from '../engine/contract/errors.ts';
import type { RunFacts } from './run-watch.ts';

export interface EngineOptions {
  /** Folder of workspaces that the person did not place elsewhere. */
  readonly workspaceFolder: string;
  readonly resources: { readonly studies: string; readonly migrations: string };
}

/** What main may ask; each question has one answer. */
export interface EngineQuestions {
  /** Makes a path known to the engine; the answer is the token that pages use for it. */
  'register-file': (path: string) => string;
  /** How many runs would be interrupted if the engine stopped now. */
  'active-runs': () => number;
}

export type EngineQuestion = {
  [K in keyof EngineQuestions]: {
    readonly question: K;
    readonly parameters: Parameters<EngineQuestions[K]>;
  };
}[keyof EngineQuestions];

/** From main to the engine process. */
export type EngineCommand =
  | ({ readonly type: 'start' } & EngineOptions)
  /** A page wants to talk. A utility process gets its port with the message. */
  | { readonly type: 'connect'; readonly connection: number }
  | { readonly type: 'data'; readonly connection: number; readonly message: unknown }
  | { readonly type: 'disconnect'; readonly connection: number }
  | ({ readonly type: 'ask'; readonly request: number } & EngineQuestion)
  | { readonly type: 'shut-down' };

/** From the engine process to main. */
export type EngineReport =
  /** The process runs and takes commands; nothing of the engine is loaded yet. */
  | { readonly type: 'hello'; readonly node: string }
  /** The engine takes connections. */
  | { readonly type: 'ready' }
  /** The engine could not be loaded; the process ends. */
  | { readonly type: 'failed'; readonly error: WireError }
  | { readonly type: 'data'; readonly connection: number; readonly message: unknown }
  | { readonly type: 'disconnect'; readonly connection: number }
  /** A run has changed in a way that shows outside of windows. */
  | { readonly type: 'run'; readonly facts: RunFacts }
  | { readonly type: 'answer'; readonly request: number; readonly value: string | number }
  | { readonly type: 'refusal'; readonly request: number; readonly error: WireError };
