// Training a small mixture of experts and looking at what its routers do.

import { ParetoscopeError } from '../../contract/errors.ts';
import type { RandomStream } from '../../contract/random.ts';
import { jit, release, shared, tensor, type Tensor, type Weights } from '../arrays.ts';
import { gather, type Examples } from '../examples.ts';
import { weightsWithBitErrors } from '../faults.ts';
import { adam } from '../optimisers.ts';
import { quantisedWeights } from '../quantisation.ts';
import { crossEntropy, trainer } from '../training.ts';
import { initialMixture, mixtureForward, type MixtureOutput, type MixtureShape } from './network.ts';
import { balanceLoss } from './router.ts';

export interface MixtureSettings {
  readonly steps: number;
  /** Tokens a step. */
  readonly batch: number;
  /** Learning rate of the first step; it falls linearly to zero. */
  readonly rate: number;
  /** Weight of the auxiliary balance loss of each block; 0 is none. */
  readonly balance: number;
  /** Picks the initial weights and the order of the tokens. */
  readonly seed: number;
  /** Trained weights to start from instead (fine-tuning); they stay usable. */
  readonly from?: Weights;
  readonly signal?: AbortSignal;
  /** Called every `reportEvery` steps, and after the last, with the network so far. */
  readonly report?: (step: number, network: MixtureNetwork) => void;
  readonly reportEvery?: number;
}

/** Defaults that train a network of two blocks in a second or two. */
export const MIXTURE_SETTINGS = { steps: 600, batch: 128, rate: 0.01, balance: 0.01 } as const;

/** How a trained network is run. */
export interface Precision {
  /** Bits of the weights of embedding, experts and head; 16 and more is no rounding. Gates stay as they are. */
  readonly weightBits?: number;
  readonly activationBits?: number;
  /** Wrong bits among the stored bits of the same weights; none if absent. */
  readonly bitErrors?: { readonly share: number; readonly stream: RandomStream };
}

/** What a network did with a set of tokens. */
export interface MixtureOutcome {
  /** Share of tokens classified correctly, 0 to 1. */
  readonly accuracy: number;
  /** Of each block, row-major [tokens, experts]: 1 where the token used the expert. */
  readonly choices: readonly Uint8Array[];
  /** Of each block: tokens that used each expert. */
  readonly loads: readonly Float64Array[];
}

export interface MixtureNetwork {
  readonly weights: Weights;
  /** Runs the network on examples. */
  readonly evaluate: (examples: Examples, precision?: Precision) => MixtureOutcome;
}

export interface TrainedMixture extends MixtureNetwork {
  /** Frees the weights. */
  readonly dispose: () => void;
}

/**
 * Trains a network of `shape` on tokens. Throws `ParetoscopeError('design-invalid')` where the groups do not divide
 * the experts or the choices, `('cancelled')` where the signal is aborted.
 */
export function trainMixture(
  shape: MixtureShape,
  examples: Examples,
  settings: MixtureSettings,
): TrainedMixture {
  if (shape.experts % shape.groups !== 0 || shape.active % shape.groups !== 0) {
    throw new ParetoscopeError(
      'design-invalid',
      `${shape.experts} experts and ${shape.active} active ones cannot be cut into ${shape.groups} groups`,
      { hint: 'the number of groups must divide both' },
    );
  }
  if (shape.active > shape.experts) {
    throw new ParetoscopeError(
      'design-invalid',
      `a token cannot use ${shape.active} of ${shape.experts} experts`,
      {
        hint: 'choose at most as many active experts as there are experts',
      },
    );
  }
  const { balance, from, report, seed, ...rest } = settings;
  const loss = (weights: Weights, features: Tensor, targets: Tensor): Tensor => {
    const output = mixtureForward(shape, weights, features);
    let total = crossEntropy(output.logits, targets);
    output.probabilities.forEach((probabilities, block) => {
      total = total.add(balanceLoss(probabilities, output.choices[block]!).mul(balance));
    });
    return total;
  };
  const fitter = trainer(loss, adam());
  try {
    const weights = fitter.fit(from === undefined ? initialMixture(shape, seed) : shared(from), examples, {
      ...rest,
      seed,
      ...(report === undefined
        ? {}
        : { report: (step: number, now: Weights) => report(step, networkOf(shape, now)) }),
    });
    return { ...networkOf(shape, weights), dispose: () => release(weights) };
  } finally {
    fitter.dispose();
  }
}

function networkOf(shape: MixtureShape, weights: Weights): MixtureNetwork {
  return {
    weights,
    evaluate: (examples, precision = {}) => evaluateMixture(shape, weights, examples, precision),
  };
}

/** Rows a compiled evaluation takes at a time. */
const ROWS = 128;

/** Runs a network with given weights, which stay usable. */
export function evaluateMixture(
  shape: MixtureShape,
  weights: Weights,
  examples: Examples,
  { weightBits = 32, activationBits = 32, bitErrors }: Precision = {},
): MixtureOutcome {
  const isGate = (name: string): boolean => name.startsWith('gate.');
  const stored =
    bitErrors === undefined
      ? quantisedWeights(weights, weightBits, isGate)
      : weightsWithBitErrors(weights, weightBits, bitErrors.share, bitErrors.stream, isGate);
  const run = jit((given: Weights, features: Tensor): [Tensor, Tensor[]] => {
    const output: MixtureOutput = mixtureForward({ ...shape, activationBits }, given, features);
    for (const unused of output.probabilities) unused.dispose();
    return [output.logits, [...output.choices]];
  });
  const { classes, count } = examples;
  const { experts } = shape;
  const choices = Array.from({ length: shape.blocks }, () => new Uint8Array(count * experts));
  const loads = Array.from({ length: shape.blocks }, () => new Float64Array(experts));
  let right = 0;
  try {
    for (let start = 0; start < count; start += ROWS) {
      const length = Math.min(ROWS, count - start);
      const indices = Uint32Array.from({ length }, (_, index) => start + index);
      const { features } = gather(examples, indices, ROWS);
      const [logits, chosen] = run(shared(stored), tensor(features, [ROWS, ...examples.shape]));
      const scores = logits.dataSync();
      for (let row = 0; row < length; row++) {
        const values = scores.subarray(row * classes, (row + 1) * classes);
        if (values.indexOf(Math.max(...values)) === examples.labels[start + row]) right++;
      }
      chosen.forEach((mask, block) => {
        const values = mask.dataSync();
        for (let index = 0; index < length * experts; index++) {
          if (values[index] === 0) continue;
          choices[block]![start * experts + index] = 1;
          loads[block]![index % experts]!++;
        }
      });
    }
  } finally {
    run.dispose();
    release(stored);
  }
  return { accuracy: right / count, choices, loads };
}

/** Share of the first's expert choices that the second made as well, 0 to 1: 1 minus the share of routing flips. */
export function agreement(first: readonly Uint8Array[], second: readonly Uint8Array[]): number {
  let all = 0;
  let same = 0;
  first.forEach((choices, block) => {
    for (let index = 0; index < choices.length; index++) {
      all += choices[index]!;
      same += choices[index]! & second[block]![index]!;
    }
  });
  return same / all;
}
