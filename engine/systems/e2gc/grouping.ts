// The four ways to spread groups over the depth of a network.

export const POLICIES = ['dense', 'depthwise', 'fixed-groups', 'fixed-group-size'] as const;
export type Policy = (typeof POLICIES)[number];

/** How the 3 x 3 convolutions of a network are grouped. */
export interface Grouping {
  readonly policy: Policy;
  /** Channels a group in every layer, where the policy fixes them (E2GC). */
  readonly group_size: number;
  /** Groups in every layer, where the policy fixes them (FgGC). */
  readonly groups: number;
}

/**
 * Channels in one group of a layer with `channels` channels. A layer narrower than the fixed group size is dense, one
 * with fewer channels than the fixed number of groups is depthwise.
 */
export function groupSize({ policy, group_size: size, groups }: Grouping, channels: number): number {
  switch (policy) {
    case 'dense':
      return channels;
    case 'depthwise':
      return 1;
    case 'fixed-groups':
      return Math.max(1, channels / groups);
    case 'fixed-group-size':
      return Math.min(size, channels);
  }
}
