// Whether a study may continue the stored one of the same name, and if not, what differs, in words.

import type { Study } from '../contract/study.ts';

/** Parts that do not touch results: a study may be extended or described anew. */
const FREE_PARTS: readonly (keyof Study)[] = [
  'budget',
  'description',
  'finding',
  'evaluationTimeoutSeconds',
  'cache',
];

/** JSON with sorted keys: equal for equal values. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : part,
  );
}

/** What keeps `given` from continuing `stored`; empty if nothing. */
export function studyDifferences(stored: Study, given: Study): readonly string[] {
  const differences: string[] = [];
  if (stored.system !== given.system) return [`its system is "${stored.system}", not "${given.system}"`];
  if (stored.systemVersion !== given.systemVersion) {
    differences.push(
      `its trials come from version ${stored.systemVersion} of the system, this is version ${given.systemVersion}`,
    );
  }
  const storedIds = stored.dimensions.map((dimension) => dimension.id);
  const givenIds = given.dimensions.map((dimension) => dimension.id);
  const gone = storedIds.filter((id) => !givenIds.includes(id));
  const added = givenIds.filter((id) => !storedIds.includes(id));
  if (gone.length > 0) differences.push(`${gone.join(', ')} varies there, but not here`);
  if (added.length > 0) differences.push(`${added.join(', ')} varies here, but not there`);
  const changed = stored.dimensions.filter((dimension) => {
    const other = given.dimensions.find((candidate) => candidate.id === dimension.id);
    return other && canonical(other) !== canonical(dimension);
  });
  if (changed.length > 0)
    differences.push(`the range of ${changed.map((dimension) => dimension.id).join(', ')} differs`);
  if (differences.length === 0 && storedIds.join() !== givenIds.join()) {
    differences.push('its parameters are in another order');
  }
  const ids = new Set([...Object.keys(stored.fixed), ...Object.keys(given.fixed)]);
  for (const id of ids) {
    const [there, here] = [stored.fixed[id], given.fixed[id]];
    if (there === here || there === undefined || here === undefined) continue;
    differences.push(`${id} is fixed at ${String(there)} there, at ${String(here)} here`);
  }
  if (stored.seed !== given.seed) differences.push(`its seed is ${stored.seed}, not ${given.seed}`);
  const parts = [
    'objectives',
    'constraints',
    'designConstraints',
    'forbid',
    'sampler',
    'start',
    'pruner',
    'order',
    'fidelity',
  ] as const;
  for (const part of parts) {
    if (canonical(stored[part]) !== canonical(given[part]))
      differences.push(`its ${part} ${part.endsWith('s') ? 'differ' : 'differs'}`);
  }
  if (differences.length > 0) return differences;
  const rest = (study: Study): unknown =>
    Object.fromEntries(
      Object.entries(study).filter(([key]) => !(FREE_PARTS as readonly string[]).includes(key)),
    );
  return canonical(rest(stored)) === canonical(rest(given)) ? [] : ['it differs in its details'];
}
