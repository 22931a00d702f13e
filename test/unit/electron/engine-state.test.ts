import { describe, expect, it } from 'vitest';
import { nextState, type EngineEvent, type EngineState } from '../../../electron/engine-state.ts';

const STATES: readonly EngineState[] = ['stopped', 'starting', 'ready', 'stopping', 'crashed', 'backing-off'];
const EVENTS: readonly EngineEvent[] = ['start', 'ready', 'exit', 'retry', 'pause-over', 'stop'];

// One row a state, one column an event in the order of EVENTS; a dash where the event means nothing.
const TABLE: Readonly<Record<EngineState, string>> = {
  stopped: 'starting - - - - -',
  starting: '- ready crashed - - stopping',
  ready: '- - crashed - - stopping',
  stopping: '- - stopped - - -',
  crashed: 'starting - - backing-off - stopped',
  'backing-off': 'starting - - - starting stopped',
};

describe('the states of an engine process', () => {
  it.each(STATES)('%s moves as the table says', (state) => {
    const moves = EVENTS.map((event) => nextState(state, event) ?? '-').join(' ');
    expect(moves).toBe(TABLE[state]);
  });

  it('lets every state be left for stopped, in at most two events', () => {
    for (const state of STATES) {
      const stopped = nextState(state, 'stop') ?? state;
      expect(nextState(stopped, 'exit') ?? stopped).toBe('stopped');
    }
  });
});
