// A study of an Optuna storage that Paretoscope wrote, as it was.

import * as v from 'valibot';
import type { NamedSelection } from '../../contract/annotations.ts';
import type { Dimension, Study } from '../../contract/study.ts';
import { TRIAL_STATES } from '../../contract/trial.ts';
import type { OptunaDistribution, OptunaFileReader, OptunaStudy } from '../../store/index.ts';
import type { ImportedStudy, TrialBatch } from './imported.ts';
import { AnnotationReader } from './optuna-annotations.ts';
import { attributeNumber } from './optuna-values.ts';
import { intermediateSteps, STUDY_KEY, TRIAL_KEY } from './optuna-write.ts';
import { RowCollector } from './row-collector.ts';

// What `exportOptuna` writes; checked, since anybody may have changed it.
const finite = v.pipe(v.number(), v.finite());
const parameterValue = v.union([finite, v.string(), v.boolean()]);
const activity = { activeWhen: v.optional(v.record(v.string(), v.array(parameterValue))) };
const numeric = {
  id: v.string(),
  minimum: finite,
  maximum: finite,
  scale: v.picklist(['linear', 'log']),
  levels: v.optional(finite),
};
const dimension = v.variant('kind', [
  v.object({ kind: v.literal('float'), ...numeric, ...activity }),
  v.object({ kind: v.literal('integer'), ...numeric, step: finite, ...activity }),
  v.object({
    kind: v.literal('choice'),
    id: v.string(),
    choices: v.pipe(v.array(parameterValue), v.minLength(1)),
    ordered: v.boolean(),
    ...activity,
  }),
]);
const design = v.record(v.string(), parameterValue);
const choice = v.object({ type: v.string(), options: v.record(v.string(), v.unknown()) });
const study = v.object({
  name: v.string(),
  system: v.string(),
  systemVersion: finite,
  description: v.optional(v.string()),
  finding: v.optional(v.string()),
  dimensions: v.array(dimension),
  fixed: design,
  objectives: v.array(v.object({ metric: v.string(), direction: v.picklist(['minimize', 'maximize']) })),
  constraints: v.array(
    v.object({
      text: v.string(),
      metric: v.string(),
      comparison: v.picklist(['<', '<=', '>', '>=']),
      bound: finite,
    }),
  ),
  designConstraints: v.optional(v.array(v.string())),
  forbid: v.optional(v.array(v.string())),
  sampler: v.object({ ...choice.entries, reason: v.optional(v.string()) }),
  pruner: v.optional(choice),
  order: v.optional(v.literal('asynchronous')),
  fidelity: v.optional(v.object({ parameter: v.string(), levels: v.array(finite), factor: finite })),
  start: v.optional(
    v.object({
      published: v.optional(v.boolean()),
      designs: v.optional(v.array(design)),
      trials: v.optional(
        v.object({
          study: v.string(),
          workspace: v.optional(v.string()),
          used: v.optional(v.object({ trials: finite, checksum: v.string() })),
        }),
      ),
    }),
  ),
  budget: v.object({
    trials: finite,
    timeSeconds: v.optional(finite),
    plateau: v.optional(v.object({ improvement: finite, trials: finite })),
  }),
  evaluationTimeoutSeconds: v.optional(finite),
  cache: v.optional(v.literal(false)),
  seed: finite,
} satisfies Record<keyof Study, unknown>);
const storedStudy = v.object({
  format: v.literal(1),
  study,
  metrics: v.array(v.object({ id: v.string(), unit: v.optional(v.string()) })),
  sourceText: v.string(),
  reference: v.nullable(v.array(finite)),
  whole: v.boolean(),
  trials: finite,
  firstRandom: v.optional(finite),
  selections: v.optional(
    v.array(
      v.object({
        name: v.string(),
        filter: v.optional(v.string()),
        numbers: v.optional(v.array(finite)),
      }),
    ),
  ),
});
const storedTrial = v.object({
  number: finite,
  state: v.picklist(TRIAL_STATES),
  durationSeconds: finite,
  message: v.optional(v.string()),
  duplicateOf: v.optional(finite),
  // What was reported after each step, and what was settled as step -1.
  reports: v.optional(v.array(v.tuple([finite, v.record(v.string(), v.union([v.number(), v.string()]))]))),
});

