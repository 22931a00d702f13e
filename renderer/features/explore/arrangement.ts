// How a person arranged the explore page, as plain JSON. Reading it forgives: what is not understood is at its default,
// so that a state saved by another version opens.

import type { TabState } from '../../app/study-view-state.ts';
import type { ScaleKind } from '../../charts/axes/axis.ts';
import type { Brushes } from '../../charts/parallel/lines.ts';
import { analysisChoices, type AnalysisChoices } from '../analysis/choices.ts';

export const PANE_VIEWS = [
  'scatter',
  'parallel',
  'matrix',
  'history',
  'table',
  'choose',
  'importance',
  'slices',
  'membership',
] as const;
export type PaneView = (typeof PANE_VIEWS)[number];

export const PANE_NAMES: Readonly<Record<PaneView, string>> = {
  scatter: 'Scatter plot',
  parallel: 'Parallel coordinates',
  matrix: 'Scatter matrix',
  history: 'History',
  table: 'Table',
  choose: 'Help me choose',
  importance: 'Importance',
  slices: 'Slices and contours',
  membership: 'Front membership',
};

export interface Preset {
  readonly name: string;
  readonly panes: readonly (readonly PaneView[])[];
  /** Share of the height that the first row takes, where it is another than usual. */
  readonly rowShare?: number;
}

/** Share of the height that the first row usually takes. */
export const ROW_SHARE = 0.62;

export const PRESETS: readonly Preset[] = [
  { name: 'Plot and table', panes: [['scatter'], ['table']] },
  { name: 'Parallel coordinates', panes: [['parallel'], ['scatter', 'table']], rowShare: 0.52 },
  { name: 'Matrix', panes: [['matrix', 'scatter'], ['table']] },
  { name: 'Choose from the front', panes: [['scatter', 'choose'], ['parallel']] },
  {
    name: 'What matters',
    panes: [
      ['scatter', 'slices'],
      ['importance', 'membership'],
    ],
    rowShare: 0.52,
  },
  { name: 'History', panes: [['history'], ['table']] },
  { name: 'Table alone', panes: [['table']] },
];

export interface Arrangement {
  readonly panes: readonly (readonly PaneView[])[];
  /** Share of the height that the first row takes, and of the width that the first pane of a row takes. */
  readonly rowShare: number;
  readonly columnShare: number;
  readonly x: string | null;
  readonly y: string | null;
  readonly color: string | null;
  readonly size: string | null;
  readonly shape: string | null;
  readonly scales: Readonly<Record<string, ScaleKind>>;
  readonly parallel: readonly string[];
  readonly flipped: Readonly<Record<string, boolean>>;
  readonly matrix: readonly string[];
  readonly brushes: Brushes;
  readonly frontOnly: boolean;
  readonly feasibleOnly: boolean;
  /** The table shows only what is picked out. */
  readonly pickedOnly: boolean;
  readonly history: string | null;
  readonly sort: string;
  readonly descending: boolean;
  /** Columns of the table, in their order; empty for all. */
  readonly tableColumns: readonly string[];
  /** Weights from 0 to 10 by objective. */
  readonly weights: Readonly<Record<string, number>>;
  readonly drawing: 'auto' | 'canvas' | 'webgl';
  /** What the analyses beside the views are asked. */
  readonly analysis: AnalysisChoices;
}

const SCALES: readonly string[] = ['linear', 'log', 'quantile'];

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
}

function record<T>(value: unknown, keep: (entry: unknown) => entry is T): Record<string, T> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, T] => keep(entry[1])));
}

function share(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value > 0.05 && value < 0.95 ? value : otherwise;
}

function nameOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function isRanges(value: unknown): value is [number, number][] {
  return (
    Array.isArray(value) &&
    value.every(
      (range) => Array.isArray(range) && range.length === 2 && range.every((end) => typeof end === 'number'),
    )
  );
}

function panesOf(value: unknown): readonly (readonly PaneView[])[] {
  const known: readonly string[] = PANE_VIEWS;
  const rows = (Array.isArray(value) ? value : [])
    .map((row) =>
      words(row)
        .filter((view): view is PaneView => known.includes(view))
        .slice(0, 2),
    )
    .filter((row) => row.length > 0)
    .slice(0, 2);
  return rows.length === 0 ? PRESETS[0]!.panes : rows;
}

export function parseArrangement(state: TabState): Arrangement {
  return {
    panes: panesOf(state.panes),
    rowShare: share(state.rowShare, ROW_SHARE),
    columnShare: share(state.columnShare, 0.55),
    x: nameOrNull(state.x),
    y: nameOrNull(state.y),
    color: nameOrNull(state.color),
    size: nameOrNull(state.size),
    shape: nameOrNull(state.shape),
    scales: record(
      state.scales,
      (entry): entry is ScaleKind => typeof entry === 'string' && SCALES.includes(entry),
    ),
    parallel: words(state.parallel),
    flipped: record(state.flipped, (entry) => typeof entry === 'boolean'),
    matrix: words(state.matrix),
    brushes: record(state.brushes, isRanges),
    frontOnly: state.frontOnly === true,
    feasibleOnly: state.feasibleOnly === true,
    pickedOnly: state.pickedOnly === true,
    history: nameOrNull(state.history),
    sort: nameOrNull(state.sort) ?? 'number',
    descending: state.descending === true,
    tableColumns: words(state.tableColumns),
    weights: record(state.weights, (entry): entry is number => typeof entry === 'number' && entry >= 0),
    analysis: analysisChoices(
      typeof state.analysis === 'object' && state.analysis !== null && !Array.isArray(state.analysis)
        ? (state.analysis as TabState)
        : {},
    ),
    drawing: state.drawing === 'canvas' || state.drawing === 'webgl' ? state.drawing : 'auto',
  };
}
