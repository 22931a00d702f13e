// Finds the design that ends its worker, or takes longer than it may.

import { ParetoscopeError } from '../contract/errors.ts';
import type { DesignBatch, ResultBatch } from '../contract/trial.ts';
import type { EvaluationLane } from './executor.ts';
import { LostBatch } from './executor.ts';
import { cutDesigns, failedResults, joinResults } from './results.ts';

/**
 * Evaluates a batch. Where its worker dies, evaluates it in parts until the design that kills workers stands alone, and
 * makes that one a failed trial; a design that ran out of time is one at once. Rejects where nothing can be evaluated,
 * or where the run was aborted.
 */
export async function evaluateIsolating(
  lane: Pick<EvaluationLane, 'evaluate'>,
  designs: DesignBatch,
  metricCount: number,
  isAborted: () => boolean,
): Promise<ResultBatch> {
  const again = (part: DesignBatch): Promise<ResultBatch> =>
    evaluateIsolating(lane, part, metricCount, isAborted);
  let results: ResultBatch;
  try {
    results = await lane.evaluate(designs);
  } catch (error) {
    if (error instanceof ParetoscopeError || isAborted()) throw error;
    const { count } = designs;
    const lost = error instanceof LostBatch ? error : new LostBatch(String(error));
    if (count === 1) return failedResults(designs, metricCount, lost.message);
    const guilty = lost.row;
    if (guilty === undefined) {
      const half = count >> 1;
      const first = await again(cutDesigns(designs, 0, half));
      return joinResults(first, await again(cutDesigns(designs, half, count)));
    }
    const row = cutDesigns(designs, guilty, guilty + 1);
    const parts: ResultBatch[] = [];
    if (guilty > 0) parts.push(await again(cutDesigns(designs, 0, guilty)));
    parts.push(lost.outOfTime ? failedResults(row, metricCount, lost.message) : await again(row));
    if (guilty + 1 < count) parts.push(await again(cutDesigns(designs, guilty + 1, count)));
    return parts.reduce(joinResults);
  }
  if (results.count < designs.count) throw new ParetoscopeError('cancelled', 'the evaluation was stopped');
  return results;
}
