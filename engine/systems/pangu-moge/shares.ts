// Shares of a decoding step's time that its parts take, and of tokens that experts take, for designs given as changes of the published one.

import { passSeconds, type PassTime } from '../../simulation/mixture-pass.ts';
import { balanceOf } from './balance.ts';
import { serve } from './model.ts';
import { parameters, type PanguDesign } from './parameters.ts';

const DEFAULTS = Object.fromEntries(
  Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as PanguDesign;
const SEED = 1;

function share(changes: Partial<PanguDesign>, part: (step: PassTime) => number): number {
  const { step } = serve({ ...DEFAULTS, ...changes }, SEED);
  return part(step) / passSeconds(step);
}

/** Reading weights. */
export function weightShare(changes: Partial<PanguDesign>): number {
  return share(changes, (step) => step.attentionWeights + step.expertWeights + step.sharedWeights);
}

/** Caches and projections of attention; arithmetic of projections is counted with shared experts and left out. */
export function attentionShare(changes: Partial<PanguDesign>): number {
  return share(changes, (step) => step.attentionWeights + step.keyValues);
}

/** Weights and arithmetic of routed experts. */
export function expertShare(changes: Partial<PanguDesign>): number {
  return share(changes, (step) => step.expertWeights + step.expertCompute + step.waiting);
}

/** Communication of experts that their products do not hide. */
export function expertCommunicationShare(changes: Partial<PanguDesign>): number {
  return share(changes, (step) => step.expertCommunication);
}

/** Share of a million tokens that the busiest expert of a layer gets. */
export function busiestExpertShare(changes: Partial<PanguDesign>): number {
  return balanceOf({ ...DEFAULTS, ...changes }, SEED).at(1e6).busiest;
}
