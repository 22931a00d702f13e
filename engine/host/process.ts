// The engine process of the desktop shell: one engine, any number of channels.

import type { RunProgress } from '../contract/host.ts';
import { createEngine } from './engine.ts';
import { defaultResources } from './resources.ts';
import type { Channel } from './rpc.ts';
import { serveEngine } from './rpc.ts';

export interface EngineHostOptions {
  readonly shell: 'desktop';
  readonly workspaceFolder: string;
  readonly resources: { readonly studies: string; readonly migrations: string };
}

export interface EngineHost {
  /** Serves one more window. */
  connect(channel: Channel): void;
  /** A token for a file that the main process got from a dialog or the system. */
  registerFile(path: string): string;
  activeRuns(): number;
  /** Calls back with the progress of every run. */
  onProgress(listener: (progress: RunProgress) => void): void;
  /** Stores what is in flight, releases files, ends threads. */
  close(): Promise<void>;
}

/** Starts the engine of an engine process. */
export function startEngineHost(options: EngineHostOptions): EngineHost {
  const engine = createEngine({
    shell: options.shell,
    yielding: true,
    workspaceFolder: options.workspaceFolder,
    resources: { ...defaultResources(), ...options.resources },
  });
  return {
    connect: (channel) => serveEngine(engine, channel),
    registerFile: (path) => engine.registerFile(path),
    activeRuns: () => engine.activeRuns(),
    onProgress: (listener) => {
      engine.listen({ progress: listener });
    },
    close: () => engine.close(),
  };
}
