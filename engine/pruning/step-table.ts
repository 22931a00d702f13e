// Objective vectors by step in three typed arrays.

import type { StepTable } from '../contract/pruner.ts';

/** Steps a pruner keeps apart; trials are not judged at later ones that are new. */
export const MOST_STEPS = 1024;

/** A table of the given steps, each with row-major vectors of `objectiveCount` entries. */
export function stepTable(
  objectiveCount: number,
  entries: Iterable<readonly [step: number, vectors: Float64Array]>,
): StepTable {
  const sorted = [...entries].sort(([a], [b]) => a - b);
  const starts = new Uint32Array(sorted.length + 1);
  sorted.forEach(([, vectors], index) => {
    starts[index + 1] = starts[index]! + vectors.length / objectiveCount;
  });
  const all = new Float64Array(starts[sorted.length]! * objectiveCount);
  sorted.forEach(([, vectors], index) => all.set(vectors, starts[index]! * objectiveCount));
  return { steps: Float64Array.from(sorted, ([step]) => step), starts, vectors: all };
}

/** The vectors of a step, row-major; empty where the table has none. */
export function vectorsAt(table: StepTable | undefined, step: number, objectiveCount: number): Float64Array {
  const index = table?.steps.indexOf(step) ?? -1;
  if (table === undefined || index < 0) return new Float64Array(0);
  const { starts, vectors } = table;
  return vectors.subarray(starts[index]! * objectiveCount, starts[index + 1]! * objectiveCount);
}
