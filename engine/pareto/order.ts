// Sorting rows by one objective without a comparison function for every pair.

/** Up to this many rows insertion is fastest. */
const INSERTION_ROWS = 48;
const RADIX_BITS = 11;
const RADIX = 1 << RADIX_BITS;

/** Indices of the rows by rising value of one objective; ties by row. No value may be NaN. */
export function orderBy(points: Float64Array, objectiveCount: number, objective: number): Uint32Array {
  const count = points.length / objectiveCount;
  return count <= INSERTION_ROWS
    ? insertionOrder(points, objectiveCount, objective, count)
    : radixOrder(points, objectiveCount, objective, count);
}

function insertionOrder(
  points: Float64Array,
  objectiveCount: number,
  objective: number,
  count: number,
): Uint32Array {
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    const key = points[row * objectiveCount + objective]!;
    let place = row;
    while (place > 0 && points[order[place - 1]! * objectiveCount + objective]! > key) {
      order[place] = order[place - 1]!;
      place--;
    }
    order[place] = row;
  }
  return order;
}

/** Least-significant-digit radix sort of the doubles' bits, mapped so that unsigned order is numeric order. */
function radixOrder(
  points: Float64Array,
  objectiveCount: number,
  objective: number,
  count: number,
): Uint32Array {
  const keys = new Float64Array(count);
  // Adding zero turns -0 into 0, which is equal to it.
  for (let row = 0; row < count; row++) keys[row] = points[row * objectiveCount + objective]! + 0;
  const words = new Uint32Array(keys.buffer);
  for (let row = 0; row < count; row++) {
    const high = words[2 * row + 1]!;
    const flip = high >>> 31 === 1 ? 0xffffffff : 0;
    words[2 * row] = words[2 * row]! ^ flip;
    words[2 * row + 1] = high ^ (flip | 0x80000000);
  }
  let order = new Uint32Array(count);
  let target = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[row] = row;
  const starts = new Uint32Array(RADIX + 1);
  for (let word = 0; word < 2; word++) {
    for (let shift = 0; shift < 32; shift += RADIX_BITS) {
      starts.fill(0);
      for (let row = 0; row < count; row++) starts[((words[2 * row + word]! >>> shift) & (RADIX - 1)) + 1]!++;
      if (starts.includes(count, 1)) continue;
      for (let digit = 0; digit < RADIX; digit++) starts[digit + 1]! += starts[digit]!;
      for (let place = 0; place < count; place++) {
        const row = order[place]!;
        target[starts[(words[2 * row + word]! >>> shift) & (RADIX - 1)]!++] = row;
      }
      [order, target] = [target, order];
    }
  }
  return order;
}
