// Designs nearly as good as the front, but simpler: an epsilon-front whose members are chosen by how little they change.

import { extentOf } from '../pareto/extent.ts';
import type { Space } from '../space/space.ts';

export interface SimplerFrontRequest {
  /** Trials that may be chosen: codes and objectives (minimised) row-major. */
  readonly codes: Float64Array;
  readonly objectives: Float64Array;
  /** Objectives of the front, row-major, minimised. */
  readonly front: Float64Array;
  readonly objectiveCount: number;
  /** Share of each objective's range on the front that may be given up. */
  readonly epsilon: number;
}

export interface SimplerDesign {
  /** Row of the trials. */
  readonly row: number;
  /** Dimensions whose value is not the published one. */
  readonly changed: readonly number[];
  /** Points of the front that this design is the first to stand for. */
  readonly covers: number;
}

/**
 * Chooses trials until every point of the front is within epsilon of one of them in all objectives (additive epsilon on
 * scaled objectives: M. Laumanns, L. Thiele, K. Deb and E. Zitzler, "Combining convergence and diversity in evolutionary
 * multiobjective optimization", Evolutionary Computation 10(3), 2002). The simplest come first: fewest parameters off the
 * published value, then the least distance from it on the parameters' scales, then the lowest row. Rows with an unknown
 * objective are left out. A parameter whose published value is not in the space counts for no design.
 */
export function simplerFront(space: Space, request: SimplerFrontRequest): SimplerDesign[] {
  const { codes, objectives, front, objectiveCount, epsilon } = request;
  const { low, high } = extentOf(front, objectiveCount);
  const slack = low.map((value, objective) => epsilon * (high[objective]! - value));
  const published = publishedCodes(space);
  const candidates: { row: number; changed: number[]; distance: number }[] = [];
  for (let row = 0; row * objectiveCount < objectives.length; row++) {
    const values = objectives.subarray(row * objectiveCount, (row + 1) * objectiveCount);
    if (values.every((value) => Number.isFinite(value))) {
      candidates.push({ row, ...changesOf(space, codes, row * space.width, published) });
    }
  }
  candidates.sort((a, b) => a.changed.length - b.changed.length || a.distance - b.distance || a.row - b.row);
  let open = Array.from({ length: front.length / objectiveCount }, (_, point) => point);
  const chosen: SimplerDesign[] = [];
  for (const { row, changed } of candidates) {
    if (open.length === 0) break;
    const left = open.filter((point) => {
      for (let objective = 0; objective < objectiveCount; objective++) {
        const limit = front[point * objectiveCount + objective]! + slack[objective]!;
        if (objectives[row * objectiveCount + objective]! > limit) return true;
      }
      return false;
    });
    if (left.length < open.length) chosen.push({ row, changed, covers: open.length - left.length });
    open = left;
  }
  return chosen;
}

/** Codes of the published values, dimension by dimension; NaN where the space does not have the value. */
function publishedCodes(space: Space): Float64Array {
  return Float64Array.from(space.dimensions, ({ id }, index) => {
    const value = space.parameters[id]?.default;
    return value === undefined ? Number.NaN : space.axes[index]!.codeOf(value);
  });
}

function changesOf(
  space: Space,
  codes: Float64Array,
  offset: number,
  published: Float64Array,
): { changed: number[]; distance: number } {
  const changed: number[] = [];
  let distance = 0;
  for (let index = 0; index < space.width; index++) {
    const code = codes[offset + index]!;
    const usual = published[index]!;
    if (Number.isNaN(code) || Number.isNaN(usual) || code === usual) continue;
    changed.push(index);
    distance += Math.abs(space.toUnit(index, code) - space.toUnit(index, usual));
  }
  return { changed, distance };
}
