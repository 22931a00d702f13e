// Builder of the icicle: a tree of parts as rows of boxes, every box above its parts and as wide as their sum.

import { hierarchy, partition } from 'd3-hierarchy';
import type { BreakdownNode } from '../../../engine/contract/system.ts';

export interface IcicleBox {
  readonly label: string;
  readonly doc?: string;
  readonly value: number;
  /** Of the whole, 0 to 1. */
  readonly share: number;
  /** 0 for the parts of the whole, 1 for their parts, and so on. */
  readonly depth: number;
  /** Shares of the width, 0 to 1. */
  readonly from: number;
  readonly to: number;
  /** Place among the parts of the whole, by size: the colour of a part and everything in it. */
  readonly branch: number;
  /** Labels from the whole down to this box. */
  readonly path: readonly string[];
}

export interface Icicle {
  readonly boxes: readonly IcicleBox[];
  /** Rows of boxes. */
  readonly depth: number;
  /** False where a part is negative: widths cannot show it, and there are no boxes. */
  readonly drawable: boolean;
}

function allPositive(node: BreakdownNode): boolean {
  return node.value >= 0 && (node.children ?? []).every(allPositive);
}

/** Lays a breakdown out; parts by size, largest first. What a node's children leave out stays empty below it. */
export function layOutIcicle(root: BreakdownNode): Icicle {
  if (!allPositive(root) || root.value <= 0) return { boxes: [], depth: 0, drawable: false };
  // Children add up to their parent, save for rounding: only leaves carry weight, so that widths never overflow.
  const tree = hierarchy<BreakdownNode>(root, (node) => node.children)
    .sum((node) => (node.children === undefined || node.children.length === 0 ? node.value : 0))
    .sort((a, b) => (b.value ?? 0) - (a.value ?? 0));
  const boxes: IcicleBox[] = [];
  const laid = partition<BreakdownNode>()(tree);
  laid.each((node) => {
    if (node.depth === 0) return;
    const ancestors = node.ancestors();
    const top = ancestors.at(-2)!;
    boxes.push({
      label: node.data.label,
      ...(node.data.doc === undefined ? {} : { doc: node.data.doc }),
      value: node.data.value,
      share: node.data.value / root.value,
      depth: node.depth - 1,
      from: node.x0,
      to: node.x1,
      branch: laid.children!.indexOf(top),
      path: ancestors
        .reverse()
        .slice(1)
        .map(({ data }) => data.label),
    });
  });
  return { boxes, depth: laid.height, drawable: true };
}
