// The engine as shells see it: the one implementation of HostApi, plus what only trusted callers may do with paths.

import { readFile, readdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { AnnotationChange, NamedSelection, TrialAnnotation } from '../contract/annotations.ts';
import type {
  AttainmentAnswer,
  AttainmentQuery,
  ConvergenceAnswer,
  ConvergenceQuery,
  CorrelationsAnswer,
  Dependence,
  DependenceQuery,
  FrontTruthsAnswer,
  SensitivityAnswer,
  SimplerFrontAnswer,
} from '../contract/analysis.ts';
import { ParetoscopeError } from '../contract/errors.ts';
import type {
  About,
  BudgetChange,
  ClaimResult,
  Density,
  DensityQuery,
  EvaluatedDesign,
  ExportQuery,
  HistogramsAnswer,
  HistogramsQuery,
  HostApi,
  ImportanceAnswer,
  ImportanceQuery,
  ImportAnswer,
  ImportedStudySummary,
  ImportQuery,
  PreparedFile,
  ReportQuery,
  ParameterSweep,
  RunProgress,
  PrunerSummary,
  SamplerSummary,
  ShellEvents,
  StartedRun,
  StartRunRequest,
  StudyCheck,
  StudyListing,
  StudyPilot,
  StudySource,
  SystemDescription,
  SystemSummary,
  TrialColumns,
  TrialColumnsQuery,
  TrialDetail,
  TrialOrder,
  TrialPage,
  TrialPageQuery,
  TrialRegionQuery,
  WorkspaceListing,
  WorkspaceSummary,
} from '../contract/host.ts';
import type { Study } from '../contract/study.ts';
import type { Design, ParameterValue, System } from '../contract/system.ts';
import { isImported } from '../report/exchange/index.ts';
import { plainContext } from '../run/evaluate-batch.ts';
import type { Executor } from '../run/executor.ts';
import type { TrustedSystems } from '../run/pool.ts';
import { provideTrusted } from '../run/trusted-systems.ts';
import { prunerDefinitions } from '../pruning/index.ts';
import { studySamplers } from '../run/study-sampler.ts';
import { Space } from '../space/space.ts';
import type { StoredStudy, Workspace } from '../store/index.ts';
import { studyJsonSchema } from '../study/json-schema.ts';
import { loadStudy } from '../study/load.ts';
import { addSystemFolder, loadAllSystems, loadSystem, systemIds } from '../systems/registry.ts';
import { Aggregates } from './aggregates.ts';
import { annotateTrial, forgetSelection, keepSelection, keepView } from './annotations.ts';
import {
  partialDependence,
  studiesAttainment,
  studyConvergence,
  studyCorrelations,
  studyTruths,
  type AskedStudy,
} from './analysis.ts';
import { AnalysisThread } from './analysis-thread.ts';
import { completeDesign } from './design.ts';
import {
  exportFrom,
  importedSystems,
  importInto,
  inspectImported,
  systemOf,
  type Exported,
  type ExportRequest,
  type ImportRequest,
} from './exchange.ts';
import { ClaimChecks } from './claims.ts';
import {
  describeSystem,
  evaluateCommand,
  summarizeChoice,
  summarizeStudy,
  summarizeSystem,
} from './describe.ts';
import { studyImportance } from './importance.ts';
import { pilotStudy } from './pilot.ts';
import { PreparedFiles } from './prepared-files.ts';
import type { Reported, ReportRequest } from './report.ts';
import { defaultResources } from './resources.ts';
import type { Resources } from './resources.ts';
import { Runs, type RunNames, type StudyToRun } from './runs.ts';
import { importReceived, prepareExport, prepareReport } from './shell-files.ts';
import { sweepParameter } from './sweep.ts';
import { studySensitivity } from './sensitivity.ts';
import { studySimplerFront } from './simpler-front.ts';
import { version } from './version.ts';
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
  /** Evaluates designs instead of threads of this machine; the engine closes it. */
  readonly executor?: Executor;
  /** Folders of systems from outside the product, which the user trusts. */
  readonly systemFolders?: readonly string[];
}

