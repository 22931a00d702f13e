// Builder of stacked bars: the parts of one quantity in several designs, on one scale.

import type { BreakdownNode } from '../../../engine/contract/system.ts';

export interface StackedSegment {
  readonly label: string;
  readonly value: number;
  /** Shares of the longest bar, 0 to 1. */
  readonly from: number;
  readonly to: number;
  /** Place among the parts of all bars, by their largest value: the colour. */
  readonly part: number;
}

export interface StackedBars {
  readonly labels: readonly string[];
  /** One for each root; empty for a design without this quantity. */
  readonly bars: readonly {
    readonly total: number | undefined;
    readonly segments: readonly StackedSegment[];
  }[];
}

/** Parts of the whole only; parts of one label in one design are added up, negative ones have no length. */
export function stackBars(roots: readonly (BreakdownNode | undefined)[]): StackedBars {
  const sums = roots.map((root) => {
    const parts = new Map<string, number>();
    for (const { label, value } of root?.children ?? []) {
      parts.set(label, (parts.get(label) ?? 0) + Math.max(0, value));
    }
    return parts;
  });
  const largest = new Map<string, number>();
  for (const parts of sums) {
    for (const [label, value] of parts) largest.set(label, Math.max(value, largest.get(label) ?? 0));
  }
  const labels = [...largest].sort((a, b) => b[1] - a[1]).map(([label]) => label);
  const lengths = sums.map((parts) => [...parts.values()].reduce((sum, value) => sum + value, 0));
  const longest = Math.max(0, ...lengths);
  return {
    labels,
    bars: sums.map((parts, index) => {
      let at = 0;
      const segments: StackedSegment[] = [];
      labels.forEach((label, part) => {
        const value = parts.get(label);
        if (value === undefined || value === 0) return;
        const from = at / longest;
        at += value;
        segments.push({ label, value, from, to: at / longest, part });
      });
      return { total: roots[index]?.value, segments };
    }),
  };
}
