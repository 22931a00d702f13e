// Collective operations on equal links: latency and bandwidth terms (alpha-beta model). Source: R. Thakur, R.
// Rabenseifner and W. Gropp, "Optimization of collective communication operations in MPICH", IJHPCA 19
// (2005), sections 3 and 4. Reduction arithmetic is not counted.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Link } from './links.ts';

export const ALL_REDUCES = ['ring', 'tree', 'halving-doubling'] as const;
export type AllReduce = (typeof ALL_REDUCES)[number];

function checkGroup(members: number): void {
  if (!(Number.isInteger(members) && members >= 1)) {
    throw new ParetoscopeError('design-invalid', `a group of ${members} cannot communicate`, {
      hint: 'it has a whole number of members from 1',
    });
  }
}

const rounds = (members: number): number => Math.ceil(Math.log2(members));

/**
 * Seconds to sum `bytes` over all members and give everyone the result. Ring: 2(p-1) steps of bytes/p. Tree:
 * a binomial reduction and broadcast of everything. Halving-doubling: as few bytes as the ring in 2 log p
 * steps; for group sizes that are no power of two the extra members first hand over what they have, which
 * costs two more steps of everything.
 */
export function allReduceTime(kind: AllReduce, members: number, bytes: number, link: Link): number {
  checkGroup(members);
  if (members === 1) return 0;
  const share = ((members - 1) / members) * bytes;
  switch (kind) {
    case 'ring':
      return 2 * (members - 1) * link.latency + (2 * share) / link.bandwidth;
    case 'tree':
      return 2 * rounds(members) * (link.latency + bytes / link.bandwidth);
    case 'halving-doubling': {
      const core = 2 ** Math.floor(Math.log2(members));
      const exchange =
        2 * Math.log2(core) * link.latency + (2 * ((core - 1) / core) * bytes) / link.bandwidth;
      return core === members ? exchange : exchange + 2 * (link.latency + bytes / link.bandwidth);
    }
  }
}

/** Seconds until everyone has the `bytes` that all members hold in equal parts (ring). */
export function allGatherTime(members: number, bytes: number, link: Link): number {
  checkGroup(members);
  return (members - 1) * (link.latency + bytes / members / link.bandwidth);
}

/** Seconds until everyone has its part of the sum of `bytes` (ring); the mirror image of an all-gather. */
export function reduceScatterTime(members: number, bytes: number, link: Link): number {
  return allGatherTime(members, bytes, link);
}

/**
 * Seconds until every member has sent a different part of its `bytes` to every other, one after the other.
 */
export function allToAllTime(members: number, bytes: number, link: Link): number {
  checkGroup(members);
  return (members - 1) * (link.latency + bytes / members / link.bandwidth);
}

/** Seconds until everyone has the `bytes` of one member (binomial tree). */
export function broadcastTime(members: number, bytes: number, link: Link): number {
  checkGroup(members);
  return members === 1 ? 0 : rounds(members) * (link.latency + bytes / link.bandwidth);
}

/**
 * Seconds of an all-reduce over `groups` groups of `members`: reduce-scatter inside each group, ring
 * all-reduce of each part between groups, all-gather inside.
 */
export function hierarchicalAllReduceTime(
  members: number,
  groups: number,
  bytes: number,
  inside: Link,
  between: Link,
): number {
  return (
    reduceScatterTime(members, bytes, inside) +
    allReduceTime('ring', groups, bytes / members, between) +
    allGatherTime(members, bytes, inside)
  );
}
