// What one engine holds, and how its calls find a workspace, a stored study or a system.

import { basename } from 'node:path';
import type { AnnotationNews } from '../contract/annotations.ts';
import { ParetoscopeError } from '../contract/errors.ts';
import type { ShellEvents, StartedRun, WorkspaceSummary } from '../contract/host.ts';
import type { System } from '../contract/system.ts';
import type { Executor } from '../run/executor.ts';
import type { TrustedSystems } from '../run/pool.ts';
import type { StoredStudy, Workspace } from '../store/index.ts';
import { addSystemFolder, loadSystem } from '../systems/registry.ts';
import { Aggregates } from './aggregates.ts';
import type { AskedStudy } from './analysis.ts';
import { AnalysisThreads } from './analysis-threads.ts';
import { ClaimChecks } from './claims.ts';
import { summarizeStudy } from './describe.ts';
import { importedSystems, systemOf } from './study-system.ts';
import { PreparedFiles } from './prepared-files.ts';
import { defaultResources, type Resources } from './resources.ts';
import { Runs, type RunNames } from './runs.ts';
import { Sketches } from './sketches.ts';
import { StudyFiles } from './study-files.ts';
import { Workspaces } from './workspaces.ts';

export interface EngineOptions {
  readonly shell: 'desktop' | 'browser';
  /** Where workspaces of studies started without one are kept. */
  readonly workspaceFolder: string;
  readonly resources?: Resources;
  /** Worker threads; all cores if absent. */
  readonly workers?: number;
  /** Heap of a worker thread; Node's own limit if absent. */
  readonly workerMemoryBytes?: number;
  /** Worker threads give way to what else wants the processors, such as the window. */
  readonly yielding?: boolean;
  /** Evaluates designs instead of threads of this machine; the engine closes it. */
  readonly executor?: Executor;
  /** Folders of systems from outside the product, which the user trusts. */
  readonly systemFolders?: readonly string[];
}

export class EngineState {
  readonly shell: EngineOptions['shell'];
  readonly workspaces: Workspaces;
  readonly runs: Runs;
  readonly studyFiles: StudyFiles;
  readonly sketches: Sketches;
  readonly prepared = new PreparedFiles();
  readonly aggregates = new Aggregates();
  readonly analyses = new AnalysisThreads();
  readonly claims: ClaimChecks;
  readonly listeners = new Set<Partial<ShellEvents>>();
  /** Systems of imported studies in workspaces that were opened, by id. */
  readonly #importedSystems = new Map<string, System>();
  /** What the user trusts from outside the product. */
  systems: TrustedSystems;

  constructor(options: EngineOptions) {
    this.shell = options.shell;
    this.studyFiles = new StudyFiles((options.resources ?? defaultResources()).studies);
    this.workspaces = new Workspaces(options.workspaceFolder);
    this.sketches = new Sketches(this.workspaces);
    this.systems = { folders: options.systemFolders ?? [], files: [] };
    for (const folder of this.systems.folders) addSystemFolder(folder);
    this.claims = new ClaimChecks(this.systems);
    this.runs = new Runs({
      workspaces: this.workspaces,
      workers: options.workers,
      workerMemoryBytes: options.workerMemoryBytes,
      yielding: options.yielding,
      executor: options.executor,
      onProgress: (progress) => {
        for (const { progress: listener } of this.listeners) listener?.(progress);
      },
    });
    void this.runs.trust(this.systems);
  }

  /** A system by id, also one that stands for an imported study. */
  async system(id: string): Promise<System> {
    return this.#importedSystems.get(id) ?? loadSystem(id);
  }

  /** A study of an open workspace; throws not-found where there is none. */
  stored(workspace: string, study: string): StoredStudy {
    return storedStudy(this.workspaces.get(workspace), study);
  }

  /** The same with its system. */
  async asked(workspace: string, study: string): Promise<AskedStudy> {
    const stored = this.stored(workspace, study);
    return { stored, system: await systemOf(stored) };
  }

  /** An open workspace as shells see it; the systems of its imported studies are known from now on. */
  summarize(id: string, workspace: Workspace = this.workspaces.get(id)): WorkspaceSummary {
    for (const system of importedSystems(workspace)) this.#importedSystems.set(system.id, system);
    return {
      workspace: id,
      title: basename(workspace.path),
      readOnly: workspace.readOnly,
      ...(workspace.readOnlyReason === undefined ? {} : { readOnlyReason: workspace.readOnlyReason }),
      studies: workspace.studies().map(summarizeStudy),
    };
  }

  /** A run as shells see it when it was started. */
  started({ run, workspace }: RunNames, study: string): StartedRun {
    return { run, workspace: this.summarize(workspace), study };
  }

  /** Tells every shell that something was noted. */
  annotated(news: AnnotationNews): void {
    for (const { annotated: listener } of this.listeners) listener?.(news);
  }

  /** Cancels what runs, stores what is in flight, closes files and threads. */
  async close(): Promise<void> {
    await this.runs.end();
    await this.analyses.close();
    this.workspaces.closeAll();
    await this.claims.close();
    await this.runs.close();
    this.prepared.releaseAll();
  }
}

function storedStudy(workspace: Workspace, name: string): StoredStudy {
  const stored = workspace.study(name);
  if (stored === undefined) {
    throw new ParetoscopeError('not-found', `there is no study "${name}" in ${basename(workspace.path)}`, {
      hint: `it has ${workspace
        .studies()
        .map(({ study }) => study.name)
        .join(', ')}`,
    });
  }
  return stored;
}
