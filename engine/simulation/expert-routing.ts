// Routers of mixtures of experts executed on token scores, and how evenly they load the devices that hold the experts.
// A token chooses its highest scores, overall (one group) or so many in each of several equal groups ("grouped experts",
// arXiv 2505.21411, Eq. 2 and 5 to 7).

import type { RandomStream } from '../contract/random.ts';

/**
 * Writes to `chosen` the experts a token uses: the highest `active / groups` of each of `groups` equal, neighbouring
 * groups of `scores`; group by group, highest first, the lower index first where scores are equal. One group is plain
 * top-k. `groups` must divide `active` and the number of scores.
 */
export function selectExperts(
  scores: ArrayLike<number>,
  active: number,
  groups: number,
  chosen: Int32Array,
): void {
  const size = scores.length / groups;
  const each = active / groups;
  for (let group = 0; group < groups; group++) {
    const first = group * each;
    let filled = 0;
    for (let expert = group * size; expert < (group + 1) * size; expert++) {
      const score = scores[expert]!;
      if (filled === each && score <= scores[chosen[first + each - 1]!]!) continue;
      let place = first + (filled < each ? filled++ : each - 1);
      while (place > first && score > scores[chosen[place - 1]!]!) {
        chosen[place] = chosen[place - 1]!;
        place--;
      }
      chosen[place] = expert;
    }
  }
}

/** Expert computations that fall on each of `devices`, which hold equal, neighbouring parts of the experts. */
export function deviceLoads(chosen: Int32Array, experts: number, devices: number): Int32Array {
  const loads = new Int32Array(devices);
  const each = experts / devices;
  for (const expert of chosen) loads[Math.floor(expert / each)]!++;
  return loads;
}

/** A router and where its experts live. `groups` and `devices` divide `experts`; `groups` divides `active`. */
export interface RoutingShape {
  readonly experts: number;
  readonly active: number;
  readonly groups: number;
  /** Devices that hold equal, neighbouring parts of the experts. */
  readonly devices: number;
  /** Popularity of experts: the r-th (from 1) is chosen with a weight of r^-skew; 0 is even. */
  readonly skew: number;
}

/** What routing a batch of `tokens` does, mean over the batches drawn. */
export interface RoutingLoad {
  readonly tokens: number;
  /** Load of the busiest device over the mean load: what waiting for it costs. */
  readonly straggler: number;
  /** Busiest minus idlest device, in expert computations a token (Eq. 3 of the paper). */
  readonly imbalance: number;
  /** Share of batches whose devices are not loaded equally. */
  readonly unbalanced: number;
  /** Distinct experts used on the device with the most of them. */
  readonly touched: number;
  /** Distinct experts used on all devices. */
  readonly distinct: number;
  /** Share of the tokens that the busiest expert gets. */
  readonly busiest: number;
}

/** Loads by size of batch, and where they go for endlessly many tokens. */
export interface RoutingCurve {
  /** At 1, 2, 4, ... tokens. */
  readonly loads: readonly RoutingLoad[];
  /** What popularity alone causes: mean over layers. */
  readonly limit: Pick<RoutingLoad, 'straggler' | 'imbalance' | 'busiest'>;
}

/** Expert scores drawn for one curve, over all its layers: bounds its time. */
const SCORES = 131_072;
const LAYERS = 4;

/**
 * Loads at batches of 1, 2, 4, ... tokens, by routing one random stream of tokens a layer and cutting it into batches.
 * Scores are those of a softmax over logits with Gumbel noise: log popularity plus noise, so that without groups a token
 * draws without replacement in proportion to popularity. Every layer gives the popularities to other experts. Restarts
 * `stream`: the same shape and stream give the same curve.
 */
export function routingCurve(shape: RoutingShape, stream: RandomStream): RoutingCurve {
  const { experts, active, groups, devices, skew } = shape;
  const tokens = 2 ** Math.floor(Math.log2(SCORES / LAYERS / experts));
  // A mean over fewer than sixteen batches would be noise.
  const sizes = Array.from({ length: Math.log2(tokens) - 1 }, (_, power) => 2 ** power);
  const tallies = sizes.map(() => new BatchTally(experts, devices));
  const weights = Float64Array.from({ length: experts }, (_, rank) => (rank + 1) ** -skew);
  const scores = new Float64Array(experts);
  const chosen = new Int32Array(active);
  const limit = { straggler: 0, imbalance: 0, busiest: 0 };
  for (let layer = 0; layer < LAYERS; layer++) {
    stream.restart(layer);
    stream.shuffle(weights);
    addLimit(shape, weights, limit);
    for (let token = 1; token <= tokens; token++) {
      for (let expert = 0; expert < experts; expert++) {
        // exp(log w + Gumbel) is w over an exponential number; the softmax's division changes no order.
        scores[expert] = weights[expert]! / -Math.log((stream.uint32() + 0.5) / 4294967296);
      }
      selectExperts(scores, active, groups, chosen);
      for (let index = 0; index < sizes.length; index++) {
        tallies[index]!.add(chosen);
        const size = sizes[index]!;
        if (token % size === 0) tallies[index]!.close(size);
      }
    }
  }
  return {
    loads: tallies.map((tally, index) => tally.result(sizes[index]!, (active / devices) * sizes[index]!)),
    limit,
  };
}

