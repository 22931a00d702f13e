// What of the feed-forward neurons a token finds in DRAM and what it reads: by the law of reuse, or by running the cache
// on a drawn trace. Traces and runs are kept, so that designs that ask the same share one simulation.

import { RandomStream } from '../../contract/random.ts';
import {
  activationTrace,
  aggregatedUse,
  neuronRates,
  type ActivationTrace,
} from '../../simulation/activation-trace.ts';
import { closestFriends, runWindow, type WindowRun } from '../../simulation/neuron-cache.ts';
import type { FlashDesign } from './parameters.ts';
import type { ModelSizes } from './sizes.ts';

/** Shares of the feed-forward neurons of a layer, per step (one token, or the drafted ones and one more at once). */
export interface NeuronUse {
  /** Computed with. */
  readonly active: number;
  /** Held in DRAM while computing; of a trace the most, as DRAM is reserved for the worst. */
  readonly held: number;
  /** New to DRAM. */
  readonly loaded: number;
  /** Read from flash, with what is read along and thrown away. */
  readonly read: number;
  /** Reads of one group (or pair) of neurons, over the neurons. */
  readonly reads: number;
}

/** Share of neurons predicted active for one token. */
export function predictedShare(design: FlashDesign, sizes: ModelSizes): number {
  return Math.min(1, (1 - sizes.sparsity) * design.over_prediction);
}

/** Expected use, by the power law; groups are independent of what they hold. */
export function useByLaw(design: FlashDesign, sizes: ModelSizes): NeuronUse {
  const { window, group_neurons: group, reuse_exponent: exponent } = design;
  const share = predictedShare(design, sizes);
  const tokens = design.draft_tokens + 1;
  const loaded = aggregatedUse(share, exponent, window + tokens) - aggregatedUse(share, exponent, window);
  const groups = group === 1 ? loaded : (1 - (1 - loaded) ** group) / group;
  return {
    active: aggregatedUse(share, exponent, tokens),
    held: aggregatedUse(share, exponent, Math.max(window, tokens)),
    loaded,
    read: groups * group,
    reads: groups,
  };
}

/** The traced layer has as many neurons as give about this many active ones, within bounds. */
const ACTIVE_NEURONS = 102.4;
const FEWEST_NEURONS = 256;
const MOST_NEURONS = 1024;
/** Tokens that fill the window; tokens that count. */
export const WARM_UP = 64;
const COUNTED = 192;
/** Tokens of the trace from which friends are found. */
const FRIEND_TOKENS = 48;

const TRACES_KEPT = 32;
const RUNS_KEPT = 512;
const traces = new Map<string, ActivationTrace>();
const runs = new Map<string, WindowRun>();

function remember<V>(store: Map<string, V>, limit: number, key: string, value: V): V {
  if (store.size >= limit) store.delete(store.keys().next().value!);
  store.set(key, value);
  return value;
}

/** The trace of a layer whose neurons are stored in no order of popularity. */
export function traceOf(share: number, exponent: number, skew: number, seed: number): ActivationTrace {
  const key = `${share} ${exponent} ${skew} ${seed}`;
  const known = traces.get(key);
  if (known !== undefined) return known;
  const stream = new RandomStream(seed, 'llm-in-a-flash.activations');
  const neurons = Math.round(Math.min(MOST_NEURONS, Math.max(FEWEST_NEURONS, ACTIVE_NEURONS / share)));
  const rates = stream.shuffle(neuronRates(neurons, share, skew));
  return remember(traces, TRACES_KEPT, key, activationTrace(rates, exponent, WARM_UP + COUNTED, stream));
}

/** Runs the cache of a design on its trace. Takes a few milliseconds the first time. */
export function runTrace(design: FlashDesign, sizes: ModelSizes, seed: number): WindowRun {
  const share = predictedShare(design, sizes);
  const { window, bundling, group_neurons: groupNeurons, reuse_exponent: exponent } = design;
  const friends = bundling === 'closest-friend';
  const key = `${share} ${exponent} ${design.popularity_skew} ${seed} ${window} ${friends} ${groupNeurons}`;
  const known = runs.get(key);
  if (known !== undefined) return known;
  const trace = traceOf(share, exponent, design.popularity_skew, seed);
  const run = runWindow(trace, {
    window,
    groupNeurons,
    warmUp: WARM_UP,
    ...(friends ? { friends: closestFriends(trace, FRIEND_TOKENS) } : {}),
  });
  return remember(runs, RUNS_KEPT, key, run);
}

function useByTrace(design: FlashDesign, sizes: ModelSizes, seed: number): NeuronUse {
  const { neurons, used, held, mostHeld, loaded, read, reads } = runTrace(design, sizes, seed);
  // Neurons are independent, so the relative spread of their number shrinks with its root in the larger real layer.
  const spread = (mostHeld - held) * Math.sqrt(neurons / sizes.neurons);
  return {
    active: used / neurons,
    held: Math.min(1, (held + spread) / neurons),
    loaded: loaded / neurons,
    read: read / neurons,
    reads: reads / neurons,
  };
}

/** What a step of a design uses, holds and reads. */
export function neuronUse(design: FlashDesign, sizes: ModelSizes, seed: number): NeuronUse {
  return design.activations === 'law' ? useByLaw(design, sizes) : useByTrace(design, sizes, seed);
}

/** The longest window whose neurons fit in a share of the feed-forward weights; 0 if not even one token's fit. */
export function largestWindow(share: number, exponent: number, room: number): number {
  if (room >= 1) return LONGEST_WINDOW;
  if (room < share) return 0;
  return Math.min(LONGEST_WINDOW, Math.floor((room / share) ** (1 / exponent) * (1 + 1e-12)));
}

/** Windows beyond this are not told apart. */
const LONGEST_WINDOW = 64;
