// What a gate that looks ahead costs in quality, measured: a small mixture of four blocks is trained with conventional
// gates, its gates are rewired to look `distance` blocks ahead, and it is fine-tuned, as is a copy that keeps its gates:
// the paper's recipe, three sizes smaller. Nothing of it depends on speed or memory.

import type { EvaluationContext } from '../../contract/system.ts';
import { TOPIC_TASK, topicFeatures, topicTokens } from '../../learning/data/topics.ts';
import { MIXTURE_SHAPE, type MixtureShape } from '../../learning/mixture/network.ts';
import {
  agreement,
  evaluateMixture,
  MIXTURE_SETTINGS,
  trainMixture,
  type MixtureOutcome,
  type TrainedMixture,
} from '../../learning/mixture/training.ts';

/** Steps with conventional gates before any gate is rewired. */
const PRETRAINING_STEPS = 500;
/** Half of the rate of pretraining, which has fallen to zero by then. */
const FINE_TUNING_RATE = MIXTURE_SETTINGS.rate / 2;
const REPORT_EVERY = 50;

/** Fine-tuning steps that were recorded; 0 rewires and leaves the weights as they are. */
export const FINE_TUNING_STEPS = [0, 100, 400] as const;
export type FineTuningSteps = (typeof FINE_TUNING_STEPS)[number];

const CONVENTIONAL: MixtureShape = {
  ...MIXTURE_SHAPE,
  blocks: 4,
  experts: 8,
  active: 1,
  features: topicFeatures(TOPIC_TASK),
  classes: TOPIC_TASK.classes,
};

/** What a toy with a gate that looks ahead does, beside one with the same recipe and a conventional gate. */
export interface ToyQuality {
  /** Share of unseen tokens classified correctly. */
  readonly accuracy: number;
  /** The same with conventional gates. */
  readonly baseline: number;
  /** Share of choices of experts that are those of the conventional gate. */
  readonly agreement: number;
}

type Context = Pick<EvaluationContext, 'signal' | 'report'>;

/**
 * Trains the toy from one seed; takes seconds. Reports the accuracy so far, under the number of training steps behind
 * it. Throws what `report` throws, and `ParetoscopeError('cancelled')` where the signal is aborted.
 */
export function trainToy(
  distance: number,
  steps: FineTuningSteps,
  seed: number,
  { signal, report }: Context,
): ToyQuality {
  const task = topicTokens(TOPIC_TASK, seed);
  const ahead = { ...CONVENTIONAL, gateDistance: distance };
  const kept: TrainedMixture[] = [];
  const tuned = (shape: MixtureShape, follow: boolean): MixtureOutcome => {
    const from = kept[0]!.weights;
    if (steps === 0) return evaluateMixture(shape, from, task.test);
    const network = trainMixture(shape, task.training, {
      ...MIXTURE_SETTINGS,
      rate: FINE_TUNING_RATE,
      steps,
      seed,
      from,
      signal,
      ...(follow
        ? {
            reportEvery: REPORT_EVERY,
            report: (step, now) => {
              if (step === steps) return;
              report(PRETRAINING_STEPS + step, { toy_accuracy: now.evaluate(task.test).accuracy });
            },
          }
        : {}),
    });
    kept.push(network);
    return network.evaluate(task.test);
  };
  try {
    kept.push(
      trainMixture(CONVENTIONAL, task.training, {
        ...MIXTURE_SETTINGS,
        steps: PRETRAINING_STEPS,
        seed,
        signal,
      }),
    );
    const baseline = tuned(CONVENTIONAL, distance === 0);
    const outcome = distance === 0 ? baseline : tuned(ahead, true);
    return {
      accuracy: outcome.accuracy,
      baseline: baseline.accuracy,
      agreement: agreement(baseline.choices, outcome.choices),
    };
  } finally {
    for (const network of kept) network.dispose();
  }
}
