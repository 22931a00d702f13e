// Filters of trials: which names a study's trials have, and what kind of value each is.

import { TRIAL_STATES } from '../contract/trial.ts';
import { compileExpression, type Expression, type ExpressionType } from '../space/expression.ts';
import type { TrialTable } from './trial-table.ts';

export type Units = Readonly<Record<string, string | undefined>>;

/** A filter checked against a study's parameters and metrics. Throws `usage` with the column of the mistake. */
export function compileFilter(
  text: string,
  table: Pick<TrialTable, 'dimensions' | 'metricIds'>,
  parameterUnits: Units,
  metricUnits: Units,
): Expression {
  const schema: Record<string, ExpressionType> = {
    number: { kind: 'number' },
    state: { kind: 'choice', choices: TRIAL_STATES },
    duration: { kind: 'number', unit: 's' },
  };
  for (const dimension of table.dimensions) {
    const unit = parameterUnits[dimension.id];
    schema[dimension.id] =
      dimension.kind === 'choice'
        ? { kind: 'choice', choices: dimension.choices, unit }
        : { kind: 'number', unit };
  }
  for (const id of table.metricIds) schema[id] = { kind: 'number', unit: metricUnits[id] };
  return compileExpression(text, schema);
}
