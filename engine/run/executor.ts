// What evaluates batches of designs for runs: the threads of this machine, or workers on others.

import type { PruningKnowledge } from '../contract/pruner.ts';
import type { Study } from '../contract/study.ts';
import type { DesignBatch, ResultBatch } from '../contract/trial.ts';

/** Evaluates designs for any number of runs. */
export interface Executor {
  /** Batches that can be evaluated at the same time; may change while runs go on. */
  readonly workers: number;
  /** What people should know at the moment, such as what it waits for. */
  readonly remark?: string | undefined;
  /** Opens a lane for one run. `timeoutSeconds` limits every single evaluation; absent: no limit. */
  lane(study: Study, timeoutSeconds?: number): EvaluationLane;
  /** Ends everything; waits for running batches. */
  close(): Promise<void>;
}

/** What a run has to say, with what its executor has to say at the moment. */
export function withRemark(notes: readonly string[], { remark }: Executor): readonly string[] {
  return remark === undefined ? [...notes] : [...notes, remark];
}

/** An executor as one run sees it. */
export interface EvaluationLane {
  /**
   * Evaluates a batch; rows may have numbers of their own (`numbers`), which key their random streams. A design that
   * fails is a failed row of the result. Rejects with a ParetoscopeError where nothing can be evaluated (the system
   * cannot be loaded), and with LostBatch where whoever evaluated the batch died or had to be ended: the run then looks
   * for the design that did it. After `abort` the result may have fewer rows than the batch. `knowledge` is what the
   * study's pruner judges the trials by; equal versions of it, in one lane, are equal.
   */
  evaluate(batch: DesignBatch, knowledge?: PruningKnowledge): Promise<ResultBatch>;
  /** Asks running evaluations to stop, and ends those that do not. */
  abort(): void;
  /** Gives the lane back once nothing of it runs any more. */
  release(): void;
}

/** A batch whose worker ended before it was through. */
export class LostBatch extends Error {
  /** Row that was being evaluated, where that is known. */
  readonly row: number | undefined;
  /** The row took longer than it may, so that it is not to be tried again. */
  readonly outOfTime: boolean;

  constructor(message: string, row?: number, outOfTime = false) {
    super(message);
    this.row = row;
    this.outOfTime = outOfTime;
  }
}
