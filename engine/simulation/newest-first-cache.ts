// A cache that evicts the item loaded last (last in, first out): what came first stays for good, and a single slot does
// all the changing. Beside the policies of cache.ts, which it complements.

/** A trace of requests for items numbered from 0 up to, not including, `items`. */
export interface NewestFirstRun {
  readonly trace: Uint32Array;
  readonly items: number;
  /** Items the cache holds; at least 1. */
  readonly slots: number;
  /** Requests at the start that fill the cache and are not counted. */
  readonly warmUp?: number;
}

/** 1 for each counted request that missed. A miss always loads the item; constant time a request. */
export function newestFirstMisses({ trace, items, slots, warmUp = 0 }: NewestFirstRun): Uint8Array {
  const resident = new Uint8Array(items);
  const misses = new Uint8Array(Math.max(0, trace.length - warmUp));
  let filled = 0;
  let newest = 0;
  for (let request = 0; request < trace.length; request++) {
    const item = trace[request]!;
    if (resident[item] === 1) continue;
    if (request >= warmUp) misses[request - warmUp] = 1;
    if (filled === slots) resident[newest] = 0;
    else filled++;
    resident[item] = 1;
    newest = item;
  }
  return misses;
}
