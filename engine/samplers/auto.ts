// Chooses a sampler by space, objectives and budget, and says why.

import { formatQuantity } from '../contract/quantity.ts';
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
  /** Whether the study constrains metrics. */
  readonly isConstrained?: boolean;
  /** Seconds one evaluation takes, where it is known. */
  readonly evaluationSeconds?: number;
}

// Limits between samplers: where docs/samplers.md has measurements they follow them; the others are judgement.

const GP_TRIALS = 150;
const GP_PARAMETERS = 12;
const GP_OBJECTIVES = 3;
/** Evaluations at least this slow are worth a sampler that thinks for as long. */
const SLOW_SECONDS = 0.05;
/** From so many trials on an evolution strategy has learned enough of one objective over numbers. */
const CMA_ES_TRIALS = 250;
/** Trials whose history TPE still looks through in a few milliseconds. */
const TPE_TRIALS = 10_000;
const SURROGATE_TRIALS = 3000;
const SURROGATE_PARAMETERS = 60;
/** From so many objectives on nearly every design is on the front, and hypervolume takes long. */
const MANY_OBJECTIVES = 4;
/** From so many on a model of the results does not help any more. */
const TOO_MANY_FOR_MODELS = 5;
const SMS_EMOA_TRIALS = 20_000;
/** What a proposal of SMS-EMOA takes more than one of NSGA-II or NSGA-III, by the number of objectives. */
const SMS_EMOA_SECONDS: Readonly<Record<number, number>> = { 2: 3e-5, 3: 1e-4, 4: 7e-4 };
/** The share of an evaluation that a better proposal may take. */
const AFFORDABLE_SHARE = 0.5;
/** A run may spend this long on proposals however fast its evaluations are. */
const UNNOTICED_SECONDS = 1;

const TWO_DIGITS = { digits: 2 } as const;

type Rule = (facts: DecisionFacts) => SamplerDecision | undefined;

const enumerated: Rule = ({ space, budgetTrials }) => {
  if (!Number.isFinite(space.size) || space.size > budgetTrials) return undefined;
  return {
    type: 'grid',
    options: {},
    reason: `the space has ${count(space.size, 'design')}, no more than the budget: all of them are tried`,
  };
};

const modelledExactly: Rule = (facts) => {
  const { space, objectiveCount, budgetTrials, evaluationSeconds = 0 } = facts;
  const most = evaluationSeconds >= SLOW_SECONDS ? 2 * GP_TRIALS : GP_TRIALS;
  if (budgetTrials > most || space.width > GP_PARAMETERS || objectiveCount > GP_OBJECTIVES) return undefined;
  return {
    type: 'gp',
    options: {},
    reason: `${trialsOf(facts)} of ${count(space.width, 'parameter')} are few enough to model every result exactly`,
  };
};

const oneObjective: Rule = (facts) => {
  const { space, objectiveCount, budgetTrials } = facts;
  if (objectiveCount !== 1) return undefined;
  const numeric = isNumeric(space);
  if (numeric && budgetTrials >= CMA_ES_TRIALS) {
    return {
      type: 'cma-es',
      options: {},
      reason: `${trialsOf(facts)}, one objective over numbers: an evolution strategy learns how they interact and goes on to the last digits`,
    };
  }
  if (budgetTrials > TPE_TRIALS) return undefined;
  return {
    type: 'tpe',
    options: {},
    reason: numeric
      ? `${trialsOf(facts)}, one objective: too many for a Gaussian process, too few for an evolution strategy`
      : `${trialsOf(facts)}, one objective, and parameters that are conditional or without an order`,
  };
};

const modelledFront: Rule = (facts) => {
  const { space, budgetTrials, objectiveCount } = facts;
  if (objectiveCount === 1 || objectiveCount >= TOO_MANY_FOR_MODELS) return undefined;
  if (budgetTrials > SURROGATE_TRIALS || space.width > SURROGATE_PARAMETERS) return undefined;
  const together = Math.max(4, Math.min(20, Math.round(budgetTrials / 25)));
  return {
    type: 'surrogate',
    options: { together },
    reason: `${trialsOf(facts)}: a model of the results gets further than plain evolution until a few thousand`,
  };
};

