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
}

/** What an evaluated batch comes back as; row-major metrics in the order of the system's metrics, NaN if unknown. */
export interface ResultBatch {
  readonly first: number;
  readonly count: number;
  readonly states: Uint8Array;
  readonly metrics: Float64Array;
  /** Seconds each evaluation took; wall-clock, so never part of a comparison of results. */
  readonly durations: Float32Array;
  /** Row offset and message of every failed or infeasible row that has one. */
  readonly messages: readonly (readonly [offset: number, message: string])[];
}

/** One trial for a person: decoded, named, with only its active parameters. */
export interface Trial {
  readonly number: number;
  readonly state: StoredTrialState;
  readonly design: Design;
  /** Known metrics; absent ones are unknown. */
  readonly metrics: MetricValues;
  /** Why it failed or is infeasible. */
  readonly message?: string;
  readonly durationSeconds: number;
  readonly onFront: boolean;
}
