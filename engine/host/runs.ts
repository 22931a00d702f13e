// The runs of an engine: started, queued, found again by name, watched, ended.

import { ParetoscopeError } from '../contract/errors.ts';
import type { BudgetChange, RunProgress } from '../contract/host.ts';
import type { Budget, Study } from '../contract/study.ts';
import type { System } from '../contract/system.ts';
import type { Executor } from '../run/executor.ts';
import { EvaluationPool } from '../run/pool.ts';
import type { TrustedSystems } from '../run/pool.ts';
import { RetryRunner } from '../run/retry-runner.ts';
import { isOver } from '../run/run-state.ts';
import { StudyRunner, type ControlledRun, type RunnerOptions } from '../run/runner.ts';
import { refuseProgram } from '../run/study-sampler.ts';
import type { StoredStudy, Workspace } from '../store/index.ts';
import { loadSystem } from '../systems/registry.ts';
import { withChosenSampler } from './choose-sampler.ts';
import { withEarlierTrials } from './earlier.ts';
import { version } from './version.ts';
import type { Workspaces } from './workspaces.ts';

/** Limit of an evaluation where neither the study nor the system has one. */
const EVALUATION_SECONDS = 600;

/** A study that is to run in a workspace file. */
export interface StudyToRun {
  /** The workspace file, which is made if it does not exist. */
  readonly path: string;
  readonly study: Study;
  /** The study file as written. */
  readonly text: string;
  /** Discard stored trials first. */
  readonly fresh: boolean;
  readonly workers?: number | undefined;
  /** Wait until every run started before is over. */
  readonly queue?: boolean | undefined;
}

/** How to find a run and its workspace again. */
export interface RunNames {
  readonly run: string;
  readonly workspace: string;
}

interface KnownRun {
  readonly runner: ControlledRun;
  readonly workspace: string;
  readonly study: string;
  readonly done: Promise<RunProgress>;
}

export interface RunsOptions {
  readonly workspaces: Workspaces;
  /** Worker threads; all cores if absent. */
  readonly workers: number | undefined;
  /** Heap of a worker thread; Node's own limit if absent. */
  readonly workerMemoryBytes: number | undefined;
  /** Worker threads give way to what else wants the processors. */
  readonly yielding: boolean | undefined;
  /** Evaluates instead of threads of this machine. */
  readonly executor: Executor | undefined;
  readonly onProgress: (progress: RunProgress) => void;
}

/** Every run since the engine started, and the threads they share. */
export class Runs {
  readonly #options: RunsOptions;
  readonly #runs = new Map<string, KnownRun>();
  #systems: TrustedSystems = { folders: [], files: [] };
  #workers: number | undefined;
  #pool: EvaluationPool | undefined;
  #counter = 0;
  #mayRunPrograms = false;

  constructor(options: RunsOptions) {
    this.#options = options;
    this.#workers = options.workers;
  }

  /** Runs that are not over. */
  get active(): number {
    return this.#unfinished().length;
  }

  /** Makes systems from outside known to the workers. Only while nothing runs. */
  async trust(systems: TrustedSystems): Promise<void> {
    this.#systems = systems;
    await this.#endThreads();
  }

  /** The user said that programs named by a study file may run. */
  trustPrograms(): void {
    this.#mayRunPrograms = true;
  }

  /** Starts a run, or queues it. */
  async start(request: StudyToRun): Promise<RunNames> {
    const { path, study: asked, text, fresh, workers, queue } = request;
    const system = await loadSystem(asked.system);
    const { id, workspace } = this.#options.workspaces.open(path, 'write', true);
    this.#assertIdle(id, asked.name);
    if (fresh) workspace.deleteStudy(asked.name);
    const known = workspace.study(asked.name)?.study;
    const chosen = await withChosenSampler(asked, system, known);
    const { study, earlier, notes } = withEarlierTrials(chosen, system, known, workspace);
    if (!this.#mayRunPrograms) refuseProgram(study);
    // Another window may have started the same meanwhile: two of them let a run go on after the engine ended.
    this.#assertIdle(id, asked.name);
    const metrics = Object.entries(system.metrics).map(([metric, { unit }]) => ({
      id: metric,
      ...(unit === undefined ? {} : { unit }),
    }));
    const stored = workspace.createStudy(study, text, metrics);
    if (workers !== undefined) this.setWorkers(workers);
    const queued = queue === true && this.active > 0;
    const mayRunPrograms = this.#mayRunPrograms;
    return this.#launch(
      id,
      system,
      stored,
      (options) => new StudyRunner({ ...options, queued, earlier, notes, mayRunPrograms }),
    );
  }

  /** Changes the budget of a study; undefined where it runs and goes on, else the run that goes on with it. */
  async extend(workspace: string, name: string, change: BudgetChange): Promise<RunNames | undefined> {
    const stored = this.#options.workspaces.get(workspace).study(name)!;
    const active = this.#activeRun(workspace, name);
    const study: Study = { ...stored.study, budget: changed(stored.study.budget, change) };
    if (active?.runner.extend(study.budget) === true) {
      stored.saveStudy(study);
      return undefined;
    }
    // A run that is ending already has to end first.
    await active?.done;
    if (study.budget.trials < stored.storedCount()) {
      throw new ParetoscopeError('usage', `study "${name}" has ${stored.storedCount()} trials already`, {
        hint: 'give more',
      });
    }
    const { path } = this.#options.workspaces.get(workspace);
    return this.start({ path, study, text: stored.sourceText(), fresh: false });
  }

