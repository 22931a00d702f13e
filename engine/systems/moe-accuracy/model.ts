// Trains the small mixture of a design and asks it about unseen tokens.

import { RandomStream } from '../../contract/random.ts';
import type { EvaluationContext, MetricValuesOf } from '../../contract/system.ts';
import { TOPIC_TASK, topicFeatures, topicTokens } from '../../learning/data/topics.ts';
import type { Examples } from '../../learning/examples.ts';
import { MIXTURE_SHAPE, type MixtureShape } from '../../learning/mixture/network.ts';
import {
  agreement,
  MIXTURE_SETTINGS,
  trainMixture,
  type MixtureOutcome,
  type TrainedMixture,
} from '../../learning/mixture/training.ts';
import type { metrics } from './metrics.ts';
import type { AccuracyDesign } from './parameters.ts';

type Values = MetricValuesOf<typeof metrics>;
type Context = Pick<EvaluationContext, 'seed' | 'signal' | 'report'>;

const TASK = { ...TOPIC_TASK, topics: 16, training: 16_384, test: 2048 };
const WIDTH = 32;
const EXPERT_WIDTH = 8;
const REPORT_EVERY = 200;

interface Trained {
  readonly key: string;
  readonly network: TrainedMixture;
  readonly test: Examples;
  readonly exact: MixtureOutcome;
}

/** The network of the last design: designs that differ only in how weights are stored share its training. */
let last: Trained | undefined;

function shapeOf(design: AccuracyDesign): MixtureShape {
  return {
    ...MIXTURE_SHAPE,
    width: WIDTH,
    expertWidth: EXPERT_WIDTH,
    experts: design.experts,
    active: design.active_experts,
    groups: design.expert_groups,
    projectionGroup: design.projection_group,
    keptHidden: design.kept_hidden,
    features: topicFeatures(TASK),
    classes: TASK.classes,
  };
}

function trained(design: AccuracyDesign, seed: number, { signal, report }: Context): Trained {
  const shape = shapeOf(design);
  const { training_steps: steps } = design;
  const key = JSON.stringify([shape, steps, seed]);
  if (last?.key === key) return last;
  last?.network.dispose();
  last = undefined;
  const { training, test } = topicTokens(TASK, seed);
  const network = trainMixture(shape, training, {
    ...MIXTURE_SETTINGS,
    steps,
    seed,
    signal,
    reportEvery: REPORT_EVERY,
    report: (step, now) => {
      if (step < steps) report(step, { accuracy: now.evaluate(test).accuracy });
    },
  });
  last = { key, network, test, exact: network.evaluate(test) };
  return last;
}

/**
 * Trains (or takes the network of the design before, where only the storage differs) and evaluates. Throws what
 * `report` throws, and `ParetoscopeError('cancelled')` where the signal is aborted.
 */
export function measure(design: AccuracyDesign, context: Context): Values {
  const seed = context.seed + design.repetition;
  const { network, test, exact } = trained(design, seed, context);
  const { weight_bits: weightBits, activation_bits: activationBits, bit_errors: share } = design;
  const stored =
    weightBits === 16 && activationBits === 16 && share === 0
      ? exact
      : network.evaluate(test, {
          weightBits,
          activationBits,
          ...(share === 0
            ? {}
            : { bitErrors: { share, stream: new RandomStream(seed, 'moe-accuracy.bit-errors') } }),
        });
  return {
    accuracy: stored.accuracy,
    exact_accuracy: exact.accuracy,
    routing_flips: 1 - agreement(exact.choices, stored.choices),
    busiest_expert: busiestOf(exact),
  };
}

/** Load of the busiest expert over the mean, mean over blocks. */
function busiestOf({ loads }: MixtureOutcome): number {
  const ratios = loads.map(
    (load) => (Math.max(...load) * load.length) / load.reduce((sum, one) => sum + one, 0),
  );
  return ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length;
}
