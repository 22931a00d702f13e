// Calls about study files and the runs of studies.

import type { HostApi } from '../../contract/host.ts';
import { Space } from '../../space/space.ts';
import { loadSystem } from '../../systems/registry.ts';
import { samplerFor } from '../choose-sampler.ts';
import { pilotStudy } from '../pilot.ts';
import type { EngineState } from '../state.ts';

type StudyCalls = Pick<
  HostApi,
  | 'builtInStudies'
  | 'checkStudy'
  | 'pilotStudy'
  | 'startRun'
  | 'pauseRun'
  | 'resumeRun'
  | 'cancelRun'
  | 'extendRun'
  | 'setWorkers'
  | 'retryFailed'
  | 'runs'
>;

export function studyCalls(engine: EngineState): StudyCalls {
  const { runs, studyFiles, workspaces } = engine;
  return {
    builtInStudies() {
      return studyFiles.list();
    },

    async checkStudy(source) {
      const { text, file } = await studyFiles.read(source);
      const { study, space, problems } = await studyFiles.load(text, file);
      return {
        file,
        text,
        ...(study === undefined ? {} : { study }),
        spaceSize: space === undefined || !Number.isFinite(space.size) ? null : space.size,
        problems: problems.map((problem) => problem.toWire()),
      };
    },

    async pilotStudy(source) {
      const { study } = await studyFiles.resolve(source);
      const system = await loadSystem(study.system);
      const space = Space.forStudy(system, study);
      const pilot = await pilotStudy(system, study, space);
      if (study.sampler.type !== 'auto') return pilot;
      return { ...pilot, sampler: samplerFor(study, space, pilot.secondsPerDesign) };
    },

    async startRun(request) {
      const { study, text } = await studyFiles.resolve(request.source);
      const path =
        request.workspace === undefined
          ? workspaces.pathForStudy(study.name)
          : workspaces.get(request.workspace).path;
      const { fresh = false, workers, queue } = request;
      return engine.started(await runs.start({ path, study, text, fresh, workers, queue }), study.name);
    },

    async pauseRun(run) {
      runs.pause(run);
      return Promise.resolve();
    },

    async resumeRun(run) {
      runs.resume(run);
      return Promise.resolve();
    },

    async cancelRun(run) {
      runs.cancel(run);
      return Promise.resolve();
    },

    async extendRun(workspace, study, budget) {
      engine.stored(workspace, study);
      const names = await runs.extend(workspace, study, budget);
      return names === undefined ? null : engine.started(names, study);
    },

    async setWorkers(count) {
      runs.setWorkers(count);
      return Promise.resolve();
    },

    async retryFailed(workspace, study, message) {
      engine.stored(workspace, study);
      return engine.started(await runs.retryFailed(workspace, study, message), study);
    },

    runs() {
      return Promise.resolve(runs.progress());
    },
  };
}
