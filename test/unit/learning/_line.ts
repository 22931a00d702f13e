// A training small enough to repeat: two classes on either side of the line x = y.

import { RandomStream } from '../../../engine/contract/random.ts';
import { numpy, type Tensor, type Weights } from '../../../engine/learning/arrays.ts';
import type { Examples } from '../../../engine/learning/examples.ts';
import { normalWeights } from '../../../engine/learning/initialisation.ts';
import { adam } from '../../../engine/learning/optimisers.ts';
import { crossEntropy, trainer } from '../../../engine/learning/training.ts';

export const forward = (weights: Weights, features: Tensor): Tensor => numpy.matmul(features, weights.line!);
export const loss = (weights: Weights, features: Tensor, targets: Tensor): Tensor =>
  crossEntropy(forward(weights, features), targets);

export function halves(count: number): Examples {
  const stream = new RandomStream(5, 'halves');
  const features = Float32Array.from({ length: 2 * count }, () => stream.normal());
  const labels = Uint8Array.from({ length: count }, (_, row) =>
    features[2 * row]! > features[2 * row + 1]! ? 1 : 0,
  );
  return { count, shape: [2], classes: 2, features, labels };
}

export const initialLine = (seed = 1): Weights => ({
  line: normalWeights(new RandomStream(seed, 'line'), [2, 2], 2),
});

export const settings = { steps: 60, batch: 16, rate: 0.1, seed: 1 };

/** Weights after training with Adam. */
export function trainedLine(): Weights {
  const fitter = trainer(loss, adam());
  try {
    return fitter.fit(initialLine(), halves(200), settings);
  } finally {
    fitter.dispose();
  }
}
