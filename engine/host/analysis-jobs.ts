// What takes long enough to be done beside the engine, analyses above all, as functions from plain data to plain data.

import type { Dependence, Estimate, MetricSensitivity, SurrogateKind } from '../contract/analysis.ts';
import type { ImportanceAnswer } from '../contract/host.ts';
import { expectedGainOf, PLATEAU_CONFIDENCE } from '../pareto/plateau.ts';
import { growthOf, lastImprovement, quietFor, type GrowthPoint } from '../analysis/convergence.ts';
import {
  partialCorrelationsOf,
  rankCorrelation,
  rankCorrelations,
  type Correlated,
} from '../analysis/correlations.ts';
import { readDependence, type DependenceRequest } from '../analysis/dependence.ts';
import { frontTruths, type FrontTruths } from '../analysis/front-truths.ts';
import { fanovaImportance, permutationImportance } from '../analysis/importance.ts';
import { elementaryEffects, sobolIndices } from '../analysis/sensitivity.ts';
import { simplerFront, type SimplerDesign, type SimplerFrontRequest } from '../analysis/simpler-front.ts';
import { fitSurrogate, type Surrogate } from '../analysis/surrogate.ts';
import { Space, type SpaceSpecification } from '../space/space.ts';
import { reportJobs } from './report-jobs.ts';

/** A space as plain data; what its constraints refuse is not asked of an analysis. */
export type SpaceOutline = Omit<SpaceSpecification, 'constraints'>;

/** Trials of a study with one quantity each. */
export interface QuantityTrials {
  readonly outline: SpaceOutline;
  /** Row-major. */
  readonly codes: Float64Array;
  readonly values: Float64Array;
  readonly seed: number;
}

export interface DependenceJob extends QuantityTrials {
  /** Names study, metric and stored trials: the same key means the same trials and values. */
  readonly key: string;
  readonly surrogate: SurrogateKind | undefined;
  readonly request: DependenceRequest;
}

export interface CorrelationsJob {
  readonly outline: SpaceOutline;
  readonly codes: Float64Array;
  readonly metrics: readonly { readonly id: string; readonly values: Float64Array }[];
  readonly seed: number;
}

export interface GrowthJob {
  readonly objectives: Float64Array;
  readonly objectiveCount: number;
  readonly reference: Float64Array | undefined;
  readonly points: number;
  readonly tolerance: number;
}

/** Surrogates that are kept: those of a page that shows every parameter of a few metrics. */
const KEPT_SURROGATES = 6;
/** Steps of the second half of a run whose gains are extrapolated. */
const GAIN_STEPS = 10;
const surrogates = new Map<string, Surrogate>();

function spaceOf(outline: SpaceOutline): Space {
  return new Space({ ...outline, constraints: [] });
}

function importance(
  job: QuantityTrials & { readonly method: 'fanova' | 'permutation' },
): Omit<ImportanceAnswer, 'quantity' | 'method'> {
  const analyse = job.method === 'permutation' ? permutationImportance : fanovaImportance;
  return analyse(spaceOf(job.outline), job.codes, job.values, job.seed);
}

function ranks(job: QuantityTrials): readonly Correlated[] {
  return rankCorrelations(spaceOf(job.outline), job.codes, job.values, job.seed);
}

function dependence(job: DependenceJob): Omit<Dependence, 'metric' | 'through' | 'fit'> & {
  readonly fit: Surrogate['fit'];
} {
  const space = spaceOf(job.outline);
  const key = `${job.key} ${job.surrogate ?? ''}`;
  let surrogate = surrogates.get(key);
  surrogate ??= fitSurrogate(space, job.codes, job.values, job.seed, job.surrogate);
  surrogates.delete(key);
  surrogates.set(key, surrogate);
  if (surrogates.size > KEPT_SURROGATES) surrogates.delete(surrogates.keys().next().value!);
  return { ...readDependence(space, surrogate, job.codes, job.request), fit: surrogate.fit };
}

