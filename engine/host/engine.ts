// The engine as shells see it: the one implementation of HostApi, plus what only trusted callers may do with paths.

import { resolve } from 'node:path';
import { ParetoscopeError } from '../contract/errors.ts';
import type {
  HostApi,
  ImportedStudySummary,
  RunProgress,
  ShellEvents,
  StartedRun,
  StudySource,
  SystemDescription,
  WorkspaceSummary,
} from '../contract/host.ts';
import type { Study } from '../contract/study.ts';
import { prunerDefinitions } from '../pruning/index.ts';
import { studySamplers } from '../run/study-sampler.ts';
import { provideTrusted } from '../run/trusted-systems.ts';
import { studyJsonSchema } from '../study/json-schema.ts';
import { loadAllSystems } from '../systems/registry.ts';
import { analysisCalls } from './calls/analysis.ts';
import { fileCalls } from './calls/files.ts';
import { studyCalls } from './calls/studies.ts';
import { systemCalls } from './calls/systems.ts';
import { trialCalls } from './calls/trials.ts';
import { workspaceCalls } from './calls/workspaces.ts';
import type { Charted, ChartRequest } from './chart.ts';
import { describeSystem } from './describe.ts';
import { exportFrom, type Exported, type ExportRequest } from './export.ts';
import { importInto, type ImportRequest } from './import.ts';
import { reportHelp } from './report-help.ts';
import type { Reported, ReportRequest } from './report.ts';
import { EngineState, type EngineOptions } from './state.ts';

export type { EngineOptions } from './state.ts';

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

/** What only the engine's own process may call: these take paths. */
export interface TrustedCalls {
  /** Subscribes to what the engine says unasked; returns the way to unsubscribe. */
  listen(events: Partial<ShellEvents>): () => void;
  /** A token by which shells may name a workspace file. */
  registerFile(path: string): string;
  /** The user said that programs named by a study file (sampler `external`) may run. */
  trustPrograms(): void;
  /**
   * Makes a system from outside known: a manifest (`.yaml`) whose program will run, or a module whose code runs now.
   * Only for files that the user trusts. Rejects where the file is no system, or while a run is active.
   */
  trustSystemFile(file: string): Promise<SystemDescription>;
  /** Opens a workspace file by path. */
  openPath(path: string, mode?: 'read' | 'write' | 'write-or-read'): WorkspaceSummary;
  /** Writes a complete copy of an open workspace, also while runs go on. */
  saveCopy(workspace: string, path: string): void;
  /** Writes studies of an open workspace to a file or stream. */
  exportTo(workspace: string, request: ExportRequest): Promise<Exported>;
  /** Writes a report on studies of an open workspace. */
  reportTo(workspace: string, request: ReportRequest): Promise<Reported>;
  /** Draws one chart of an open workspace. */
  chartTo(workspace: string, request: ChartRequest): Promise<Charted>;
  /** Reads studies from a file into a workspace file, which is made if it does not exist. */
  importAt(path: string, request: ImportRequest): Promise<readonly ImportedStudySummary[]>;
  /** Starts a run in a workspace file, which is made if it does not exist. */
  startRunAt(request: RunAtRequest): Promise<StartedRun>;
  /** The JSON Schema of study files. */
  studySchema(): Promise<object>;
  /** Resolves when a run is over. */
  finished(run: string): Promise<RunProgress>;
  /** Stops a run's evaluations at once. */
  abortRun(run: string): void;
  activeRuns(): number;
  /** Cancels what runs, stores what is in flight, closes files and threads. */
  close(): Promise<void>;
}

/** One engine: systems, workspaces, runs. Close it to end its threads and release its files. */
export type Engine = HostApi & TrustedCalls;

/** Starts an engine. The calls of each area are in `calls/`; what they share is in `state.ts`. */
export function createEngine(options: EngineOptions): Engine {
  const engine = new EngineState(options);
  return {
    ...systemCalls(engine),
    ...studyCalls(engine),
    ...workspaceCalls(engine),
    ...trialCalls(engine),
    ...analysisCalls(engine),
    ...fileCalls(engine),
    ...trustedCalls(engine),
  };
}

function trustedCalls(engine: EngineState): TrustedCalls {
  const { runs, studyFiles, workspaces } = engine;
  return {
    listen(events) {
      engine.listeners.add(events);
      return () => engine.listeners.delete(events);
    },

    registerFile(path) {
      return workspaces.register(path);
    },

    trustPrograms() {
      runs.trustPrograms();
    },

    async trustSystemFile(file) {
      if (runs.active > 0) {
        throw new ParetoscopeError('usage', 'systems cannot be added while a study runs', {
          hint: 'wait or cancel it',
        });
      }
      const path = resolve(file);
      const [system] = await provideTrusted({ folders: [], files: [path] });
      const files = new Set([...engine.systems.files, path]);
      engine.systems = { ...engine.systems, files: [...files] };
      await runs.trust(engine.systems);
      await engine.claims.trust(engine.systems);
      return describeSystem(system!);
    },

    openPath(path, mode = 'read') {
      const { id, workspace } = workspaces.open(path, mode, false);
      return engine.summarize(id, workspace);
    },

    saveCopy(workspace, path) {
      workspaces.get(workspace).saveCopy(path);
    },

    exportTo(workspace, request) {
      return exportFrom(workspaces.get(workspace), request);
    },

    async reportTo(workspace, request) {
      // Loaded when asked for: most runs of the engine write no report.
      const { reportFrom } = await import('./report.ts');
      return reportFrom(workspaces.get(workspace), request, reportHelp(engine, workspace));
    },

    async chartTo(workspace, request) {
      const { chartFrom } = await import('./chart.ts');
      return chartFrom(workspaces.get(workspace), request, reportHelp(engine, workspace));
    },

    importAt(path, request) {
      return importInto(() => workspaces.open(path, 'write', true).workspace, request);
    },

    async startRunAt({ source, path, fresh = false, queue, adjust }) {
      const { study: written, text } = await studyFiles.resolve(source);
      const study = adjust?.(written) ?? written;
      return engine.started(await runs.start({ path, study, text, fresh, queue }), study.name);
    },

    async studySchema() {
      return studyJsonSchema(await loadAllSystems(), studySamplers, prunerDefinitions);
    },

    finished(run) {
      return runs.finished(run);
    },

    abortRun(run) {
      runs.cancel(run, true);
    },

    activeRuns() {
      return runs.active;
    },

    close() {
      return engine.close();
    },
  };
}