/** The study as Paretoscope wrote it; undefined if it did not, or if anything was added or changed since. */
export function restored(
  reader: OptunaFileReader,
  file: OptunaStudy,
  name: string,
): ImportedStudy | undefined {
  const parsed = v.safeParse(storedStudy, file.systemAttributes[STUDY_KEY]);
  if (!parsed.success || !parsed.output.whole || parsed.output.trials !== file.trialCount) return undefined;
  const { metrics, sourceText, reference, firstRandom, selections = [] } = parsed.output;
  const study = { ...parsed.output.study, name } as Study;
  const metricIds = metrics.map(({ id }) => id);
  // No object of ours can hold a value under this name.
  if ([...metricIds, ...study.dimensions.map(({ id }) => id)].includes('__proto__')) return undefined;
  const known = new Set(metricIds);
  if (study.objectives.some(({ metric }) => !known.has(metric))) return undefined;
  if (study.constraints.some(({ metric }) => !known.has(metric))) return undefined;
  const annotations = new AnnotationReader();
  const columns = new Map(study.dimensions.map(({ id }, index) => [id, index]));
  for (const trial of reader.trials(file)) {
    annotations.read(trial.userAttributes);
    const kept: unknown = trial.systemAttributes[TRIAL_KEY];
    if (!v.is(storedTrial, kept)) return undefined;
    const reported = (kept.reports ?? []).flatMap(([, values]) => Object.keys(values));
    if (reported.length > 0 && (study.pruner === undefined || !reported.every((id) => known.has(id))))
      return undefined;
    for (const { name: id, value, distribution } of trial.parameters) {
      const own = study.dimensions[columns.get(id) ?? -1];
      if (own === undefined || !holds(own, value, distribution)) return undefined;
    }
  }
  const intermediate = new Map(
    [...intermediateSteps(study.system, study.name, sourceText)].map(([id, step]) => [step, id]),
  );
  return {
    study,
    metrics: metrics as ImportedStudy['metrics'],
    sourceText,
    ...(reference === null ? {} : { reference }),
    notes: annotations.notes,
    selections: selections as readonly NamedSelection[],
    annotations: () => annotations.found,
    *batches(): Generator<TrialBatch> {
      const rows = new RowCollector(study.dimensions, metricIds, firstRandom);
      for (const trial of reader.trials(file)) {
        const kept = v.parse(storedTrial, trial.systemAttributes[TRIAL_KEY]);
        rows.begin(TRIAL_STATES.indexOf(kept.state), kept.durationSeconds, kept.message);
        for (const { name: id, value } of trial.parameters) rows.parameter(id, value);
        for (const id of metricIds) rows.metric(id, attributeNumber(trial.userAttributes[id]));
        study.objectives.forEach(({ metric }, index) => {
          if (index < trial.values.length) rows.metric(metric, trial.values[index]!);
        });
        for (const [step, value] of trial.intermediate) {
          const id = intermediate.get(step);
          if (id !== undefined) rows.metric(id, value);
        }
        for (const [step, values] of kept.reports ?? []) {
          for (const [id, value] of Object.entries(values)) rows.report(step, id, attributeNumber(value));
        }
        if (kept.duplicateOf !== undefined) rows.copyOf(kept.duplicateOf);
        if (rows.full) yield rows.take();
      }
      if (rows.count > 0) yield rows.take();
    },
  };
}

/** Whether a value belongs to a dimension of ours. */
function holds(own: Dimension, value: number, distribution: OptunaDistribution): boolean {
  if (own.kind !== 'choice') {
    return (
      distribution.kind !== 'categorical' &&
      Number.isFinite(value) &&
      (own.kind === 'float' || Number.isInteger(value))
    );
  }
  return (
    distribution.kind === 'categorical' &&
    JSON.stringify(distribution.choices) === JSON.stringify(own.choices) &&
    Number.isInteger(value) &&
    value >= 0 &&
    value < own.choices.length
  );
}