function truths(job: {
  readonly outline: SpaceOutline;
  readonly codes: Float64Array;
  readonly frontCodes: Float64Array;
}): FrontTruths {
  return frontTruths(spaceOf(job.outline), job.codes, job.frontCodes);
}

function correlations(job: CorrelationsJob): {
  readonly parameters: readonly (Correlated & { readonly metric: string; readonly partial: Estimate })[];
  readonly metrics: readonly { readonly metrics: readonly [string, string]; readonly rank: Estimate }[];
} {
  const space = spaceOf(job.outline);
  const parameters = job.metrics.flatMap(({ id, values }) => {
    const partials = partialCorrelationsOf(space, job.codes, values, job.seed);
    return rankCorrelations(space, job.codes, values, job.seed).map((found) => ({
      ...found,
      metric: id,
      partial: partials.get(found.parameter)!,
    }));
  });
  const metrics = job.metrics.flatMap((a, place) =>
    job.metrics.slice(place + 1).map((b) => {
      const rows = Array.from(a.values.keys()).filter(
        (row) => Number.isFinite(a.values[row]!) && Number.isFinite(b.values[row]!),
      );
      const [first, second] = [a.values, b.values].map((values) =>
        Float64Array.from(rows, (row) => values[row]!),
      );
      return { metrics: [a.id, b.id] as const, rank: rankCorrelation(first!, second!, job.seed) };
    }),
  );
  return { parameters, metrics };
}

function growth(job: GrowthJob): {
  readonly points: readonly GrowthPoint[];
  readonly plateau?: {
    readonly quietTrials: number;
    readonly confidence: number;
    readonly improvementProbability: number;
    readonly expectedGain: number;
    readonly gainTrials: number;
  };
} {
  const { objectives, objectiveCount, reference, tolerance } = job;
  const points = growthOf(objectives, objectiveCount, reference, job.points);
  const final = points.at(-1)?.hypervolume ?? 0;
  if (reference === undefined || !(final > 0)) return { points };
  const trials = objectives.length / objectiveCount;
  const last = lastImprovement(objectives, objectiveCount, reference, points, tolerance);
  const quiet = quietFor(trials - last, PLATEAU_CONFIDENCE);
  // The gains of the second half of the run, in ten steps, say what as many trials again would bring.
  const steps = growthOf(objectives, objectiveCount, reference, 2 * GAIN_STEPS);
  const recent = steps.slice(-(GAIN_STEPS + 1)).map(({ hypervolume }) => hypervolume);
  const gains = recent.slice(1).map((volume, place) => (volume - recent[place]!) / final);
  return {
    points,
    plateau: {
      ...quiet,
      confidence: PLATEAU_CONFIDENCE,
      expectedGain: gains.length < GAIN_STEPS ? 1 : Math.min(1, expectedGainOf(gains)),
      gainTrials: trials - (steps.at(-(GAIN_STEPS + 1))?.trials ?? 0),
    },
  };
}

function sensitivity(
  job: CorrelationsJob & { readonly method: 'saltelli' | 'morris'; readonly levels: number },
): MetricSensitivity[] {
  const space = spaceOf(job.outline);
  const ids = space.dimensions.map(({ id }) => id);
  return job.metrics.map(({ id: metric, values }) => {
    if (job.method === 'saltelli') {
      const { parameters: indices, ...groups } = sobolIndices(ids, values, job.seed);
      return { metric, ...groups, indices };
    }
    const { parameters: effects, ...groups } = elementaryEffects(
      space,
      job.codes,
      values,
      job.levels,
      job.seed,
    );
    return { metric, ...groups, effects };
  });
}

function simpler(job: SimplerFrontRequest & { readonly outline: SpaceOutline }): SimplerDesign[] {
  return simplerFront(spaceOf(job.outline), job);
}

export const analysisJobs = {
  importance,
  dependence,
  truths,
  correlations,
  ranks,
  growth,
  sensitivity,
  simpler,
  ...reportJobs,
} as const;

export type AnalysisJobs = typeof analysisJobs;
