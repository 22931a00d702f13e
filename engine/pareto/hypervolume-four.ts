// Exact hypervolume of four objectives: sweep along the fourth, add up the 3-D volume each point gains.

import { orderBy } from './order.ts';

/** Volume of points that all lie strictly inside the reference box; row-major, four objectives, minimised. */
export function hypervolumeOfFour(points: Float64Array, reference: Float64Array): number {
  const order = orderBy(points, 4, 3);
  const slices = new SlicedFront(order.length, reference);
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
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #z: Float64Array;
  #length = 0;
  readonly #boundX: number;
  readonly #boundY: number;
  readonly #boundZ: number;
  /** Steps of the staircase that limits the point at hand, by rising x. */
  readonly #stepX: Float64Array;
  readonly #stepY: Float64Array;

  constructor(capacity: number, reference: Float64Array) {
    this.#x = new Float64Array(capacity);
    this.#y = new Float64Array(capacity);
    this.#z = new Float64Array(capacity);
    this.#stepX = new Float64Array(capacity + 2);
    this.#stepY = new Float64Array(capacity + 2);
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
    let steps = 0;
    let above = 0;
    for (; above < length && zs[above]! <= z; above++) {
      const otherX = xs[above]!;
      const otherY = ys[above]!;
      if (otherX <= x) {
        if (otherY <= y) return 0;
        if (otherY < top) top = otherY;
      } else if (otherY <= y) {
        if (otherX < right) right = otherX;
      } else if (otherX < right && otherY < top) {
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
    for (; slice < length; slice++) {
      if (xs[slice]! >= x && ys[slice]! >= y) continue;
      xs[kept] = xs[slice]!;
      ys[kept] = ys[slice]!;
      zs[kept] = zs[slice]!;
      kept++;
    }
    this.#length = kept;
    this.#insert(above, x, y, z);
    return volume;
  }

  #insert(position: number, x: number, y: number, z: number): void {
    this.#x.copyWithin(position + 1, position, this.#length);
    this.#y.copyWithin(position + 1, position, this.#length);
    this.#z.copyWithin(position + 1, position, this.#length);
    this.#x[position] = x;
    this.#y[position] = y;
    this.#z[position] = z;
    this.#length++;
  }
}

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