/**
 * Writes to `chances` how likely each expert of one group is chosen when a token takes `wanted` of them without
 * replacement, in proportion to `weights`: that the expert's exponential clock, of rate its weight, rings before the
 * time at which `wanted` have rung on average. An approximation, exact for equal weights. The chances add up to `wanted`.
 */
export function choiceChances(weights: Float64Array, wanted: number, chances: Float64Array): void {
  const rung = (time: number): number => weights.reduce((sum, weight) => sum - Math.expm1(-weight * time), 0);
  let low = 0;
  let high = 1;
  while (rung(high) < wanted && high < 1e12) high *= 2;
  for (let halving = 0; halving < 40; halving++) {
    const middle = (low + high) / 2;
    if (rung(middle) < wanted) low = middle;
    else high = middle;
  }
  weights.forEach((weight, index) => (chances[index] = -Math.expm1(-weight * high)));
}

/** Adds one layer's part of the limit: shares of tokens that experts get in the long run. */
function addLimit(
  { experts, active, groups, devices }: RoutingShape,
  weights: Float64Array,
  limit: { straggler: number; imbalance: number; busiest: number },
): void {
  const shares = new Float64Array(experts);
  const size = experts / groups;
  for (let group = 0; group < groups; group++) {
    const part = [group * size, (group + 1) * size] as const;
    choiceChances(weights.subarray(...part), active / groups, shares.subarray(...part));
  }
  const each = experts / devices;
  let most = 0;
  let least = Infinity;
  for (let device = 0; device < devices; device++) {
    const load = shares.subarray(device * each, (device + 1) * each).reduce((sum, share) => sum + share, 0);
    most = Math.max(most, load);
    least = Math.min(least, load);
  }
  limit.straggler += (most * devices) / active / LAYERS;
  limit.imbalance += (most - least) / LAYERS;
  limit.busiest += shares.reduce((highest, share) => Math.max(highest, share), 0) / LAYERS;
}

/** Counts batches of one size. */
class BatchTally {
  readonly #counts: Int32Array;
  readonly #devices: number;
  #batches = 0;
  #most = 0;
  #imbalance = 0;
  #unbalanced = 0;
  #touched = 0;
  #distinct = 0;
  #busiest = 0;

  constructor(experts: number, devices: number) {
    this.#counts = new Int32Array(experts);
    this.#devices = devices;
  }

  add(chosen: Int32Array): void {
    for (const expert of chosen) this.#counts[expert]!++;
  }

  close(tokens: number): void {
    const counts = this.#counts;
    const each = counts.length / this.#devices;
    let most = 0;
    let least = Infinity;
    let touched = 0;
    let distinct = 0;
    let busiest = 0;
    for (let device = 0; device < this.#devices; device++) {
      let load = 0;
      let used = 0;
      for (let expert = device * each; expert < (device + 1) * each; expert++) {
        const count = counts[expert]!;
        load += count;
        if (count > 0) used++;
        if (count > busiest) busiest = count;
      }
      if (load > most) most = load;
      if (load < least) least = load;
      if (used > touched) touched = used;
      distinct += used;
    }
    counts.fill(0);
    this.#batches++;
    this.#most += most;
    this.#imbalance += (most - least) / tokens;
    this.#unbalanced += most > least ? 1 : 0;
    this.#touched += touched;
    this.#distinct += distinct;
    this.#busiest += busiest / tokens;
  }

  result(tokens: number, meanLoad: number): RoutingLoad {
    const batches = this.#batches;
    return {
      tokens,
      straggler: this.#most / batches / meanLoad,
      imbalance: this.#imbalance / batches,
      unbalanced: this.#unbalanced / batches,
      touched: this.#touched / batches,
      distinct: this.#distinct / batches,
      busiest: this.#busiest / batches,
    };
  }
}

/**
 * The load at any number of tokens from 1: between the curve's sizes linear in the logarithm of tokens. Beyond its last
 * size, what exceeds the limit falls with the inverse square root of tokens, as sampling noise does; the rest stays.
 */
export function loadAt({ loads, limit }: RoutingCurve, tokens: number): RoutingLoad {
  const last = loads[loads.length - 1]!;
  if (tokens >= last.tokens) {
    const noise = Math.sqrt(last.tokens / tokens);
    const fallen = (key: keyof RoutingCurve['limit']): number =>
      last[key] - Math.max(0, last[key] - limit[key]) * (1 - noise);
    return {
      ...last,
      tokens,
      straggler: fallen('straggler'),
      imbalance: fallen('imbalance'),
      busiest: fallen('busiest'),
    };
  }
  const position = Math.log2(tokens);
  const index = Math.floor(position);
  const share = position - index;
  const low = loads[index]!;
  if (share === 0) return low;
  const high = loads[index + 1]!;
  const between = (from: number, to: number): number => from + (to - from) * share;
  return {
    tokens,
    straggler: between(low.straggler, high.straggler),
    imbalance: between(low.imbalance, high.imbalance),
    unbalanced: between(low.unbalanced, high.unbalanced),
    touched: between(low.touched, high.touched),
    distinct: between(low.distinct, high.distinct),
    busiest: between(low.busiest, high.busiest),
  };
}
