// Which experts are in HBM: a trace of requests with Zipf popularity drives a real cache. Results are kept, so that
// designs that ask the same question of the cache share one simulation.

import { RandomStream } from '../../contract/random.ts';
import { AliasSampler, simulateCache, zipfProbabilities } from '../../simulation/cache.ts';
import type { EvictionPolicy } from '../../simulation/cache.ts';

/** What the simulated cache says. */
export interface Residency {
  /** Probability that a request finds its expert in HBM, in the long run. */
  readonly hitRate: number;
  /** 1 for each request of the simulated trace that had to copy its expert. */
  readonly misses: Uint8Array;
}

/** Requests that settle the cache, and requests that count. */
const WARM_UP = 2048;
const COUNTED = 8192;

const SIMULATIONS_KEPT = 1024;
const TRACES_KEPT = 64;
const simulations = new Map<string, Residency>();
const traces = new Map<string, { readonly trace: Uint32Array; readonly probabilities: Float64Array }>();
const everyRequestHits: Residency = { hitRate: 1, misses: new Uint8Array(COUNTED) };

function remember<V>(store: Map<string, V>, limit: number, key: string, value: V): V {
  if (store.size >= limit) store.delete(store.keys().next().value!);
  store.set(key, value);
  return value;
}

let uniforms: { readonly seed: number; readonly numbers: Float64Array } | undefined;

/** The numbers behind every trace of a seed: the same for all designs, so that designs differ by design, not by luck. */
function uniformNumbers(seed: number): Float64Array {
  if (uniforms?.seed !== seed) {
    const stream = new RandomStream(seed, 'sn40l.requests');
    uniforms = { seed, numbers: Float64Array.from({ length: WARM_UP + COUNTED }, () => stream.uniform()) };
  }
  return uniforms.numbers;
}

/** Popularities of the experts and a trace of requests drawn from them. */
export function requestTrace(
  experts: number,
  skew: number,
  seed: number,
): { readonly trace: Uint32Array; readonly probabilities: Float64Array } {
  const key = `${experts} ${skew} ${seed}`;
  const known = traces.get(key);
  if (known !== undefined) return known;
  const probabilities = zipfProbabilities(experts, skew);
  const sampler = new AliasSampler(probabilities);
  const numbers = uniformNumbers(seed);
  const trace = new Uint32Array(numbers.length);
  for (let request = 0; request < trace.length; request++) trace[request] = sampler.item(numbers[request]!);
  return remember(traces, TRACES_KEPT, key, { trace, probabilities });
}

/**
 * Hit rate and misses of the expert cache. The cache starts with the most popular experts. If every expert fits,
 * nothing is ever copied (the first copy of each is not counted). Takes about half a millisecond the first time.
 */
export function expertResidency(
  experts: number,
  skew: number,
  slots: number,
  policy: EvictionPolicy,
  seed: number,
): Residency {
  if (slots >= experts) return everyRequestHits;
  const key = `${experts} ${skew} ${slots} ${policy} ${seed}`;
  const known = simulations.get(key);
  if (known !== undefined) return known;
  const { trace, probabilities } = requestTrace(experts, skew, seed);
  const { expectedHitRate, misses } = simulateCache({
    trace,
    items: experts,
    slots,
    policy,
    warmUp: WARM_UP,
    filled: true,
    probabilities,
  });
  return remember(simulations, SIMULATIONS_KEPT, key, { hitRate: expectedHitRate, misses });
}
