// Answers to questions about stored trials: reads an even sample, lets the analysis threads think, names the result.

import type {
  AttainmentAnswer,
  AttainmentQuery,
  ConvergenceAnswer,
  ConvergenceQuery,
  CorrelationsAnswer,
  Dependence,
  DependenceQuery,
  FrontTruthsAnswer,
} from '../contract/analysis.ts';
import { ParetoscopeError } from '../contract/errors.ts';
import { RandomStream } from '../contract/random.ts';
import type { Study } from '../contract/study.ts';
import type { System } from '../contract/system.ts';
import { CORRELATION_CONFIDENCE } from '../analysis/correlations.ts';
import type { FrontTruth } from '../analysis/front-truths.ts';
import { attainedBy } from '../pareto/attainment.ts';
import { measureHypervolume } from '../pareto/indicators.ts';
import { Space } from '../space/space.ts';
import type { StoredStudy } from '../store/index.ts';
import type { SpaceOutline } from './analysis-jobs.ts';
import type { AnalysisThreads } from './analysis-threads.ts';
import { allObjectives, frontObjectives, metricColumn, sampleRows } from './trial-rows.ts';

/** Trials that a surrogate, the truths of a front and the correlations look at, evenly thinned. */
const DEPENDENCE_TRIALS = 10_000;
const TRUTHS_TRIALS = 20_000;
const CORRELATION_TRIALS = 2000;
/** Fewer trials than this say nothing about a metric. */
const FEWEST_TRIALS = 10;
/** Random designs that stand for the space. */
const SPACE_DESIGNS = 4000;
const POINTS = { one: 24, two: 12 } as const;
const CONVERGENCE_POINTS = 100;
const TOLERANCE = 0.01;
const LEVELS = [0.25, 0.5, 0.75];

/** A stored study with the system it was put to. */
export interface AskedStudy {
  readonly stored: StoredStudy;
  readonly system: System;
}

export function outlineOf({ stored, system }: AskedStudy): SpaceOutline {
  const { dimensions, fixed } = stored.study;
  return { dimensions, fixed, parameters: system.parameters };
}

/** Throws `usage` for a metric or parameter that the study does not have, or where there are too few trials. */
export async function partialDependence(
  asked: AskedStudy,
  query: DependenceQuery,
  thread: AnalysisThreads,
): Promise<Dependence> {
  const { stored, system } = asked;
  const { study, metricIds } = stored;
  const column = metricIds.indexOf(query.metric);
  if (column < 0) throw unknownWord('metric', query.metric, metricIds);
  const space = Space.forStudy(system, study);
  const ids = space.dimensions.map(({ id }) => id);
  const dimensions = query.parameters.map((id) => {
    const index = space.indexOf(id);
    if (index === undefined) throw unknownWord('varying parameter', id, ids);
    return index;
  });
  if (new Set(dimensions).size !== dimensions.length) {
    throw new ParetoscopeError('usage', `"${query.parameters[0]}" is asked for twice`);
  }
  const held = query.through === undefined ? undefined : stored.codes(query.through);
  const inactive = held && dimensions.find((index) => Number.isNaN(held[index]!));
  if (inactive !== undefined) {
    throw new ParetoscopeError('usage', `${ids[inactive]} is inactive in trial ${query.through}`, {
      hint: 'choose a trial in which it is active',
    });
  }
  const rows = await sampleRows(stored, DEPENDENCE_TRIALS);
  const values = metricColumn(rows, metricIds.length, column);
  requireTrials(study, query.metric, values.filter((value) => Number.isFinite(value)).length);
  const answer = await thread.run('dependence', {
    outline: outlineOf(asked),
    codes: rows.codes,
    values,
    seed: study.seed,
    key: JSON.stringify([system.id, system.version, study, query.metric, rows.stored]),
    surrogate: query.surrogate,
    request: {
      dimensions,
      points: query.points ?? (dimensions.length === 1 ? POINTS.one : POINTS.two),
      ...(held === undefined ? {} : { held }),
    },
  });
  if (answer.mean.length === 0) {
    throw new ParetoscopeError(
      'usage',
      `no trial looked at has ${query.parameters.join(' and ')} active at once`,
    );
  }
  return {
    ...answer,
    metric: query.metric,
    ...(query.through === undefined ? {} : { through: query.through }),
    fit: { ...answer.fit, stored: rows.stored },
  };
}

