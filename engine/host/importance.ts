// Which parameters matter: a stored study through the analyses of engine/analysis.

import { ParetoscopeError } from '../contract/errors.ts';
import type { ImportanceAnswer, ImportanceQuery } from '../contract/host.ts';
import type { System } from '../contract/system.ts';
import { COMPLETE } from '../contract/trial.ts';
import { fanovaImportance, permutationImportance } from '../analysis/importance.ts';
import { Space } from '../space/space.ts';
import type { StoredStudy } from '../store/index.ts';

/** Trials that an analysis looks at; more only cost time. */
const MOST_ROWS = 10_000;
/** Rows read at a time. */
const READ_ROWS = 20_000;
/** Name of the quantity "is on the front". */
export const FRONT_MEMBERSHIP = 'front';

/**
 * Importance of every varying parameter for one metric, or for being on the front. Looks at complete and infeasible
 * trials that know the metric, evenly thinned to 10,000. Throws `usage` for an unknown metric or too few trials.
 */
export function studyImportance(
  stored: StoredStudy,
  system: System,
  query: ImportanceQuery,
): ImportanceAnswer {
  const { quantity, method } = query;
  const column = stored.metricIds.indexOf(quantity);
  if (column < 0 && quantity !== FRONT_MEMBERSHIP) {
    throw new ParetoscopeError('usage', `there is no metric "${quantity}"`, {
      hint: `choose one of ${stored.metricIds.join(', ')}, or "${FRONT_MEMBERSHIP}"`,
    });
  }
  const space = Space.forStudy(system, stored.study);
  const { codes, values } = readRows(stored, space, column);
  const known = values.filter((value) => Number.isFinite(value)).length;
  if (known < 10 || space.width === 0) {
    throw new ParetoscopeError('usage', `${known} trials of "${stored.study.name}" know "${quantity}"`, {
      hint: 'an importance needs at least ten, and a parameter that varies',
    });
  }
  const analyse = method === 'permutation' ? permutationImportance : fanovaImportance;
  return { quantity, method, ...analyse(space, codes, values, stored.study.seed) };
}

function readRows(
  stored: StoredStudy,
  space: Space,
  column: number,
): { codes: Float64Array; values: Float64Array } {
  const total = stored.storedCount();
  const stride = Math.max(1, Math.ceil(total / MOST_ROWS));
  const rows = Math.ceil(total / stride);
  const codes = new Float64Array(rows * space.width);
  const values = new Float64Array(rows);
  const front = new Set(column < 0 ? stored.front() : []);
  const metricCount = stored.metricIds.length;
  let row = 0;
  for (let first = 0; first < total; first += READ_ROWS) {
    const { designs, results } = stored.readBatch(first, Math.min(READ_ROWS, total - first));
    for (let number = row * stride; number < first + designs.count; number += stride) {
      const offset = number - first;
      codes.set(designs.codes.subarray(offset * space.width, (offset + 1) * space.width), row * space.width);
      values[row++] =
        column >= 0
          ? results.metrics[offset * metricCount + column]!
          : results.states[offset] === COMPLETE
            ? Number(front.has(number))
            : Number.NaN;
    }
  }
  return { codes, values };
}
