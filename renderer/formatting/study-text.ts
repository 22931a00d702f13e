// A stored study as the text of a study file, so that a run of it can go on when its file is not at hand.

import type { Dimension, Study } from '../../engine/contract/study.ts';

function rangeDocument(dimension: Dimension): unknown {
  switch (dimension.kind) {
    case 'choice':
      return dimension.choices;
    case 'integer':
      return {
        min: dimension.minimum,
        max: dimension.maximum,
        step: dimension.step,
        scale: dimension.scale,
        ...(dimension.levels === undefined ? {} : { levels: dimension.levels }),
      };
    case 'float':
      return {
        min: dimension.minimum,
        max: dimension.maximum,
        scale: dimension.scale,
        ...(dimension.levels === undefined ? {} : { levels: dimension.levels }),
      };
  }
}

/** JSON (which is YAML too) that resolves to the same study. */
export function studyText(study: Study): string {
  const document = {
    study: study.name,
    system: study.system,
    ...(study.description === undefined ? {} : { description: study.description }),
    ...(study.finding === undefined ? {} : { finding: study.finding }),
    parameters: Object.fromEntries(
      study.dimensions.map((dimension) => [dimension.id, rangeDocument(dimension)]),
    ),
    fixed: study.fixed,
    objectives: study.objectives.map(({ metric, direction }) => ({ metric, direction })),
    constraints: study.constraints.map((constraint) => constraint.text),
    sampler: { type: study.sampler.type, ...study.sampler.options },
    budget: {
      trials: study.budget.trials,
      ...(study.budget.timeSeconds === undefined ? {} : { time: study.budget.timeSeconds }),
      ...(study.budget.plateau === undefined ? {} : { plateau: study.budget.plateau }),
    },
    ...(study.evaluationTimeoutSeconds === undefined
      ? {}
      : { evaluation: { timeout: study.evaluationTimeoutSeconds } }),
    ...(study.cache === undefined ? {} : { cache: study.cache }),
    seed: study.seed,
  };
  return JSON.stringify(document, null, 2);
}
