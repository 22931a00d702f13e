// What a shell (window, browser, command line) may ask of the engine, and what the engine tells it unasked.
// Plain data and typed arrays only; the same interface over a message port, a WebSocket or in-process.
// A shell never sends a path: it names files by tokens that the trusted side handed out.

import type { AnnotationChange, AnnotationNews, NamedSelection, TrialAnnotation } from './annotations.ts';
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
} from './analysis.ts';
import type { WireError } from './errors.ts';
import type { ImportPreview } from './import.ts';
import type { Objective, Plateau, SamplerChoice, Study } from './study.ts';
import type {
  ClaimValue,
  DesignConstraint,
  Inspection,
  Metric,
  MetricValues,
  Paper,
  Parameter,
  Parameters,
  ParameterValue,
} from './system.ts';
import type { StoredTrialState, Trial } from './trial.ts';

export interface About {
  readonly version: string;
  readonly platform: string;
  readonly cores: number;
  /** `desktop` behind an Electron window, `browser` behind `paretoscope serve`. */
  readonly shell: 'desktop' | 'browser';
}

export interface SystemSummary {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  readonly paper?: Paper;
  readonly hidden: boolean;
  readonly parameterCount: number;
  readonly metricCount: number;
  readonly claimCount: number;
}

/** A system without its functions. */
export interface SystemDescription extends SystemSummary {
  readonly references: readonly string[];
  readonly parameters: Readonly<Record<string, Parameter>>;
  readonly constraints: readonly Pick<DesignConstraint, 'id' | 'message' | 'uses'>[];
  readonly metrics: Readonly<Record<string, Metric>>;
  readonly defaultObjectives: readonly string[];
  readonly limits: readonly string[];
}

/** One line of `paretoscope validate`. */
export interface ClaimResult {
  readonly system: string;
  readonly id: string;
  readonly statement: string;
  readonly source: string;
  readonly kind: 'check' | 'calibration';
  readonly unit?: string;
  readonly published: ClaimValue;
  /** Absent where the evaluation threw. */
  readonly ours?: ClaimValue;
  /** Relative (or, for absolute tolerances, absolute) deviation; of an interval, the larger of both ends. */
  readonly error?: number;
  readonly tolerance: { readonly relative: number } | { readonly absolute: number };
  readonly pass: boolean;
  readonly design: Readonly<Record<string, ParameterValue>>;
  readonly note?: string;
  readonly failure?: string;
}

export interface StudyListing {
  /** Names the study in later calls. */
  readonly token: string;
  readonly name: string;
  readonly system: string;
  readonly systemTitle: string;
  readonly description: string;
  readonly file: string;
}

export type StudySource = { readonly token: string } | { readonly text: string; readonly file: string };

export interface StudyCheck {
  readonly file: string;
  readonly text: string;
  /** Present when there are no problems. */
  readonly study?: Study;
  /** Designs in the space before constraints; null if it is continuous. */
  readonly spaceSize: number | null;
  readonly problems: readonly WireError[];
}

export interface StudySummary {
  readonly name: string;
  readonly system: string;
  readonly study: Study;
  /** Stored trials by state. */
  readonly counts: Readonly<Record<StoredTrialState, number>>;
  readonly frontSize: number;
  readonly hypervolume: number | null;
  /** Every trial of the budget is stored, or the space is exhausted. */
  readonly finished: boolean;
  /** Most frequent failure messages. */
  readonly failures: readonly FailureGroup[];
}

export interface WorkspaceSummary {
  /** Names the open workspace in later calls. */
  readonly workspace: string;
  /** File name, for people. */
  readonly title: string;
  readonly readOnly: boolean;
  /** Why it is read-only, if it is. */
  readonly readOnlyReason?: string;
  readonly studies: readonly StudySummary[];
}

/** A workspace file that can be opened. */
export interface WorkspaceListing {
  readonly token: string;
  readonly title: string;
  readonly modified: number;
  readonly bytes: number;
}