/** What choices and ranges of the front chance does not explain. */
export async function studyTruths(asked: AskedStudy, thread: AnalysisThreads): Promise<FrontTruthsAnswer> {
  const { stored, system } = asked;
  const space = Space.forStudy(system, stored.study);
  const rows = await sampleRows(stored, TRUTHS_TRIALS, true);
  const front = new Set(stored.front());
  const frontRows = [...rows.numbers.keys()].filter((row) => front.has(rows.numbers[row]!));
  // The front is read in full, which would weigh it too much among the trials it is compared with.
  const stride = Math.max(1, Math.ceil(rows.stored / TRUTHS_TRIALS));
  const even = [...rows.numbers.keys()].filter((row) => rows.numbers[row]! % stride === 0);
  const codes = new Float64Array((even.length + frontRows.length) * space.width);
  [...even, ...frontRows].forEach((row, place) => {
    codes.set(rows.codes.subarray(row * space.width, (row + 1) * space.width), place * space.width);
  });
  const { tested, confidence, truths } = await thread.run('truths', {
    outline: outlineOf(asked),
    codes: codes.subarray(0, even.length * space.width),
    frontCodes: codes.subarray(even.length * space.width),
  });
  const random = randomDesigns(space, stored.study.seed);
  return {
    trials: even.length,
    stored: rows.stored,
    frontSize: frontRows.length,
    tested,
    confidence,
    truths: truths.map((truth) => ({ ...truth, shareOfSpace: shareOf(space, random, truth) })),
  };
}

/** Code rows of random designs that the space's constraints allow, where enough of them do. */
function randomDesigns(space: Space, seed: number): Float64Array {
  const stream = new RandomStream(seed, 'host.truths');
  const codes = new Float64Array(SPACE_DESIGNS * space.width);
  let kept = 0;
  for (let draw = 0; draw < 4 * SPACE_DESIGNS && kept < SPACE_DESIGNS; draw++) {
    space.sampleUniform(stream.restart(draw), codes, kept * space.width);
    if (space.violatedConstraint(codes, kept * space.width) === undefined) kept++;
  }
  return codes.subarray(0, kept * space.width);
}

function shareOf(space: Space, codes: Float64Array, truth: FrontTruth): number {
  const index = space.indexOf(truth.id)!;
  const dimension = space.dimensions[index]!;
  const wanted =
    truth.kind === 'choice' && dimension.kind === 'choice' ? dimension.choices.indexOf(truth.value) : -1;
  let hits = 0;
  for (let offset = 0; offset < codes.length; offset += space.width) {
    const code = codes[offset + index]!;
    const holds = truth.kind === 'choice' ? code === wanted : code >= truth.minimum && code <= truth.maximum;
    if (holds) hits++;
  }
  return codes.length === 0 ? Number.NaN : (hits * space.width) / codes.length;
}

/** Correlations of objectives and constrained metrics with parameters and among themselves. */
export async function studyCorrelations(
  asked: AskedStudy,
  thread: AnalysisThreads,
): Promise<CorrelationsAnswer> {
  const { stored } = asked;
  const { study, metricIds } = stored;
  const rows = await sampleRows(stored, CORRELATION_TRIALS);
  const ids = new Set([...study.objectives, ...study.constraints].map(({ metric }) => metric));
  const answer = await thread.run('correlations', {
    outline: outlineOf(asked),
    codes: rows.codes,
    metrics: [...ids].map((id) => ({
      id,
      values: metricColumn(rows, metricIds.length, metricIds.indexOf(id)),
    })),
    seed: study.seed,
  });
  return { ...answer, confidence: CORRELATION_CONFIDENCE, trials: rows.numbers.length, stored: rows.stored };
}

