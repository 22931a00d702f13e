// The same question, budget and seeds for several samplers: which one earns its cost on this space?

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';
import type { Study } from '../contract/study.ts';
import { COMPLETE } from '../contract/trial.ts';
import { ParetoArchive } from '../pareto/archive.ts';
import { measureHypervolume } from '../pareto/indicators.ts';
import { openWorkspace } from '../store/index.ts';
import type { Engine } from './engine.ts';

/** Shares of the budget at which a race is looked at. */
export const CHECKPOINTS = [0.1, 0.25, 0.5, 1] as const;

export interface RaceRequest {
  readonly source: { readonly text: string; readonly file: string };
  readonly samplers: readonly string[];
  /** Seeds 1 to this number. */
  readonly seeds: number;
  readonly trials?: number;
  readonly onRun?: (sampler: string, seed: number) => void;
}

export interface RaceResult {
  readonly sampler: string;
  /** One list a checkpoint, one value a seed: hypervolume, or best value for one objective; NaN before any. */
  readonly scores: readonly (readonly number[])[];
  /** Median seconds of a run, evaluation included. */
  readonly seconds: number;
}

export interface Race {
  readonly study: string;
  /** What the scores are: `hypervolume` (more is better) or the one objective's id (in its own direction). */
  readonly score: string;
  readonly better: 'higher' | 'lower';
  /** Reference point of the hypervolume, objectives to be minimised. */
  readonly reference: readonly number[] | null;
  readonly trials: number;
  readonly results: readonly RaceResult[];
}

interface Finished {
  readonly sampler: string;
  /** Row-major objectives of complete trials in order, to be minimised, with the trial number of each. */
  readonly objectives: Float64Array;
  readonly numbers: Uint32Array;
  readonly stored: number;
  readonly seconds: number;
}

/** Runs the race in temporary workspaces. Rejects where a sampler is unknown or finds nothing at all. */
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
    return judged(request, study!, finished);
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
    adjust: (asked) => ({
      ...asked,
      sampler: { type: sampler, options: asked.sampler.type === sampler ? asked.sampler.options : {} },
      budget: request.trials === undefined ? asked.budget : { trials: request.trials },
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
    const { columns, states, numbers } = stored.columns({ names });
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
      },
    };
  } finally {
    workspace.close();
  }
}

/** Scores of all runs under one reference point: the worst feasible value any of them saw. */
function judged(request: RaceRequest, study: Study, finished: readonly Finished[]): Race {
  const count = study.objectives.length;
  const reference = new Float64Array(count).fill(-Infinity);
  for (const { objectives } of finished) {
    objectives.forEach((value, place) => {
      if (value > reference[place % count]!) reference[place % count] = value;
    });
  }
  const trials = Math.max(...finished.map(({ stored }) => stored));
  const [only] = study.objectives;
  const sign = only!.direction === 'minimize' ? 1 : -1;
  const scoreAt = (run: Finished, limit: number): number => {
    if (count === 1) {
      let best = Infinity;
      run.objectives.forEach((value, row) => {
        if (run.numbers[row]! < limit && value < best) best = value;
      });
      return best === Infinity ? Number.NaN : sign * best;
    }
    const archive = new ParetoArchive(count);
    for (let row = 0; row < run.numbers.length && run.numbers[row]! < limit; row++) {
      archive.offer(run.numbers[row]!, run.objectives, row * count);
    }
    return measureHypervolume(archive.values(), count, reference).volume;
  };
  return {
    study: study.name,
    score: count === 1 ? only!.metric : 'hypervolume',
    better: count === 1 && sign === 1 ? 'lower' : 'higher',
    reference: count === 1 ? null : [...reference],
    trials,
    results: request.samplers.map((sampler) => {
      const runs = finished.filter((run) => run.sampler === sampler);
      return {
        sampler,
        scores: CHECKPOINTS.map((share) => runs.map((run) => scoreAt(run, Math.ceil(share * trials)))),
        seconds: median(runs.map(({ seconds }) => seconds)),
      };
    }),
  };
}

/** The quantile of a list by linear interpolation; NaN of an empty one. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.ceil(place);
  return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
