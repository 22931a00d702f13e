// A stack of memory tiers, fastest first, each an LRU cache of the ones below it (inclusive); the last holds
// everything. Hits of all tiers come from one pass over the trace, because an inclusive LRU stack hits at the
// first tier with more slots than the request's stack distance.

import { ParetoscopeError } from '../contract/errors.ts';
import { lruHitCurve } from './cache.ts';

/** One tier. Seconds and bytes per second are those of bringing an item from here to where it is used. */
export interface StackTier {
  readonly name: string;
  /** Items it holds; Infinity for the last. */
  readonly slots: number;
  readonly latency: number;
  readonly bandwidth: number;
}

/** What one request costs on average. */
export interface StackRun {
  /** Share of requests that each tier serves, in order; they add up to 1. */
  readonly shares: readonly number[];
  /** Mean seconds to bring an item. */
  readonly loadTime: number;
  /** Mean seconds a request waits when loads may be started early. */
  readonly exposedTime: number;
}

/** Early loading: how long ahead a load may start, and the share of requests foreseen rightly. */
export interface Prefetch {
  readonly lead: number;
  readonly accuracy: number;
}

/** Share of a tier's bandwidth that chunks of `bytes` reach when each pays the latency once. */
export function chunkEfficiency(tier: Pick<StackTier, 'latency' | 'bandwidth'>, bytes: number): number {
  return bytes / (bytes + tier.latency * tier.bandwidth);
}

/** Seconds to bring one item of `bytes` from a tier. */
export function tierLoadTime(tier: Pick<StackTier, 'latency' | 'bandwidth'>, bytes: number): number {
  return tier.latency + bytes / tier.bandwidth;
}

/**
 * Runs a trace of requests for items of `bytes` through a stack that starts empty. Wrong predictions cost
 * nothing but the missed chance: their loads are taken to be cancelled. Throws `design-invalid` unless tiers
 * grow downwards and the last holds every item.
 */
export function runTierStack(
  tiers: readonly StackTier[],
  trace: Uint32Array,
  items: number,
  bytes: number,
  prefetch: Prefetch = { lead: 0, accuracy: 0 },
): StackRun {
  if (tiers.length === 0 || trace.length === 0) {
    throw new ParetoscopeError('design-invalid', 'a tier stack needs at least one tier and one request');
  }
  tiers.forEach((tier, index) => {
    const below = tiers[index + 1];
    if (below !== undefined && !(below.slots > tier.slots)) {
      throw new ParetoscopeError(
        'design-invalid',
        `tier "${below.name}" holds ${below.slots} items, no more than "${tier.name}" above it`,
      );
    }
  });
  const last = tiers.at(-1)!;
  if (last.slots < items) {
    throw new ParetoscopeError(
      'design-invalid',
      `the last tier "${last.name}" holds ${last.slots} items, ${items - last.slots} too few`,
    );
  }
  const curve = lruHitCurve(trace, items);
  const shares: number[] = [];
  let loadTime = 0;
  let exposedTime = 0;
  let served = 0;
  for (const tier of tiers) {
    // First requests of an item come from the last tier, which holds everything from the start.
    const hits = tier === last ? trace.length : curve[Math.min(items, Math.floor(tier.slots))]!;
    const share = (hits - served) / trace.length;
    served = hits;
    const time = tierLoadTime(tier, bytes);
    const late = Math.max(0, time - prefetch.lead);
    shares.push(share);
    loadTime += share * time;
    exposedTime += share * (prefetch.accuracy * late + (1 - prefetch.accuracy) * time);
  }
  return { shares, loadTime, exposedTime };
}
