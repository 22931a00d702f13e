// Feed-forward neurons of one layer kept in DRAM: the swap-delete matrix of LLM in a flash (arXiv 2312.11514, section
// 3.3), and the loads that a trace of used neurons causes under a window of tokens.

import { ParetoscopeError } from '../contract/errors.ts';
import type { ActivationTrace } from './activation-trace.ts';

/**
 * Neurons in the rows 0 to `count` of a preallocated matrix. Deleting copies the last row into the hole, so that rows
 * stay contiguous and nothing is ever reallocated; the order of rows has no meaning.
 */
export class NeuronRows {
  /** The neuron in each row. */
  readonly neurons: Uint32Array;
  readonly #row: Int32Array;
  #count = 0;
  #moves = 0;

  /** `neurons` numbered from 0; room for `capacity` of them. */
  constructor(neurons: number, capacity: number) {
    this.neurons = new Uint32Array(capacity);
    this.#row = new Int32Array(neurons).fill(-1);
  }

  /** Rows in use. */
  get count(): number {
    return this.#count;
  }

  /** Rows that deletions have copied so far. */
  get moves(): number {
    return this.#moves;
  }

  /** The row of a neuron, or -1. */
  row(neuron: number): number {
    return this.#row[neuron]!;
  }

  /** Appends a neuron that is absent; returns its row. Throws `internal` when the matrix is full. */
  insert(neuron: number): number {
    if (this.#count === this.neurons.length) {
      throw new ParetoscopeError('internal', `no room for another neuron in ${this.#count} rows`);
    }
    const row = this.#count++;
    this.neurons[row] = neuron;
    this.#row[neuron] = row;
    return row;
  }

  /** Removes a neuron that is present; returns the row that was copied into its place, or -1 if it was the last. */
  remove(neuron: number): number {
    const hole = this.#row[neuron]!;
    const last = --this.#count;
    this.#row[neuron] = -1;
    if (hole === last) return -1;
    const moved = this.neurons[last]!;
    this.neurons[hole] = moved;
    this.#row[moved] = hole;
    this.#moves++;
    return last;
  }
}

/** What happened per token, after the warm-up. Neurons unless said otherwise. */
export interface WindowRun {
  /** Neurons of the layer. */
  readonly neurons: number;
  /** Mean used by a token. */
  readonly used: number;
  /** Mean absent from DRAM when their token came. */
  readonly loaded: number;
  /** Mean read from flash, with what was read along with them; a neuron read twice counts twice. */
  readonly read: number;
  /** Mean reads of flash. */
  readonly reads: number;
  readonly deleted: number;
  /** Mean and most held during a token. */
  readonly held: number;
  readonly mostHeld: number;
  /** Loaded by each token, warm-up included. */
  readonly loadedByToken: Uint32Array;
}

export interface WindowPolicy {
  /** Tokens whose neurons stay. */
  readonly window: number;
  /** Neurons stored side by side and always read together, whatever is needed of them. */
  readonly groupNeurons: number;
  /** For each neuron, the one stored with it a second time, so that one read brings both. */
  readonly friends?: Uint32Array;
  /** Tokens at the start that fill the window and are not counted. */
  readonly warmUp: number;
}

/**
 * Runs the window policy over a trace: before each token the neurons that the last `window` tokens did not use are
 * deleted, then those absent are read. After token t exactly the neurons of the last max(window, 1) tokens are held.
 */
export function runWindow(trace: ActivationTrace, policy: WindowPolicy): WindowRun {
  const { neurons, tokens, starts, used } = trace;
  const { window, groupNeurons, friends, warmUp } = policy;
  const rows = new NeuronRows(neurons, neurons);
  const lastUse = new Int32Array(neurons).fill(-1);
  const groupRead = new Int32Array(Math.ceil(neurons / groupNeurons)).fill(-1);
  const broughtAt = new Int32Array(neurons).fill(-1);
  const loadedByToken = new Uint32Array(tokens);
  const total = { used: 0, loaded: 0, read: 0, reads: 0, deleted: 0, held: 0, mostHeld: 0 };
  for (let token = 0; token < tokens; token++) {
    const counted = token >= warmUp;
    const first = starts[token]!;
    const end = starts[token + 1]!;
    const earlier = token - Math.max(window, 1);
    for (let at = first; at < end; at++) lastUse[used[at]!] = token;
    let deleted = 0;
    if (earlier >= 0) {
      for (let at = starts[earlier]!; at < starts[earlier + 1]!; at++) {
        const neuron = used[at]!;
        // Without a window nothing survives its token, not even what the next one uses too.
        const stale = window === 0 ? rows.row(neuron) >= 0 : lastUse[neuron] === earlier;
        if (stale) {
          rows.remove(neuron);
          deleted++;
        }
      }
    }
    let loaded = 0;
    let read = 0;
    let reads = 0;
    for (let at = first; at < end; at++) {
      const neuron = used[at]!;
      if (rows.row(neuron) >= 0) continue;
      rows.insert(neuron);
      loaded++;
      if (friends !== undefined) {
        if (broughtAt[neuron] === token) continue;
        const friend = friends[neuron]!;
        if (friend !== neuron) broughtAt[friend] = token;
        reads++;
        read += 2;
      } else {
        const group = Math.floor(neuron / groupNeurons);
        if (groupRead[group] === token) continue;
        groupRead[group] = token;
        reads++;
        read += Math.min(groupNeurons, neurons - group * groupNeurons);
      }
    }
    loadedByToken[token] = loaded;
    if (!counted) continue;
    total.used += end - first;
    total.loaded += loaded;
    total.read += read;
    total.reads += reads;
    total.deleted += deleted;
    total.held += rows.count;
    total.mostHeld = Math.max(total.mostHeld, rows.count);
  }
  const count = tokens - warmUp;
  return {
    neurons,
    used: total.used / count,
    loaded: total.loaded / count,
    read: total.read / count,
    reads: total.reads / count,
    deleted: total.deleted / count,
    held: total.held / count,
    mostHeld: total.mostHeld,
    loadedByToken,
  };
}

/**
 * For each neuron the other neuron that was used together with it by most of the first `tokens` tokens; of equals the
 * one that was used more often, then the first. A neuron never used gets the most used one.
 */
export function closestFriends(trace: ActivationTrace, tokens: number): Uint32Array {
  const { neurons, starts, used } = trace;
  const together = new Uint16Array(neurons * neurons);
  const uses = new Uint32Array(neurons);
  for (let token = 0; token < Math.min(tokens, trace.tokens); token++) {
    const end = starts[token + 1]!;
    for (let at = starts[token]!; at < end; at++) {
      const base = used[at]! * neurons;
      uses[used[at]!] = uses[used[at]!]! + 1;
      for (let other = starts[token]!; other < end; other++) {
        const cell = base + used[other]!;
        together[cell] = together[cell]! + 1;
      }
    }
  }
  const friends = new Uint32Array(neurons);
  for (let neuron = 0; neuron < neurons; neuron++) {
    let best = neuron === 0 ? 1 % neurons : 0;
    const base = neuron * neurons;
    for (let other = 0; other < neurons; other++) {
      if (other === neuron) continue;
      const more = together[base + other]! - together[base + best]!;
      if (more > 0 || (more === 0 && uses[other]! > uses[best]!)) best = other;
    }
    friends[neuron] = best;
  }
  return friends;
}
