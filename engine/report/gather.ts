// Fills the model of a report from a stored study.

import { plateau } from '../analysis/convergence.ts';
import { knee } from '../pareto/choose.ts';
import { ParetoscopeError } from '../contract/errors.ts';
import type { Trial } from '../contract/trial.ts';
import { Space } from '../space/space.ts';
import type { StoredStudy } from '../store/index.ts';
import type {
  ChosenDesign,
  NamedMetric,
  NamedParameter,
  ObjectivePoint,
  ReportSource,
  StudyReport,
} from './report.ts';
import { analysesHere, sensitivityOf } from './sensitivity.ts';
import { sampleTrials } from './trial-sample.ts';

/** Front trials that tables and figures hold; all of them are in an export. */
const MOST_FRONT_TRIALS = 400;
const MOST_FAILURE_GROUPS = 10;
/** Pinned trials of the workspace that are opened up; all of them are among the notes. */
const MOST_PINNED = 8;
/** Growth of the hypervolume that counts as none, as a share of its final value. */
const QUIET_SHARE = 0.001;

/**
 * Reads a study and all a report says about it. Throws not-found for a study without trials and for pinned trials that
 * it does not have; `cancelled`. An empty front is no error: the report says so.
 */
export async function gatherReport(source: ReportSource): Promise<StudyReport> {
  const { stored, system, question, engineVersion } = source;
  const { study } = stored;
  const trialCount = stored.storedCount();
  if (trialCount === 0) {
    throw new ParetoscopeError('not-found', `the study "${study.name}" has no trials yet`, {
      hint: 'run it first',
    });
  }
  // Checked elsewhere while the trials are read; an error waits until it is asked for.
  const checking = Promise.resolve(source.claims);
  checking.catch(() => undefined);
  const sample = await sampleTrials(stored, source.signal);
  const space = Space.forStudy(system, study);
  const analyses = source.analyses ?? analysesHere(space, study.seed);
  const frontNumbers = stored.front();
  const onFront = new Set(frontNumbers);
  const frontRows = sample.numbers.flatMap((number, row) => (onFront.has(number) ? [row] : []));
  const reference = stored.reference();
  const wholeFront = frontTrials(stored);
  const frontPoints = wholeFront.map((trial) => pointOf(trial, stored));
  const metricOf = (id: string): NamedMetric => {
    const metric = system.metrics[id];
    const unit = stored.metrics.find((one) => one.id === id)?.unit;
    return {
      id,
      label: metric?.label ?? inWords(id),
      ...(unit === undefined ? {} : { unit }),
      ...(metric === undefined ? {} : { metric }),
    };
  };
  const parameterOf = (id: string): NamedParameter => {
    const parameter = system.parameters[id];
    return {
      id,
      label: parameter?.label ?? inWords(id),
      ...(parameter?.unit === undefined ? {} : { unit: parameter.unit }),
      ...(parameter === undefined ? {} : { parameter }),
    };
  };
  const objectiveIds = new Set(study.objectives.map(({ metric }) => metric));
  const analysed = Promise.all([
    space.width === 0 ? [] : analyses.truths(sample.codes, codesOf(sample.codes, space.width, frontRows)),
    sensitivityOf(stored, space, sample, analyses),
  ]);
  const [[truths, sensitivity], chosen, claims] = await Promise.all([
    analysed,
    chooseDesigns(source, wholeFront, frontPoints),
    checking,
  ]);
  return {
    study,
    system: {
      id: system.id,
      version: system.version,
      title: system.title,
      summary: system.summary,
      ...(system.paper === undefined ? {} : { paper: system.paper }),
      references: system.references,
      limits: system.limits,
    },
    question,
    engineVersion,
    objectives: study.objectives.map(({ metric, direction }) => ({ ...metricOf(metric), direction })),
    metrics: [...objectiveIds, ...stored.metricIds.filter((id) => !objectiveIds.has(id))].map(metricOf),
    parameters: study.dimensions.map(({ id }) => parameterOf(id)),
    fixed: Object.keys(study.fixed).map(parameterOf),
    counts: stored.counts(),
    trialCount,
    finished: stored.finished,
    frontSize: frontNumbers.length,
    front: thinned(wholeFront),
    frontPoints: thinned(frontPoints),
    dominated: sample.dominated,
    violating: sample.violating,
    hypervolume: stored.hypervolume(),
    hypervolumeReference:
      reference?.map((value, index) =>
        study.objectives[index]!.direction === 'minimize' ? value : -value,
      ) ?? null,
    chosen,
    annotations: source.annotations ?? [],
    selections: source.selections ?? [],
    truths,
    sensitivity,
    sampledTrials: sample.numbers.length,
    ...(sample.history.length === 0
      ? {}
      : {
          convergence: {
            history: sample.history,
            plateau: plateau(sample.history, trialCount, QUIET_SHARE),
          },
        }),
    failures: stored.failures(MOST_FAILURE_GROUPS),
    ...(claims === undefined ? {} : { claims }),
    ranWith: [...new Set(stored.runs().map((run) => run.engineVersion))].sort(),
    sourceText: stored.sourceText(),
  };
}

