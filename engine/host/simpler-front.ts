// Designs nearly as good as the front, but simpler.

import type { SimplerFrontAnswer } from '../contract/analysis.ts';
import { ParetoscopeError } from '../contract/errors.ts';
import { COMPLETE } from '../contract/trial.ts';
import { outlineOf, type AskedStudy } from './analysis.ts';
import type { AnalysisThreads } from './analysis-threads.ts';
import { frontObjectives, sampleRows } from './trial-rows.ts';

/** Trials that may stand for the front, evenly thinned; the front itself is always among them. */
const MOST_TRIALS = 50_000;

/** Throws `usage` where the study has no front. */
export async function studySimplerFront(
  asked: AskedStudy,
  epsilon: number,
  thread: AnalysisThreads,
): Promise<SimplerFrontAnswer> {
  const { stored } = asked;
  const { study, metricIds } = stored;
  const front = frontObjectives(stored);
  if (front.length === 0) throw new ParetoscopeError('usage', `"${study.name}" has no front yet`);
  const rows = await sampleRows(stored, MOST_TRIALS, true);
  const width = study.objectives.length;
  const objectives = Float64Array.from({ length: rows.numbers.length * width }, (_, cell) => {
    const row = Math.floor(cell / width);
    if (rows.states[row] !== COMPLETE) return Number.NaN;
    const { metric, direction } = study.objectives[cell % width]!;
    const value = rows.metrics[row * metricIds.length + metricIds.indexOf(metric)]!;
    return direction === 'minimize' ? value : -value;
  });
  const designs = await thread.run('simpler', {
    outline: outlineOf(asked),
    codes: rows.codes,
    objectives,
    front,
    objectiveCount: width,
    epsilon,
  });
  return {
    epsilon,
    trials: rows.numbers.length,
    stored: rows.stored,
    frontSize: front.length / width,
    designs: designs.map(({ row, changed, covers }) => ({
      number: rows.numbers[row]!,
      changed: changed.map((index) => study.dimensions[index]!.id),
      covers,
    })),
  };
}
