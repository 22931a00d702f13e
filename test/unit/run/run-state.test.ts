import { expect, test } from 'vitest';
import type { RunState } from '../../../engine/contract/host.ts';
import { isOver, nextRunState, type RunEvent } from '../../../engine/run/run-state.ts';

const EVENTS: readonly RunEvent[] = [
  'begin',
  'ready',
  'pause',
  'resume',
  'cancel',
  'drained',
  'store-failed',
  'complete',
  'fail',
];

/** The state after each event, in the order above; `.` where the event changes nothing. */
const TABLE: Readonly<Record<RunState, string>> = {
  queued: 'starting . . . cancelled . . . failed',
  starting: '. running pausing . cancelling . . . failed',
  running: '. . pausing . cancelling . pausing finished failed',
  pausing: '. . . running cancelling paused . . failed',
  paused: '. . . running cancelling . . . failed',
  cancelling: '. . . . . cancelled . . failed',
  cancelled: '. . . . . . . . .',
  finished: '. . . . . . . . .',
  failed: '. . . . . . . . .',
};

test.each(Object.entries(TABLE))('a run that is %s', (state, row) => {
  const after = row.split(' ').map((word) => (word === '.' ? state : word));
  expect(EVENTS.map((event) => nextRunState(state as RunState, event))).toEqual(after);
  expect(isOver(state as RunState)).toBe(['cancelled', 'finished', 'failed'].includes(state));
});
