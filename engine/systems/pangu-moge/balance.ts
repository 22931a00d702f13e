// How evenly the router of a design loads the parts the experts are dealt out in, by executing it (see
// simulation/expert-routing.ts). Curves are kept: many designs of a study share a router.

import { RandomStream } from '../../contract/random.ts';
import { loadAt, routingCurve, type RoutingLoad } from '../../simulation/expert-routing.ts';
import type { PanguDesign } from './parameters.ts';

/** Loads of a router at any number of tokens. */
export interface Balance {
  readonly at: (tokens: number) => RoutingLoad;
}

const KEPT = 200;
const curves = new Map<string, Balance>();

/** A dense model loads all alike. */
const EVEN: Balance = {
  at: (tokens) => ({
    tokens,
    straggler: 1,
    imbalance: 0,
    unbalanced: 0,
    touched: 0,
    distinct: 0,
    busiest: 0,
  }),
};

/** The balance of a design's router; random numbers depend on the seed and the number of experts only. */
export function balanceOf(design: PanguDesign, seed: number): Balance {
  if (design.model !== 'mixture') return EVEN;
  const { experts, active_experts: active, groups, expert_parallel: devices, popularity_skew: skew } = design;
  const key = `${experts}/${active}/${groups}/${devices}/${skew}/${seed}`;
  let balance = curves.get(key);
  if (balance === undefined) {
    const stream = new RandomStream(seed, `pangu-moge.router.${experts}`);
    const curve = routingCurve({ experts, active, groups, devices, skew }, stream);
    balance = { at: (tokens) => loadAt(curve, tokens) };
    if (curves.size >= KEPT) curves.delete(curves.keys().next().value!);
    curves.set(key, balance);
  }
  return balance;
}
