// Exact hypervolume: the volume between a set of points and a reference point, all objectives minimised.
//
// | objectives | method | time |
// |---|---|---|
// | 1, 2 | sort and sweep | n log n |
// | 3 | sweep along the third objective over a staircase kept in a bitmap of ranks [1] | n log n |
// | 4 | the same over a 3-D front sorted along z; one pass finds what a point adds [2] | n^2 |
// | 5 and more | exclusive volumes of limit sets in shrunken boxes, one dimension off at a time [3] | exponential in objectives |
//
// [1] N. Beume, C. M. Fonseca, M. Lopez-Ibanez, L. Paquete and J. Vahrenhold, "On the complexity of computing the
//     hypervolume indicator", IEEE TEVC 13(5), 2009.
// [2] after A. P. Guerreiro and C. M. Fonseca, "Computing and updating hypervolume contributions in up to four
//     dimensions", IEEE TEVC 22(3), 2018.
// [3] L. While, L. Bradstreet and L. Barone, "A fast way of calculating exact hypervolumes", IEEE TEVC 16(1), 2012.
//
// Points with a NaN or infinite objective and points that do not beat the reference in every objective add nothing.

import { ParetoscopeError } from '../contract/errors.ts';
import { hypervolumeOfFour } from './hypervolume-four.ts';
import { hypervolumeOfThree } from './hypervolume-three.ts';
import { orderBy } from './order.ts';

/**
 * Volume dominated by the row-major points `values` within the box below `reference`. Units: the product of the
 * objectives' units. Throws `usage` if the reference has not `objectiveCount` finite entries.
 */
export function hypervolume(values: Float64Array, objectiveCount: number, reference: Float64Array): number {
  if (reference.length !== objectiveCount || !reference.every((bound) => Number.isFinite(bound))) {
    throw new ParetoscopeError(
      'usage',
      `the reference point needs ${objectiveCount} finite numbers, one an objective, but is (${reference.join(', ')})`,
    );
  }
  const inside = pointsInside(values, objectiveCount, reference);
  return volume(inside, objectiveCount, reference);
}

/**
 * Volume that only `point` dominates, next to the first `length` entries of the row-major `others`; 0 if one of them
 * covers it. All of them lie strictly inside the reference box. `clipped` is scratch space as long as `others`.
 */
export function exclusiveVolume(
  point: Float64Array,
  others: Float64Array,
  length: number,
  reference: Float64Array,
  clipped: Float64Array,
): number {
  const bounds = reference.slice();
  const left = limitSet(point, others, length, bounds, clipped);
  if (left < 0) return 0;
  const own = point.reduce((product, value, objective) => product * (bounds[objective]! - value), 1);
  return own - volume(clipped.subarray(0, left), point.length, bounds);
}

/** The rows that beat the reference in every objective, packed. */
export function pointsInside(
  values: Float64Array,
  objectiveCount: number,
  reference: Float64Array,
): Float64Array {
  const inside = new Float64Array(values.length);
  let length = 0;
  for (let offset = 0; offset + objectiveCount <= values.length; offset += objectiveCount) {
    let beats = true;
    for (let objective = 0; objective < objectiveCount; objective++) {
      const value = values[offset + objective]!;
      if (!(value < reference[objective]!) || value === Number.NEGATIVE_INFINITY) {
        beats = false;
        break;
      }
    }
    if (!beats) continue;
    for (let objective = 0; objective < objectiveCount; objective++) {
      inside[length++] = values[offset + objective]!;
    }
  }
  return inside.subarray(0, length);
}

function volume(points: Float64Array, objectiveCount: number, reference: Float64Array): number {
  if (points.length === 0) return 0;
  switch (objectiveCount) {
    case 1:
      return reference[0]! - points.reduce((best, value) => Math.min(best, value));
    case 2:
      return volumeOfTwo(points, reference);
    case 3:
      return hypervolumeOfThree(points, reference);
    case 4:
      return hypervolumeOfFour(points, reference);
    default:
      return volumeByLimitSets(points, objectiveCount, reference);
  }
}

function volumeOfTwo(points: Float64Array, reference: Float64Array): number {
  const order = orderBy(points, 2, 0);
  const right = reference[0]!;
  let ceiling = reference[1]!;
  let area = 0;
  for (const index of order) {
    const y = points[2 * index + 1]!;
    if (y >= ceiling) continue;
    area += (right - points[2 * index]!) * (ceiling - y);
    ceiling = y;
  }
  return area;
}

