// What a system is: parameters, constraints, metrics, a way to evaluate a design, and published claims about it.
// Types only; `engine/systems/define.ts` builds and checks a system.

import type { RandomStream } from './random.ts';

export type ParameterValue = number | string | boolean;

/** A parameter is active only where every listed parameter is active and has one of the listed values. */
export type ActiveWhen = Readonly<Record<string, readonly ParameterValue[]>>;

interface ParameterBase {
  /** One sentence: what it is and what turning it does. */
  readonly doc: string;
  /** Short name for axes and forms; the id in words if absent. */
  readonly label?: string;
  /** Unit of the value as the model receives it (SI, or mm² for area); absent for pure numbers and names. */
  readonly unit?: string;
  readonly activeWhen?: ActiveWhen;
  /** Where default and range come from: a section, table or "assumption". */
  readonly source?: string;
}

export interface FloatParameter extends ParameterBase {
  readonly kind: 'float';
  readonly minimum: number;
  readonly maximum: number;
  readonly scale: 'linear' | 'log';
  readonly default: number;
}

export interface IntegerParameter extends ParameterBase {
  readonly kind: 'integer';
  readonly minimum: number;
  readonly maximum: number;
  /** Distance of neighbouring values, from `minimum`; 1 if absent. */
  readonly step?: number;
  readonly scale: 'linear' | 'log';
  readonly default: number;
}

/** Ordered choices: numbers on no regular grid (powers of two, nodes) or ranked names. */
export interface OrdinalParameter<V extends number | string = number | string> extends ParameterBase {
  readonly kind: 'ordinal';
  readonly choices: readonly V[];
  readonly default: V;
}

export interface CategoricalParameter<V extends string = string> extends ParameterBase {
  readonly kind: 'categorical';
  readonly choices: readonly V[];
  readonly default: V;
  /** What each choice means, for menus and tooltips. */
  readonly choiceDocs?: Readonly<Partial<Record<V, string>>>;
}

export interface BooleanParameter extends ParameterBase {
  readonly kind: 'boolean';
  readonly default: boolean;
}

export type Parameter =
  FloatParameter | IntegerParameter | OrdinalParameter | CategoricalParameter | BooleanParameter;

export type Parameters = Readonly<Record<string, Parameter>>;

/** The value a model receives for a parameter. */
export type ValueOf<P> = P extends { kind: 'float' | 'integer' }
  ? number
  : P extends OrdinalParameter<infer V>
    ? V
    : P extends CategoricalParameter<infer V>
      ? V
      : P extends { kind: 'boolean' }
        ? boolean
        : never;

/**
 * A design as its model receives it: every parameter has a value. An inactive parameter is carried at its default so
 * that models need no checks; it is not part of the design: it is neither stored nor shown, and must not matter.
 */
export type DesignOf<P extends Parameters> = { readonly [K in keyof P]: ValueOf<P[K]> };

export type Design = Readonly<Record<string, ParameterValue>>;

/** Refuses a design before it costs an evaluation. */
export interface DesignConstraint<D = Design> {
  readonly id: string;
  /** Says what must hold, e.g. "output channels must be divisible by groups". */
  readonly message: string;
  /** Parameters the predicate reads. */
  readonly uses: readonly (keyof D & string)[];
  readonly holds: (design: D) => boolean;
}

export type Direction = 'minimize' | 'maximize';
export type MetricRole =
  | 'area'
  | 'energy'
  | 'latency'
  | 'accuracy'
  | 'throughput'
  | 'capacity'
  | 'reliability'
  | 'cost'
  | 'power'
  | 'other';

/**
 * Where a metric's number comes from. `simulated`: an event or cycle simulation. `analytical`: a closed form.
 * `measured`: a real algorithm was executed on data. `fitted`: constants were calibrated to published numbers.
 * `assumed`: rests on a labelled assumption that no source confirms; never a default objective.
 */
export type Provenance = 'simulated' | 'analytical' | 'measured' | 'fitted' | 'assumed';

export interface Metric {
  /** What it is, what it rests on, and what it cannot say. */
  readonly doc: string;
  readonly label?: string;
  /** SI unit (or mm²); absent for pure numbers. */
  readonly unit?: string;
  readonly direction: Direction;
  readonly role: MetricRole;
  readonly provenance: Provenance;
  /** Shown beside the number wherever it appears; obligatory for `assumed`. */
  readonly assumption?: string;
  /** Axis scale that suits it. */
  readonly scale?: 'linear' | 'log';
  /** The best value that any design of the system has, where that is known: of test functions. */
  readonly optimum?: number;
}

export type Metrics = Readonly<Record<string, Metric>>;
export type MetricValuesOf<M extends Metrics> = { readonly [K in keyof M]: number };
export type MetricValues = Readonly<Record<string, number>>;

/**
 * The outcome of a design that can be evaluated but not built or run (does not fit, misses a hard limit).
 * `metrics` holds what is known all the same.
 */
export interface Infeasible<V = MetricValues> {
  readonly infeasible: string;
  readonly metrics?: Partial<V>;
}

