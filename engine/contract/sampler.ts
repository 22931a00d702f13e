// What a sampler is: ask(n) / tell(results). Samplers are pure: all randomness comes from keyed streams, all
// knowledge from `tell`, so replaying the stored trials in order rebuilds a sampler exactly (that is how runs resume).

import type { DesignBatch, ResultBatch } from './trial.ts';
import type { Fidelity, MetricConstraint, Objective, StudyStart } from './study.ts';
import type { Paper, Parameters } from './system.ts';

/** What a pruned trial reported last. */
export interface LastReport {
  /** Row of the batch. */
  readonly row: number;
  readonly step: number;
  /** Of the study's only objective, to be minimised. */
  readonly value: number;
}

/** Results as samplers see them: every objective to be minimised, constraints as one violation. */
export interface ToldBatch {
  readonly designs: DesignBatch;
  readonly results: ResultBatch;
  /** Row-major objective values, sign-flipped where the objective is maximised; NaN where unknown. */
  readonly objectives: Float64Array;
  /** Sum of constraint violations, each relative to its bound; 0 is feasible, Infinity failed or not evaluable. */
  readonly violations: Float64Array;
  /** By rising row; absent where nothing was pruned after a report, and with several objectives. */
  readonly reports?: readonly LastReport[];
}

export interface Sampler {
  /**
   * How many consecutive trials are proposed from the same history. Trials of round r (numbers r*roundSize up to but
   * not including (r+1)*roundSize) may depend on results of earlier rounds only; the runner tells them all, in trial
   * order, before it asks for round r. Infinity: proposals depend on no results at all.
   */
  readonly roundSize: number;
  /**
   * Writes proposals for trials `first`, `first+1`, ... into `codes` (row-major, see DesignBatch) and returns how many
   * rows it filled; fewer than `count` means that the space is exhausted. Never crosses the end of a round.
   * A history-free sampler must give a trial the same proposal however the asking is cut up.
   */
  ask(first: number, count: number, codes: Float64Array): number;
  /** Takes the results of consecutive trials, in trial order, each exactly once. */
  tell(batch: ToldBatch): void;
  /**
   * Takes results that were known before the study began (a warm start), once, before anything else. They have no
   * trial numbers of their own. A sampler without it learns nothing from results.
   */
  warm?(batch: ToldBatch): void;
  /**
   * For samplers that think outside of this process: resolves when the proposals of the round that begins with trial
   * `first` are there; undefined where they are there already. Every earlier round was told. Rejects where there will
   * be none.
   */
  prepare?(first: number): Promise<void> | undefined;
  /** Ends what the sampler started. Called once, when nothing will be asked any more. */
  close?(): void;
}

/** The part of a space that samplers need; implemented by `engine/space`. */
export interface SamplerContext<S> {
  readonly space: S;
  readonly objectives: readonly Objective[];
  readonly constraints: readonly MetricConstraint[];
  readonly seed: number;
  /** Trials the study may take; Infinity if only time limits it. */
  readonly budgetTrials: number;
  /** Designs climb these levels of a parameter; the space has it as a dimension. */
  readonly fidelity?: Fidelity | undefined;
  /** What the study tries first; absent: nothing but the sampler's own proposals. */
  readonly start?: StudyStart | undefined;
  readonly options: Readonly<Record<string, unknown>>;
}

/** A sampler as the registry lists it. `options` are described like parameters, so forms and docs come for free. */
export interface SamplerDefinition<S> {
  readonly type: string;
  readonly title: string;
  /** What it does and when to use it, in one or two sentences. */
  readonly doc: string;
  readonly paper?: Paper;
  /** Most objectives it takes; absent where any number will do. */
  readonly mostObjectives?: number;
  /**
   * Its trials come in groups of the varying parameters and so many more, which an analysis reads together: nothing can
   * be put before them, and a budget should be a multiple.
   */
  readonly groupBeyondParameters?: number;
  /** It is a program of the user's, named by `command` in the study file. */
  readonly isProgram?: boolean;
  /** Beside its options it takes `priors`: weights by categorical parameter and choice. */
  readonly takesPriors?: boolean;
  readonly options: Parameters;
  readonly create: (context: SamplerContext<S>) => Sampler;
}
