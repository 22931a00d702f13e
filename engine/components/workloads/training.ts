// Memory of a training step: weights, gradients, optimiser states, and activations of transformer layers.
// Sources: Rajbhandari et al., SC 2020 (ZeRO) for states; Korthikanti et al., MLSys 2023 for activations.

/** Bytes a parameter takes with 16-bit weights and gradients beside 32-bit master weights and states. */
export interface TrainingState {
  readonly weights: number;
  readonly gradients: number;
  readonly masterWeights: number;
  readonly optimizer: number;
}

export const OPTIMIZERS = ['adam', 'momentum', 'sgd', 'adafactor'] as const;
export type Optimizer = (typeof OPTIMIZERS)[number];

/**
 * Bytes per parameter in mixed precision. Adafactor's row and column sums are small beside the rest and not
 * counted.
 */
export function trainingState(optimizer: Optimizer): TrainingState {
  const states = { adam: 8, momentum: 4, sgd: 0, adafactor: 0 }[optimizer];
  return { weights: 2, gradients: 2, masterWeights: 4, optimizer: states };
}

export const RECOMPUTATIONS = ['none', 'attention', 'full'] as const;

/**
 * What is computed again in the backward pass instead of kept: nothing, scores and softmax, or whole layers.
 */
export type Recomputation = (typeof RECOMPUTATIONS)[number];

/**
 * Bytes of activations that one 16-bit transformer layer keeps for its backward pass, with dropout: s b h (34
 * + 5 a s / h), 34 s b h without attention, 2 s b h for its input alone. `tensorParallel` devices share all
 * but 10 s b h of them (equation 2).
 */
export function layerActivationBytes(
  layer: {
    readonly sequence: number;
    readonly batch: number;
    readonly width: number;
    readonly heads: number;
  },
  recomputation: Recomputation,
  tensorParallel = 1,
): number {
  const { sequence, batch, width, heads } = layer;
  const unit = sequence * batch * width;
  if (recomputation === 'full') return 2 * unit;
  const attention = recomputation === 'none' ? (5 * heads * sequence) / width : 0;
  return unit * (10 + (24 + attention) / tensorParallel);
}
