// Which parameters matter: a stored study through the analyses of engine/analysis.

import { ParetoscopeError } from '../contract/errors.ts';
import type { ImportanceAnswer, ImportanceQuery } from '../contract/host.ts';
import { COMPLETE } from '../contract/trial.ts';
import { outlineOf, requireTrials, type AskedStudy } from './analysis.ts';
import type { AnalysisThreads } from './analysis-threads.ts';
import { metricColumn, sampleRows } from './trial-rows.ts';

/** Trials that an analysis looks at; more only cost time. */
const MOST_TRIALS = 10_000;
/** Name of the quantity "is on the front". */
export const FRONT_MEMBERSHIP = 'front';

/**
 * Importance of every varying parameter for one metric, or for being on the front. Looks at complete and infeasible
 * trials that know the metric, evenly thinned to 10,000. Throws `usage` for an unknown metric or too few trials.
 */
export async function studyImportance(
  asked: AskedStudy,
  query: ImportanceQuery,
  thread: AnalysisThreads,
): Promise<ImportanceAnswer> {
  const { stored } = asked;
  const { quantity, method } = query;
  const column = stored.metricIds.indexOf(quantity);
  if (column < 0 && quantity !== FRONT_MEMBERSHIP) {
    throw new ParetoscopeError('usage', `there is no metric "${quantity}"`, {
      hint: `choose one of ${stored.metricIds.join(', ')}, or "${FRONT_MEMBERSHIP}"`,
    });
  }
  const rows = await sampleRows(stored, MOST_TRIALS);
  const front = new Set(column < 0 ? stored.front() : []);
  const values =
    column >= 0
      ? metricColumn(rows, stored.metricIds.length, column)
      : Float64Array.from(rows.numbers, (number, row) =>
          rows.states[row] === COMPLETE ? Number(front.has(number)) : Number.NaN,
        );
  requireTrials(stored.study, quantity, values.filter((value) => Number.isFinite(value)).length);
  const report = await thread.run('importance', {
    outline: outlineOf(asked),
    codes: rows.codes,
    values,
    seed: stored.study.seed,
    method,
  });
  return { quantity, method, ...report };
}
