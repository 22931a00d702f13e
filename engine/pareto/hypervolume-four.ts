// Exact hypervolume of four objectives: sweep along the fourth, add up the 3-D volume each point gains.

import { orderBy } from './order.ts';

/** Entries from which a copy in one call is faster than one by one. */
const COPIED = 48;

/** Volume of points that all lie strictly inside the reference box; row-major, four objectives, minimised. */
export function hypervolumeOfFour(points: Float64Array, reference: Float64Array): number {
  const order = orderBy(points, 4, 3);
  slices.begin(order.length, reference);
  const boundW = reference[3]!;
  let total = 0;
  for (const index of order) {
    const base = 4 * index;
    const gain = slices.add(points[base]!, points[base + 1]!, points[base + 2]!);
    total += gain * (boundW - points[base + 3]!);
  }
  return total;
}

/** A 3-D non-dominated front sorted by z, which tells what volume a new point adds. */
class SlicedFront {
  #x = new Float64Array(0);
  #y = new Float64Array(0);
  #z = new Float64Array(0);
  #length = 0;
  #boundX = 0;
  #boundY = 0;
  #boundZ = 0;
  /** Steps of the staircase that limits the point at hand, by rising x. */
  #stepX = new Float64Array(0);
  #stepY = new Float64Array(0);

  /** Empties the front, which will take at most `capacity` points below the reference. */
  begin(capacity: number, reference: Float64Array): void {
    if (capacity > this.#x.length) {
      const room = Math.max(64, 2 * capacity);
      this.#x = new Float64Array(room);
      this.#y = new Float64Array(room);
      this.#z = new Float64Array(room);
      this.#stepX = new Float64Array(room + 2);
      this.#stepY = new Float64Array(room + 2);
    }
    this.#length = 0;
    this.#boundX = reference[0]!;
    this.#boundY = reference[1]!;
    this.#boundZ = reference[2]!;
  }

  /** Adds the point and returns the volume it gains; 0 if a point of the front covers it. */
  add(x: number, y: number, z: number): number {
    const xs = this.#x;
    const ys = this.#y;
    const zs = this.#z;
    const stepX = this.#stepX;
    const stepY = this.#stepY;
    const length = this.#length;

    // Box of what the point dominates in its own slice: points below it in z cut it from the right and from the top.
    let right = this.#boundX;
    let top = this.#boundY;
    // From the nearest slice down: near ones cut most, so that hardly any of the others needs a second look.
    let steps = 0;
    const above = upperBound(zs, length, z);
    for (let below = above - 1; below >= 0; below--) {
      const otherX = xs[below]!;
      const otherY = ys[below]!;
      // Both comparisons before one branch, which is then nearly always the same.
      if ((Number(otherX < right) & Number(otherY < top)) === 0) continue;
      if (otherX <= x) {
        if (otherY <= y) return 0;
        top = otherY;
      } else if (otherY <= y) {
        right = otherX;
      } else {
        steps = insertStep(stepX, stepY, steps, otherX, otherY);
      }
    }
    steps = trimSteps(stepX, stepY, steps, right, top);
    let area = areaUnder(stepX, stepY, steps, x, y, right, top);

    // Rise through the slices above: each point there takes away what it dominates.
    let volume = 0;
    let from = z;
    let kept = above;
    let slice = above;
    for (; slice < length && area > 0; slice++) {
      const otherX = xs[slice]!;
      const otherY = ys[slice]!;
      const otherZ = zs[slice]!;
      if (otherX >= x && otherY >= y) {
        // The new point dominates it, so it leaves the front; what it dominated is counted as shared volume.
        if (otherX < right && otherY < top) {
          volume += area * (otherZ - from);
          from = otherZ;
          steps = insertStep(stepX, stepY, steps, otherX, otherY);
          area = areaUnder(stepX, stepY, steps, x, y, right, top);
        }
        continue;
      }
      xs[kept] = otherX;
      ys[kept] = otherY;
      zs[kept] = otherZ;
      kept++;
      if (otherX < x ? otherY < top : otherX < right) {
        volume += area * (otherZ - from);
        from = otherZ;
        if (otherX < x) {
          if (otherY <= y) top = y;
          else top = otherY;
        } else right = otherX;
        if (top <= y) {
          area = 0;
        } else {
          steps = trimSteps(stepX, stepY, steps, right, top);
          area = areaUnder(stepX, stepY, steps, x, y, right, top);
        }
      }
    }
    if (area > 0) volume += area * (this.#boundZ - from);
    // Where no area is left, a point of the front covers (x, y), so none of the slices above is dominated.
    if (slice < length) {
      if (kept !== slice) {
        xs.copyWithin(kept, slice, length);
        ys.copyWithin(kept, slice, length);
        zs.copyWithin(kept, slice, length);
      }
      kept += length - slice;
    }
    this.#length = kept;
    this.#insert(above, x, y, z);
    return volume;
  }

  #insert(position: number, x: number, y: number, z: number): void {
    const xs = this.#x;
    const ys = this.#y;
    const zs = this.#z;
    const length = this.#length;
    if (length - position > COPIED) {
      xs.copyWithin(position + 1, position, length);
      ys.copyWithin(position + 1, position, length);
      zs.copyWithin(position + 1, position, length);
    } else {
      for (let index = length; index > position; index--) {
        xs[index] = xs[index - 1]!;
        ys[index] = ys[index - 1]!;
        zs[index] = zs[index - 1]!;
      }
    }
    xs[position] = x;
    ys[position] = y;
    zs[position] = z;
    this.#length++;
  }
}

