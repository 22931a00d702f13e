// What a report needs of the engine beside the workspace. What takes long is done on other threads, so that runs go on
// and windows are answered meanwhile.

import type { ClaimResult, TrialDetail } from '../contract/host.ts';
import type { System } from '../contract/system.ts';
import type { AnalysisThreads } from './analysis-threads.ts';
import type { EngineState } from './state.ts';
import { trialDetail } from './trial-detail.ts';

export interface ReportHelp {
  /** Opens a trial of a study up, as the window does. */
  readonly open: (study: string, trial: number) => Promise<TrialDetail>;
  /** Every published number of a system, checked. */
  readonly claims: (system: System) => Promise<readonly ClaimResult[]>;
  readonly analyses: AnalysisThreads;
}

export function reportHelp(engine: EngineState, workspace: string): ReportHelp {
  return {
    open: (study, trial) => trialDetail(engine.stored(workspace, study), trial),
    claims: (system) => Promise.all(system.claims.map((_, index) => engine.claims.check(system, index))),
    analyses: engine.analyses,
  };
}
