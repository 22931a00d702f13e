// A study: a question put to a system. `StudyDocument` is the file as written; `Study` is what it means, resolved
// against its system, plain data that a workspace stores and a worker receives.

import type { ActiveWhen, Design, Direction, ParameterValue } from './system.ts';

/** A range as a study file has it; the other forms are a list of values, a single value and the word `all`. */
export interface RangeDocument {
  /** A number, a quantity (`250 MHz`), or a term over other parameters (`banks / 2`). */
  min?: number | string;
  max?: number | string;
  step?: number | string;
  /** Values that grow by it, from min to max: 2 gives powers of two. */
  factor?: number;
  /** Number of levels for grids over a float. */
  levels?: number;
  scale?: 'linear' | 'log';
  values?: (number | string | boolean)[];
}

/**
 * What decisions about a trial may rest on. `deterministic`: whole rounds of earlier trials, so that the result does not
 * depend on timing. `asynchronous`: whatever has arrived.
 */
export type Order = 'deterministic' | 'asynchronous';

/** The study file, after YAML and before resolution. Quantities may be strings with units. */
export interface StudyDocument {
  study: string;
  system: string;
  description?: string;
  /** The expected finding, in words; a test of the study states it as code. */
  finding?: string;
  parameters?: Record<string, RangeDocument | (number | string | boolean)[] | number | string | boolean>;
  fixed?: Record<string, number | string | boolean>;
  objectives?: (string | { metric: string; direction?: Direction })[];
  constraints?: string[];
  /** Combinations of parameter values that are not to be tried. */
  forbid?: string[];
  sampler?: string | ({ type: string } & Record<string, unknown>);
  start?: {
    published?: boolean;
    designs?: Record<string, number | string | boolean>[];
    trials?: { study: string; workspace?: string };
  };
  pruner?: string | ({ type: string } & Record<string, unknown>);
  order?: Order;
  fidelity?: {
    parameter: string;
    levels?: (number | string)[];
    min?: number | string;
    max?: number | string;
    factor?: number;
  };
  budget?: {
    trials?: number;
    time?: number | string;
    plateau?: { improvement: number | string; trials: number };
  };
  /** How evaluations are treated. */
  evaluation?: { timeout?: number | string };
  /** False evaluates a design again each time it is proposed. */
  cache?: boolean;
  seed?: number;
}

/**
 * Ends of a range that depend on other parameters, as terms over them (`banks / 2`), inside of the range that the
 * dimension has itself. A text of the study file; in the parameter's unit.
 */
export interface DimensionBounds {
  readonly minimum?: string;
  readonly maximum?: string;
}

/** A dimension of the explored space: one parameter that varies. */
export type Dimension =
  | {
      readonly kind: 'float';
      readonly id: string;
      readonly minimum: number;
      readonly maximum: number;
      readonly scale: 'linear' | 'log';
      /** Points a grid takes along it. */
      readonly levels?: number;
      readonly bounds?: DimensionBounds;
      readonly activeWhen?: ActiveWhen;
    }
  | {
      readonly kind: 'integer';
      readonly id: string;
      readonly minimum: number;
      readonly maximum: number;
      readonly step: number;
      readonly scale: 'linear' | 'log';
      readonly levels?: number;
      readonly bounds?: DimensionBounds;
      readonly activeWhen?: ActiveWhen;
    }
  | {
      readonly kind: 'choice';
      readonly id: string;
      readonly choices: readonly ParameterValue[];
      /** Neighbouring choices are similar (ordinal). */
      readonly ordered: boolean;
      readonly bounds?: DimensionBounds;
      readonly activeWhen?: ActiveWhen;
    };

export interface Objective {
  readonly metric: string;
  readonly direction: Direction;
}

export type Comparison = '<' | '<=' | '>' | '>=';

/** A bound on a metric that a feasible design meets. */
export interface MetricConstraint {
  /** As written in the file. */
  readonly text: string;
  readonly metric: string;
  readonly comparison: Comparison;
  readonly bound: number;
}

export interface SamplerChoice {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Why the automatic choice fell on it; absent where the study file names it. */
  readonly reason?: string;
}

/** A ladder of successive halving over a parameter, which is also the last dimension of the study. */
export interface Fidelity {
  readonly parameter: string;
  /** Ascending; only trials at the last count for the front. */
  readonly levels: readonly number[];
  /** One of so many designs goes on to the next level. */
  readonly factor: number;
}

export interface PrunerChoice {
  readonly type: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Trials of another study that the sampler learns from before its own first one. */
export interface EarlierTrials {
  readonly study: string;
  /** Another workspace file, by a path from the folder of this one; absent: the same workspace. */
  readonly workspace?: string;
  /**
   * How many of its trials were used, and a checksum over them: written when the study starts, so that it goes on from
   * the same ones or not at all.
   */
  readonly used?: { readonly trials: number; readonly checksum: string };
}

/** What a study begins with. */
export interface StudyStart {
  /** Try the system's default design first, where it lies in the space; absent: yes, but not before a grid. */
  readonly published?: boolean;
  /** Designs to try next; parameters they do not name are at the system's default. */
  readonly designs?: readonly Design[];
  readonly trials?: EarlierTrials;
}

/** Trial numbers are 32-bit; a study limited by time alone has this many. */
export const MOST_TRIALS = 4_294_967_295;

/** Ends a study that gets no better. */
export interface Plateau {
  /** Relative improvement (0.01 = 1 %) of the hypervolume, or of the best value of a single objective ... */
  readonly improvement: number;
  /** ... that this many trials must bring. */
  readonly trials: number;
}

export interface Budget {
  readonly trials: number;
  /** Wall-clock limit of one run, in seconds. */
  readonly timeSeconds?: number;
  readonly plateau?: Plateau;
}

/** A study resolved against one version of its system. Plain JSON. */
export interface Study {
  readonly name: string;
  readonly system: string;
  readonly systemVersion: number;
  readonly description?: string;
  readonly finding?: string;
  readonly dimensions: readonly Dimension[];
  /** Every parameter of the system that does not vary, at its fixed or default value. */
  readonly fixed: Readonly<Record<string, ParameterValue>>;
  readonly objectives: readonly Objective[];
  readonly constraints: readonly MetricConstraint[];
  /** Constraints between parameters, which designs meet before they are evaluated; as written. Absent: none. */
  readonly designConstraints?: readonly string[];
  /** Combinations of parameter values that are not to be tried, as written; absent where there are none. */
  readonly forbid?: readonly string[];
  readonly sampler: SamplerChoice;
  /** Absent: every evaluation is finished and intermediate values are not kept. */
  readonly pruner?: PrunerChoice;
  /** Absent: deterministic. */
  readonly order?: 'asynchronous';
  /** Absent: every design is evaluated once, in earnest. */
  readonly fidelity?: Fidelity;
  readonly start?: StudyStart;
  readonly budget: Budget;
  /** Absent: no limit for external programs, which have their own, and ten minutes for everything else. */
  readonly evaluationTimeoutSeconds?: number;
  /** False: evaluate designs again that were evaluated before. */
  readonly cache?: false;
  readonly seed: number;
}