/** How a trusted caller starts a run. */
export interface RunAtRequest {
  readonly source: StudySource;
  readonly path: string;
  readonly fresh?: boolean;
  /** Wait until every run started before is over. */
  readonly queue?: boolean;
  /** Changes to the study after loading: another budget or seed from the command line. */
  readonly adjust?: (study: Study) => Study;
}

/** One engine: systems, workspaces, runs. Close it to end its threads and release its files. */
export class Engine implements HostApi {
  readonly #options: EngineOptions;
  readonly #resources: Resources;
  readonly #workspaces: Workspaces;
  readonly #runs: Runs;
  readonly #listeners = new Set<Partial<ShellEvents>>();
  readonly #studyFiles = new Map<string, string>();
  readonly #prepared = new PreparedFiles();
  readonly #aggregates = new Aggregates();
  /** Systems of imported studies in workspaces that were opened, by id. */
  readonly #importedSystems = new Map<string, System>();
  readonly #claims: ClaimChecks;
  readonly #analyses = new AnalysisThread();
  #systems: TrustedSystems;

  constructor(options: EngineOptions) {
    this.#options = options;
    this.#resources = options.resources ?? defaultResources();
    this.#workspaces = new Workspaces(options.workspaceFolder);
    this.#systems = { folders: options.systemFolders ?? [], files: [] };
    for (const folder of this.#systems.folders) addSystemFolder(folder);
    this.#claims = new ClaimChecks(this.#systems);
    this.#runs = new Runs({
      workspaces: this.#workspaces,
      workers: options.workers,
      workerMemoryBytes: options.workerMemoryBytes,
      executor: options.executor,
      onProgress: (progress) => {
        for (const { progress: listener } of this.#listeners) listener?.(progress);
      },
    });
    void this.#runs.trust(this.#systems);
  }

  /** Subscribes to what the engine says unasked; returns the way to unsubscribe. */
  listen(events: Partial<ShellEvents>): () => void {
    this.#listeners.add(events);
    return () => this.#listeners.delete(events);
  }

  // Trusted calls: they take paths, so only the engine's own process may make them.

  /** A token by which shells may name a workspace file. */
  registerFile(path: string): string {
    return this.#workspaces.register(path);
  }

  /** The user said that programs named by a study file (sampler `external`) may run. */
  trustPrograms(): void {
    this.#runs.trustPrograms();
  }

  /**
   * Makes a system from outside known: a manifest (`.yaml`) whose program will run, or a module whose code runs now.
   * Only for files that the user trusts. Rejects where the file is no system, or while a run is active.
   */
  async trustSystemFile(file: string): Promise<SystemDescription> {
    if (this.activeRuns() > 0) {
      throw new ParetoscopeError('usage', 'systems cannot be added while a study runs', {
        hint: 'wait or cancel it',
      });
    }
    const path = resolve(file);
    const [system] = await provideTrusted({ folders: [], files: [path] });
    this.#systems = { ...this.#systems, files: [...new Set([...this.#systems.files, path])] };
    await this.#runs.trust(this.#systems);
    await this.#claims.trust(this.#systems);
    return describeSystem(system!);
  }

  /** Opens a workspace file by path. */
  openPath(path: string, mode: 'read' | 'write' | 'write-or-read' = 'read'): WorkspaceSummary {
    const { id, workspace } = this.#workspaces.open(path, mode, false);
    return this.#summarize(id, workspace);
  }

  /** Writes a complete copy of an open workspace, also while runs go on. */
  saveCopy(workspace: string, path: string): void {
    this.#workspaces.get(workspace).saveCopy(path);
  }

  /** Writes studies of an open workspace to a file or stream. */
  exportTo(workspace: string, request: ExportRequest): Promise<Exported> {
    return exportFrom(this.#workspaces.get(workspace), request);
  }

  /** Writes a report on studies of an open workspace. */
  async reportTo(workspace: string, request: ReportRequest): Promise<Reported> {
    // Loaded when asked for: most runs of the engine write no report.
    const { reportFrom } = await import('./report.ts');
    return reportFrom(this.#workspaces.get(workspace), request, (study, trial) =>
      this.trialDetail(workspace, study, trial),
    );
  }

  /** Reads studies from a file into a workspace file, which is made if it does not exist. */
  importAt(path: string, request: ImportRequest): Promise<readonly ImportedStudySummary[]> {
    return importInto(() => this.#workspaces.open(path, 'write', true).workspace, request);
  }

  /** Starts a run in a workspace file, which is made if it does not exist. */
  async startRunAt(request: RunAtRequest): Promise<StartedRun> {
    const { study, text } = await this.#resolveStudy(request.source);
    return this.#start({
      path: request.path,
      study: request.adjust?.(study) ?? study,
      text,
      fresh: request.fresh ?? false,
      queue: request.queue,
    });
  }

