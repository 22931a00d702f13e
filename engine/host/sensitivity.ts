// Sensitivity of a study whose sampler made the designs for it.

import type { SensitivityAnswer } from '../contract/analysis.ts';
import { ParetoscopeError } from '../contract/errors.ts';
import {
  FEWEST_GROUPS,
  morrisGroup,
  saltelliGroup,
  SENSITIVITY_CONFIDENCE,
} from '../analysis/sensitivity.ts';
import { outlineOf, type AskedStudy } from './analysis.ts';
import type { AnalysisThreads } from './analysis-threads.ts';
import { firstRows, metricColumn } from './trial-rows.ts';

/** Trials looked at, in whole groups from the first. */
const MOST_TRIALS = 200_000;
/** Levels of the morris sampler where the study does not say. */
const DEFAULT_LEVELS = 4;

/**
 * Sobol' indices or elementary effects of every metric that all groups of a study know. Throws `usage` where the study's
 * sampler does not make such designs, or where there are too few groups.
 */
export async function studySensitivity(
  asked: AskedStudy,
  thread: AnalysisThreads,
): Promise<SensitivityAnswer> {
  const { stored } = asked;
  const { study, metricIds } = stored;
  const { type, options } = study.sampler;
  if (type !== 'saltelli' && type !== 'morris') {
    throw new ParetoscopeError('usage', `"${study.name}" was sampled by ${type}`, {
      hint: 'sensitivity needs a study with "sampler: saltelli" or "sampler: morris"',
    });
  }
  const width = study.dimensions.length;
  const size = type === 'saltelli' ? saltelliGroup(width) : morrisGroup(width);
  const groups = Math.floor(Math.min(stored.storedCount(), MOST_TRIALS) / size);
  if (groups < FEWEST_GROUPS) {
    throw new ParetoscopeError(
      'usage',
      `"${study.name}" has ${stored.storedCount()} trials, ${groups} whole groups of ${size}`,
      { hint: `run at least ${FEWEST_GROUPS * size} trials, better some hundred groups` },
    );
  }
  const rows = await firstRows(stored, groups * size);
  const outline = outlineOf(asked);
  const metrics = await thread.run('sensitivity', {
    outline,
    codes: rows.codes,
    seed: study.seed,
    method: type,
    levels: typeof options.levels === 'number' ? options.levels : DEFAULT_LEVELS,
    metrics: metricIds.map((id, column) => ({ id, values: metricColumn(rows, metricIds.length, column) })),
  });
  return {
    method: type === 'saltelli' ? 'sobol' : 'morris',
    confidence: SENSITIVITY_CONFIDENCE,
    trials: groups * size,
    stored: rows.stored,
    metrics,
  };
}
