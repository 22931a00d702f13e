// The first text of a new study of a system: a question that runs as it is, to be changed.

import type { SystemDescription } from '../../../engine/contract/host.ts';

/** A new study varies this many parameters, the first that are always active. */
const VARYING = 5;
const TRIALS = 1000;

export function newStudyText(system: SystemDescription): string {
  const varying = Object.entries(system.parameters)
    .filter(([, parameter]) => parameter.activeWhen === undefined)
    .slice(0, VARYING)
    .map(([id]) => `  ${id}: all\n`);
  return [
    `study: my-${system.id}\n`,
    `system: ${system.id}\n`,
    'parameters:   # what varies; everything else stays at its published value\n',
    ...varying,
    `objectives: [${system.defaultObjectives.join(', ')}]\n`,
    `budget: { trials: ${TRIALS} }\n`,
    'seed: 1\n',
  ].join('');
}
