// What the shell does about runs, decided from what the engine says of them.
//
// A run is unknown until the engine first speaks of it. It is open until it is `finished`, `failed` or `cancelled`, and
// then over for good: a study that goes on does so as another run. What follows from that:
// - The taskbar shows one bar for all open runs together, as share of their trials: moving where the number of trials
//   is not known, as paused when every open run is paused, and none once no run is open.
// - Sleep is held off while at least one run works (starting, running, pausing, cancelling). Paused runs, and runs that
//   wait behind a paused one, do not need the computer.
// - The end of a run is worth saying once, when it finished or failed. Whoever cancelled it knows.
// An engine that ended takes its runs along: everything is forgotten without a word, because the page lets them go on
// in the next engine, as other runs.

import type { RunProgress, RunState } from '../engine/contract/host.ts';

/** The part of a run's progress that main is told. */
export interface RunFacts {
  readonly run: string;
  readonly workspace: string;
  readonly study: string;
  readonly state: RunState;
  readonly done: number;
  readonly total: number | null;
  readonly frontSize: number;
  /** Why it failed. */
  readonly problem: string | null;
}

export interface ProgressBar {
  readonly mode: 'none' | 'normal' | 'paused' | 'indeterminate';
  /** From 0 to 1. */
  readonly share: number;
}

const NO_BAR: ProgressBar = { mode: 'none', share: 0 };
const OVER: ReadonlySet<RunState> = new Set(['finished', 'failed', 'cancelled']);
const WORKING: ReadonlySet<RunState> = new Set(['starting', 'running', 'pausing', 'cancelling']);

export function runFacts(progress: RunProgress): RunFacts {
  const { run, workspace, study, state, done, total, frontSize, error } = progress;
  return { run, workspace, study, state, done, total, frontSize, problem: error?.message ?? null };
}

function percent({ done, total }: RunFacts): number | null {
  return total === null || total <= 0 ? null : Math.floor((100 * done) / total);
}

/** Passes on what main needs of a stream of progress: each change of a state, and each whole percent. */
export function reportChanges(report: (facts: RunFacts) => void): (progress: RunProgress) => void {
  const told = new Map<string, RunFacts>();
  return (progress) => {
    const facts = runFacts(progress);
    const before = told.get(facts.run);
    if (before?.state === facts.state && percent(before) === percent(facts)) return;
    told.set(facts.run, facts);
    report(facts);
  };
}

/** All runs of the engine that lives now. */
export class RunWatch {
  readonly #runs = new Map<string, RunFacts>();

  /** Takes what is new about a run; its facts if it has ended in a way that is worth saying. */
  take(facts: RunFacts): RunFacts | undefined {
    const before = this.#runs.get(facts.run);
    if (before !== undefined && OVER.has(before.state)) return undefined;
    this.#runs.set(facts.run, facts);
    return facts.state === 'finished' || facts.state === 'failed' ? facts : undefined;
  }

  /** The engine ended. */
  forget(): void {
    this.#runs.clear();
  }

  /** Whether a run needs the computer to stay awake. */
  get working(): boolean {
    return this.#open().some(({ state }) => WORKING.has(state));
  }

  get bar(): ProgressBar {
    const open = this.#open();
    if (open.length === 0) return NO_BAR;
    let done = 0;
    let total = 0;
    for (const facts of open) {
      if (facts.total === null) return { mode: 'indeterminate', share: 0 };
      done += facts.done;
      total += facts.total;
    }
    const paused = open.every(({ state }) => state === 'paused' || state === 'queued');
    return { mode: paused ? 'paused' : 'normal', share: total > 0 ? Math.min(1, done / total) : 0 };
  }

  #open(): RunFacts[] {
    return [...this.#runs.values()].filter(({ state }) => !OVER.has(state));
  }
}

/** The end of a run as a notification says it. */
export function endText(facts: RunFacts): { readonly title: string; readonly body: string } {
  const { study, state, done, frontSize, problem } = facts;
  const count = (value: number, one: string, many: string): string =>
    `${value.toLocaleString('en')} ${value === 1 ? one : many}`;
  if (state === 'failed') return { title: `${study} failed`, body: problem ?? 'The run page says why.' };
  return {
    title: `${study} finished`,
    body: `${count(done, 'trial', 'trials')}, ${count(frontSize, 'design', 'designs')} on the front`,
  };
}