export interface EvaluationContext {
  /** Seed of the study; the same design with the same seed gives the same metrics. */
  readonly seed: number;
  /** A random stream for this evaluation: keyed by the study's seed, `name` and the trial. */
  readonly stream: (name: string) => RandomStream;
  /** Aborted when the evaluation should stop soon; slow models look at it between steps. */
  readonly signal: AbortSignal;
  /**
   * Reports estimates of metrics after `step` (a whole number: training steps, samples, ...); steps rise. Throws a stop
   * signal where the run prunes the trial: let it pass, releasing what must be released in `finally`.
   */
  readonly report: (step: number, values: MetricValues) => void;
  /**
   * Announces metrics that will come out exactly so, before the costly part of the evaluation; `bounds` says of others
   * that they will not come out better than this (below for a metric to be minimised). Throws like `report` where that
   * is enough to see that the design cannot be on the front. A study without a pruner does not look at it.
   */
  readonly settled: (values: MetricValues, bounds?: MetricValues) => void;
}

export type EvaluationOutcome<V = MetricValues> = V | Infeasible<V>;

/** One part of an additive metric: where it comes from, and its own parts. */
export interface BreakdownNode {
  readonly label: string;
  readonly value: number;
  readonly doc?: string;
  readonly children?: readonly BreakdownNode[];
}

/** The parts of one metric (or of a named quantity that is not a metric). Children add up to their parent. */
export interface Breakdown {
  readonly quantity: string;
  readonly unit?: string;
  readonly root: BreakdownNode;
}

/** One bar of a timeline, in seconds from its start. */
export interface TimelineSpan {
  readonly lane: string;
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

/** A curve or cloud to draw beside the result: roofline, miss curve, estimator convergence, ... */
export interface Series {
  readonly title: string;
  readonly form: 'line' | 'points';
  readonly x: { readonly label: string; readonly unit?: string; readonly scale: 'linear' | 'log' };
  readonly y: { readonly label: string; readonly unit?: string; readonly scale: 'linear' | 'log' };
  readonly lines: readonly {
    readonly label: string;
    readonly points: readonly (readonly [x: number, y: number])[];
  }[];
}

/** Everything that explains one design. */
export interface Inspection<V = MetricValues> {
  readonly outcome: EvaluationOutcome<V>;
  readonly breakdowns: readonly Breakdown[];
  readonly timeline?: readonly TimelineSpan[];
  readonly series?: readonly Series[];
  /** Sentences a reader should know: assumptions in play, what limits the design. */
  readonly notes: readonly string[];
}

export interface Paper {
  readonly title: string;
  readonly year: number;
  readonly arxiv?: string;
  readonly venue?: string;
}

/** A published interval, e.g. "2 to 13 times faster over all workloads". */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

export type ClaimValue = number | string | Interval;

/** Evaluates a design of the claim's system (missing parameters at their defaults), with a fixed seed. */
export type Evaluate<D = Design, V = MetricValues> = (design: Partial<D>) => EvaluationOutcome<V>;

/** A published number, and how to get ours. */
export interface Claim<D = Design, V = MetricValues> {
  readonly id: string;
  /** The published sentence in our words. */
  readonly statement: string;
  /** Section, table or figure. */
  readonly source: string;
  /** `check`: predicted by the model. `calibration`: a constant or table was fitted to it, so it proves nothing. */
  readonly kind: 'check' | 'calibration';
  readonly published: ClaimValue;
  readonly unit?: string;
  /** Allowed deviation: relative (0.1 = 10 %) or absolute. An interval's two ends are compared one by one. */
  readonly tolerance: { readonly relative: number } | { readonly absolute: number };
  /** The design behind the number, for opening it; missing parameters at their defaults. */
  readonly design: Partial<D>;
  /** A metric of that design, or a quantity computed from one or more evaluations. */
  readonly ours: (keyof V & string) | ((evaluate: Evaluate<D, V>) => ClaimValue);
  /** Why it misses, or what to know when reading it. */
  readonly note?: string;
}

/** A system as the engine handles it, with the types of its design and metrics erased. */
export interface System {
  readonly id: string;
  /** Counts changes of results: raised whenever any design would give other metrics than before. */
  readonly version: number;
  readonly title: string;
  /** One line for lists and cards. */
  readonly summary: string;
  readonly paper?: Paper;
  readonly references: readonly string[];
  readonly parameters: Parameters;
  readonly constraints: readonly DesignConstraint[];
  readonly metrics: Metrics;
  /** Objectives a study starts from when it names none. */
  readonly defaultObjectives: readonly string[];
  /** What the model cannot say, in plain sentences. */
  readonly limits: readonly string[];
  /** True for test functions and examples that stay out of the gallery. */
  readonly hidden: boolean;
  /** True where evaluations end themselves in time, as external programs do: no other limit applies by itself. */
  readonly limitsItsTime?: boolean;
  readonly evaluate: (
    design: Design,
    context: EvaluationContext,
  ) => EvaluationOutcome | Promise<EvaluationOutcome>;
  readonly inspect: (design: Design, context: EvaluationContext) => Inspection | Promise<Inspection>;
  readonly claims: readonly Claim[];
}

export function isInfeasible<V>(outcome: EvaluationOutcome<V>): outcome is Infeasible<V> {
  return typeof (outcome as Infeasible<V>).infeasible === 'string';
}
