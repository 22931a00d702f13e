// Choosing experts: the k largest gate scores of a token, overall or from each group of experts.

import { lax, nn, numpy, type Tensor } from '../arrays.ts';

export interface Routed {
  /** Softmax over all experts, [rows, experts]. */
  readonly probabilities: Tensor;
  /** 1 where an expert is chosen, else 0; no gradient. */
  readonly choices: Tensor;
  /** What a chosen expert's output is multiplied with; 0 for the others. */
  readonly gates: Tensor;
}

/**
 * Routes every row of `scores` [rows, experts] to `active` experts: the largest `active / groups` of each of `groups`
 * equal groups (neighbouring experts form a group). The gates of the chosen experts add up to one where a token has
 * several; a single one keeps its probability, or its gate would learn nothing (Switch Transformer, eq. 2).
 * Consumes `scores`.
 */
export function route(scores: Tensor, active: number, groups: number): Routed {
  const [rows, experts] = scores.shape as [number, number];
  const each = active / groups;
  const still = lax.stopGradient(scores.ref).reshape([rows, groups, experts / groups]);
  const [largest, indices] = lax.topK(still.ref, each);
  indices.dispose();
  const threshold = largest.slice([], [], [each - 1, each]);
  const choices = numpy.greaterEqual(still, threshold).astype(numpy.float32).reshape([rows, experts]);
  const probabilities = nn.softmax(scores, -1);
  const kept = probabilities.ref.mul(choices.ref);
  const gates = active === 1 ? kept : kept.ref.div(numpy.sum(kept, -1, { keepdims: true }).add(1e-9));
  return { probabilities, choices, gates };
}

/**
 * Auxiliary loss that asks for even use: experts * sum of (share of choices * mean probability) over experts; 1 when
 * even (Switch Transformer, eqs. 4 to 6, with shares of all choices). Consumes both.
 */
export function balanceLoss(probabilities: Tensor, choices: Tensor): Tensor {
  const experts = choices.shape[1]!;
  const used = numpy.mean(choices, 0);
  const share = used.ref.div(numpy.sum(used));
  return numpy.sum(share.mul(numpy.mean(probabilities, 0))).mul(experts);
}
