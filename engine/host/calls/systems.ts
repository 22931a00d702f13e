// Calls about what the product knows: systems, their claims and single designs, samplers, pruners.

import { availableParallelism } from 'node:os';
import { ParetoscopeError } from '../../contract/errors.ts';
import type { HostApi } from '../../contract/host.ts';
import { prunerDefinitions } from '../../pruning/index.ts';
import { plainContext } from '../../run/evaluate-batch.ts';
import { studySamplers } from '../../run/study-sampler.ts';
import { loadAllSystems } from '../../systems/registry.ts';
import { describeSystem, evaluateCommand, summarizeChoice, summarizeSystem } from '../describe.ts';
import { completeDesign, differingFromDefaults } from '../design.ts';
import type { EngineState } from '../state.ts';
import { sweepParameter } from '../sweep.ts';
import { version } from '../version.ts';

type SystemCalls = Pick<
  HostApi,
  | 'about'
  | 'systems'
  | 'system'
  | 'samplers'
  | 'pruners'
  | 'evaluate'
  | 'sweepParameter'
  | 'claim'
  | 'validate'
>;

export function systemCalls(engine: EngineState): SystemCalls {
  const claim: HostApi['claim'] = async (system, index) =>
    engine.claims.check(await engine.system(system), index);
  return {
    about() {
      return Promise.resolve({
        version: version(),
        platform: process.platform,
        cores: availableParallelism(),
        shell: engine.shell,
      });
    },

    async systems() {
      return (await loadAllSystems()).map(summarizeSystem);
    },

    async system(id) {
      return describeSystem(await engine.system(id));
    },

    samplers() {
      return Promise.resolve(studySamplers.map(summarizeChoice));
    },

    pruners() {
      return Promise.resolve(prunerDefinitions.map(summarizeChoice));
    },

    async evaluate(id, partial) {
      const system = await engine.system(id);
      const design = completeDesign(system, partial);
      const violated = system.constraints.find(({ holds }) => !holds(design));
      if (violated !== undefined) {
        throw new ParetoscopeError('design-invalid', violated.message, {
          hint: `it concerns ${violated.uses.join(', ')}`,
        });
      }
      return {
        system: id,
        design,
        inspection: await system.inspect(design, plainContext(1)),
        command: evaluateCommand(id, differingFromDefaults(system, design)),
      };
    },

    async sweepParameter(system, design, parameter, points) {
      return sweepParameter(await engine.system(system), design, parameter, points);
    },

    claim,

    async validate(system) {
      const { claims } = await engine.system(system);
      return Promise.all(claims.map((_, index) => claim(system, index)));
    },
  };
}
