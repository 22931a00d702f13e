// Accuracy by really training the small network.

import type { EvaluationContext } from '../../contract/system.ts';
import type { Weights } from '../../learning/arrays.ts';
import { release } from '../../learning/arrays.ts';
import { pictureClasses, pictures, PICTURE_TASK, type PictureKind } from '../../learning/data/pictures.ts';
import { adam } from '../../learning/optimisers.ts';
import { spread } from '../../learning/spread.ts';
import { crossEntropy, predictor, trainer } from '../../learning/training.ts';
import type { Grouping } from './grouping.ts';
import { initialNetwork, networkForward } from './network.ts';

/** How long and how often a network is trained. */
export interface Fidelity {
  readonly seeds: number;
  /** Training steps of each seed. */
  readonly steps: number;
}

export const FIDELITY = {
  quick: { seeds: 1, steps: 150 },
  full: { seeds: 3, steps: 225 },
} as const satisfies Record<string, Fidelity>;

const BATCH = 32;
const RATE = 0.004;
const REPORT_EVERY = 75;

export interface Accuracies {
  readonly test_accuracy: number;
  readonly training_accuracy: number;
  readonly accuracy_gap: number;
  readonly accuracy_spread: number;
}

/** What stands in the columns of a design that was not trained: worse than anything, and refused as an objective. */
export const UNMEASURED: Accuracies = {
  test_accuracy: -Infinity,
  training_accuracy: -Infinity,
  accuracy_gap: Infinity,
  accuracy_spread: Infinity,
};

type Context = Pick<EvaluationContext, 'seed' | 'signal' | 'report'>;

/** Test accuracy of one seed after so many steps. */
export interface LearningPoint {
  readonly seed: number;
  readonly step: number;
  readonly accuracy: number;
}

/**
 * Trains the network from one or several seeds. Reports the mean test accuracy so far every few steps, where a step
 * counts training steps of all seeds. `follow` receives the same points seed by seed. Throws what `report` throws, and
 * `ParetoscopeError('cancelled')` where the signal is aborted.
 */
export function measureAccuracy(
  grouping: Grouping,
  dataset: PictureKind,
  { seeds, steps }: Fidelity,
  context: Context,
  follow?: (point: LearningPoint) => void,
): Accuracies {
  const network = predictor(networkForward, 64);
  const fitter = trainer(
    (weights, inputs, targets) => crossEntropy(networkForward(weights, inputs), targets),
    adam(),
  );
  const tests: number[] = [];
  const trainings: number[] = [];
  try {
    for (let index = 0; index < seeds; index++) {
      const seed = context.seed + index;
      const task = pictures(PICTURE_TASK[dataset], seed);
      const report = (step: number, weights: Weights): void => {
        if (step === steps) return;
        const accuracy = network.accuracy(weights, task.test);
        follow?.({ seed, step, accuracy });
        context.report(index * steps + step, { test_accuracy: spread([...tests, accuracy]).mean });
      };
      const weights = fitter.fit(initialNetwork(grouping, pictureClasses(dataset), seed), task.training, {
        steps,
        batch: BATCH,
        rate: RATE,
        seed,
        signal: context.signal,
        report,
        reportEvery: REPORT_EVERY,
      });
      try {
        tests.push(network.accuracy(weights, task.test));
        trainings.push(network.accuracy(weights, task.training));
      } finally {
        release(weights);
      }
      follow?.({ seed, step: steps, accuracy: tests.at(-1)! });
      context.report((index + 1) * steps, { test_accuracy: spread(tests).mean });
    }
  } finally {
    fitter.dispose();
    network.dispose();
  }
  const test = spread(tests);
  const trained = spread(trainings);
  const sampling = Math.sqrt((test.mean * (1 - test.mean)) / PICTURE_TASK[dataset].test);
  return {
    test_accuracy: test.mean,
    training_accuracy: trained.mean,
    accuracy_gap: trained.mean - test.mean,
    accuracy_spread: seeds > 1 ? test.deviation : sampling,
  };
}
