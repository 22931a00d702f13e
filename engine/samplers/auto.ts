// Chooses a sampler by space, objectives and budget, and says why.

import type { SamplerDefinition } from '../contract/sampler.ts';
import type { SamplerChoice } from '../contract/study.ts';
import type { Space } from '../space/space.ts';
import { defineSampler } from './define.ts';

export interface SamplerDecision extends SamplerChoice {
  /** One sentence for the run's output. */
  readonly reason: string;
}

/** What the decision rests on. */
export interface DecisionFacts {
  readonly space: Space;
  readonly objectiveCount: number;
  /** Infinity if only time limits the study. */
  readonly budgetTrials: number;
  /** Seconds one evaluation takes, where it is known. */
  readonly evaluationSeconds?: number;
}

/** Budgets up to which a sampler's thinking is taken to pay: judgement, only partly backed by docs/samplers.md. */
const GP_TRIALS = 150;
const GP_PARAMETERS = 12;
const SURROGATE_TRIALS = 3000;
const SURROGATE_PARAMETERS = 60;
/** Evaluations at least this slow are worth a sampler that thinks for as long. */
const SLOW_SECONDS = 0.05;

/**
 * The rules, first match: a space that fits the budget is enumerated; slow or few evaluations of few parameters go to
 * Gaussian processes; up to a few thousand trials to the surrogate-assisted evolution (numbers) or TPE (one objective,
 * conditional or unordered parameters); beyond that, or where only time limits the run, to NSGA-II.
 */
export function chooseSampler(facts: DecisionFacts): SamplerDecision {
  const { space, objectiveCount, budgetTrials, evaluationSeconds } = facts;
  const { gridSize } = space;
  if (space.size <= budgetTrials && Number.isFinite(space.size)) {
    return {
      type: 'grid',
      options: {},
      reason: `the space has ${count(space.size, 'design')}, no more than the budget: all of them are tried`,
    };
  }
  if (!Number.isFinite(budgetTrials)) {
    return {
      type: 'nsga2',
      options: {},
      reason: `the run is limited by time, not trials, and NSGA-II stays fast however many there are (the grid has ${
        Number.isNaN(gridSize) ? 'no end' : count(gridSize, 'point')
      })`,
    };
  }
  const trials = count(budgetTrials, 'trial');
  const isSlow = evaluationSeconds !== undefined && evaluationSeconds >= SLOW_SECONDS;
  const gpTrials = isSlow ? 2 * GP_TRIALS : GP_TRIALS;
  if (budgetTrials <= gpTrials && space.width <= GP_PARAMETERS && objectiveCount <= 3) {
    return {
      type: 'gp',
      options: {},
      reason: `${trials} of ${count(space.width, 'parameter')} are few enough to model every result exactly`,
    };
  }
  if (objectiveCount === 1 && budgetTrials <= SURROGATE_TRIALS && !isNumeric(space)) {
    return {
      type: 'tpe',
      options: {},
      reason: `${trials}, one objective, and parameters that are conditional or without an order`,
    };
  }
  if (budgetTrials <= SURROGATE_TRIALS && space.width <= SURROGATE_PARAMETERS && objectiveCount <= 4) {
    const together = Math.max(4, Math.min(20, Math.round(budgetTrials / 25)));
    return {
      type: 'surrogate',
      options: { together },
      reason: `${trials}: a model of the results gets further than plain evolution until a few thousand`,
    };
  }
  return {
    type: 'nsga2',
    options: { population: budgetTrials >= 20_000 ? 100 : 50 },
    reason: `${trials} are enough for evolution, which costs next to nothing a trial`,
  };
}

/** Numbers and ordered choices only, none conditional. */
function isNumeric(space: Space): boolean {
  return space.dimensions.every(
    (dimension, index) => (dimension.kind !== 'choice' || dimension.ordered) && !space.isConditional(index),
  );
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`;
}

/** The sampler `auto`, choosing among the given definitions. */
export function autoAmong(definitions: readonly SamplerDefinition<Space>[]): SamplerDefinition<Space> {
  return defineSampler({
    type: 'auto',
    title: 'Automatic',
    doc:
      'Looks at the space, the objectives, the budget and how long an evaluation takes, and chooses one of the others; ' +
      'the run says which and why.',
    options: {},
    create: (context) => {
      const { type, options } = chooseSampler({
        space: context.space,
        objectiveCount: context.objectives.length,
        budgetTrials: context.budgetTrials,
      });
      return definitions.find((definition) => definition.type === type)!.create({ ...context, options });
    },
  });
}
