// The price of grouping and of few bits in accuracy, by really training a small mixture with the design's router.
//
// The toy keeps the paper's proportion of groups to active experts (8 active; 1, 2, 4 or 8 groups) with 32 experts
// instead of 64. Rounding is plain: one scale a channel, no smoothing, no calibration.

import type { EvaluationContext } from '../../contract/system.ts';
import { TOPIC_TASK, topicFeatures, topicTokens } from '../../learning/data/topics.ts';
import { MIXTURE_SHAPE } from '../../learning/mixture/network.ts';
import { agreement, MIXTURE_SETTINGS, trainMixture } from '../../learning/mixture/training.ts';
import { spread } from '../../learning/spread.ts';
import type { PanguDesign } from './parameters.ts';

const EXPERTS = 32;
const ACTIVE = 8;
const DEVICES = 8;
const TASK = { ...TOPIC_TASK, topics: 16 };
const REPORT_EVERY = 100;

export interface ToyResult {
  readonly toy_accuracy: number;
  readonly toy_spread: number;
  readonly toy_quantisation_loss: number;
  readonly toy_routing_flips: number;
  readonly toy_imbalance: number;
}

/** What stands in the columns of a design that was not trained: worse than anything, and refused as an objective. */
export const UNTRAINED: ToyResult = {
  toy_accuracy: -Infinity,
  toy_spread: Infinity,
  toy_quantisation_loss: Infinity,
  toy_routing_flips: Infinity,
  toy_imbalance: Infinity,
};

/**
 * Trains and measures. Seeds follow from the context's; every seed is another task. Reports the mean accuracy so far
 * every 100 steps, where a step counts steps of all seeds. Throws what `report` throws, and
 * `ParetoscopeError('cancelled')` where the signal is aborted.
 */
export function measureToy(
  design: PanguDesign,
  context: Pick<EvaluationContext, 'seed' | 'signal' | 'report'>,
): ToyResult {
  const { training_seeds: seeds, training_steps: steps } = design;
  const task = { ...TASK, skew: design.popularity_skew };
  const shape = {
    ...MIXTURE_SHAPE,
    experts: EXPERTS,
    expertWidth: 4,
    active: ACTIVE,
    groups: Math.min(design.groups, ACTIVE),
    features: topicFeatures(task),
    classes: task.classes,
  };
  const accuracies: number[] = [];
  const losses: number[] = [];
  const flips: number[] = [];
  const imbalances: number[] = [];
  for (let index = 0; index < seeds; index++) {
    const seed = context.seed + index;
    const { training, test } = topicTokens(task, seed);
    const mixture = trainMixture(shape, training, {
      ...MIXTURE_SETTINGS,
      steps,
      balance: design.balance_loss,
      seed,
      signal: context.signal,
      reportEvery: REPORT_EVERY,
      report: (step, network) => {
        if (step === steps) return;
        const accuracy = network.evaluate(test).accuracy;
        context.report(index * steps + step, { toy_accuracy: spread([...accuracies, accuracy]).mean });
      },
    });
    try {
      const full = mixture.evaluate(test);
      const rounded = mixture.evaluate(test, {
        weightBits: design.weight_bits,
        activationBits: design.activation_bits,
      });
      accuracies.push(full.accuracy);
      losses.push(full.accuracy - rounded.accuracy);
      flips.push(1 - agreement(full.choices, rounded.choices));
      imbalances.push(spread(full.loads.map(busiest)).mean);
    } finally {
      mixture.dispose();
    }
    context.report((index + 1) * steps, { toy_accuracy: spread(accuracies).mean });
  }
  const accuracy = spread(accuracies);
  return {
    toy_accuracy: accuracy.mean,
    toy_spread: accuracy.error,
    toy_quantisation_loss: spread(losses).mean,
    toy_routing_flips: spread(flips).mean,
    toy_imbalance: spread(imbalances).mean,
  };
}

/** Busiest device over the mean, from tokens per expert. */
function busiest(loads: Float64Array): number {
  const each = EXPERTS / DEVICES;
  const devices = Array.from({ length: DEVICES }, (_, device) =>
    loads.subarray(device * each, (device + 1) * each).reduce((sum, load) => sum + load, 0),
  );
  return (Math.max(...devices) * DEVICES) / devices.reduce((sum, load) => sum + load, 0);
}
