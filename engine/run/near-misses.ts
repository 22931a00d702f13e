// What to tell a user whose study has no feasible design.

import type { FailureGroup } from '../contract/host.ts';
import type { Study } from '../contract/study.ts';
import type { StoredStudy } from '../store/index.ts';
import { meets } from './constraint.ts';

/** One clause per constraint that no trial meets, with the nearest value seen; else the usual reason. */
export function nearMisses(study: Study, stored: StoredStudy, top: FailureGroup | undefined): string {
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
