// The same question, budget and seeds for several samplers: which one earns its cost on this space?

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';
import type { Study, StudyStart } from '../contract/study.ts';
import { COMPLETE } from '../contract/trial.ts';
import { studySamplers } from '../run/study-sampler.ts';
import { openWorkspace } from '../store/index.ts';
import type { Engine } from './engine.ts';
import { judged, type Finished, type Race } from './race-result.ts';

export const MOST_SEEDS = 100;

export interface RaceRequest {
  readonly source: { readonly text: string; readonly file: string };
  readonly samplers: readonly string[];
  /** Seeds 1 to this number. */
  readonly seeds: number;
  readonly trials?: number;
  readonly onRun?: (sampler: string, seed: number) => void;
}

/**
 * Runs the race in temporary workspaces. All samplers begin with the same designs (the published one unless the study says
 * otherwise, and those it lists) and with nothing known from earlier trials; the designs of `saltelli` and `morris`
 * belong together, so these begin with their own. Rejects where a sampler is unknown or finds nothing at all.
 */
export async function race(engine: Engine, request: RaceRequest): Promise<Race> {
  const folder = await mkdtemp(join(tmpdir(), 'paretoscope-race-'));
  try {
    const finished: Finished[] = [];
    let study: Study | undefined;
    for (const sampler of request.samplers) {
      for (let seed = 1; seed <= request.seeds; seed++) {
        request.onRun?.(sampler, seed);
        const path = join(folder, `${finished.length}.pareto`);
        const run = await runOne(engine, request, sampler, seed, path);
        study = run.study;
        finished.push(run.finished);
        await rm(path, { force: true });
      }
    }
    return judged(request.samplers, request.seeds, study!, finished);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runOne(
  engine: Engine,
  request: RaceRequest,
  sampler: string,
  seed: number,
  path: string,
): Promise<{ study: Study; finished: Finished }> {
  const begin = performance.now();
  const started = await engine.startRunAt({
    source: request.source,
    path,
    adjust: ({ start, ...asked }) => ({
      ...asked,
      ...startFor(sampler, start),
      sampler: { type: sampler, options: asked.sampler.type === sampler ? asked.sampler.options : {} },
      // Equal numbers of trials: no time and no plateau ends one run before another.
      budget: { trials: request.trials ?? asked.budget.trials },
      seed,
    }),
  });
  const last = await engine.finished(started.run);
  const seconds = (performance.now() - begin) / 1000;
  await engine.closeWorkspace(started.workspace.workspace);
  if (last.error !== undefined && last.counts.complete === 0) {
    const { message, ...rest } = ParetoscopeError.fromWire(last.error);
    throw new ParetoscopeError(rest.kind, `sampler ${sampler}, seed ${seed}: ${message}`, {
      hint: rest.hint,
    });
  }
  const workspace = openWorkspace(path, { mode: 'read' });
  try {
    const stored = workspace.study(started.study)!;
    const { study } = stored;
    const names = study.objectives.map(({ metric }) => metric);
    const { columns, states, numbers } = stored.columns({ names: [...names, 'duration'] });
    const kept = Array.from(states.keys()).filter((row) => states[row] === COMPLETE);
    const objectives = new Float64Array(kept.length * names.length);
    kept.forEach((row, place) => {
      study.objectives.forEach(({ metric, direction }, index) => {
        const value = columns[metric]![row]!;
        objectives[place * names.length + index] = direction === 'minimize' ? value : -value;
      });
    });
    return {
      study,
      finished: {
        sampler,
        objectives,
        numbers: Uint32Array.from(kept, (row) => numbers[row]!),
        stored: states.length,
        seconds,
        evaluationSeconds: columns.duration!.reduce((sum, value) => sum + (value > 0 ? value : 0), 0),
      },
    };
  } finally {
    workspace.close();
  }
}

/** What all samplers of a race begin with: earlier trials would give those that learn a start that others lack. */
function startFor(sampler: string, start: StudyStart | undefined): Pick<Study, 'start'> {
  if (studySamplers.find(({ type }) => type === sampler)?.groupBeyondParameters !== undefined) return {};
  const { published = true, designs } = start ?? {};
  return { start: { published, ...(designs === undefined ? {} : { designs }) } };
}
