// The engine as the renderer sees it: its calls, its events, and whether it can be reached. Two implementations
// (window and browser) differ only in where the channel comes from.

import type { AnnotationNews } from '../../engine/contract/annotations.ts';
import type { HostApi, RunProgress } from '../../engine/contract/host.ts';

export type ConnectionState =
  | 'connecting' // no channel yet; calls wait
  | 'connected'
  | 'lost' // the channel broke; a new one is being sought, calls wait
  | 'refused'; // the engine does not accept us (wrong or missing token); calls reject

export interface Host extends HostApi {
  readonly connection: ConnectionState;
  /** Called at once with the present state and on every change; returns the way to stop. */
  onConnection(listener: (state: ConnectionState) => void): () => void;
  /** Called for every progress message; returns the way to stop. */
  onProgress(listener: (progress: RunProgress) => void): () => void;
  /** Called whenever something was noted, in whichever window; returns the way to stop. */
  onAnnotated(listener: (news: AnnotationNews) => void): () => void;
  /** Seeks a new channel now instead of waiting for the next attempt. */
  reconnect(): void;
}