/** How many of the first entries of an ascending array are at most `value`. */
function upperBound(ascending: Float64Array, length: number, value: number): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Used again by every call: volumes of more objectives ask for thousands of small ones. */
const slices = new SlicedFront();

/** Adds a step to a staircase (x rising, y falling strictly) unless it is covered; drops what it covers. */
function insertStep(stepX: Float64Array, stepY: Float64Array, steps: number, x: number, y: number): number {
  let position = 0;
  while (position < steps && stepX[position]! <= x) {
    if (stepY[position]! <= y) return steps;
    position++;
  }
  if (position > 0 && x === stepX[position - 1]) position--;
  let end = position;
  while (end < steps && stepY[end]! >= y) end++;
  if (end === position) {
    for (let index = steps; index > position; index--) {
      stepX[index] = stepX[index - 1]!;
      stepY[index] = stepY[index - 1]!;
    }
    steps++;
  } else if (end > position + 1) {
    for (let index = end; index < steps; index++) {
      stepX[index - (end - position - 1)] = stepX[index]!;
      stepY[index - (end - position - 1)] = stepY[index]!;
    }
    steps -= end - position - 1;
  }
  stepX[position] = x;
  stepY[position] = y;
  return steps;
}

/** Drops the steps that do not lie inside (right, top). */
function trimSteps(
  stepX: Float64Array,
  stepY: Float64Array,
  steps: number,
  right: number,
  top: number,
): number {
  while (steps > 0 && stepX[steps - 1]! >= right) steps--;
  let drop = 0;
  while (drop < steps && stepY[drop]! >= top) drop++;
  if (drop > 0) {
    for (let index = drop; index < steps; index++) {
      stepX[index - drop] = stepX[index]!;
      stepY[index - drop] = stepY[index]!;
    }
  }
  return steps - drop;
}

/** Area of the box from (x, y) to (right, top) that no step dominates. */
function areaUnder(
  stepX: Float64Array,
  stepY: Float64Array,
  steps: number,
  x: number,
  y: number,
  right: number,
  top: number,
): number {
  let area = 0;
  let left = x;
  let height = top;
  for (let step = 0; step < steps; step++) {
    area += (stepX[step]! - left) * (height - y);
    left = stepX[step]!;
    height = stepY[step]!;
  }
  return area + (right - left) * (height - y);
}
