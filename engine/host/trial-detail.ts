// One stored trial in detail: its design, what its system says about it, and the command that evaluates it again.

import { ParetoscopeError } from '../contract/errors.ts';
import type { TrialDetail } from '../contract/host.ts';
import { isImported } from '../report/exchange/index.ts';
import { plainContext } from '../run/evaluate-batch.ts';
import { Space } from '../space/space.ts';
import type { StoredStudy } from '../store/index.ts';
import { evaluateCommand } from './describe.ts';
import { differingFromDefaults } from './design.ts';
import { inspectImported, systemOf } from './study-system.ts';

/** Rejects with not-found for a trial that is not stored. */
export async function trialDetail(stored: StoredStudy, number: number): Promise<TrialDetail> {
  const trial = stored.trial(number, true);
  if (trial === undefined) {
    throw new ParetoscopeError('not-found', `study "${stored.study.name}" has no trial ${number}`, {
      hint: `it has trials 0 to ${stored.storedCount() - 1}`,
    });
  }
  const system = await systemOf(stored);
  const design = Space.forStudy(system, stored.study).decode(stored.codes(number));
  if (isImported(system.id)) return inspectImported(stored.study, trial, design);
  return {
    trial,
    design,
    inspection: await system.inspect(design, plainContext(stored.study.seed, number)),
    command: evaluateCommand(system.id, differingFromDefaults(system, design)),
  };
}
