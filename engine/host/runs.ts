// The runs of an engine: started, found again by name, watched, ended.

import { ParetoscopeError } from '../contract/errors.ts';
import type { RunProgress } from '../contract/host.ts';
import type { Study } from '../contract/study.ts';
import { EvaluationPool } from '../run/pool.ts';
import type { TrustedSystems } from '../run/pool.ts';
import { isOver, StudyRunner } from '../run/runner.ts';
import { loadSystem } from '../systems/registry.ts';
import { withChosenSampler } from './choose-sampler.ts';
import { version } from './version.ts';
import type { Workspaces } from './workspaces.ts';

/** A study that is to run in a workspace file. */
export interface StudyToRun {
  /** The workspace file, which is made if it does not exist. */
  readonly path: string;
  readonly study: Study;
  /** The study file as written. */
  readonly text: string;
  /** Discard stored trials first. */
  readonly fresh: boolean;
  readonly workers?: number;
}

interface ActiveRun {
  readonly runner: StudyRunner;
  readonly workspace: string;
  readonly study: string;
  readonly done: Promise<RunProgress>;
}

export interface RunsOptions {
  readonly workspaces: Workspaces;
  /** Worker threads; all cores if absent. */
  readonly workers: number | undefined;
  readonly onProgress: (progress: RunProgress) => void;
}

/** Every run since the engine started, and the threads they share. */
export class Runs {
  readonly #options: RunsOptions;
  readonly #runs = new Map<string, ActiveRun>();
  #systems: TrustedSystems = { folders: [], files: [] };
  #pool: EvaluationPool | undefined;
  #counter = 0;

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  /** Runs that are not over. */
  get active(): number {
    return [...this.#runs.values()].filter(({ runner }) => !isOver(runner.state)).length;
  }

  /** Makes systems from outside known to the workers. Only while nothing runs. */
  async trust(systems: TrustedSystems): Promise<void> {
    this.#systems = systems;
    await this.#pool?.close();
    this.#pool = undefined;
  }

  /** Starts a run; resolves with its name and its workspace's. */
  async start(request: StudyToRun): Promise<{ readonly run: string; readonly workspace: string }> {
    const { path, study: asked, text, fresh, workers } = request;
    const system = await loadSystem(asked.system);
    const { id, workspace } = this.#options.workspaces.open(path, 'write', true);
    for (const active of this.#runs.values()) {
      if (active.workspace === id && active.study === asked.name && !isOver(active.runner.state)) {
        throw new ParetoscopeError('usage', `study "${asked.name}" is running already`);
      }
    }
    if (fresh) workspace.deleteStudy(asked.name);
    const study = await withChosenSampler(asked, system, workspace.study(asked.name)?.study);
    const metrics = Object.entries(system.metrics).map(([metric, { unit }]) => ({
      id: metric,
      ...(unit === undefined ? {} : { unit }),
    }));
    const stored = workspace.createStudy(study, text, metrics);
    const run = `run-${++this.#counter}`;
    const runner = new StudyRunner({
      run,
      workspace: id,
      study,
      system,
      stored,
      executor: await this.#poolOf(workers),
      engineVersion: version(),
      onProgress: this.#options.onProgress,
    });
    const done = runner.run();
    this.#runs.set(run, { runner, workspace: id, study: study.name, done });
    return { run, workspace: id };
  }

  pause(run: string): void {
    this.#run(run).runner.pause();
  }

  resume(run: string): void {
    this.#run(run).runner.resume();
  }

  /** Ends a run; what is in flight is finished and stored, or dropped if forced. */
  cancel(run: string, force = false): void {
    this.#run(run).runner.cancel(force);
  }

  /** Resolves when a run is over. */
  finished(run: string): Promise<RunProgress> {
    return this.#run(run).done;
  }

  progress(): RunProgress[] {
    return [...this.#runs.values()].map(({ runner }) => runner.progress());
  }

  /** Cancels the runs of a workspace (of all, if none is named), and waits for what is in flight. */
  async end(workspace?: string): Promise<void> {
    const ended = [...this.#runs.values()].filter((run) => (workspace ?? run.workspace) === run.workspace);
    for (const { runner } of ended) runner.cancel();
    await Promise.all(ended.map(({ done }) => done));
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.#pool?.close();
    this.#pool = undefined;
  }

  /** The engine's pool; another size is granted while nothing runs. */
  async #poolOf(workers = this.#options.workers): Promise<EvaluationPool> {
    if (
      this.#pool !== undefined &&
      workers !== undefined &&
      workers !== this.#pool.workers &&
      this.active === 0
    ) {
      await this.#pool.close();
      this.#pool = undefined;
    }
    return (this.#pool ??= new EvaluationPool(workers, this.#systems));
  }

  #run(run: string): ActiveRun {
    const found = this.#runs.get(run);
    if (found === undefined) throw new ParetoscopeError('not-found', 'this run is over and forgotten');
    return found;
  }
}
