// The front as a workspace has it, with the objectives that put its trials there.

import type { Study } from '../contract/study.ts';
import type { StoredStudy } from '../store/index.ts';

/** Objectives, to be minimised, of every trial of the stored front, by number, ascending. */
export function storedFront(study: Study, stored: StoredStudy): Map<number, Float64Array> {
  const names = [...new Set(study.objectives.map(({ metric }) => metric))];
  const { numbers, columns } = stored.columns({ names, frontOnly: true });
  const front = new Map<number, Float64Array>();
  numbers.forEach((number, row) => {
    const values = study.objectives.map(({ metric, direction }) => {
      const value = columns[metric]![row]!;
      return direction === 'minimize' ? value : -value;
    });
    front.set(number, Float64Array.from(values));
  });
  return front;
}
