// Which neurons of a layer are used by token after token: a synthetic trace whose reuse follows a power law.
//
// Aggregated use: the expected share of distinct neurons used by k consecutive tokens is a k^b, at most 1. A stationary
// renewal process has that law exactly if the gaps between uses of a neuron with rate p satisfy
// P(gap > g) = (g+1)^b - g^b, cut off where the expected gap reaches 1/p: the share of tokens that use a neuron which
// the k tokens before did not use is p P(gap > k).

import type { RandomStream } from '../contract/random.ts';

/** Expected share of neurons used at least once by `tokens` consecutive tokens, for equally popular neurons. */
export function aggregatedUse(activeShare: number, exponent: number, tokens: number): number {
  return tokens <= 0 ? 0 : Math.min(1, activeShare * tokens ** exponent);
}

/**
 * Rates of `neurons` neurons with Zipf popularity: proportional to rank^-skew, at most 1, with mean `activeShare`
 * (from 0 to 1). In order of popularity.
 */
export function neuronRates(neurons: number, activeShare: number, skew: number): Float64Array {
  const weights = Float64Array.from({ length: neurons }, (_, index) => (index + 1) ** -skew);
  const tail = new Float64Array(neurons + 1);
  for (let index = neurons - 1; index >= 0; index--) tail[index] = tail[index + 1]! + weights[index]!;
  const rates = new Float64Array(neurons);
  const wanted = activeShare * neurons;
  // The most popular neurons that would exceed 1 are held there; the others share what is left.
  let full = 0;
  while (full < neurons && full < wanted && (weights[full]! * (wanted - full)) / tail[full]! > 1) full++;
  for (let index = 0; index < neurons; index++) {
    rates[index] = index < full ? 1 : (weights[index]! * (wanted - full)) / tail[full]!;
  }
  return rates;
}

/** The neurons that each token uses, token after token. */
export interface ActivationTrace {
  readonly neurons: number;
  readonly tokens: number;
  /** Neurons used by token t: `used` from `starts[t]` up to, not including, `starts[t + 1]`. */
  readonly starts: Uint32Array;
  readonly used: Uint32Array;
}

/**
 * Draws a trace of a layer whose neurons have the given rates (more than 0, at most 1). The expected share of neurons
 * used by k consecutive tokens is the mean over neurons of min(1, rate k^exponent). Neurons are independent.
 */
export function activationTrace(
  rates: Float64Array,
  exponent: number,
  tokens: number,
  stream: RandomStream,
): ActivationTrace {
  const survival = new Float64Array(tokens + 2);
  for (let gap = 0; gap < survival.length; gap++) survival[gap] = (gap + 1) ** exponent - gap ** exponent;
  const perToken = new Uint32Array(tokens);
  const events: number[] = [];
  for (let neuron = 0; neuron < rates.length; neuron++) {
    const rate = rates[neuron]!;
    const longest = Math.floor(rate ** (-1 / exponent) * (1 + 1e-12));
    const remainder = Math.max(0, 1 / rate - longest ** exponent);
    // Stationary start: the first use comes at token g or before with probability rate (g+1)^exponent.
    let token = Math.floor((stream.uniform() / rate) ** (1 / exponent));
    while (token < tokens) {
      events.push(token, neuron);
      perToken[token] = perToken[token]! + 1;
      token += drawGap(survival, longest, remainder, stream.uniform());
    }
  }
  const starts = new Uint32Array(tokens + 1);
  for (let token = 0; token < tokens; token++) starts[token + 1] = starts[token]! + perToken[token]!;
  const used = new Uint32Array(starts[tokens]!);
  const next = starts.slice();
  for (let event = 0; event < events.length; event += 2) {
    const token = events[event]!;
    used[next[token]!] = events[event + 1]!;
    next[token] = next[token]! + 1;
  }
  return { neurons: rates.length, tokens, starts, used };
}

/** Smallest gap whose survival is at most `uniform`; beyond the table any gap is as good as another. */
function drawGap(survival: Float64Array, longest: number, remainder: number, uniform: number): number {
  let low = 1;
  let high = Math.min(longest, survival.length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if (survival[middle]! <= uniform) high = middle;
    else low = middle + 1;
  }
  return low === longest && uniform < remainder ? longest + 1 : low;
}
