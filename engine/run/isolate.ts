// Finds the design that kills its worker.

import { ParetoscopeError } from '../contract/errors.ts';
import type { DesignBatch, ResultBatch } from '../contract/trial.ts';
import type { EvaluationLane } from './executor.ts';
import { cutDesigns, failedResults, joinResults } from './results.ts';

/**
 * Evaluates a batch. Where its worker dies, halves it until the design that kills workers stands alone, and makes that
 * one a failed trial. Rejects where nothing can be evaluated, or where the run was aborted.
 */
export async function evaluateIsolating(
  lane: Pick<EvaluationLane, 'evaluate'>,
  designs: DesignBatch,
  metricCount: number,
  isAborted: () => boolean,
): Promise<ResultBatch> {
  let results: ResultBatch;
  try {
    results = await lane.evaluate(designs);
  } catch (error) {
    if (error instanceof ParetoscopeError || isAborted()) throw error;
    const message = error instanceof Error ? error.message : String(error);
    if (designs.count === 1)
      return failedResults(designs, metricCount, `the evaluation ended its worker: ${message}`);
    const half = designs.count >> 1;
    const first = await evaluateIsolating(lane, cutDesigns(designs, 0, half), metricCount, isAborted);
    const rest = cutDesigns(designs, half, designs.count);
    return joinResults(first, await evaluateIsolating(lane, rest, metricCount, isAborted));
  }
  if (results.count < designs.count) throw new ParetoscopeError('cancelled', 'the evaluation was stopped');
  return results;
}
