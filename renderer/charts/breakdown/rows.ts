// Data builder of the breakdown: a tree of parts as rows with their share of the whole, largest first.

import type { BreakdownNode } from '../../../engine/contract/system.ts';

export interface BreakdownRow {
  readonly label: string;
  readonly doc?: string;
  readonly value: number;
  /** Of the root, from 0 to 1; 0 where the root is 0. */
  readonly share: number;
  readonly depth: number;
}

/**
 * Rows of a tree, depth first, each level sorted by size. Parts below `least` of the whole are folded into one row
 * per level ("3 smaller parts"), so that nothing is left out in silence.
 */
export function breakdownRows(root: BreakdownNode, least = 0.005): BreakdownRow[] {
  const whole = Math.abs(root.value);
  const shareOf = (value: number): number => (whole === 0 ? 0 : Math.abs(value) / whole);
  const rows: BreakdownRow[] = [];
  const visit = (node: BreakdownNode, depth: number): void => {
    const parts = [...(node.children ?? [])].sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
    const small = parts.filter((part) => shareOf(part.value) < least);
    const folded = small.length > 1 ? new Set(small) : new Set<BreakdownNode>();
    for (const part of parts) {
      if (folded.has(part)) continue;
      rows.push({
        label: part.label,
        value: part.value,
        share: shareOf(part.value),
        depth,
        ...(part.doc === undefined ? {} : { doc: part.doc }),
      });
      visit(part, depth + 1);
    }
    if (folded.size > 0) {
      const value = small.reduce((sum, part) => sum + part.value, 0);
      rows.push({ label: `${folded.size} smaller parts`, value, share: shareOf(value), depth });
    }
  };
  visit(root, 0);
  return rows;
}
