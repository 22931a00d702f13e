// Trials, one by one for people and in columns for machines.

import type { Design, MetricValues } from './system.ts';

export type TrialState = 'queued' | 'running' | 'complete' | 'infeasible' | 'pruned' | 'failed' | 'cancelled';

/** The states a stored trial can have, in the order of their codes in columns and tables. Append only. */
export const TRIAL_STATES = [
  'complete',
  'infeasible',
  'pruned',
  'failed',
  'cancelled',
] as const satisfies readonly TrialState[];

export type StoredTrialState = (typeof TRIAL_STATES)[number];

export const COMPLETE = 0;
export const INFEASIBLE = 1;
export const PRUNED = 2;
export const FAILED = 3;
export const CANCELLED = 4;

/**
 * Consecutive designs of one study in code form: row-major, one row a design, one column a dimension of the study.
 * A float or integer dimension holds its value; a choice dimension the index of the choice; NaN means inactive.
 */
export interface DesignBatch {
  /** Trial number of the first row; rows count up from it. */
  readonly first: number;
  readonly count: number;
  readonly codes: Float64Array;
  /** Trial number of every row where they do not count up from `first`. */
  readonly numbers?: Uint32Array;
}

/** In place of a step: the values are final, whatever the rest of the evaluation does. */
export const SETTLED_STEP = -1;

/**
 * Intermediate values of a batch, one entry a value: entries of a row stand together, by rising step, settled values
 * first.
 */
export interface IntermediateBatch {
  /** Row offset of every entry, ascending. */
  readonly rows: Uint32Array;
  /** Step of every entry, or SETTLED_STEP. */
  readonly steps: Float64Array;
  /** Index of the metric in the system's order. */
  readonly metrics: Uint16Array;
  readonly values: Float64Array;
}

/** What an evaluated batch comes back as; row-major metrics in the order of the system's metrics, NaN if unknown. */
export interface ResultBatch {
  readonly first: number;
  readonly count: number;
  readonly states: Uint8Array;
  readonly metrics: Float64Array;
  /** Seconds each evaluation took; wall-clock, so never part of a comparison of results. */
  readonly durations: Float32Array;
  /** Row offset and message of every row that has one: why it failed, is infeasible or was pruned. */
  readonly messages: readonly (readonly [offset: number, message: string])[];
  /** Row offset, and number of the earlier trial whose result was taken over because it has the same design. */
  readonly copied?: readonly (readonly [offset: number, original: number])[];
  /** Offset of the first row whose evaluation asked for random numbers; absent where none did. */
  readonly drew?: number;
  /** What evaluations reported on their way; absent where the study has no pruner or nothing was reported. */
  readonly intermediate?: IntermediateBatch;
}

/** What a trial reported after a step. */
export interface IntermediateValues {
  readonly step: number;
  readonly values: MetricValues;
}

/** One trial for a person: decoded, named, with only its active parameters. */
export interface Trial {
  readonly number: number;
  readonly state: StoredTrialState;
  readonly design: Design;
  /** Known metrics; absent ones are unknown. */
  readonly metrics: MetricValues;
  /** Why it failed, is infeasible or was pruned. */
  readonly message?: string;
  readonly durationSeconds: number;
  readonly onFront: boolean;
  /** The earlier trial of the same design whose result it took over. */
  readonly duplicateOf?: number;
  /** Reports by rising step, where they were asked for and the study's pruner kept them. */
  readonly intermediate?: readonly IntermediateValues[];
  /** Metrics that were announced as final before the end, under the same conditions. */
  readonly settled?: MetricValues;
}
