// Training and prediction: a loss is traced and compiled once and then serves every seed.

import { ParetoscopeError } from '../contract/errors.ts';
import {
  jit,
  nn,
  numpy,
  release,
  scalar,
  shared,
  tensor,
  valueAndGrad,
  type Tensor,
  type Weights,
} from './arrays.ts';
import { batches, gather, type Examples } from './examples.ts';
import type { Optimiser } from './optimisers.ts';

/** Mean cross-entropy, in nats, of `logits` [rows, classes] against one-hot `targets`. Consumes both. */
export function crossEntropy(logits: Tensor, targets: Tensor): Tensor {
  return numpy.negative(numpy.mean(numpy.sum(nn.logSoftmax(logits, -1).mul(targets), -1)));
}

/** The loss of a batch, from features [rows, ...shape] and one-hot targets [rows, classes]. Consumes everything. */
export type Loss = (weights: Weights, features: Tensor, targets: Tensor) => Tensor;

/** Logits [rows, classes] from features [rows, ...shape]. Consumes everything. */
export type Forward = (weights: Weights, features: Tensor) => Tensor;

export interface FitSettings {
  readonly steps: number;
  readonly batch: number;
  /** Learning rate of the first step; it falls linearly to zero. */
  readonly rate: number;
  /** Keys the order of the examples. */
  readonly seed: number;
  readonly signal?: AbortSignal;
  /** Called after every `reportEvery` steps and after the last with the weights so far, which it must not consume. */
  readonly report?: (step: number, weights: Weights) => void;
  readonly reportEvery?: number;
}

export interface Trainer {
  /**
   * Trains from `weights` and returns the trained ones; consumes the former. Throws `ParetoscopeError('cancelled')`
   * where the signal is aborted; whatever it throws, no memory is left behind.
   */
  readonly fit: (weights: Weights, examples: Examples, settings: FitSettings) => Weights;
  /** Forgets the compiled step. */
  readonly dispose: () => void;
}

/** Compiles a training step (at its first use) for a loss and an optimiser. */
export function trainer(loss: Loss, optimiser: Optimiser): Trainer {
  const differentiate = valueAndGrad(loss);
  const step = jit(
    (weights: Weights, state: Weights, features: Tensor, targets: Tensor, rate: Tensor, count: Tensor) => {
      const [value, gradients] = differentiate(shared(weights), features, targets) as [Tensor, Weights];
      return { value, ...optimiser.update(weights, gradients, state, rate, count) };
    },
  );
  return {
    fit: (weights, examples, settings) => {
      const { steps, batch, rate, seed, signal, report, reportEvery = steps } = settings;
      let current = weights;
      let state = optimiser.initial(current);
      const order = batches(examples.count, batch, seed);
      const rows = Math.min(batch, examples.count);
      try {
        for (let count = 1; count <= steps; count++) {
          if (signal?.aborted === true) throw new ParetoscopeError('cancelled', 'the training was stopped');
          const { features, targets } = gather(examples, order.next().value, rows);
          const result = step(
            current,
            state,
            tensor(features, [rows, ...examples.shape]),
            tensor(targets, [rows, examples.classes]),
            scalar(rate * (1 - (count - 1) / steps)),
            scalar(count),
          ) as { value: Tensor; weights: Weights; state: Weights };
          current = result.weights;
          state = result.state;
          // Reading the loss runs the step: work that nobody reads is only queued, at a cost that grows with the queue.
          const value = result.value.item();
          if (!Number.isFinite(value)) {
            throw new ParetoscopeError('evaluation-failed', `the loss became ${value} at step ${count}`, {
              hint: 'lower the learning rate',
            });
          }
          if (report !== undefined && (count === steps || count % reportEvery === 0)) report(count, current);
        }
      } catch (error) {
        release(current);
        throw error;
      } finally {
        release(state);
      }
      return current;
    },
    dispose: () => step.dispose(),
  };
}

export interface Predictor {
  /** The most likely class of every example; the weights stay usable. */
  readonly classes: (weights: Weights, examples: Examples) => Uint8Array;
  /** Share of examples classified correctly, 0 to 1; the weights stay usable. */
  readonly accuracy: (weights: Weights, examples: Examples) => number;
  readonly dispose: () => void;
}

/** Compiles a network for prediction, `rows` examples at a time. */
export function predictor(forward: Forward, rows = 256): Predictor {
  const run = jit((weights: Weights, features: Tensor) => forward(weights, features));
  const classes = (weights: Weights, examples: Examples): Uint8Array => {
    const predicted = new Uint8Array(examples.count);
    for (let start = 0; start < examples.count; start += rows) {
      const length = Math.min(rows, examples.count - start);
      const indices = Uint32Array.from({ length }, (_, index) => start + index);
      const { features } = gather(examples, indices, rows);
      const logits = run(shared(weights), tensor(features, [rows, ...examples.shape])).dataSync();
      for (let row = 0; row < length; row++) {
        let best = 0;
        for (let label = 1; label < examples.classes; label++) {
          if (logits[row * examples.classes + label]! > logits[row * examples.classes + best]!) best = label;
        }
        predicted[start + row] = best;
      }
    }
    return predicted;
  };
  return {
    classes,
    accuracy: (weights, examples) => {
      const predicted = classes(weights, examples);
      let right = 0;
      for (let index = 0; index < examples.count; index++) {
        if (predicted[index] === examples.labels[index]) right++;
      }
      return right / examples.count;
    },
    dispose: () => run.dispose(),
  };
}
