// The first text of a new study of a system: a question that runs as it is, to be changed.

import type { SystemDescription } from '../../../engine/contract/host.ts';

/** A new study varies this many parameters that are always active. */
const VARYING = 5;
/** The first of a system are its main ones; of more than this many, some from each part of the list say more. */
const SHORT_LIST = 20;
const TRIALS = 1000;

export function newStudyText(system: SystemDescription): string {
  const free = Object.entries(system.parameters)
    .filter(([, parameter]) => parameter.activeWhen === undefined)
    .map(([id]) => id);
  const stride = free.length > SHORT_LIST ? free.length / VARYING : 1;
  const varying = Array.from(
    { length: Math.min(VARYING, free.length) },
    (_, place) => `  ${free[Math.floor(place * stride)]!}: all\n`,
  );
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
