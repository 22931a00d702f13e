// What evaluates batches of designs for runs: the threads of this machine, or workers on others.

import type { PruningKnowledge } from '../contract/pruner.ts';
import type { Study } from '../contract/study.ts';
import type { DesignBatch, ResultBatch } from '../contract/trial.ts';

/** Evaluates designs for any number of runs. */
export interface Executor {
  /** Batches that can be evaluated at the same time. */
  readonly workers: number;
  /** Opens a lane for one run. */
  lane(study: Study): EvaluationLane;
  /** Ends everything; waits for running batches. */
  close(): Promise<void>;
}

/** An executor as one run sees it. */
export interface EvaluationLane {
  /**
   * Evaluates a batch. A design that fails is a failed row of the result. Rejects with a ParetoscopeError where nothing
   * can be evaluated (the system cannot be loaded), and with any other error where whoever evaluated the batch died:
   * the run then looks for the design that did it. After `abort` the result may have fewer rows than the batch.
   * `knowledge` is what the study's pruner judges the trials by; equal versions of it, in one lane, are equal.
   */
  evaluate(batch: DesignBatch, knowledge?: PruningKnowledge): Promise<ResultBatch>;
  /** Asks running evaluations to stop. */
  abort(): void;
  /** Gives the lane back once nothing of it runs any more. */
  release(): void;
}