/** What one study of a workspace file looks like from afar. */
export interface StudySketch {
  readonly name: string;
  readonly system: string;
  readonly trials: number;
  readonly finished: boolean;
  readonly frontSize: number;
  readonly objectiveCount: number;
  /** The first two objectives; fewer where the study has fewer. */
  readonly objectives: readonly Objective[];
  /** Values of these on the front, a few hundred points at most; empty with fewer than two objectives. */
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** What a workspace file holds, read without opening it for good. */
export interface WorkspaceSketch {
  readonly token: string;
  readonly studies: readonly StudySketch[];
}

/** `queued`: waits until the runs before it are over. */
export type RunState =
  | 'queued'
  | 'starting'
  | 'running'
  | 'pausing'
  | 'paused'
  | 'cancelling'
  | 'cancelled'
  | 'finished'
  | 'failed';

/** The state of a run, sent at most about 15 times a second however fast trials come. */
export interface RunProgress {
  readonly run: string;
  readonly workspace: string;
  readonly study: string;
  readonly state: RunState;
  /** Trials stored, of all runs of the study. */
  readonly done: number;
  readonly total: number | null;
  readonly counts: Readonly<Record<StoredTrialState, number>>;
  /** Trials per second, lately. */
  readonly rate: number;
  readonly secondsLeft: number | null;
  readonly elapsedSeconds: number;
  readonly workers: number;
  readonly frontSize: number;
  readonly hypervolume: number | null;
  /** Raised whenever the front changed. */
  readonly frontVersion: number;
  /** Best value so far of each objective, in the order of the study's objectives. */
  readonly best: readonly (number | null)[];
  /** Most frequent failure messages. */
  readonly failures: readonly FailureGroup[];
  readonly error?: WireError;
  /** Results that were taken over: from earlier trials of the study, and from other studies of the workspace. */
  readonly duplicates?: { readonly own: number; readonly others: number };
  /** What the run has to say in words: sampler chosen, space exhausted, paused because the disk is full, ... */
  readonly notes: readonly string[];
}

export interface FailureGroup {
  readonly message: string;
  readonly state: StoredTrialState;
  readonly count: number;
  readonly exampleTrial: number;
}

/** Columns of trials, one entry a trial. */
export interface TrialColumns {
  readonly numbers: Uint32Array;
  readonly states: Uint8Array;
  readonly onFront: Uint8Array;
  /** One array per requested name (metric or parameter); a choice is its index in the study's dimension. */
  readonly columns: Readonly<Record<string, Float64Array>>;
  /** Trials that match, of which the columns may hold fewer (see `limit`). */
  readonly matching: number;
}

/** Which trials a question is about; every part narrows it. */
export interface TrialScope {
  /** Only the front, or everything. */
  readonly frontOnly?: boolean;
  /** An expression, e.g. `sdc < 1e-16 and mac = 32`. */
  readonly filter?: string;
  /** Only these trials, by number. */
  readonly selection?: readonly number[] | Uint32Array;
  /**
   * Names what the answer is for. A later question of the same slot takes the place of this one, which then rejects with
   * `cancelled` as soon as the engine comes to it.
   */
  readonly slot?: string;
}

export interface TrialColumnsQuery extends TrialScope {
  readonly names: readonly string[];
  /** At most this many trials, evenly thinned; the front is always kept. */
  readonly limit?: number;
  /** Only trials numbered from here, for a plot that grows. */
  readonly from?: number;
}

/** The rows of a table: which trials, and in which order. */
export interface TrialOrder extends TrialScope {
  /** `number`, `state`, `duration`, or the id of a parameter or metric. Unknown values come last. */
  readonly sort?: string;
  readonly descending?: boolean;
}

export interface TrialPageQuery extends TrialOrder {
  readonly offset: number;
  readonly limit: number;
  /** Adds what the trials reported on their way. */
  readonly intermediate?: boolean;
}

export interface TrialPage {
  readonly total: number;
  readonly trials: readonly Trial[];
}

/** A quantity along an axis. A choice of numbers is placed by its number, any other by its index. */
export interface PlotAxis {
  /** A parameter, a metric, `number`, `state` or `duration`. */
  readonly name: string;
  /** `quantile` makes equal shares of trials equally wide, by `knots`. */
  readonly scale: 'linear' | 'log' | 'quantile';
  /** Ascending quantiles of the quantity, from `histograms`; for the quantile scale only. */
  readonly knots?: readonly number[];
  /** Ends of what is in view, as values; everything if absent. */
  readonly window?: readonly [low: number, high: number];
}

export interface DensityQuery extends TrialScope {
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  /** Bins along x and along y. */
  readonly columns: number;
  readonly rows: number;
}

/** How many trials lie where, so that a million of them can be drawn without being sent. */
export interface Density {
  readonly columns: number;
  readonly rows: number;
  /** Row-major; row 0 holds the smallest y, column 0 the smallest x. */
  readonly counts: Uint32Array;
  /** Smallest and largest value that can be drawn, in view or not; null if there is none. */
  readonly xExtent: readonly [number, number] | null;
  readonly yExtent: readonly [number, number] | null;
  /** Trials in the bins. */
  readonly shown: number;
  /** Trials that could be drawn but are out of view. */
  readonly outside: number;
  readonly withoutValue: number;
  /** Trials that a log axis cannot show. */
  readonly notPositive: number;
  /** Trials of the scope, and of the study. */
  readonly matching: number;
  readonly total: number;
}

export interface HistogramsQuery extends TrialScope {
  readonly axes: readonly PlotAxis[];
  /** Bins of a column of numbers; a choice has one bin a choice. */
  readonly bins: number;
  /** Shares from 0 to 1 at which quantiles are wanted. */
  readonly quantiles?: readonly number[];
}

export interface HistogramsAnswer {
  readonly columns: readonly {
    readonly name: string;
    readonly extent: readonly [number, number] | null;
    readonly counts: Uint32Array;
    /** At the shares asked for; NaN where no value is known. */
    readonly quantiles: Float64Array;
  }[];
  readonly matching: number;
  readonly total: number;
}

/** Trials inside of a polygon drawn on two axes. */
export interface TrialRegionQuery extends TrialScope {
  readonly x: PlotAxis;
  readonly y: PlotAxis;
  /** Corners as values: x, y, x, y, ... */
  readonly polygon: readonly number[];
}

export interface StartRunRequest {
  readonly source: StudySource;
  /** An open workspace; absent: a workspace of the study's name in the shell's folder, made if needed. */
  readonly workspace?: string;
  readonly workers?: number;
  /** Discard the stored trials of a study of that name first. */
  readonly fresh?: boolean;
  /** Wait until every run started before is over. */
  readonly queue?: boolean;
}

/** What to change of a study's budget; what is absent stays, `null` takes a limit away. */
export interface BudgetChange {
  /** Trials in all, not in addition. */
  readonly trials?: number;
  readonly timeSeconds?: number | null;
  readonly plateau?: Plateau | null;
}

export interface StartedRun {
  readonly run: string;
  readonly workspace: WorkspaceSummary;
  readonly study: string;
}

/** One trial opened up. */
export interface TrialDetail {
  readonly trial: Trial;
  /** Every parameter, fixed ones included, as the model received it. */
  readonly design: Readonly<Record<string, ParameterValue>>;
  readonly inspection: Inspection;
  /** The command that evaluates this design again. */
  readonly command: string;
}

/** One design evaluated on the spot. */
export interface EvaluatedDesign {
  readonly system: string;
  /** Every parameter, as the model received it. */
  readonly design: Readonly<Record<string, ParameterValue>>;
  readonly inspection: Inspection;
  readonly command: string;
}

/** One setting of a swept parameter. */
export interface SweepPoint {
  readonly value: ParameterValue;
  /** What is known; nothing where the design cannot be evaluated. */
  readonly metrics: MetricValues;
  /** Why the design cannot be built or evaluated with this setting. */
  readonly problem?: string;
}

/** A design with one parameter turned over its range and everything else kept. */
export interface ParameterSweep {
  readonly parameter: string;
  readonly current: ParameterValue;
  /** Why the parameter changes nothing in this design; there are no points then. */
  readonly inactive?: string;
  /** Ascending, or in the order of the choices. */
  readonly points: readonly SweepPoint[];
  /** False where time ran out before the last setting. */
  readonly complete: boolean;
}

/** A sampler as lists and forms show it. */
export interface SamplerSummary {
  readonly type: string;
  readonly title: string;
  readonly doc: string;
  readonly paper?: Paper;
  /** Most objectives it takes; absent where any number will do. */
  readonly mostObjectives?: number;
  /** Its trials come in groups of the varying parameters and so many more: a budget should be a multiple. */
  readonly groupBeyondParameters?: number;
  readonly options: Parameters;
}

/** A pruner as lists and forms show it. */
export type PrunerSummary = SamplerSummary;

/** What a few evaluated designs say about a study before it runs. */
export interface StudyPilot {
  /** The study in words. */
  readonly description: string;
  readonly evaluated: number;
  /** Which sampler a run would take and why, where the study leaves that to `auto`. */
  readonly sampler?: SamplerChoice;
  /** Median over the later half of the pilot's designs: the first ones wait for tables and compilers. */
  readonly secondsPerDesign: number;
  /** Designs of the space that meet all parameter constraints, in words; absent where there are none. */
  readonly allowed?: string;
  /** Metrics of the first design. */
  readonly metrics: MetricValues;
  /** Why the first design failed or is infeasible, if so. */
  readonly message?: string;
}

export interface ImportanceQuery {
  /** A metric, or `front` for being on the front. */
  readonly quantity: string;
  readonly method: 'fanova' | 'permutation';
}

/** How much each varying parameter matters to one quantity. */
export interface ImportanceAnswer extends ImportanceQuery {
  readonly parameters: readonly {
    readonly id: string;
    readonly share: number;
    /** 5 % and 95 % quantiles of the share. */
    readonly low: number;
    readonly high: number;
  }[];
  /** Share that only interactions explain. */
  readonly interactions: number;
  /** Share of the variance that the model explains on trials it did not see: how far to believe the rest. */
  readonly modelFit: number;
  readonly trials: number;
}

/** What of a workspace a file shall hold. */
export interface ExportQuery {
  /** One study; absent: all of them, which only `optuna` and `pareto` can hold. */
  readonly study?: string;
  /** `all`, `front`, trial numbers such as `3,17,20-25` or as they are, or the name of a selection; all if absent. */
  readonly select?: string | Uint32Array;
  /** Of these only trials for which this holds. */
  readonly filter?: string;
  readonly format: 'csv' | 'json' | 'jsonl' | 'parquet' | 'xlsx' | 'optuna' | 'pareto';
  /** Adds the description of study and columns to a format that cannot hold it (CSV, JSON Lines), as an archive. */
  readonly described?: boolean;
}

/** What a report shall say, and how it is written. Markdown comes as an archive with its figures. */
export interface ReportQuery {
  /** In the order of the report; all of the workspace if empty. */
  readonly studies: readonly string[];
  readonly format: 'html' | 'md' | 'pdf' | 'tex' | 'bib';
  /** Trials shown beside those that the report chooses; needs a single study. */
  readonly pinned?: readonly number[];
  /** Leave out the check against published numbers, which can take seconds. */
  readonly withoutClaims?: boolean;
}

/** How to read a file that a shell gave: an Optuna storage or a CSV file, by its extension. */
export interface ImportQuery {
  /** An open workspace; absent: a new one in the shell's folder, named after the file. */
  readonly workspace?: string;
  /** Some studies of an Optuna storage; all of them if absent. */
  readonly studies?: readonly string[];
  /** Name for a single study, instead of its own. */
  readonly rename?: string;
  /** Columns of a CSV file that are results, for files that need no mapping. */
  readonly minimize?: readonly string[];
  readonly maximize?: readonly string[];
  /** What the columns of a CSV file mean, as YAML or JSON; see docs/exchange.md. */
  readonly mapping?: string;
}

export interface ImportedStudySummary {
  readonly study: string;
  readonly trials: number;
  readonly frontSize: number;
  /** What was left out or renamed, in words. */
  readonly notes: readonly string[];
}

export interface ImportAnswer {
  readonly workspace: WorkspaceSummary;
  readonly studies: readonly ImportedStudySummary[];
}

/** A file that the engine made and keeps until it is released. */
export interface PreparedFile {
  /** Names it in later calls. */
  readonly file: string;
  /** Name to suggest to the person. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

/** Calls from a shell to the engine. Every call may reject with a WireError. */
export interface HostApi {
  about(): Promise<About>;
  systems(): Promise<readonly SystemSummary[]>;
  system(id: string): Promise<SystemDescription>;
  samplers(): Promise<readonly SamplerSummary[]>;
  pruners(): Promise<readonly PrunerSummary[]>;
  builtInStudies(): Promise<readonly StudyListing[]>;
  checkStudy(source: StudySource): Promise<StudyCheck>;
  /** Evaluates a few designs of a study that has no problems. */
  pilotStudy(source: StudySource): Promise<StudyPilot>;
  workspaces(): Promise<readonly WorkspaceListing[]>;
  /** What a listed workspace file holds; remembered until the file changes. */
  sketchWorkspace(token: string): Promise<WorkspaceSketch>;
  openWorkspace(token: string): Promise<WorkspaceSummary>;
  workspace(workspace: string): Promise<WorkspaceSummary>;
  closeWorkspace(workspace: string): Promise<void>;
  startRun(request: StartRunRequest): Promise<StartedRun>;
  pauseRun(run: string): Promise<void>;
  resumeRun(run: string): Promise<void>;
  cancelRun(run: string): Promise<void>;
  /**
   * Changes the budget of a study. Null where it is running and goes on with the new budget; else the run that goes on
   * with it.
   */
  extendRun(workspace: string, study: string, budget: BudgetChange): Promise<StartedRun | null>;
  /** Changes how many designs are evaluated at the same time, now and from now on; results do not depend on it. */
  setWorkers(count: number): Promise<void>;
  /** Evaluates the failed trials of a study again, all or those with this message, and puts the results in place. */
  retryFailed(workspace: string, study: string, message?: string): Promise<StartedRun>;
  runs(): Promise<readonly RunProgress[]>;
  trialColumns(workspace: string, study: string, query: TrialColumnsQuery): Promise<TrialColumns>;
  trialPage(workspace: string, study: string, query: TrialPageQuery): Promise<TrialPage>;
  /** The row of a trial in a sorted, filtered table; null if it is not in it. */
  trialRow(workspace: string, study: string, number: number, order: TrialOrder): Promise<number | null>;
  /** Numbers of the trials in a region of a plot, ascending. */
  trialsInRegion(workspace: string, study: string, query: TrialRegionQuery): Promise<Uint32Array>;
  density(workspace: string, study: string, query: DensityQuery): Promise<Density>;
  /** Counts and quantiles of several columns. */
  histograms(workspace: string, study: string, query: HistogramsQuery): Promise<HistogramsAnswer>;
  trialDetail(workspace: string, study: string, number: number): Promise<TrialDetail>;
  importance(workspace: string, study: string, query: ImportanceQuery): Promise<ImportanceAnswer>;
  /** Every annotated trial of a study, by number. */
  annotations(workspace: string, study: string): Promise<readonly TrialAnnotation[]>;
  /** Changes what is said about a trial; an annotation that says nothing any more is forgotten. */
  annotate(
    workspace: string,
    study: string,
    number: number,
    change: AnnotationChange,
  ): Promise<TrialAnnotation>;
  selections(workspace: string, study: string): Promise<readonly NamedSelection[]>;
  /** Keeps a selection, in place of another of its name. */
  saveSelection(workspace: string, study: string, selection: NamedSelection): Promise<void>;
  deleteSelection(workspace: string, study: string, name: string): Promise<void>;
  /** How views were left: JSON texts by key. */
  views(workspace: string): Promise<Readonly<Record<string, string>>>;
  /** Keeps the state of a view, a JSON text; null forgets it. */
  saveView(workspace: string, key: string, json: string | null): Promise<void>;
  /** How a metric depends on one or two parameters, by a surrogate of the trials. */
  partialDependence(workspace: string, study: string, query: DependenceQuery): Promise<Dependence>;
  /** Which choices and ranges the front has that chance does not explain. */
  frontTruths(workspace: string, study: string): Promise<FrontTruthsAnswer>;
  correlations(workspace: string, study: string): Promise<CorrelationsAnswer>;
  /** Simple designs within `epsilon` (a share of each objective's range) of the front. */
  simplerFront(workspace: string, study: string, epsilon: number): Promise<SimplerFrontAnswer>;
  /** Sobol' indices or elementary effects of a study sampled by `saltelli` or `morris`. */
  sensitivity(workspace: string, study: string): Promise<SensitivityAnswer>;
  /** How the front and the best values came along, trial by trial. */
  convergence(workspace: string, study: string, query: ConvergenceQuery): Promise<ConvergenceAnswer>;
  /** What shares of several studies of one workspace attain; they must have the same objectives. */
  attainment(
    workspace: string,
    studies: readonly string[],
    query: AttainmentQuery,
  ): Promise<AttainmentAnswer>;
  /** Evaluates a design; parameters it leaves out are at their defaults. */
  evaluate(system: string, design: Readonly<Record<string, ParameterValue>>): Promise<EvaluatedDesign>;
  /** Evaluates a design for up to `points` settings of one parameter, within about three seconds. */
  sweepParameter(
    system: string,
    design: Readonly<Record<string, ParameterValue>>,
    parameter: string,
    points: number,
  ): Promise<ParameterSweep>;
  /** One published claim of a system, by its place in the list; checked once, then remembered. */
  claim(system: string, index: number): Promise<ClaimResult>;
  /** All of them. */
  validate(system: string): Promise<readonly ClaimResult[]>;
  /** Makes a file of trials; see `filePart` for its contents. */
  exportStudy(workspace: string, query: ExportQuery): Promise<PreparedFile>;
  /** Makes a report; see `filePart` for its contents. */
  reportStudy(workspace: string, query: ReportQuery): Promise<PreparedFile>;
  /** The part of a prepared file that begins at `offset`, a few megabytes at most; empty at its end. */
  filePart(file: string, offset: number): Promise<Uint8Array>;
  /** Begins a file that the shell gives, by its name without folders; returns what names it in later calls. */
  receiveFile(name: string): Promise<string>;
  /** Appends to it; parts of a few megabytes at most. */
  receivePart(file: string, part: Uint8Array): Promise<void>;
  /** What a received file holds, and what is wrong with it as the query reads it. */
  previewImport(file: string, query: ImportQuery): Promise<ImportPreview>;
  /** Reads a received file into a workspace and drops it; after an error it is kept, to be read another way. */
  importFile(file: string, query: ImportQuery): Promise<ImportAnswer>;
  /** Drops a prepared or received file. */
  releaseFile(file: string): Promise<void>;
}

/** Calls from the engine to a shell, unasked. */
export interface ShellEvents {
  progress(progress: RunProgress): void;
  /** Someone noted something, in whichever window: also told to the one that did. */
  annotated(news: AnnotationNews): void;
}
