// How often a cache hits, in closed form: the approximation of Che, Tung and Wang ("Hierarchical web caching systems",
// IEEE JSAC 20, 2002) for independent requests, and its counterpart for FIFO (Gelenbe 1973). Simulated caches are in
// cache.ts; these are for models that are evaluated thousands of times a second.

/** Policies that can be estimated. LFU in the long run keeps the most popular items. */
export const EVICTION_ESTIMATES = ['lru', 'lfu', 'fifo'] as const;
export type EvictionEstimate = (typeof EVICTION_ESTIMATES)[number];

/** Halvings of the interval that holds the time: a relative error of 1e-8. */
const HALVINGS = 26;

/**
 * Writes to `hits` how likely each item is in a cache of `slots` items when in every round item i is requested with the
 * chance `chances[i]`, independently. Slots may be a fraction. No slots hit nothing; as many as items hit always.
 */
export function estimateHits(
  policy: EvictionEstimate,
  chances: Float64Array,
  slots: number,
  hits: Float64Array,
): void {
  if (slots <= 0) {
    hits.fill(0);
  } else if (slots >= chances.length) {
    hits.fill(1);
  } else if (policy === 'lfu') {
    const order = Array.from(chances.keys()).sort((a, b) => chances[b]! - chances[a]! || a - b);
    order.forEach((item, rank) => (hits[item] = Math.min(1, Math.max(0, slots - rank))));
  } else {
    // The rate of each item: of a continuous clock that rings within a round with the chance, or the odds.
    const present =
      policy === 'lru'
        ? (rate: number, time: number): number => -Math.expm1(-rate * time)
        : (rate: number, time: number): number => (rate * time) / (1 + rate * time);
    const most = 1 - 1e-12;
    const rates = chances.map((chance) => {
      const held = Math.min(most, chance);
      return policy === 'lru' ? -Math.log1p(-held) : held / (1 - held);
    });
    fillByTime(present, rates, slots, hits);
  }
}

/** Finds the time that an item stays, so that the items present add up to the slots. */
function fillByTime(
  present: (rate: number, time: number) => number,
  rates: Float64Array,
  slots: number,
  hits: Float64Array,
): void {
  const first = rates[0]!;
  if (rates.every((rate) => rate === first)) {
    hits.fill(slots / rates.length);
    return;
  }
  const held = (time: number): number => rates.reduce((sum, rate) => sum + present(rate, time), 0);
  let low = 0;
  let high = 1;
  while (held(high) < slots && high < 1e15) high *= 2;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (held(middle) < slots) low = middle;
    else high = middle;
  }
  rates.forEach((rate, item) => (hits[item] = present(rate, high)));
}
