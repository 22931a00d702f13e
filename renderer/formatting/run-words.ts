// A run in words.

import type { RunProgress, RunState } from '../../engine/contract/host.ts';
import { TRIAL_STATES, type StoredTrialState } from '../../engine/contract/trial.ts';
import { countText } from './quantity.ts';

const STATE_WORDS: Readonly<Record<RunState, string>> = {
  queued: 'Waiting for its turn',
  starting: 'Starting',
  running: 'Running',
  pausing: 'Pausing',
  paused: 'Paused',
  cancelling: 'Cancelling',
  cancelled: 'Cancelled',
  finished: 'Finished',
  failed: 'Failed',
};

export function runStateText(state: RunState): string {
  return STATE_WORDS[state];
}

/** True while trials may still come without anyone doing anything. */
export function isActive(state: RunState | undefined): boolean {
  return (
    state === 'queued' ||
    state === 'starting' ||
    state === 'running' ||
    state === 'pausing' ||
    state === 'cancelling'
  );
}

/** True for a run that can go on: it is active or paused. */
export function isOpen(state: RunState | undefined): boolean {
  return isActive(state) || state === 'paused';
}

/** The runs that are not over, in the order they began to wait. */
export function openRuns(runs: readonly RunProgress[]): readonly RunProgress[] {
  return runs
    .filter(({ state }) => isOpen(state))
    .toSorted(
      (a, b) =>
        Number(a.state === 'queued') - Number(b.state === 'queued') ||
        a.run.localeCompare(b.run, 'en', { numeric: true }),
    );
}

export function storedTrials(counts: Readonly<Record<StoredTrialState, number>>): number {
  return TRIAL_STATES.reduce((sum, state) => sum + counts[state], 0);
}

/** `3,980 complete, 20 infeasible`, states without trials left out. */
export function countsText(counts: Readonly<Record<StoredTrialState, number>>): string {
  const parts = TRIAL_STATES.filter((state) => counts[state] > 0).map(
    (state) => `${countText(counts[state])} ${state}`,
  );
  return parts.length === 0 ? 'no trials yet' : parts.join(', ');
}

/** What became of the trials, as a list: every state that occurs, and results that were not evaluated anew. */
export function outcomeLines(
  counts: Readonly<Record<StoredTrialState, number>>,
  duplicates: RunProgress['duplicates'],
): readonly { readonly count: number; readonly words: string }[] {
  const lines = TRIAL_STATES.map((state) => ({ count: counts[state], words: OUTCOME_WORDS[state] }));
  const taken = [
    { count: duplicates?.own ?? 0, words: 'came again and took their result over' },
    { count: duplicates?.others ?? 0, words: 'took the result of another study over' },
  ];
  return [...lines, ...taken].filter(({ count }) => count > 0);
}

const OUTCOME_WORDS: Readonly<Record<StoredTrialState, string>> = {
  complete: 'complete',
  infeasible: 'infeasible',
  pruned: 'pruned: stopped early, not worth finishing',
  failed: 'failed',
  cancelled: 'cancelled',
};

/** Done of total, as a share from 0 to 1; null where the total is not known. */
export function shareDone(progress: Pick<RunProgress, 'done' | 'total'>): number | null {
  if (progress.total === null || progress.total <= 0) return null;
  return Math.min(1, progress.done / progress.total);
}
