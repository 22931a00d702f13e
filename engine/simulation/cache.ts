// Caches of equally large items driven by a trace of requests: LRU, LFU, FIFO, CLOCK, the bound of Belady's optimal
// replacement, whole LRU miss curves from stack distances, and Zipf request traces.
// Every policy loads on demand: a miss always inserts the requested item.

import type { RandomStream } from '../contract/random.ts';

export const EVICTION_POLICIES = ['lru', 'lfu', 'fifo', 'clock'] as const;

/**
 * `lru`: the item unused for longest goes. `lfu`: the item with the fewest requests since the start of the trace goes
 * (counts outlive eviction; among equals the least recently used). `fifo`: the item that came first goes. `clock`:
 * FIFO that gives an item used since the hand passed a second chance.
 */
export type EvictionPolicy = (typeof EVICTION_POLICIES)[number];

/** Popularities of items 0, 1, ... proportional to 1 / (rank + 1)^skew; they add up to 1. Skew 0 is uniform. */
export function zipfProbabilities(items: number, skew: number): Float64Array {
  const probabilities = new Float64Array(items);
  let sum = 0;
  for (let item = 0; item < items; item++) {
    const weight = Math.pow(item + 1, -skew);
    probabilities[item] = weight;
    sum += weight;
  }
  for (let item = 0; item < items; item++) probabilities[item] = probabilities[item]! / sum;
  return probabilities;
}

/** Draws items by given probabilities in constant time: the alias method (Walker, 1977; Vose, 1991). */
export class AliasSampler {
  readonly #threshold: Float64Array;
  readonly #alias: Uint32Array;

  /** `probabilities` add up to 1. */
  constructor(probabilities: Float64Array) {
    const items = probabilities.length;
    this.#threshold = new Float64Array(items);
    this.#alias = new Uint32Array(items);
    const scaled = probabilities.map((probability) => probability * items);
    const small: number[] = [];
    const large: number[] = [];
    for (let item = 0; item < items; item++) (scaled[item]! < 1 ? small : large).push(item);
    while (small.length > 0 && large.length > 0) {
      const below = small.pop()!;
      const above = large.pop()!;
      this.#threshold[below] = scaled[below]!;
      this.#alias[below] = above;
      scaled[above] = scaled[above]! + scaled[below]! - 1;
      (scaled[above] < 1 ? small : large).push(above);
    }
    for (const item of [...small, ...large]) {
      this.#threshold[item] = 1;
      this.#alias[item] = item;
    }
  }

  /** The item for a number in [0, 1). */
  item(uniform: number): number {
    const position = uniform * this.#threshold.length;
    const cell = Math.floor(position);
    return position - cell < this.#threshold[cell]! ? cell : this.#alias[cell]!;
  }

  /** A trace of independent requests. */
  trace(requests: number, stream: RandomStream): Uint32Array {
    const trace = new Uint32Array(requests);
    for (let request = 0; request < requests; request++) trace[request] = this.item(stream.uniform());
    return trace;
  }
}

export interface CacheRequestTrace {
  readonly trace: Uint32Array;
  /** Items are numbered from 0 up to, not including, this. */
  readonly items: number;
  /** Items the cache holds; at least 1. */
  readonly slots: number;
  readonly policy: EvictionPolicy;
  /** Requests at the start that fill the cache and are not counted. */
  readonly warmUp?: number;
  /** Items 0, 1, ... are resident before the first request, as many as there are slots. */
  readonly filled?: boolean;
  /** Popularities, for the estimate with less noise. */
  readonly probabilities?: Float64Array;
}

export interface CacheResult {
  /** Requests counted, that is after the warm-up. */
  readonly requests: number;
  readonly hits: number;
  readonly hitRate: number;
  /**
   * For independent requests of the given popularities: the mean, over the counted requests, of the popularity that
   * was resident when the request came. The same expectation as `hitRate` with far less noise (conditional Monte
   * Carlo), and exact for equal popularities. NaN without `probabilities`.
   */
  readonly expectedHitRate: number;
  /** 1 for each counted request that missed. */
  readonly misses: Uint8Array;
}