  /** Evaluates failed trials of a study again: all, or those with a message. */
  async retryFailed(workspace: string, name: string, message?: string): Promise<RunNames> {
    // For writing, whatever it was opened for.
    const { path } = this.#options.workspaces.get(workspace);
    const opened = this.#options.workspaces.open(path, 'write', false);
    this.#assertIdle(opened.id, name);
    const stored = opened.workspace.study(name)!;
    const system = await loadSystem(stored.study.system);
    if (system.version !== stored.study.systemVersion) {
      throw new ParetoscopeError(
        'study-differs',
        `the trials of "${name}" come from version ${stored.study.systemVersion} of ${system.id}, this is version ${system.version}`,
        { hint: 'run the study again under another name' },
      );
    }
    return this.#launch(opened.id, system, stored, (options) => new RetryRunner({ ...options, message }));
  }

  #launch(
    workspace: string,
    system: System,
    stored: StoredStudy,
    make: (options: RunnerOptions) => ControlledRun,
  ): RunNames {
    const run = `run-${++this.#counter}`;
    const { study } = stored;
    const runner = make({
      run,
      workspace,
      study,
      system,
      stored,
      executor: this.#executor(),
      siblings: siblingsOf(stored, this.#options.workspaces.get(workspace)),
      engineVersion: version(),
      timeoutSeconds:
        study.evaluationTimeoutSeconds ?? (system.limitsItsTime ? undefined : EVALUATION_SECONDS),
      onProgress: this.#options.onProgress,
    });
    const done = runner.run();
    this.#runs.set(run, { runner, workspace, study: study.name, done });
    void done.then(() => this.#beginNext());
    return { run, workspace };
  }

  /** Lets the run begin that has waited longest, if nothing is in its way. */
  #beginNext(): void {
    const unfinished = this.#unfinished();
    if (unfinished.every(({ runner }) => runner.state === 'queued')) unfinished[0]?.runner.begin();
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

  /** Changes how many designs are evaluated at the same time, by runs that go on too. Throws `usage` with a queue. */
  setWorkers(count: number): void {
    if (this.#options.executor !== undefined) {
      throw new ParetoscopeError('usage', 'the workers of a queue are not counted here', {
        hint: 'start or end "paretoscope worker" on the machines that help',
      });
    }
    this.#workers = count;
    this.#pool?.resize(count);
  }

  /** Cancels the runs of a workspace (of all, if none is named), and waits for what is in flight. */
  async end(workspace?: string): Promise<void> {
    const ended = [...this.#runs.values()].filter((run) => (workspace ?? run.workspace) === run.workspace);
    // The last first: else the end of one would begin the next.
    for (const { runner } of ended.toReversed()) runner.cancel();
    await Promise.all(ended.map(({ done }) => done));
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await this.#options.executor?.close();
    await this.#endThreads();
  }

  async #endThreads(): Promise<void> {
    await this.#pool?.close();
    this.#pool = undefined;
  }

  #executor(): Executor {
    return this.#options.executor ?? this.#threads();
  }

  #threads(): EvaluationPool {
    return (this.#pool ??= new EvaluationPool({
      workers: this.#workers,
      systems: this.#systems,
      workerMemoryBytes: this.#options.workerMemoryBytes,
      yielding: this.#options.yielding,
    }));
  }

  #unfinished(): KnownRun[] {
    return [...this.#runs.values()].filter(({ runner }) => !isOver(runner.state));
  }

  #activeRun(workspace: string, study: string): KnownRun | undefined {
    return this.#unfinished().find((run) => run.workspace === workspace && run.study === study);
  }

  #assertIdle(workspace: string, study: string): void {
    if (this.#activeRun(workspace, study) === undefined) return;
    throw new ParetoscopeError('usage', `study "${study}" is running already`);
  }

  #run(run: string): KnownRun {
    const found = this.#runs.get(run);
    if (found === undefined) throw new ParetoscopeError('not-found', 'this run is over and forgotten');
    return found;
  }
}

function siblingsOf({ study, id }: StoredStudy, workspace: Workspace): StoredStudy[] {
  return workspace
    .studies()
    .filter((one) => one.id !== id && one.study.system === study.system)
    .filter((one) => one.study.systemVersion === study.systemVersion);
}

function changed(budget: Budget, change: BudgetChange): Budget {
  const { trials = budget.trials } = change;
  const timeSeconds = change.timeSeconds === undefined ? budget.timeSeconds : change.timeSeconds;
  const plateau = change.plateau === undefined ? budget.plateau : change.plateau;
  return {
    trials,
    ...(timeSeconds == null ? {} : { timeSeconds }),
    ...(plateau == null ? {} : { plateau }),
  };
}