/** Sweeps along the last objective: every point adds its height times the volume that only it has below. */
function volumeByLimitSets(points: Float64Array, objectiveCount: number, reference: Float64Array): number {
  const lower = objectiveCount - 1;
  const order = orderBy(points, objectiveCount, lower);
  // Projections of the points swept so far that no other projection covers, the latest last.
  const front = new Float64Array(order.length * lower);
  let frontLength = 0;
  const clipped = new Float64Array(order.length * lower);
  const point = new Float64Array(lower);
  const bounds = new Float64Array(lower);
  let total = 0;
  for (const index of order) {
    for (let objective = 0; objective < lower; objective++) {
      point[objective] = points[index * objectiveCount + objective]!;
      bounds[objective] = reference[objective]!;
    }
    const clippedLength = limitSet(point, front, frontLength, bounds, clipped);
    if (clippedLength < 0) continue;
    let own = 1;
    for (let objective = 0; objective < lower; objective++) own *= bounds[objective]! - point[objective]!;
    const shared = volume(clipped.subarray(0, clippedLength), lower, bounds);
    total += (own - shared) * (reference[lower]! - points[index * objectiveCount + lower]!);
    frontLength = dropDominated(front, frontLength, point);
    front.set(point, frontLength);
    frontLength += lower;
  }
  return total;
}

/**
 * What the rows of `front` take away from the box of `point` below `bounds`. A row that is worse than the point in one
 * objective only cuts the box there: `bounds` shrinks. The others are moved to where the point is worse and kept if they
 * still reach into the box and no other covers them. Returns their length; -1 if a row covers the point.
 */
function limitSet(
  point: Float64Array,
  front: Float64Array,
  frontLength: number,
  bounds: Float64Array,
  clipped: Float64Array,
): number {
  const count = point.length;
  let candidates = 0;
  // The latest rows are the best in these objectives and cut most, so that few of the others reach into the box.
  for (let offset = frontLength - count; offset >= 0; offset -= count) {
    let worse = 0;
    let where = 0;
    let objective = 0;
    for (; objective < count; objective++) {
      const value = front[offset + objective]!;
      if (value >= bounds[objective]!) break;
      if (value > point[objective]!) {
        worse++;
        where = objective;
      }
    }
    if (objective < count) continue;
    if (worse === 0) return -1;
    if (worse === 1) {
      bounds[where] = front[offset + where]!;
      continue;
    }
    for (let at = 0; at < count; at++) {
      const value = front[offset + at]!;
      clipped[candidates + at] = value > point[at]! ? value : point[at]!;
    }
    candidates += count;
  }
  let length = 0;
  for (let offset = 0; offset < candidates; offset += count) {
    if (!isInside(clipped, offset, bounds)) continue;
    if (offset !== length) copyRow(clipped, offset, length, count);
    length = insertUncovered(clipped, length, count);
  }
  return length;
}

function isInside(rows: Float64Array, offset: number, bounds: Float64Array): boolean {
  for (let objective = 0; objective < bounds.length; objective++) {
    if (rows[offset + objective]! >= bounds[objective]!) return false;
  }
  return true;
}

/**
 * Keeps the row at `length` of a mutually uncovered list, unless a row covers it; drops the rows it covers. A row that
 * covers moves to the front of the list, because it often covers the next one as well.
 */
function insertUncovered(list: Float64Array, length: number, count: number): number {
  for (let offset = 0; offset < length; offset += count) {
    if (!rowCovers(list, offset, list, length, count)) continue;
    if (offset > 0) {
      for (let objective = 0; objective < count; objective++) {
        const held = list[objective]!;
        list[objective] = list[offset + objective]!;
        list[offset + objective] = held;
      }
    }
    return length;
  }
  let kept = 0;
  for (let offset = 0; offset < length; offset += count) {
    if (rowCovers(list, length, list, offset, count)) continue;
    if (kept !== offset) copyRow(list, offset, kept, count);
    kept += count;
  }
  if (kept !== length) copyRow(list, length, kept, count);
  return kept + count;
}

/** Whether the row at `a` is at least as good as the row at `b` everywhere. */
function rowCovers(rows: Float64Array, a: number, others: Float64Array, b: number, count: number): boolean {
  for (let objective = 0; objective < count; objective++) {
    if (rows[a + objective]! > others[b + objective]!) return false;
  }
  return true;
}

function copyRow(rows: Float64Array, from: number, to: number, count: number): void {
  for (let objective = 0; objective < count; objective++) rows[to + objective] = rows[from + objective]!;
}

function dropDominated(front: Float64Array, frontLength: number, point: Float64Array): number {
  const count = point.length;
  let kept = 0;
  for (let offset = 0; offset < frontLength; offset += count) {
    if (rowCovers(point, 0, front, offset, count)) continue;
    if (kept !== offset) copyRow(front, offset, kept, count);
    kept += count;
  }
  return kept;
}
