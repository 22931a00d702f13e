// The order of the ready-made studies: one of each system first, so that the first few show what there is. Pure.

import type { StudyListing } from '../../../engine/contract/host.ts';

/** `first` leads; then the first study of every other system, then the rest, each part in its order. */
export function firstStudies(studies: readonly StudyListing[], first: string): readonly StudyListing[] {
  const leading = studies.filter(({ name }) => name === first);
  const seen = new Set(leading.map(({ system }) => system));
  const firsts: StudyListing[] = [];
  const rest: StudyListing[] = [];
  for (const study of studies) {
    if (study.name === first) continue;
    if (seen.has(study.system)) rest.push(study);
    else firsts.push(study);
    seen.add(study.system);
  }
  return [...leading, ...firsts, ...rest];
}
