// What a pruner is: it watches the intermediate values of trials and says which evaluations are not worth finishing.
// The engine's side learns (`observe`, `knowledge`), a worker's side decides (`judge`, `judgeSettled`) from a snapshot of
// what was learnt. Both are pure: same trials in the same order, same knowledge; same knowledge, same decision.

import type { Paper, Parameters } from './system.ts';

/** Objective vectors by step, all objectives minimised. */
export interface StepTable {
  /** Ascending. */
  readonly steps: Float64Array;
  /** Row of the first vector of every step, and after the last the number of rows. */
  readonly starts: Uint32Array;
  /** Row-major; NaN where nothing is known of an objective. */
  readonly vectors: Float64Array;
}

/** All that decisions rest on: a few typed arrays, fit for shared memory. */
export interface PruningKnowledge {
  /** Names the snapshot within a run; equal versions are equal knowledge. */
  readonly version: number;
  /** Trials that were complete when it was taken. */
  readonly completed: number;
  /** One table, or one per bracket. */
  readonly tables: readonly StepTable[];
  /** Final objective vectors, row-major, of complete trials that too few others dominate to be left out. */
  readonly front: Float64Array;
}

/** A trial as pruners see it when it is over; every vector has one entry an objective, minimised, NaN if unknown. */
export interface ObservedTrial {
  readonly number: number;
  readonly state: number;
  /** Steps it reported, ascending. */
  readonly steps: readonly number[];
  /** Row-major, a row a step: what was reported, or settled before. */
  readonly vectors: Float64Array;
  /** What it came to. */
  readonly objectives: Float64Array;
}

/** A trial at the moment of a report. */
export interface JudgedReport {
  readonly trial: number;
  readonly step: number;
  /** Step of the report before; -1 if this is the first. */
  readonly previousStep: number;
  /** Objectives at this step, minimised: reported or settled; NaN if unknown. */
  readonly vector: Float64Array;
  /** Best so far in every objective by itself. */
  readonly best: Float64Array;
  /** What the objectives cannot come out better than: settled values, bounds, else -Infinity. */
  readonly bounds: Float64Array;
}

export interface Pruner {
  /** False: what is settled is not looked at before the evaluation's end. */
  readonly staged: boolean;
  /** Trials that share what is known, where the sampler has no rounds of its own. */
  readonly roundSize: number;
  /** Takes trials one by one, each once. */
  observe(trial: ObservedTrial): void;
  /** A snapshot of what is known. */
  knowledge(version: number): PruningKnowledge;
  /** Why the trial should stop after this report; undefined to go on. */
  judge(report: JudgedReport, knowledge: PruningKnowledge): string | undefined;
  /** Why a trial with objectives no better than `bounds` need not be finished; undefined to go on. */
  judgeSettled(bounds: Float64Array, knowledge: PruningKnowledge): string | undefined;
}

export interface PrunerContext {
  readonly objectiveCount: number;
  readonly seed: number;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A pruner as the registry lists it; `options` are described like parameters. */
export interface PrunerDefinition {
  readonly type: string;
  readonly title: string;
  /** What it does and when to use it, also with several objectives, in a few sentences. */
  readonly doc: string;
  readonly paper?: Paper;
  readonly options: Parameters;
  readonly create: (context: PrunerContext) => Pruner;
}
