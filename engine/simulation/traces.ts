// Request traces for cache and tier studies, beside the Zipf traces of cache.ts: scans, random walks on a
// Markov chain, and mixtures of traces.

import { ParetoscopeError } from '../contract/errors.ts';
import type { RandomStream } from '../contract/random.ts';

/** Items 0, 1, ... in order, again and again: the pattern that defeats LRU as soon as it does not fit. */
export function scanTrace(items: number, requests: number): Uint32Array {
  return Uint32Array.from({ length: requests }, (_, request) => request % items);
}

/**
 * A Markov chain over items: with probability `repeat` the last item comes again, otherwise one of the
 * `neighbours` that follow it in a ring, or with probability `jump` any item. Each item is equally frequent
 * in the long run.
 */
export function markovTrace(
  items: number,
  requests: number,
  chain: { readonly repeat: number; readonly jump: number; readonly neighbours: number },
  stream: RandomStream,
): Uint32Array {
  const { repeat, jump, neighbours } = chain;
  if (!(repeat >= 0 && jump >= 0 && repeat + jump <= 1)) {
    throw new ParetoscopeError(
      'design-invalid',
      `a chain cannot repeat with ${repeat} and jump with ${jump}`,
      {
        hint: 'both are probabilities and add up to at most 1',
      },
    );
  }
  const trace = new Uint32Array(requests);
  let item = stream.below(items);
  for (let request = 0; request < requests; request++) {
    trace[request] = item;
    const draw = stream.uniform();
    if (draw < repeat) continue;
    item = draw < repeat + jump ? stream.below(items) : (item + 1 + stream.below(neighbours)) % items;
  }
  return trace;
}

/**
 * Takes the next request of `second` with probability `share`, else of `first`; ends when the one it needs is
 * used up.
 */
export function mixTraces(
  first: Uint32Array,
  second: Uint32Array,
  share: number,
  stream: RandomStream,
): Uint32Array {
  const mixed: number[] = [];
  let a = 0;
  let b = 0;
  for (;;) {
    const request = stream.uniform() < share ? second[b++] : first[a++];
    if (request === undefined) return Uint32Array.from(mixed);
    mixed.push(request);
  }
}