/** Runs a trace through one cache. Constant time a request (logarithmic for LFU). */
export function simulateCache(run: CacheRequestTrace): CacheResult {
  const { trace, items, probabilities } = run;
  const slots = Math.min(run.slots, items);
  const warmUp = run.warmUp ?? 0;
  const directory = createDirectory(run.policy, items, slots);
  const misses = new Uint8Array(Math.max(0, trace.length - warmUp));
  let resident = 0;
  let residentMass = 0;
  let hits = 0;
  let massSum = 0;
  const insert = (item: number): void => {
    if (resident === slots) {
      const victim = directory.evict();
      if (probabilities !== undefined) residentMass -= probabilities[victim]!;
    } else {
      resident++;
    }
    directory.insert(item);
    if (probabilities !== undefined) residentMass += probabilities[item]!;
  };
  if (run.filled === true) for (let item = slots - 1; item >= 0; item--) insert(item);
  for (let request = 0; request < trace.length; request++) {
    const item = trace[request]!;
    if (request >= warmUp) massSum += residentMass;
    if (directory.touch(item)) {
      if (request >= warmUp) hits++;
    } else {
      if (request >= warmUp) misses[request - warmUp] = 1;
      insert(item);
    }
  }
  const requests = misses.length;
  return {
    requests,
    hits,
    hitRate: requests === 0 ? 0 : hits / requests,
    expectedHitRate: probabilities === undefined ? Number.NaN : Math.min(1, massSum / requests),
    misses,
  };
}

/** What a policy remembers. `touch` notes a request and says whether the item is resident. */
interface Directory {
  touch(item: number): boolean;
  insert(item: number): void;
  /** Removes and returns the victim. */
  evict(): number;
}

function createDirectory(policy: EvictionPolicy, items: number, slots: number): Directory {
  switch (policy) {
    case 'lru':
      return new RecencyList(items);
    case 'lfu':
      return new FrequencyHeap(items, slots);
    case 'fifo':
      return new ClockRing(items, slots, false);
    case 'clock':
      return new ClockRing(items, slots, true);
  }
}

/** A doubly linked list of items from most to least recently used; entry `items` is its ends. */
class RecencyList implements Directory {
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #resident: Uint8Array;
  readonly #ends: number;

  constructor(items: number) {
    this.#next = new Int32Array(items + 1);
    this.#previous = new Int32Array(items + 1);
    this.#resident = new Uint8Array(items);
    this.#ends = items;
    this.#next[items] = items;
    this.#previous[items] = items;
  }

  touch(item: number): boolean {
    if (this.#resident[item] === 0) return false;
    this.#unlink(item);
    this.#link(item);
    return true;
  }

  insert(item: number): void {
    this.#resident[item] = 1;
    this.#link(item);
  }

  evict(): number {
    const victim = this.#previous[this.#ends]!;
    this.#unlink(victim);
    this.#resident[victim] = 0;
    return victim;
  }

  #link(item: number): void {
    const first = this.#next[this.#ends]!;
    this.#next[item] = first;
    this.#previous[item] = this.#ends;
    this.#previous[first] = item;
    this.#next[this.#ends] = item;
  }

  #unlink(item: number): void {
    const next = this.#next[item]!;
    const previous = this.#previous[item]!;
    this.#next[previous] = next;
    this.#previous[next] = previous;
  }
}

/** A ring of slots with a hand; with second chances CLOCK, without them FIFO. */
class ClockRing implements Directory {
  readonly #ring: Uint32Array;
  readonly #resident: Uint8Array;
  readonly #used: Uint8Array;
  readonly #secondChance: boolean;
  #hand = 0;
  #filled = 0;

  constructor(items: number, slots: number, secondChance: boolean) {
    this.#ring = new Uint32Array(slots);
    this.#resident = new Uint8Array(items);
    this.#used = new Uint8Array(items);
    this.#secondChance = secondChance;
  }

  touch(item: number): boolean {
    if (this.#resident[item] === 0) return false;
    this.#used[item] = 1;
    return true;
  }

  insert(item: number): void {
    this.#resident[item] = 1;
    this.#used[item] = 0;
    if (this.#filled < this.#ring.length) {
      this.#ring[this.#filled++] = item;
      return;
    }
    this.#ring[this.#hand] = item;
    this.#hand = (this.#hand + 1) % this.#ring.length;
  }

  evict(): number {
    if (this.#secondChance) {
      while (this.#used[this.#ring[this.#hand]!] === 1) {
        this.#used[this.#ring[this.#hand]!] = 0;
        this.#hand = (this.#hand + 1) % this.#ring.length;
      }
    }
    const victim = this.#ring[this.#hand]!;
    this.#resident[victim] = 0;
    return victim;
  }
}

/** A binary heap of resident items ordered by (requests, last request). */
class FrequencyHeap implements Directory {
  readonly #heap: Uint32Array;
  readonly #position: Int32Array;
  readonly #requests: Float64Array;
  readonly #last: Float64Array;
  #size = 0;
  #time = 0;

  constructor(items: number, slots: number) {
    this.#heap = new Uint32Array(slots);
    this.#position = new Int32Array(items).fill(-1);
    this.#requests = new Float64Array(items);
    this.#last = new Float64Array(items);
  }

