// What is varied: the shape of a small mixture, how its weights are stored, and the repetition.

import type { DesignConstraint, DesignOf } from '../../contract/system.ts';
import { float, integer, ordinal } from '../../space/parameters.ts';

const TOY = 'chosen so that a network trains in seconds';

export const parameters = {
  experts: ordinal([4, 8, 16, 32, 64], {
    doc: 'Experts of a block; each has eight hidden units, so more experts are a larger network.',
    default: 16,
    source: TOY,
  }),
  active_experts: ordinal([1, 2, 4, 8], {
    doc: 'Experts a token uses in a block.',
    default: 4,
    source: TOY,
  }),
  expert_groups: ordinal([1, 2, 4, 8], {
    doc: 'Equal groups of experts, of which a token takes as many from each; 1 is plain top-k.',
    default: 1,
    source: 'arXiv 2505.21411',
  }),
  projection_group: ordinal([4, 8, 16, 32], {
    doc: 'Channels in one group of the projections of an expert; 32, the width of the network, is dense.',
    unit: 'channels',
    default: 32,
    source: 'arXiv 2006.15100 for convolutions',
  }),
  kept_hidden: ordinal([1, 2, 4, 8], {
    doc: 'Hidden units of an expert that stay for a token, the largest ones; 8 is all. Training knows about it.',
    default: 8,
    source: TOY,
  }),
  weight_bits: ordinal([2, 3, 4, 6, 8, 16], {
    doc: 'Bits of a stored weight, rounded after training without calibration; 16 is not rounded.',
    unit: 'bit',
    default: 16,
    source: TOY,
  }),
  activation_bits: ordinal([4, 6, 8, 16], {
    doc: 'Bits of the values that enter a product; 16 is not rounded.',
    unit: 'bit',
    default: 16,
    source: TOY,
  }),
  bit_errors: float({
    minimum: 0,
    maximum: 0.1,
    doc: 'Share of stored weight bits that are wrong.',
    default: 0,
    source: TOY,
  }),
  repetition: integer({
    minimum: 0,
    maximum: 99,
    doc: 'Adds to the seed: another task, other initial weights, another order of tokens, other wrong bits.',
    default: 0,
    source: TOY,
  }),
  training_steps: integer({
    minimum: 1,
    maximum: 5000,
    scale: 'log',
    doc: 'Steps of 128 tokens.',
    default: 400,
    source: TOY,
  }),
};

export type AccuracyDesign = DesignOf<typeof parameters>;

export const constraints: readonly DesignConstraint<AccuracyDesign>[] = [
  {
    id: 'active-fits',
    message: 'a token cannot use more experts than there are',
    uses: ['active_experts', 'experts'],
    holds: ({ active_experts: active, experts }) => active <= experts,
  },
  {
    id: 'groups-divide',
    message: 'groups must divide the active experts',
    uses: ['active_experts', 'expert_groups'],
    holds: ({ active_experts: active, expert_groups: groups }) => active % groups === 0,
  },
];
