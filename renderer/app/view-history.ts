// Undo for what a person arranged on screen: every edit keeps the state before it, edits of one kind in quick
// succession (typing, dragging a brush) count as one.

/** Edits of one kind within this time are one step. */
const TOGETHER_MILLISECONDS = 700;
const MOST_STEPS = 100;

interface Step<T> {
  readonly what: string;
  readonly before: T;
}

/** What can be undone and redone; every change gives a new one. `what` names an edit in words. */
export interface ViewHistory<T> {
  readonly present: T;
  readonly past: readonly Step<T>[];
  readonly future: readonly Step<T>[];
  readonly editedAt: number;
}

export function newHistory<T>(present: T): ViewHistory<T> {
  return { present, past: [], future: [], editedAt: Number.NEGATIVE_INFINITY };
}

/** The history after an edit at `now` (milliseconds of any clock that only goes forward). */
export function edited<T>(history: ViewHistory<T>, what: string, present: T, now: number): ViewHistory<T> {
  const last = history.past.at(-1);
  const together =
    last?.what === what && history.future.length === 0 && now - history.editedAt < TOGETHER_MILLISECONDS;
  const past = together
    ? history.past
    : [...history.past, { what, before: history.present }].slice(-MOST_STEPS);
  return { present, past, future: [], editedAt: now };
}

/** One step back; the same history if there is none. */
export function undone<T>(history: ViewHistory<T>): ViewHistory<T> {
  const step = history.past.at(-1);
  if (step === undefined) return history;
  return {
    present: step.before,
    past: history.past.slice(0, -1),
    future: [...history.future, { what: step.what, before: history.present }],
    editedAt: Number.NEGATIVE_INFINITY,
  };
}

/** One step forward again; the same history if there is none. */
export function redone<T>(history: ViewHistory<T>): ViewHistory<T> {
  const step = history.future.at(-1);
  if (step === undefined) return history;
  return {
    present: step.before,
    past: [...history.past, { what: step.what, before: history.present }],
    future: history.future.slice(0, -1),
    editedAt: Number.NEGATIVE_INFINITY,
  };
}
