// At which reports a pruner looks at a trial.

import type { JudgedReport } from '../contract/pruner.ts';
import type { DesignOf, Parameters } from '../contract/system.ts';

/** Shared by the pruners that compare trials at equal steps. */
export const whenOptions = {
  startup: {
    kind: 'integer',
    minimum: 0,
    maximum: 1_000_000,
    scale: 'linear',
    default: 5,
    doc: 'Nothing is stopped before this many trials are complete.',
  },
  warmup: {
    kind: 'integer',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    scale: 'linear',
    default: 0,
    doc: 'Nothing is stopped before this step.',
  },
  interval: {
    kind: 'integer',
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    scale: 'linear',
    default: 1,
    doc: 'Steps between looks, counted from the warm-up: the first report at or after each is judged.',
  },
} as const satisfies Parameters;

/** Whether this report is one to judge. */
export function isTime(
  { step, previousStep }: Pick<JudgedReport, 'step' | 'previousStep'>,
  completed: number,
  { startup, warmup, interval }: DesignOf<typeof whenOptions>,
): boolean {
  if (completed < Math.max(1, startup) || step < warmup) return false;
  const latestLook = Math.floor((step - warmup) / interval) * interval + warmup;
  return previousStep < latestLook;
}
