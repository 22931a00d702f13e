// Gradient descent as pure functions on named weights, so that a whole training step can be traced and compiled once.

import { numpy, shared, type Tensor, type Weights } from './arrays.ts';

/** One rule that turns gradients into new weights. Consumes what it is given. */
export interface Optimiser {
  /** The state before the first step: named like the weights, with a prefix. */
  readonly initial: (weights: Weights) => Weights;
  /**
   * `rate` is the learning rate of this step; `step` counts from 1. Both are scalars, so that a compiled step serves
   * every rate.
   */
  readonly update: (
    weights: Weights,
    gradients: Weights,
    state: Weights,
    rate: Tensor,
    step: Tensor,
  ) => { readonly weights: Weights; readonly state: Weights };
}

/** Stochastic gradient descent with heavy-ball momentum: v <- m v + g, w <- w - rate v. */
export function momentumDescent(momentum = 0.9): Optimiser {
  return {
    initial: (weights) => zeros(weights, 'velocity'),
    update: (weights, gradients, state, rate, step) => {
      step.dispose();
      const next: Weights = {};
      const velocities: Weights = {};
      for (const name of Object.keys(weights)) {
        const velocity = state[`velocity.${name}`]!.mul(momentum).add(gradients[name]!);
        next[name] = weights[name]!.sub(velocity.ref.mul(rate.ref));
        velocities[`velocity.${name}`] = velocity;
      }
      rate.dispose();
      return { weights: next, state: velocities };
    },
  };
}

/** Adam (Kingma and Ba 2015, algorithm 1), with decoupled weight decay (Loshchilov and Hutter 2019) where asked. */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decay = 0 } = {}): Optimiser {
  return {
    initial: (weights) => ({ ...zeros(weights, 'first'), ...zeros(weights, 'second') }),
    update: (weights, gradients, state, rate, step) => {
      const correction1 = numpy.subtract(1, numpy.exp(step.ref.mul(Math.log(beta1))));
      const correction2 = numpy.subtract(1, numpy.exp(step.mul(Math.log(beta2))));
      const scale = rate.ref.div(correction1);
      const next: Weights = {};
      const moments: Weights = {};
      for (const name of Object.keys(weights)) {
        const gradient = gradients[name]!;
        const first = state[`first.${name}`]!.mul(beta1).add(gradient.ref.mul(1 - beta1));
        const second = state[`second.${name}`]!.mul(beta2).add(numpy.square(gradient).mul(1 - beta2));
        const root = numpy.sqrt(second.ref.div(correction2.ref)).add(epsilon);
        const weight = weights[name]!;
        const kept = decay === 0 ? weight : weight.mul(numpy.subtract(1, rate.ref.mul(decay)));
        next[name] = kept.sub(first.ref.div(root).mul(scale.ref));
        moments[`first.${name}`] = first;
        moments[`second.${name}`] = second;
      }
      for (const used of [rate, scale, correction2]) used.dispose();
      return { weights: next, state: moments };
    },
  };
}

function zeros(weights: Weights, prefix: string): Weights {
  return Object.fromEntries(
    Object.entries(shared(weights)).map(([name, value]) => [`${prefix}.${name}`, numpy.zerosLike(value)]),
  );
}
