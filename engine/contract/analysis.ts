// Questions about stored trials that take some thinking, and their answers. Plain data and typed arrays only.
// Every answer says how many trials it looked at: large studies are thinned evenly.

import type { Direction, ParameterValue } from './system.ts';

/** Trials that an answer rests on. */
export interface TrialBasis {
  /** Trials looked at. */
  readonly trials: number;
  /** Trials stored when the question was asked. */
  readonly stored: number;
}

/** A value with the ends of its interval at the answer's confidence. NaN where it cannot be told. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export type SurrogateKind = 'forest' | 'gaussian-process';

export interface DependenceQuery {
  readonly metric: string;
  /** One varying parameter, or two for a contour. */
  readonly parameters: readonly string[];
  /** Points along a number; 24 for one parameter and 12 for two if absent. Choices are all taken. */
  readonly points?: number;
  /** Holds the other parameters at this trial's values (a slice) instead of averaging over the trials. */
  readonly through?: number;
  /** Whichever predicts unseen trials better if absent. */
  readonly surrogate?: SurrogateKind;
}

export interface DependenceAxis {
  readonly id: string;
  readonly values: readonly ParameterValue[];
}

/** What a surrogate was told, and how well it predicts. */
export interface SurrogateFit extends TrialBasis {
  readonly surrogate: SurrogateKind;
  /** `log`: the surrogate saw logarithms, so its means are geometric ones. */
  readonly scale: 'linear' | 'log';
  /** How the error was found: trees on trials they did not see, or folds left out one after the other. */
  readonly validation: 'out-of-bag' | 'five-fold';
  /** Share of the variance (of the logarithms, where `scale` is `log`) explained on trials not seen; at most 1. */
  readonly explained: number;
  /** Root-mean-square error on trials not seen: in the metric's unit, or a factor minus one where `scale` is `log`. */
  readonly error: number;
}

/** How a metric depends on one or two parameters, the others averaged out or held. */
export interface Dependence {
  readonly metric: string;
  readonly axes: readonly DependenceAxis[];
  /** One entry a grid point, the last axis fastest. In the metric's unit. */
  readonly mean: Float64Array;
  /** Ends of the 90 % interval that the trials at hand allow the mean. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Share of the trials that lie nearest to each grid point: where it is 0, the surrogate fills in. */
  readonly support: Float64Array;
  readonly through?: number;
  readonly fit: SurrogateFit;
}

/** One choice that is commoner on the front than chance would have it. */
export interface ChoiceOnFront {
  readonly kind: 'choice';
  readonly id: string;
  readonly value: ParameterValue;
  readonly shareOfFront: number;
  readonly shareOfTrials: number;
  /** Share of random designs of the space. */
  readonly shareOfSpace: number;
  /** Logarithm of the probability that as many among random trials are due to chance. */
  readonly logProbability: number;
}

/** A range that holds the whole front but only a part of the trials. */
export interface RangeOnFront {
  readonly kind: 'range';
  readonly id: string;
  readonly minimum: number;
  readonly maximum: number;
  readonly shareOfTrials: number;
  readonly shareOfSpace: number;
  readonly logProbability: number;
}

export interface FrontTruthsAnswer extends TrialBasis {
  readonly frontSize: number;
  /** Statements that were put to the test. */
  readonly tested: number;
  /** Probability that none of the statements is chance, if trials were drawn one by one (Bonferroni). */
  readonly confidence: number;
  /** Surest first. */
  readonly truths: readonly (ChoiceOnFront | RangeOnFront)[];
}

export interface ParameterCorrelation {
  readonly parameter: string;
  readonly metric: string;
  /** Spearman's rank correlation. */
  readonly rank: Estimate;
  /** Rank correlation with the other unconditional parameters held fixed. */
  readonly partial: Estimate;
  /** Trials in which parameter and metric are both known. */
  readonly trials: number;
}

export interface MetricCorrelation {
  readonly metrics: readonly [string, string];
  readonly rank: Estimate;
}

export interface CorrelationsAnswer extends TrialBasis {
  /** Of the intervals, by bootstrap. */
  readonly confidence: number;
  /** Objectives and constrained metrics against every parameter that has an order. */
  readonly parameters: readonly ParameterCorrelation[];
  /** Objectives and constrained metrics among themselves: -1 is a pure trade-off. */
  readonly metrics: readonly MetricCorrelation[];
}