  /** The JSON Schema of study files. */
  async studySchema(): Promise<object> {
    return studyJsonSchema(await loadAllSystems(), studySamplers, prunerDefinitions);
  }

  /** Resolves when a run is over. */
  finished(run: string): Promise<RunProgress> {
    return this.#runs.finished(run);
  }

  /** Stops a run's evaluations at once. */
  abortRun(run: string): void {
    this.#runs.cancel(run, true);
  }

  activeRuns(): number {
    return this.#runs.active;
  }

  /** Cancels what runs, stores what is in flight, closes files and threads. */
  async close(): Promise<void> {
    await this.#runs.end();
    await this.#analyses.close();
    this.#workspaces.closeAll();
    await this.#claims.close();
    await this.#runs.close();
    this.#prepared.releaseAll();
  }

  // HostApi

  about(): Promise<About> {
    return Promise.resolve({
      version: version(),
      platform: process.platform,
      cores: availableParallelism(),
      shell: this.#options.shell,
    });
  }

  async systems(): Promise<readonly SystemSummary[]> {
    return (await loadAllSystems()).map(summarizeSystem);
  }

  async system(id: string): Promise<SystemDescription> {
    return describeSystem(await this.#system(id));
  }

  async builtInStudies(): Promise<readonly StudyListing[]> {
    const files = (await readdir(this.#resources.studies))
      .filter((file) => file.endsWith('.study.yaml'))
      .sort();
    const listings = await Promise.all(files.map((file) => this.#listing(file)));
    return listings.filter((listing) => listing !== undefined);
  }

  async checkStudy(source: StudySource): Promise<StudyCheck> {
    const { text, file } = await this.#read(source);
    const { study, space, problems } = await this.#load(text, file);
    return {
      file,
      text,
      ...(study === undefined ? {} : { study }),
      spaceSize: space === undefined || !Number.isFinite(space.size) ? null : space.size,
      problems: problems.map((problem) => problem.toWire()),
    };
  }

  async pilotStudy(source: StudySource): Promise<StudyPilot> {
    const { study } = await this.#resolveStudy(source);
    const system = await loadSystem(study.system);
    return pilotStudy(system, study, Space.forStudy(system, study));
  }

  samplers(): Promise<readonly SamplerSummary[]> {
    return Promise.resolve(studySamplers.map(summarizeChoice));
  }

  pruners(): Promise<readonly PrunerSummary[]> {
    return Promise.resolve(prunerDefinitions.map(summarizeChoice));
  }

  workspaces(): Promise<readonly WorkspaceListing[]> {
    return Promise.resolve(this.#workspaces.list());
  }

  // The next two reject rather than throw, whatever the store does: callers hold promises.
  async openWorkspace(token: string): Promise<WorkspaceSummary> {
    const { id, workspace } = this.#workspaces.open(this.#workspaces.path(token), 'write-or-read', false);
    return Promise.resolve(this.#summarize(id, workspace));
  }

  async workspace(workspace: string): Promise<WorkspaceSummary> {
    return Promise.resolve(this.#summarize(workspace, this.#workspaces.get(workspace)));
  }

  async closeWorkspace(workspace: string): Promise<void> {
    await this.#runs.end(workspace);
    this.#workspaces.close(workspace);
  }

  async startRun(request: StartRunRequest): Promise<StartedRun> {
    const { study, text } = await this.#resolveStudy(request.source);
    const path =
      request.workspace === undefined
        ? this.#workspaces.pathForStudy(study.name)
        : this.#workspaces.get(request.workspace).path;
    const { fresh = false, workers, queue } = request;
    return this.#start({ path, study, text, fresh, workers, queue });
  }

  async pauseRun(run: string): Promise<void> {
    this.#runs.pause(run);
    return Promise.resolve();
  }

  async resumeRun(run: string): Promise<void> {
    this.#runs.resume(run);
    return Promise.resolve();
  }

  async cancelRun(run: string): Promise<void> {
    this.#runs.cancel(run);
    return Promise.resolve();
  }

  async extendRun(workspace: string, study: string, budget: BudgetChange): Promise<StartedRun | null> {
    this.#stored(workspace, study);
    const names = await this.#runs.extend(workspace, study, budget);
    return names === undefined ? null : this.#started(names, study);
  }

  async setWorkers(count: number): Promise<void> {
    this.#runs.setWorkers(count);
    return Promise.resolve();
  }

  async retryFailed(workspace: string, study: string, message?: string): Promise<StartedRun> {
    this.#stored(workspace, study);
    return this.#started(await this.#runs.retryFailed(workspace, study, message), study);
  }

  runs(): Promise<readonly RunProgress[]> {
    return Promise.resolve(this.#runs.progress());
  }

  async trialColumns(workspace: string, study: string, query: TrialColumnsQuery): Promise<TrialColumns> {
    return this.#aggregates.columns(this.#stored(workspace, study), query);
  }

  async trialPage(workspace: string, study: string, query: TrialPageQuery): Promise<TrialPage> {
    const stored = this.#stored(workspace, study);
    const page = await this.#aggregates.page(stored, query);
    return query.intermediate === true ? { ...page, trials: stored.withIntermediate(page.trials) } : page;
  }

  async trialRow(
    workspace: string,
    study: string,
    number: number,
    order: TrialOrder,
  ): Promise<number | null> {
    return this.#aggregates.row(this.#stored(workspace, study), order, number);
  }

  async trialsInRegion(workspace: string, study: string, query: TrialRegionQuery): Promise<Uint32Array> {
    return this.#aggregates.region(this.#stored(workspace, study), query);
  }

  async density(workspace: string, study: string, query: DensityQuery): Promise<Density> {
    return this.#aggregates.density(this.#stored(workspace, study), query);
  }

  async histograms(workspace: string, study: string, query: HistogramsQuery): Promise<HistogramsAnswer> {
    return this.#aggregates.histograms(this.#stored(workspace, study), query);
  }

  async trialDetail(workspace: string, study: string, number: number): Promise<TrialDetail> {
    const stored = this.#stored(workspace, study);
    const trial = stored.trial(number, true);
    if (trial === undefined) {
      throw new ParetoscopeError('not-found', `study "${study}" has no trial ${number}`, {
        hint: `it has trials 0 to ${stored.storedCount() - 1}`,
      });
    }
    const system = await systemOf(stored);
    const design = Space.forStudy(system, stored.study).decode(stored.codes(number));
    if (isImported(system.id)) return inspectImported(stored.study, trial, design);
    return {
      trial,
      design,
      inspection: await system.inspect(design, plainContext(stored.study.seed, number)),
      command: evaluateCommand(system.id, differing(system, design)),
    };
  }

  async importance(workspace: string, study: string, query: ImportanceQuery): Promise<ImportanceAnswer> {
    return studyImportance(await this.#asked(workspace, study), query, this.#analyses);
  }

  async partialDependence(workspace: string, study: string, query: DependenceQuery): Promise<Dependence> {
    return partialDependence(await this.#asked(workspace, study), query, this.#analyses);
  }

  async frontTruths(workspace: string, study: string): Promise<FrontTruthsAnswer> {
    return studyTruths(await this.#asked(workspace, study), this.#analyses);
  }

  async correlations(workspace: string, study: string): Promise<CorrelationsAnswer> {
    return studyCorrelations(await this.#asked(workspace, study), this.#analyses);
  }

  async simplerFront(workspace: string, study: string, epsilon: number): Promise<SimplerFrontAnswer> {
    return studySimplerFront(await this.#asked(workspace, study), epsilon, this.#analyses);
  }

  async sensitivity(workspace: string, study: string): Promise<SensitivityAnswer> {
    return studySensitivity(await this.#asked(workspace, study), this.#analyses);
  }

  async convergence(workspace: string, study: string, query: ConvergenceQuery): Promise<ConvergenceAnswer> {
    return studyConvergence(this.#stored(workspace, study), query, this.#analyses);
  }

  async attainment(
    workspace: string,
    studies: readonly string[],
    query: AttainmentQuery,
  ): Promise<AttainmentAnswer> {
    return Promise.resolve(
      studiesAttainment(
        studies.map((study) => this.#stored(workspace, study)),
        query,
      ),
    );
  }

  // Notes, selections and views reject rather than throw as well.

  async annotations(workspace: string, study: string): Promise<readonly TrialAnnotation[]> {
    const { id } = this.#stored(workspace, study);
    return Promise.resolve(this.#workspaces.get(workspace).annotations.ofStudy(id));
  }

  async annotate(
    workspace: string,
    study: string,
    number: number,
    change: AnnotationChange,
  ): Promise<TrialAnnotation> {
    const stored = this.#stored(workspace, study);
    return Promise.resolve(annotateTrial(this.#workspaces.get(workspace), stored, number, change));
  }

  async selections(workspace: string, study: string): Promise<readonly NamedSelection[]> {
    const { id } = this.#stored(workspace, study);
    return Promise.resolve(this.#workspaces.get(workspace).annotations.selections(id));
  }

  async saveSelection(workspace: string, study: string, selection: NamedSelection): Promise<void> {
    await keepSelection(this.#workspaces.get(workspace), this.#stored(workspace, study), selection);
  }

  async deleteSelection(workspace: string, study: string, name: string): Promise<void> {
    forgetSelection(this.#workspaces.get(workspace), this.#stored(workspace, study), name);
    return Promise.resolve();
  }

  async views(workspace: string): Promise<Readonly<Record<string, string>>> {
    return Promise.resolve(this.#workspaces.get(workspace).annotations.views());
  }

  async saveView(workspace: string, key: string, json: string | null): Promise<void> {
    keepView(this.#workspaces.get(workspace), key, json);
    return Promise.resolve();
  }

  async evaluate(
    systemId: string,
    partial: Readonly<Record<string, ParameterValue>>,
  ): Promise<EvaluatedDesign> {
    const system = await this.#system(systemId);
    const design = completeDesign(system, partial);
    const violated = system.constraints.find(({ holds }) => !holds(design));
    if (violated !== undefined) {
      throw new ParetoscopeError('design-invalid', violated.message, {
        hint: `it concerns ${violated.uses.join(', ')}`,
      });
    }
    return {
      system: systemId,
      design,
      inspection: await system.inspect(design, plainContext(1)),
      command: evaluateCommand(systemId, differing(system, design)),
    };
  }

  async sweepParameter(
    system: string,
    design: Readonly<Record<string, ParameterValue>>,
    parameter: string,
    points: number,
  ): Promise<ParameterSweep> {
    return sweepParameter(await this.#system(system), design, parameter, points);
  }

  async claim(system: string, index: number): Promise<ClaimResult> {
    return this.#claims.check(await this.#system(system), index);
  }

  async validate(system: string): Promise<readonly ClaimResult[]> {
    const { claims } = await this.#system(system);
    return Promise.all(claims.map((_, index) => this.claim(system, index)));
  }

  async exportStudy(workspace: string, query: ExportQuery): Promise<PreparedFile> {
    return prepareExport(this.#prepared, this.#workspaces.get(workspace), query);
  }

  async reportStudy(workspace: string, query: ReportQuery): Promise<PreparedFile> {
    return prepareReport(this.#prepared, this.#workspaces.get(workspace), query, (study, trial) =>
      this.trialDetail(workspace, study, trial),
    );
  }

  async filePart(file: string, offset: number): Promise<Uint8Array> {
    return Promise.resolve(this.#prepared.part(file, offset));
  }

  async receiveFile(name: string): Promise<string> {
    return Promise.resolve(this.#prepared.receive(name));
  }

  async receivePart(file: string, part: Uint8Array): Promise<void> {
    this.#prepared.append(file, part);
    return Promise.resolve();
  }

  async importFile(file: string, query: ImportQuery): Promise<ImportAnswer> {
    const { workspace, studies } = await importReceived(this.#prepared, this.#workspaces, file, query);
    return { workspace: this.#summarize(workspace, this.#workspaces.get(workspace)), studies };
  }

  async releaseFile(file: string): Promise<void> {
    this.#prepared.release(file);
    return Promise.resolve();
  }

  async #listing(file: string): Promise<StudyListing | undefined> {
    const path = join(this.#resources.studies, file);
    const document = parse(await readFile(path, 'utf8')) as Record<string, unknown> | null;
    if (typeof document?.study !== 'string' || typeof document.system !== 'string') return undefined;
    let systemTitle = document.system;
    try {
      const system = await loadSystem(document.system);
      if (system.hidden) return undefined;
      systemTitle = system.title;
    } catch {
      // A study of a system that is not there is still listed; opening it says what is wrong.
    }
    const token = `study:${file}`;
    this.#studyFiles.set(token, path);
    return {
      token,
      name: document.study,
      system: document.system,
      systemTitle,
      description: typeof document.description === 'string' ? document.description.trim() : '',
      file,
    };
  }

  async #read(source: StudySource): Promise<{ text: string; file: string }> {
    if ('text' in source) return source;
    if (!this.#studyFiles.has(source.token)) await this.builtInStudies();
    const path = this.#studyFiles.get(source.token);
    if (path === undefined) throw new ParetoscopeError('not-found', `there is no study "${source.token}"`);
    return { text: await readFile(path, 'utf8'), file: basename(path) };
  }

  async #load(text: string, file: string): Promise<ReturnType<typeof loadStudy>> {
    const named = systemNamed(text);
    const ids = await systemIds();
    const system = named !== undefined && ids.includes(named) ? await loadSystem(named) : undefined;
    return loadStudy({
      text,
      file,
      systems: (id) => (id === system?.id ? system : undefined),
      systemIds: ids,
      samplers: studySamplers,
      pruners: prunerDefinitions,
    });
  }

  /** A study that can run, or its first problem as an error. */
  async #resolveStudy(source: StudySource): Promise<{ study: Study; text: string }> {
    const { text, file } = await this.#read(source);
    const { study, problems } = await this.#load(text, file);
    const first = problems[0];
    if (first !== undefined) throw first;
    return { study: study!, text };
  }

  async #start(request: StudyToRun): Promise<StartedRun> {
    return this.#started(await this.#runs.start(request), request.study.name);
  }

  #started({ run, workspace }: RunNames, study: string): StartedRun {
    return { run, workspace: this.#summarize(workspace, this.#workspaces.get(workspace)), study };
  }

  /** A system by id, also one that stands for an imported study. */
  async #system(id: string): Promise<System> {
    return this.#importedSystems.get(id) ?? loadSystem(id);
  }

  #summarize(id: string, workspace: Workspace): WorkspaceSummary {
    for (const system of importedSystems(workspace)) this.#importedSystems.set(system.id, system);
    return summarize(id, workspace);
  }

  async #asked(workspace: string, study: string): Promise<AskedStudy> {
    const stored = this.#stored(workspace, study);
    return { stored, system: await systemOf(stored) };
  }

  #stored(workspace: string, study: string): StoredStudy {
    return storedStudy(this.#workspaces.get(workspace), study);
  }
}

function summarize(id: string, workspace: Workspace): WorkspaceSummary {
  return {
    workspace: id,
    title: basename(workspace.path),
    readOnly: workspace.readOnly,
    ...(workspace.readOnlyReason === undefined ? {} : { readOnlyReason: workspace.readOnlyReason }),
    studies: workspace.studies().map(summarizeStudy),
  };
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

/** The part of a design that is not at the system's defaults: what a command has to say. */
function differing(system: System, design: Design): Design {
  return Object.fromEntries(
    Object.entries(design).filter(([id, value]) => system.parameters[id]?.default !== value),
  );
}

/** The system a study text names, as far as the text can be read at all. */
function systemNamed(text: string): string | undefined {
  try {
    const document = parse(text, { maxAliasCount: 100, logLevel: 'silent' }) as { system?: unknown } | null;
    return typeof document?.system === 'string' ? document.system : undefined;
  } catch {
    // Broken YAML is the loader's to report, with its line.
    return undefined;
  }
}
