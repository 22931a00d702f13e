// What a person arranged in one study, as plain JSON: saved in the workspace, restored when it opens again. Pure.

import { STUDY_TABS, type StudyTab } from './route.ts';

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** One page's own arrangement: axes, scales, brushes, columns. Its keys are the page's business. */
export type TabState = Readonly<Record<string, JsonValue>>;

export interface StudyViewState {
  /** The filter that all pages follow, e.g. `latency < 20 ms`; empty for none. */
  readonly filter: string;
  /** Numbers of the trials that are picked out (lasso, brush, table). */
  readonly selected: readonly number[];
  /** The trial that others are measured against. */
  readonly baseline: number | null;
  /** Trials side by side on the compare page, at most `MOST_COMPARED`, oldest first. */
  readonly compared: readonly number[];
  readonly tabs: Readonly<Partial<Record<StudyTab, TabState>>>;
}

export const MOST_COMPARED = 5;
/** A saved selection holds at most this many numbers; larger ones are named selections' business. */
const MOST_SAVED_NUMBERS = 10_000;

export const EMPTY_VIEW: StudyViewState = {
  filter: '',
  selected: [],
  baseline: null,
  compared: [],
  tabs: {},
};

/** The state as it is saved. */
export function viewStateText(state: StudyViewState): string {
  const selected = state.selected.length > MOST_SAVED_NUMBERS ? [] : state.selected;
  return JSON.stringify({ ...state, selected });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function trialNumbers(value: unknown): number[] {
  if (!Array.isArray(value)) return [];
  return value.filter((entry): entry is number => Number.isSafeInteger(entry) && entry >= 0);
}

/** The state of a saved text; whatever in it is not understood is left at its default. Never throws. */
export function parseViewState(text: string | undefined): StudyViewState {
  let saved: unknown;
  try {
    saved = JSON.parse(text ?? '{}');
  } catch {
    return EMPTY_VIEW;
  }
  if (!isRecord(saved)) return EMPTY_VIEW;
  const tabs: Partial<Record<StudyTab, TabState>> = {};
  if (isRecord(saved.tabs)) {
    for (const tab of STUDY_TABS) {
      const state = saved.tabs[tab];
      if (isRecord(state)) tabs[tab] = state as TabState;
    }
  }
  const [baseline] = trialNumbers([saved.baseline]);
  return {
    filter: typeof saved.filter === 'string' ? saved.filter : '',
    selected: trialNumbers(saved.selected),
    baseline: baseline ?? null,
    compared: trialNumbers(saved.compared).slice(-MOST_COMPARED),
    tabs,
  };
}

/** The numbers of a selection, for asking whether one is among them. */
export function numberSet(numbers: Iterable<number>): ReadonlySet<number> {
  return new Set(numbers);
}
