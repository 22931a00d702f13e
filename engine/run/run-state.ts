// The life of a run, whatever it runs.
//
// A run that waits for others is `queued` until it begins. It is `starting` while it finds out where it stands, then
// `running`. A pause makes it `pausing`: nothing new is sent out; when everything in flight is stored (drained) it is
// `paused`, and resuming makes it `running` again. A store that cannot take results (disk full, file lost) pauses it
// too, with the error and the unstored results kept, so that resuming tries again. Cancelling makes it `cancelling`:
// like pausing, but it ends `cancelled`; one that is queued is cancelled on the spot. It ends `finished` when there is
// nothing left to do, and `failed` where it cannot go on. A finished, cancelled or failed run is over for good; the
// same study goes on in another run.

import type { RunState } from '../contract/host.ts';

export type RunEvent =
  'begin' | 'ready' | 'pause' | 'resume' | 'cancel' | 'drained' | 'store-failed' | 'complete' | 'fail';

const TRANSITIONS: Readonly<Record<RunState, Readonly<Partial<Record<RunEvent, RunState>>>>> = {
  queued: { begin: 'starting', cancel: 'cancelled', fail: 'failed' },
  starting: { ready: 'running', pause: 'pausing', cancel: 'cancelling', fail: 'failed' },
  running: {
    pause: 'pausing',
    'store-failed': 'pausing',
    cancel: 'cancelling',
    complete: 'finished',
    fail: 'failed',
  },
  pausing: { drained: 'paused', resume: 'running', cancel: 'cancelling', fail: 'failed' },
  paused: { resume: 'running', cancel: 'cancelling', fail: 'failed' },
  cancelling: { drained: 'cancelled', fail: 'failed' },
  cancelled: {},
  finished: {},
  failed: {},
};

/** The state after an event; the same state where the event means nothing in it. */
export function nextRunState(state: RunState, event: RunEvent): RunState {
  return TRANSITIONS[state][event] ?? state;
}

/** True for states that a run does not leave. */
export function isOver(state: RunState): boolean {
  return state === 'cancelled' || state === 'finished' || state === 'failed';
}
