// Numbers of trials out of masks and orders over all of them, in typed arrays: a million take milliseconds.

export function keepOnly(mask: Uint8Array, numbers: Uint32Array): void {
  const kept = new Uint8Array(mask.length);
  for (const number of numbers) if (number < mask.length) kept[number] = mask[number]!;
  mask.set(kept);
}

export function sum(mask: Uint8Array): number {
  let total = 0;
  for (const one of mask) total += one;
  return total;
}

/** Numbers of the mask's trials (all if absent), ascending. */
export function numbersOf(mask: Uint8Array): Uint32Array {
  return numbersFrom(mask, mask.length, 0);
}

export function numbersFrom(mask: Uint8Array | undefined, count: number, from: number): Uint32Array {
  const numbers = new Uint32Array(Math.max(0, count - from));
  let size = 0;
  for (let row = from; row < count; row++) if (mask === undefined || mask[row] === 1) numbers[size++] = row;
  return numbers.slice(0, size);
}

export function gathered<T extends Uint8Array | Float64Array>(
  into: T,
  values: Float64Array | Uint8Array,
  numbers: Uint32Array,
): T {
  for (let entry = 0; entry < numbers.length; entry++) into[entry] = values[numbers[entry]!]!;
  return into;
}

/** Numbers of a page of all trials as stored, or in the opposite order. */
export function pageNumbers(count: number, offset: number, limit: number, descending: boolean): number[] {
  const size = Math.max(0, Math.min(limit, count - offset));
  const first = descending ? count - 1 - offset : offset;
  return Array.from({ length: size }, (_, row) => (descending ? first - row : first + row));
}

/** At most `limit` of the numbers, evenly, with those of the front all kept. */
export function thinned(numbers: Uint32Array, onFront: Uint8Array, limit: number): Uint32Array {
  if (numbers.length <= limit) return numbers;
  const kept = numbers.filter((number) => onFront[number] === 1);
  const others = numbers.length - kept.length;
  const room = Math.min(others, Math.max(0, Math.floor(limit) - kept.length));
  const chosen = new Uint32Array(kept.length + room);
  let size = 0;
  let rank = -1;
  let next = 0;
  for (const number of numbers) {
    if (onFront[number] === 1) {
      chosen[size++] = number;
      continue;
    }
    rank += 1;
    if (next >= room || rank < Math.floor((next * others) / room)) continue;
    chosen[size++] = number;
    next += 1;
  }
  return chosen;
}

/** Ascending rows as they are; descending ones turned round, with unknown values still last. */
export function ordered(rows: Uint32Array, values: Float64Array, descending: boolean): Uint32Array {
  if (!descending) return rows;
  let known = rows.length;
  while (known > 0 && Number.isNaN(values[rows[known - 1]!]!)) known -= 1;
  rows.subarray(0, known).reverse();
  rows.subarray(known).reverse();
  return rows;
}