  touch(item: number): boolean {
    this.#requests[item] = this.#requests[item]! + 1;
    this.#last[item] = ++this.#time;
    const position = this.#position[item]!;
    if (position < 0) return false;
    this.#sink(position);
    return true;
  }

  insert(item: number): void {
    let position = this.#size++;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      const other = this.#heap[parent]!;
      if (!this.#before(item, other)) break;
      this.#place(other, position);
      position = parent;
    }
    this.#place(item, position);
  }

  evict(): number {
    const victim = this.#heap[0]!;
    this.#position[victim] = -1;
    this.#size--;
    if (this.#size > 0) {
      this.#place(this.#heap[this.#size]!, 0);
      this.#sink(0);
    }
    return victim;
  }

  #before(item: number, other: number): boolean {
    const difference = this.#requests[item]! - this.#requests[other]!;
    return difference < 0 || (difference === 0 && this.#last[item]! < this.#last[other]!);
  }

  #place(item: number, position: number): void {
    this.#heap[position] = item;
    this.#position[item] = position;
  }

  #sink(start: number): void {
    const item = this.#heap[start]!;
    let position = start;
    for (;;) {
      let child = 2 * position + 1;
      if (child >= this.#size) break;
      if (child + 1 < this.#size && this.#before(this.#heap[child + 1]!, this.#heap[child]!)) child++;
      const other = this.#heap[child]!;
      if (!this.#before(other, item)) break;
      this.#place(other, position);
      position = child;
    }
    this.#place(item, position);
  }
}

/**
 * Hits of the optimal replacement, which evicts the item whose next request is farthest away (Belady, 1966): no
 * policy that loads on demand hits more often. Starts empty. O(requests x slots) at worst; meant for traces of up to
 * some 100,000 requests.
 */
export function optimalHits(trace: Uint32Array, items: number, slots: number): number {
  const next = new Float64Array(trace.length);
  const upcoming = new Float64Array(items).fill(Number.POSITIVE_INFINITY);
  for (let request = trace.length - 1; request >= 0; request--) {
    next[request] = upcoming[trace[request]!]!;
    upcoming[trace[request]!] = request;
  }
  const resident = new Uint32Array(slots);
  const position = new Int32Array(items).fill(-1);
  const nextUse = new Float64Array(slots);
  let filled = 0;
  let hits = 0;
  for (let request = 0; request < trace.length; request++) {
    const item = trace[request]!;
    let slot = position[item]!;
    if (slot >= 0) {
      hits++;
    } else if (filled < slots) {
      slot = filled++;
    } else {
      slot = 0;
      for (let other = 1; other < slots; other++) if (nextUse[other]! > nextUse[slot]!) slot = other;
      position[resident[slot]!] = -1;
    }
    resident[slot] = item;
    position[item] = slot;
    nextUse[slot] = next[request]!;
  }
  return hits;
}

/**
 * Hits of an LRU cache that starts empty, for every number of slots at once: entry k is the hits with k slots
 * (entry 0 is 0). One pass of stack distances (Mattson et al., 1970) with a Fenwick tree: O(requests log requests).
 */
export function lruHitCurve(trace: Uint32Array, items: number): Uint32Array {
  const requests = trace.length;
  const tree = new Int32Array(requests + 1);
  const add = (from: number, amount: number): void => {
    for (let node = from + 1; node <= requests; node += node & -node) tree[node] = tree[node]! + amount;
  };
  const sumBefore = (end: number): number => {
    let sum = 0;
    for (let node = end; node > 0; node -= node & -node) sum += tree[node]!;
    return sum;
  };
  const last = new Int32Array(items).fill(-1);
  const curve = new Uint32Array(items + 1);
  for (let request = 0; request < requests; request++) {
    const item = trace[request]!;
    const previous = last[item]!;
    if (previous >= 0) {
      const distance = sumBefore(request) - sumBefore(previous);
      curve[distance] = curve[distance]! + 1;
      add(previous, -1);
    }
    add(request, 1);
    last[item] = request;
  }
  for (let slots = 1; slots <= items; slots++) curve[slots] = curve[slots]! + curve[slots - 1]!;
  return curve;
}

/** Hit rate of the best unchanging set of items: the sum of the largest `slots` popularities. */
export function bestStaticHitRate(probabilities: Float64Array, slots: number): number {
  const sorted = Float64Array.from(probabilities).sort().reverse();
  let sum = 0;
  for (let item = 0; item < Math.min(slots, sorted.length); item++) sum += sorted[item]!;
  return Math.min(1, sum);
}