/** Some rows of a row-major array. */
function codesOf(codes: Float64Array, width: number, rows: readonly number[]): Float64Array {
  const picked = new Float64Array(rows.length * width);
  rows.forEach((row, place) => picked.set(codes.subarray(row * width, (row + 1) * width), place * width));
  return picked;
}

/** An identifier as words: `peak_throughput` is "peak throughput". */
export function inWords(id: string): string {
  return id.replaceAll(/[._-]+/g, ' ').trim() || id;
}

const PAGE_TRIALS = 10_000;

/** The whole front, best first in the first objective. */
function frontTrials(stored: StoredStudy): Trial[] {
  const first = stored.study.objectives[0]!;
  const trials: Trial[] = [];
  for (let offset = 0; offset < stored.front().length; offset += PAGE_TRIALS) {
    const page = stored.page({
      frontOnly: true,
      offset,
      limit: PAGE_TRIALS,
      sort: first.metric,
      descending: first.direction === 'maximize',
    });
    trials.push(...page.trials);
  }
  return trials;
}

function pointOf(trial: Trial, { study }: StoredStudy): ObjectivePoint {
  return {
    trial: trial.number,
    values: study.objectives.map(({ metric }) => trial.metrics[metric] ?? Number.NaN),
  };
}

/** At most `MOST_FRONT_TRIALS`, evenly, both ends among them. */
function thinned<T>(all: readonly T[]): readonly T[] {
  if (all.length <= MOST_FRONT_TRIALS) return all;
  const step = (all.length - 1) / (MOST_FRONT_TRIALS - 1);
  return Array.from({ length: MOST_FRONT_TRIALS }, (_, index) => all[Math.round(index * step)]!);
}

async function chooseDesigns(
  source: ReportSource,
  front: readonly Trial[],
  points: readonly ObjectivePoint[],
): Promise<ChosenDesign[]> {
  const { stored, system } = source;
  const { objectives } = stored.study;
  const reasons = new Map<number, string[]>();
  const choose = (trial: number, reason: string): void => {
    reasons.set(trial, [...(reasons.get(trial) ?? []), reason]);
  };
  const values = Float64Array.from(
    points.flatMap((point) =>
      point.values.map((value, index) => (objectives[index]!.direction === 'minimize' ? value : -value)),
    ),
  );
  const width = objectives.length;
  if (front.length > 0) {
    if (width > 1) choose(front[knee(values, width)]!.number, 'knee of the front');
    objectives.forEach(({ metric, direction }, objective) => {
      let best = 0;
      for (let row = 1; row < front.length; row++) {
        if (values[row * width + objective]! < values[best * width + objective]!) best = row;
      }
      const label = system.metrics[metric]?.label ?? inWords(metric);
      choose(front[best]!.number, `${direction === 'minimize' ? 'least' : 'most'} ${label}`);
    });
  }
  const marked = (source.annotations ?? []).filter(({ pinned }) => pinned).map(({ number }) => number);
  for (const number of new Set([...(source.pinned ?? []), ...marked.slice(0, MOST_PINNED)]))
    choose(number, 'pinned');
  const chosen: ChosenDesign[] = [];
  for (const [number, why] of reasons) {
    const trial = stored.trial(number);
    if (trial === undefined) {
      throw new ParetoscopeError('not-found', `the study "${stored.study.name}" has no trial ${number}`, {
        hint: `its trials are numbered from 0 to ${stored.storedCount() - 1}`,
      });
    }
    chosen.push({ trial, reasons: why, ...(await inspectionOf(source, number)) });
  }
  return chosen;
}

/** A model that fails today where it did not yesterday costs its breakdown, not the report. */
async function inspectionOf(
  { inspect }: ReportSource,
  trial: number,
): Promise<Pick<ChosenDesign, 'inspected' | 'inspectionFailure'>> {
  try {
    const inspected = await inspect?.(trial);
    return inspected === undefined ? {} : { inspected };
  } catch (error) {
    return { inspectionFailure: error instanceof Error ? error.message : String(error) };
  }
}
