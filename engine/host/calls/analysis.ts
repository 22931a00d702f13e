// Calls that ask what the trials of a study say; the heavy ones are computed in a thread of their own.

import type { HostApi } from '../../contract/host.ts';
import {
  partialDependence,
  studiesAttainment,
  studyConvergence,
  studyCorrelations,
  studyTruths,
} from '../analysis.ts';
import { studyImportance } from '../importance.ts';
import { studySensitivity } from '../sensitivity.ts';
import { studySimplerFront } from '../simpler-front.ts';
import type { EngineState } from '../state.ts';

type AnalysisCalls = Pick<
  HostApi,
  | 'importance'
  | 'partialDependence'
  | 'frontTruths'
  | 'correlations'
  | 'simplerFront'
  | 'sensitivity'
  | 'convergence'
  | 'attainment'
>;

export function analysisCalls(engine: EngineState): AnalysisCalls {
  const { analyses } = engine;
  return {
    async importance(workspace, study, query) {
      return studyImportance(await engine.asked(workspace, study), query, analyses);
    },

    async partialDependence(workspace, study, query) {
      return partialDependence(await engine.asked(workspace, study), query, analyses);
    },

    async frontTruths(workspace, study) {
      return studyTruths(await engine.asked(workspace, study), analyses);
    },

    async correlations(workspace, study) {
      return studyCorrelations(await engine.asked(workspace, study), analyses);
    },

    async simplerFront(workspace, study, epsilon) {
      return studySimplerFront(await engine.asked(workspace, study), epsilon, analyses);
    },

    async sensitivity(workspace, study) {
      return studySensitivity(await engine.asked(workspace, study), analyses);
    },

    async convergence(workspace, study, query) {
      return studyConvergence(await engine.asked(workspace, study), query, analyses);
    },

    async attainment(workspace, studies, query) {
      const stored = studies.map((study) => engine.stored(workspace, study));
      return Promise.resolve(studiesAttainment(stored, query));
    },
  };
}