export interface ConvergencePoint {
  /** Trials stored so far. */
  readonly trials: number;
  /** Hypervolume of the front; null where the study has no reference point. */
  readonly hypervolume: number | null;
  readonly frontSize: number;
  /** Best feasible value of each objective, in its own direction; null before the first. */
  readonly best: readonly (number | null)[];
  /**
   * How far the best value of each objective is from the best there is; null where either is unknown. Absent where the
   * system knows the optimum of none of them.
   */
  readonly regret?: readonly (number | null)[];
}

/** Whether a front has stopped growing, and how sure that is. */
export interface PlateauStatement {
  /** Share of the hypervolume that counts as an improvement. */
  readonly tolerance: number;
  /** Trials since the last improvement. */
  readonly quietTrials: number;
  readonly confidence: number;
  /** Upper bound, at that confidence, of the probability that one more trial improves. */
  readonly improvementProbability: number;
  /**
   * Upper bound, at that confidence, of what `gainTrials` more trials are expected to add, as a share of the
   * hypervolume, if they gain like the second half of the trials so far.
   */
  readonly expectedGain: number;
  readonly gainTrials: number;
}

export interface ConvergenceAnswer {
  readonly trials: number;
  readonly objectives: readonly { readonly metric: string; readonly direction: Direction }[];
  /** Reference point in the metrics' own values. */
  readonly reference: readonly number[] | null;
  /** At even steps and at the end. */
  readonly points: readonly ConvergencePoint[];
  /** Absent before there is a front. */
  readonly plateau?: PlateauStatement;
}

export interface ConvergenceQuery {
  /** Points along the run; 100 if absent. */
  readonly points?: number;
  /** Share of the hypervolume that counts as an improvement; 0.01 if absent. */
  readonly tolerance?: number;
}

export interface AttainmentQuery {
  /** Shares of the studies; 0.25, 0.5 and 0.75 if absent. */
  readonly levels?: readonly number[];
}

/** What a share of the studies attains: corners of a staircase, in the metrics' own values. */
export interface AttainmentCurve {
  readonly level: number;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Fronts of several studies that ask the same question, e.g. with other seeds. */
export interface AttainmentAnswer {
  readonly studies: readonly string[];
  readonly objectives: readonly { readonly metric: string; readonly direction: Direction }[];
  /** Worst value on any of the fronts, in the metrics' own values: where all hypervolumes are measured from. */
  readonly reference: readonly number[];
  /** One hypervolume a study. */
  readonly hypervolumes: readonly number[];
  /** Empty unless there are two objectives. */
  readonly curves: readonly AttainmentCurve[];
}

export interface SobolIndexAnswer {
  readonly id: string;
  /** Share of the variance that the parameter explains by itself. */
  readonly first: Estimate;
  /** Share that would be left if all other parameters were known. */
  readonly total: Estimate;
}

export interface ElementaryEffectAnswer {
  readonly id: string;
  /** Mean size of the effect of moving the parameter over its range, others as they are (mu*). */
  readonly size: Estimate;
  /** Mean effect with its sign (mu). */
  readonly mean: number;
  /** Standard deviation of the effects (sigma): large where the effect depends on the others or on the place. */
  readonly deviation: number;
}

/** How sensitive one metric is. `groups` of designs were read whole, `dropped` had an unknown value. */
export type MetricSensitivity = {
  readonly metric: string;
  readonly groups: number;
  readonly dropped: number;
} & (
  { readonly indices: readonly SobolIndexAnswer[] } | { readonly effects: readonly ElementaryEffectAnswer[] }
);

/** What a study sampled by `saltelli` or `morris` says of every metric. */
export interface SensitivityAnswer extends TrialBasis {
  readonly method: 'sobol' | 'morris';
  readonly confidence: number;
  readonly metrics: readonly MetricSensitivity[];
}

/** One design of a front thinned to what is simple. */
export interface SimplerDesignAnswer {
  readonly number: number;
  /** Varying parameters that are not at their published value. */
  readonly changed: readonly string[];
  /** Designs of the front that this one is the first to stand for. */
  readonly covers: number;
}

/** Designs of which every design of the front is within epsilon of one, the simplest first. */
export interface SimplerFrontAnswer extends TrialBasis {
  /** Share of each objective's range on the front that may be given up. */
  readonly epsilon: number;
  readonly frontSize: number;
  readonly designs: readonly SimplerDesignAnswer[];
}