/** Growth of the front and of the best values. */
export async function studyConvergence(
  { stored, system }: AskedStudy,
  query: ConvergenceQuery,
  thread: AnalysisThreads,
): Promise<ConvergenceAnswer> {
  const { objectives } = stored.study;
  const reference = stored.reference();
  const tolerance = query.tolerance ?? TOLERANCE;
  const values = await allObjectives(stored);
  const { points, plateau } = await thread.run('growth', {
    objectives: values,
    objectiveCount: objectives.length,
    reference: reference === null ? undefined : Float64Array.from(reference),
    points: query.points ?? CONVERGENCE_POINTS,
    tolerance,
  });
  const signed = (value: number, objective: number): number =>
    objectives[objective]!.direction === 'minimize' ? value : -value;
  const optima = objectives.map(({ metric, direction }) => {
    const known = system.metrics[metric];
    return known?.direction === direction ? known.optimum : undefined;
  });
  const regretOf = (best: readonly number[]): (number | null)[] =>
    best.map((value, objective) => {
      const optimum = optima[objective];
      return optimum === undefined || Number.isNaN(value)
        ? null
        : Math.abs(signed(value, objective) - optimum);
    });
  return {
    trials: values.length / objectives.length,
    objectives,
    reference: reference?.map(signed) ?? null,
    points: points.map((point) => ({
      trials: point.trials,
      hypervolume: Number.isNaN(point.hypervolume) ? null : point.hypervolume,
      frontSize: point.frontSize,
      best: point.best.map((value, objective) => (Number.isNaN(value) ? null : signed(value, objective))),
      ...(optima.some((optimum) => optimum !== undefined) ? { regret: regretOf(point.best) } : {}),
    })),
    ...(plateau === undefined ? {} : { plateau: { tolerance, ...plateau } }),
  };
}

/**
 * Hypervolumes and attainment of several studies under one reference point. Throws `usage` where they do not have the
 * same objectives or one has no front.
 */
export function studiesAttainment(studies: readonly StoredStudy[], query: AttainmentQuery): AttainmentAnswer {
  const { objectives } = studies[0]!.study;
  const question = JSON.stringify(objectives);
  for (const { study, front } of studies.map((stored) => ({ study: stored.study, front: stored.front() }))) {
    if (JSON.stringify(study.objectives) !== question) {
      throw new ParetoscopeError(
        'usage',
        `"${study.name}" and "${studies[0]!.study.name}" do not have the same objectives`,
        { hint: 'compare studies that ask the same question' },
      );
    }
    if (front.length === 0) throw new ParetoscopeError('usage', `"${study.name}" has no front yet`);
  }
  const fronts = studies.map(frontObjectives);
  const width = objectives.length;
  const reference = new Float64Array(width).fill(-Infinity);
  for (const front of fronts) {
    front.forEach((value, cell) => {
      reference[cell % width] = Math.max(reference[cell % width]!, value);
    });
  }
  const sign = objectives.map(({ direction }) => (direction === 'minimize' ? 1 : -1));
  return {
    studies: studies.map(({ study }) => study.name),
    objectives,
    reference: Array.from(reference, (value, index) => sign[index]! * value),
    hypervolumes: fronts.map((front) => measureHypervolume(front, width, reference).volume),
    curves:
      width !== 2
        ? []
        : (query.levels ?? LEVELS).map((level) => {
            const { first, second } = attainedBy(fronts, level);
            return {
              level,
              first: first.map((value) => sign[0]! * value),
              second: second.map((value) => sign[1]! * value),
            };
          }),
  };
}

/** Throws `usage` where a quantity is known in fewer trials than an analysis needs. */
export function requireTrials(study: Study, quantity: string, known: number): void {
  if (study.dimensions.length === 0) {
    throw new ParetoscopeError('usage', `no parameter varies in "${study.name}"`, {
      hint: 'an analysis needs a parameter that varies',
    });
  }
  if (known >= FEWEST_TRIALS) return;
  throw new ParetoscopeError('usage', `${known} trials of "${study.name}" know "${quantity}"`, {
    hint: `an analysis needs at least ${FEWEST_TRIALS}`,
  });
}

function unknownWord(what: string, word: string, known: readonly string[]): ParetoscopeError {
  return new ParetoscopeError('usage', `there is no ${what} "${word}"`, {
    hint: `choose one of ${known.join(', ')}`,
  });
}
