// The model of a report: everything it says about one study, as plain data in base units.

import type { FrontTruth } from '../analysis/front-truths.ts';
import type { Correlated } from '../analysis/correlations.ts';
import type { ImportanceReport } from '../analysis/importance.ts';
import type { HypervolumePoint, Plateau } from '../analysis/convergence.ts';
import type { NamedSelection, TrialAnnotation } from '../contract/annotations.ts';
import type { ClaimResult, FailureGroup } from '../contract/host.ts';
import type { Study } from '../contract/study.ts';
import type { Direction, Inspection, Metric, Parameter, System } from '../contract/system.ts';
import type { StoredTrialState, Trial } from '../contract/trial.ts';
import type { StoredStudy } from '../store/index.ts';

/** Analyses that take long, over rows of codes and one value a row; where they are done is the host's business. */
export interface ReportAnalyses {
  truths(codes: Float64Array, frontCodes: Float64Array): Promise<readonly FrontTruth[]>;
  importance(codes: Float64Array, values: Float64Array): Promise<ImportanceReport>;
  correlations(codes: Float64Array, values: Float64Array): Promise<readonly Correlated[]>;
}

/** What a report is made from. */
export interface ReportSource {
  readonly stored: StoredStudy;
  /** Describes the study's parameters and metrics; may be of another version than the trials. */
  readonly system: System;
  /** The study in words. */
  readonly question: string;
  /** Version of the program that writes the report. */
  readonly engineVersion: string;
  /** The system's claims, checked; empty where it has none. Absent: they were not checked for this report. */
  readonly claims?: readonly ClaimResult[] | Promise<readonly ClaimResult[]>;
  /** Opens a trial up; undefined where that cannot be done, as for imported trials. */
  readonly inspect?: (trial: number) => Promise<InspectedTrial | undefined>;
  /** Trials that the user wants in the report beside those that it chooses, and those pinned in the workspace. */
  readonly pinned?: readonly number[];
  /** What was written about trials; none if absent. */
  readonly annotations?: readonly TrialAnnotation[];
  /** Done here if absent. */
  readonly analyses?: ReportAnalyses;
  /** Named selections of the study; none if absent. */
  readonly selections?: readonly NamedSelection[];
  /** Aborted when the user gives up. */
  readonly signal?: AbortSignal;
}

export interface InspectedTrial {
  readonly inspection: Inspection;
  /** Evaluates the design again. */
  readonly command: string;
}

/** A metric or parameter with its name for readers. */
export interface NamedMetric {
  readonly id: string;
  readonly label: string;
  readonly unit?: string;
  /** Absent where the system of today does not have it any more. */
  readonly metric?: Metric;
}

export interface NamedObjective extends NamedMetric {
  readonly direction: Direction;
}

export interface NamedParameter {
  readonly id: string;
  readonly label: string;
  readonly unit?: string;
  readonly parameter?: Parameter;
}

/** Trials as points over the objectives, in the order of the study's objectives. */
export interface ObjectivePoint {
  readonly trial: number;
  readonly values: readonly number[];
}

/** A design that the report looks at more closely. */
export interface ChosenDesign {
  readonly trial: Trial;
  /** Why: the knee, best of an objective, pinned; several where one design is all of them. */
  readonly reasons: readonly string[];
  readonly inspected?: InspectedTrial;
  /** Why it could not be opened up. */
  readonly inspectionFailure?: string;
}

/** How a metric follows a parameter. */
export interface RankCorrelation {
  readonly parameter: string;
  readonly correlation: number;
  /** 95 % bootstrap interval. */
  readonly low: number;
  readonly high: number;
  readonly trials: number;
}

export interface ObjectiveSensitivity {
  readonly metric: string;
  readonly importance: ImportanceReport;
  /** Of parameters with an order; others have no direction. */
  readonly correlations: readonly RankCorrelation[];
}

export interface Convergence {
  readonly history: readonly HypervolumePoint[];
  readonly plateau: Plateau;
}

export interface StudyReport {
  readonly study: Study;
  readonly system: Pick<System, 'id' | 'version' | 'title' | 'summary' | 'paper' | 'references' | 'limits'>;
  readonly question: string;
  readonly engineVersion: string;
  readonly objectives: readonly NamedObjective[];
  /** Every stored metric, objectives first. */
  readonly metrics: readonly NamedMetric[];
  /** Parameters that vary. */
  readonly parameters: readonly NamedParameter[];
  /** Parameters held, with units. */
  readonly fixed: readonly NamedParameter[];
  readonly counts: Readonly<Record<StoredTrialState, number>>;
  readonly trialCount: number;
  readonly finished: boolean;
  readonly frontSize: number;
  /** Trials of the front, best first in the first objective; thinned evenly where there are very many. */
  readonly front: readonly Trial[];
  readonly frontPoints: readonly ObjectivePoint[];
  /** Complete trials off the front, evenly thinned. */
  readonly dominated: readonly ObjectivePoint[];
  /** Infeasible trials whose objectives are known, evenly thinned. */
  readonly violating: readonly ObjectivePoint[];
  readonly hypervolume: number | null;
  /** In the study's directions. */
  readonly hypervolumeReference: readonly number[] | null;
  readonly chosen: readonly ChosenDesign[];
  readonly annotations: readonly TrialAnnotation[];
  readonly selections: readonly NamedSelection[];
  readonly truths: readonly FrontTruth[];
  readonly sensitivity: readonly ObjectiveSensitivity[];
  /** Trials that truths rest on. */
  readonly sampledTrials: number;
  /** Absent where there is no front. */
  readonly convergence?: Convergence;
  readonly failures: readonly FailureGroup[];
  readonly claims?: readonly ClaimResult[];
  /** Versions of the program that evaluated the trials. */
  readonly ranWith: readonly string[];
  readonly sourceText: string;
}
