// The states of an engine process and the events that move it, as a table without effects.

export type EngineState = 'stopped' | 'starting' | 'ready' | 'stopping' | 'crashed' | 'backing-off';

export type EngineEvent =
  /** Somebody wants the engine. */
  | 'start'
  /** The process takes connections. */
  | 'ready'
  /** The process ended, for whatever reason. */
  | 'exit'
  /** Another attempt is due after a pause. */
  | 'retry'
  /** That pause is over. */
  | 'pause-over'
  /** The shell ends. */
  | 'stop';

const TRANSITIONS: Readonly<Record<EngineState, Readonly<Partial<Record<EngineEvent, EngineState>>>>> = {
  stopped: { start: 'starting' },
  starting: { ready: 'ready', exit: 'crashed', stop: 'stopping' },
  ready: { exit: 'crashed', stop: 'stopping' },
  stopping: { exit: 'stopped' },
  crashed: { retry: 'backing-off', start: 'starting', stop: 'stopped' },
  'backing-off': { 'pause-over': 'starting', start: 'starting', stop: 'stopped' },
};

/** The state after `event`, or null where the event means nothing in this state. */
export function nextState(state: EngineState, event: EngineEvent): EngineState | null {
  return TRANSITIONS[state][event] ?? null;
}
