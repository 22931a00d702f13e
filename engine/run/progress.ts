// How a run is getting on: speed, time left, failures by message. Wall-clock lives here and nowhere near a result.

import type { ParetoscopeError } from '../contract/errors.ts';
import type { FailureGroup, RunProgress } from '../contract/host.ts';
import { MOST_TRIALS } from '../contract/study.ts';
import type { ResultBatch } from '../contract/trial.ts';
import { TRIAL_STATES } from '../contract/trial.ts';
import { isOver } from './run-state.ts';
import type { Standing } from './standing.ts';

/** Seconds of history that the rate looks back on. */
const RATE_WINDOW_SECONDS = 3;

/** Trials per second over the last few seconds of running time. */
export class RateMeter {
  #marks: { seconds: number; done: number }[] = [];

  /** `seconds` is running time (pauses excluded), never decreasing. */
  mark(seconds: number, done: number): void {
    const marks = this.#marks;
    marks.push({ seconds, done });
    while (marks.length > 2 && marks[1]!.seconds < seconds - RATE_WINDOW_SECONDS) marks.shift();
  }

  get rate(): number {
    const first = this.#marks[0];
    const last = this.#marks.at(-1);
    if (first === undefined || last === undefined || last.seconds <= first.seconds) return 0;
    return (last.done - first.done) / (last.seconds - first.seconds);
  }
}

/** Groups kept apart; what comes after counts towards its state only. */
const KEPT_GROUPS = 1000;

/** Failure and infeasibility messages, counted. */
export class FailureTally {
  readonly #groups = new Map<string, { -readonly [K in keyof FailureGroup]: FailureGroup[K] }>();

  constructor(known: readonly FailureGroup[]) {
    for (const group of known) this.#groups.set(`${group.state}/${group.message}`, { ...group });
  }

  add(results: ResultBatch): void {
    for (const [offset, message] of results.messages) {
      const state = TRIAL_STATES[results.states[offset]!]!;
      const key = `${state}/${message}`;
      const group = this.#groups.get(key);
      if (group !== undefined) group.count++;
      else if (this.#groups.size < KEPT_GROUPS) {
        this.#groups.set(key, { message, state, count: 1, exampleTrial: results.first + offset });
      }
    }
  }

  /** The most frequent groups, most frequent first. */
  top(limit: number): FailureGroup[] {
    return [...this.#groups.values()]
      .sort((a, b) => b.count - a.count || a.exampleTrial - b.exampleTrial)
      .slice(0, limit)
      .map((group) => ({ ...group }));
  }
}

/** A stopwatch of running time that a changed system clock cannot disturb. */
export class Stopwatch {
  #total = 0;
  #since: number | undefined;

  start(): void {
    this.#since ??= performance.now();
  }

  stop(): void {
    this.#total = this.seconds;
    this.#since = undefined;
  }

  get seconds(): number {
    return this.#total + (this.#since === undefined ? 0 : (performance.now() - this.#since) / 1000);
  }
}

/** The state of a run for people, from what it knows of itself. */
export function progressOf(
  about: Pick<RunProgress, 'run' | 'workspace' | 'study' | 'state' | 'workers' | 'notes' | 'duplicates'>,
  trials: Pick<RunProgress, 'done' | 'counts'> & { readonly total: number },
  time: { readonly rate: number; readonly seconds: number; readonly limitSeconds?: number | undefined },
  standing: Standing,
  failures: FailureTally,
  error: ParetoscopeError | undefined,
): RunProgress {
  const { done, total } = trials;
  const { rate, seconds, limitSeconds = Infinity } = time;
  const isLimited = total < MOST_TRIALS;
  const byTrials = rate > 0 && isLimited ? Math.max(0, total - done) / rate : Infinity;
  const left = Math.max(0, Math.min(byTrials, limitSeconds - seconds));
  return {
    ...about,
    done,
    total: isLimited ? total : null,
    counts: trials.counts,
    rate,
    secondsLeft: isOver(about.state) ? 0 : Number.isFinite(left) ? left : null,
    elapsedSeconds: seconds,
    frontSize: standing.frontSize,
    hypervolume: standing.hypervolume(),
    frontVersion: standing.version,
    best: standing.best(),
    failures: failures.top(5),
    ...(error === undefined ? {} : { error: error.toWire() }),
  };
}
