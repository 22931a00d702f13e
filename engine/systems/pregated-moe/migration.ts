// What each block copies: chosen experts that are not in the cache, all of them, or nothing.

import { simulateCache } from '../../simulation/cache.ts';
import { newestFirstMisses } from '../../simulation/newest-first-cache.ts';
import { drawRouting, mostActive, type Routing, type RoutingTrace } from './routing.ts';
import type { PregatedDesign } from './parameters.ts';

/** Choices of experts a block sees in the tokens that are timed, and in those before them that fill a cache. */
const TIMED_CHOICES = 512;
const WARM_UP_CHOICES = 1024;
const LEAST_TOKENS = 16;
const MOST_TIMED_TOKENS = 128;

/** The experts that the timed tokens use, and those of them that must come from outside the GPU. */
export interface Migration {
  readonly blocks: number;
  /** Experts copied from outside, and experts moved from the cache, for each block of each token. */
  readonly copied: Uint16Array;
  readonly cached: Uint16Array;
  /** Mean number of distinct experts a block uses. */
  readonly meanActive: number;
  /** Experts in working buffers at once, at most. */
  readonly bufferExperts: number;
  readonly cacheExperts: number;
  readonly hitRate: number;
}

/** Draws a routing and says what it makes the scheme copy. */
export function migrate(design: PregatedDesign, blocks: number, seed: number): Migration {
  const { scheme, experts, batch } = design;
  const chosenOnly = scheme === 'on-demand' || scheme === 'pre-gated';
  const cacheExperts =
    chosenOnly && design.cache_share > 0 ? Math.max(1, Math.round(blocks * experts * design.cache_share)) : 0;
  const choices = design.forced_experts > 0 ? design.forced_experts : batch * design.beams;
  const timed = Math.min(MOST_TIMED_TOKENS, Math.max(LEAST_TOKENS, Math.round(TIMED_CHOICES / choices)));
  const warmUp = cacheExperts > 0 ? Math.max(LEAST_TOKENS, Math.round(WARM_UP_CHOICES / choices)) : 0;
  const routing: Routing = { ...design, blocks };
  const drawn = drawRouting(routing, warmUp + timed, seed);
  const trace: RoutingTrace = {
    ...drawn,
    tokens: timed,
    active: drawn.active.subarray(warmUp * blocks),
  };
  const requests = trace.active.reduce((sum, count) => sum + count, 0);
  const copied = new Uint16Array(trace.active.length);
  const cached = new Uint16Array(trace.active.length);
  let hits = 0;
  if (scheme === 'prefetch-all') {
    copied.fill(experts);
  } else if (chosenOnly && cacheExperts === 0) {
    copied.set(trace.active);
  } else if (chosenOnly) {
    const misses = cacheMisses(
      design,
      drawn,
      blocks * experts,
      cacheExperts,
      drawn.requests.length - requests,
    );
    let at = 0;
    for (let layer = 0; layer < copied.length; layer++) {
      for (let index = 0; index < trace.active[layer]!; index++) {
        if (misses[at++] === 1) copied[layer]!++;
        else cached[layer]!++;
      }
      hits += cached[layer]!;
    }
  }
  return {
    blocks,
    copied,
    cached,
    meanActive: requests / trace.active.length,
    bufferExperts: buffers(design, trace),
    cacheExperts,
    hitRate: hits / requests,
  };
}

function cacheMisses(
  { cache_policy }: PregatedDesign,
  { requests }: RoutingTrace,
  items: number,
  slots: number,
  warmUp: number,
): Uint8Array {
  return cache_policy === 'lifo'
    ? newestFirstMisses({ trace: requests, items, slots, warmUp })
    : simulateCache({ trace: requests, items, slots, warmUp, policy: cache_policy }).misses;
}

/** Working buffers: of one block, of the blocks in flight, of all experts of two blocks; none where all experts stay. */
function buffers(design: PregatedDesign, trace: RoutingTrace): number {
  switch (design.scheme) {
    case 'gpu-only':
      return 0;
    case 'on-demand':
      return mostActive(trace, 1);
    case 'pre-gated':
      return mostActive(trace, design.gate_distance + 1);
    case 'prefetch-all':
      return 2 * design.experts;
  }
}
