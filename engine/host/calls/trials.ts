// Calls about the trials of a stored study: columns, pages, aggregates, one trial in detail.

import type { HostApi } from '../../contract/host.ts';
import type { EngineState } from '../state.ts';
import { trialDetail } from '../trial-detail.ts';

type TrialCalls = Pick<
  HostApi,
  'trialColumns' | 'trialPage' | 'trialRow' | 'trialsInRegion' | 'density' | 'histograms' | 'trialDetail'
>;

export function trialCalls(engine: EngineState): TrialCalls {
  const { aggregates } = engine;
  return {
    async trialColumns(workspace, study, query) {
      return aggregates.columns(engine.stored(workspace, study), query);
    },

    async trialPage(workspace, study, query) {
      const stored = engine.stored(workspace, study);
      const page = await aggregates.page(stored, query);
      return query.intermediate === true ? { ...page, trials: stored.withIntermediate(page.trials) } : page;
    },

    async trialRow(workspace, study, number, order) {
      return aggregates.row(engine.stored(workspace, study), order, number);
    },

    async trialsInRegion(workspace, study, query) {
      return aggregates.region(engine.stored(workspace, study), query);
    },

    async density(workspace, study, query) {
      return aggregates.density(engine.stored(workspace, study), query);
    },

    async histograms(workspace, study, query) {
      return aggregates.histograms(engine.stored(workspace, study), query);
    },

    async trialDetail(workspace, study, number) {
      return trialDetail(engine.stored(workspace, study), number);
    },
  };
}