/** Feasible designs of two objectives may lie in islands, and SMS-EMOA's population is small enough to miss some. */
const constrainedPair: Rule = (facts) => {
  if (facts.objectiveCount !== 2 || facts.isConstrained !== true) return undefined;
  return {
    type: 'nsga2',
    options: {},
    reason: `${trialsOf(facts)} of two objectives under constraints: the population of NSGA-II is large enough to find feasible designs that lie apart`,
  };
};

const byHypervolume: Rule = (facts) => {
  const { objectiveCount, budgetTrials, evaluationSeconds } = facts;
  const seconds = SMS_EMOA_SECONDS[objectiveCount];
  if (seconds === undefined || budgetTrials > SMS_EMOA_TRIALS) return undefined;
  const isUnnoticed = budgetTrials * seconds <= UNNOTICED_SECONDS;
  if (!isUnnoticed && !(evaluationSeconds !== undefined && seconds <= AFFORDABLE_SHARE * evaluationSeconds)) {
    return undefined;
  }
  const cost = isUnnoticed
    ? `${formatQuantity(budgetTrials * seconds, 's', TWO_DIGITS)} more in all`
    : `${formatQuantity(seconds, 's')} more a trial, where an evaluation takes ${formatQuantity(evaluationSeconds!, 's', TWO_DIGITS)}`;
  return {
    type: 'sms-emoa',
    options: {},
    reason: `${trialsOf(facts)}: survival by hypervolume gets further than survival by ${objectiveCount < MANY_OBJECTIVES ? 'crowding' : 'directions'}, for ${cost}`,
  };
};

const manyObjectives: Rule = ({ objectiveCount, budgetTrials, evaluationSeconds }) => {
  if (objectiveCount < MANY_OBJECTIVES) return undefined;
  const seconds = SMS_EMOA_SECONDS[objectiveCount];
  const against =
    evaluationSeconds === undefined
      ? ''
      : `, and an evaluation takes ${formatQuantity(evaluationSeconds, 's', TWO_DIGITS)}`;
  const why =
    seconds === undefined || budgetTrials > SMS_EMOA_TRIALS
      ? ''
      : `, since hypervolume would take ${formatQuantity(seconds, 's')} a trial${against}`;
  return {
    type: 'nsga3',
    options: {},
    reason: `with ${count(objectiveCount, 'objective')} nearly every design is on the front: evenly spread directions decide between them${why}`,
  };
};

const evolution: Rule = (facts) => ({
  type: 'nsga2',
  options: { population: facts.budgetTrials >= 20_000 ? 100 : 50 },
  reason: Number.isFinite(facts.budgetTrials)
    ? `${trialsOf(facts)} are enough for evolution, which costs next to nothing a trial`
    : 'the run is limited by time, not trials, and NSGA-II stays fast however many there are',
});

const RULES = [
  enumerated,
  modelledExactly,
  oneObjective,
  modelledFront,
  constrainedPair,
  byHypervolume,
  manyObjectives,
  evolution,
];

/** The first rule that has an answer; docs/samplers.md lists them. */
export function chooseSampler(facts: DecisionFacts): SamplerDecision {
  for (const rule of RULES) {
    const decision = rule(facts);
    if (decision !== undefined) return decision;
  }
  return evolution(facts)!;
}

function trialsOf({ budgetTrials }: DecisionFacts): string {
  return Number.isFinite(budgetTrials) ? count(budgetTrials, 'trial') : 'no limit of trials';
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
        isConstrained: context.constraints.length > 0,
      });
      return definitions.find((definition) => definition.type === type)!.create({ ...context, options });
    },
  });
}
