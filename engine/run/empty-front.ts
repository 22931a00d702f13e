// What to tell a user whose study has no feasible design.

import { ParetoscopeError } from '../contract/errors.ts';
import type { FailureGroup } from '../contract/host.ts';
import type { Study } from '../contract/study.ts';
import type { StoredStudy } from '../store/index.ts';
import { meets } from './constraint.ts';
import type { Recorder } from './recorder.ts';

/** Why there is no front, and what to change. */
export function emptyFront(study: Study, stored: StoredStudy, recorder: Recorder): ParetoscopeError {
  const top = recorder.failures.top(1)[0];
  if (recorder.counts.failed === recorder.stored) {
    return new ParetoscopeError(
      'evaluation-failed',
      `all ${recorder.stored} evaluations failed: ${top?.message}`,
      { hint: `evaluate one design by hand to see more: paretoscope evaluate ${study.system} --inspect` },
    );
  }
  const count = recorder.stored.toLocaleString('en');
  return new ParetoscopeError(
    'space-empty',
    `none of ${count} designs is feasible: ${nearMisses(study, stored, top)}`,
    { hint: 'loosen the constraint or widen the parameters' },
  );
}

/** One clause per constraint that no trial meets, with the nearest value seen; else the usual reason. */
function nearMisses(study: Study, stored: StoredStudy, top: FailureGroup | undefined): string {
  const names = study.constraints.map(({ metric }) => metric);
  const clauses: string[] = [];
  if (names.length > 0) {
    const { columns } = stored.columns({ names: [...new Set(names)] });
    for (const constraint of study.constraints) {
      const known = columns[constraint.metric]!.filter((value) => !Number.isNaN(value));
      if (known.length === 0 || known.some((value) => meets(constraint, value))) continue;
      const upper = constraint.comparison.startsWith('<');
      const nearest = known.reduce((a, b) => (upper ? Math.min(a, b) : Math.max(a, b)));
      clauses.push(`no design meets "${constraint.text}", the nearest has ${nearest.toPrecision(4)}`);
    }
  }
  if (clauses.length > 0) return clauses.join('; ');
  return top === undefined ? 'no design meets all constraints at once' : `most often, ${top.message}`;
}
