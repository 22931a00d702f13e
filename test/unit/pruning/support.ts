// Drives pruners by hand: trials as tables of values, one knowledge a question.

import type { ObservedTrial, Pruner } from '../../../engine/contract/pruner.ts';
import { COMPLETE } from '../../../engine/contract/trial.ts';
import { createPruner } from '../../../engine/pruning/index.ts';

export function prunerOf(
  type: string,
  objectiveCount: number,
  options: Readonly<Record<string, unknown>> = {},
): Pruner {
  return createPruner({ type, options }, { objectiveCount, seed: 1 });
}

/** A trial that reported `rows[i]` (objectives, minimised) at `steps[i]` and ended with the last row. */
export function trialOf(
  number: number,
  steps: readonly number[],
  rows: readonly (readonly number[])[],
  state: number = COMPLETE,
): ObservedTrial {
  return {
    number,
    state,
    steps,
    vectors: Float64Array.from(rows.flat()),
    objectives: Float64Array.from(rows.at(-1)!),
  };
}

/** What the pruner says of a trial that has reported `rows` at `steps`, at the last of them. */
export function verdict(
  pruner: Pruner,
  steps: readonly number[],
  rows: readonly (readonly number[])[],
  { trial = 1000, bounds }: { trial?: number; bounds?: readonly number[] } = {},
): string | undefined {
  const width = rows[0]!.length;
  const best = Float64Array.from({ length: width }, (_, objective) =>
    rows.reduce((least, row) => (row[objective]! < least ? row[objective]! : least), Infinity),
  );
  best.forEach((value, objective) => {
    if (rows.every((row) => Number.isNaN(row[objective]!))) best[objective] = Number.NaN;
    else best[objective] = value;
  });
  return pruner.judge(
    {
      trial,
      step: steps.at(-1)!,
      previousStep: steps.at(-2) ?? -1,
      vector: Float64Array.from(rows.at(-1)!),
      best,
      bounds: Float64Array.from(bounds ?? rows[0]!.map(() => -Infinity)),
    },
    pruner.knowledge(0),
  );
}
