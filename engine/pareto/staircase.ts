// A non-dominated set of points in the plane, kept as a staircase: x rises strictly while y falls strictly.
// Stored in sorted blocks, so that a million steps cost a binary search and a short move each.

const BLOCK_CAPACITY = 256;

class Block {
  readonly x = new Float64Array(BLOCK_CAPACITY);
  readonly y = new Float64Array(BLOCK_CAPACITY);
  readonly tag = new Uint32Array(BLOCK_CAPACITY);
  length = 0;

  insertAt(position: number, x: number, y: number, tag: number): void {
    this.x.copyWithin(position + 1, position, this.length);
    this.y.copyWithin(position + 1, position, this.length);
    this.tag.copyWithin(position + 1, position, this.length);
    this.x[position] = x;
    this.y[position] = y;
    this.tag[position] = tag;
    this.length++;
  }

  remove(from: number, to: number): void {
    this.x.copyWithin(from, to, this.length);
    this.y.copyWithin(from, to, this.length);
    this.tag.copyWithin(from, to, this.length);
    this.length -= to - from;
  }
}

/** Points (x, y, tag) of which none is covered by another; minimises both coordinates. */
export class Staircase {
  readonly #blocks: Block[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  clear(): void {
    this.#blocks.length = 0;
    this.#size = 0;
  }

  /** Whether a step is at least as good as (x, y) in both coordinates. */
  covers(x: number, y: number): boolean {
    const index = this.#blockOf(x);
    if (index < 0) return false;
    const block = this.#blocks[index]!;
    return block.y[lastAtMost(block, x)]! <= y;
  }

  /** Adds (x, y) unless a step covers it, and removes the steps it covers; false if it is covered. */
  add(x: number, y: number, tag: number): boolean {
    const blocks = this.#blocks;
    let index = this.#blockOf(x);
    let position = 0;
    if (index >= 0) {
      const block = blocks[index]!;
      const before = lastAtMost(block, x);
      if (block.y[before]! <= y) return false;
      // A step at the same x is higher than y, so the new one replaces it.
      position = x === block.x[before] ? before : before + 1;
    } else {
      index = 0;
    }

    // Walk right over covered steps.
    let endIndex = index;
    let endPosition = position;
    for (;;) {
      const block = blocks[endIndex];
      if (block === undefined) break;
      if (endPosition === block.length) {
        endIndex++;
        endPosition = 0;
        continue;
      }
      if (block.y[endPosition]! < y) break;
      endPosition++;
    }
    this.#removeRun(index, position, endIndex, endPosition);
    this.#insert(index, position, x, y, tag);
    return true;
  }

  /** Calls `visit` for every step, by rising x. */
  forEach(visit: (x: number, y: number, tag: number) => void): void {
    for (const block of this.#blocks) {
      for (let position = 0; position < block.length; position++) {
        visit(block.x[position]!, block.y[position]!, block.tag[position]!);
      }
    }
  }

  /** Index of the last block whose first x is at most `x`, or -1. */
  #blockOf(x: number): number {
    const blocks = this.#blocks;
    let low = 0;
    let high = blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (blocks[middle]!.x[0]! <= x) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  #removeRun(index: number, position: number, endIndex: number, endPosition: number): void {
    const blocks = this.#blocks;
    const first = blocks[index];
    if (first === undefined) return;
    if (index === endIndex) {
      this.#size -= endPosition - position;
      first.remove(position, endPosition);
      return;
    }
    this.#size -= first.length - position;
    first.length = position;
    for (let between = index + 1; between < endIndex; between++) this.#size -= blocks[between]!.length;
    const last = blocks[endIndex];
    if (last !== undefined && endPosition > 0) {
      last.remove(0, endPosition);
      this.#size -= endPosition;
    }
    blocks.splice(index + 1, endIndex - index - 1);
  }

  #insert(index: number, position: number, x: number, y: number, tag: number): void {
    const blocks = this.#blocks;
    let block = blocks[index];
    if (block === undefined) {
      block = new Block();
      blocks.push(block);
    }
    block.insertAt(position, x, y, tag);
    this.#size++;
    if (block.length < BLOCK_CAPACITY) return;
    const half = BLOCK_CAPACITY >>> 1;
    const right = new Block();
    right.x.set(block.x.subarray(half));
    right.y.set(block.y.subarray(half));
    right.tag.set(block.tag.subarray(half));
    right.length = BLOCK_CAPACITY - half;
    block.length = half;
    blocks.splice(index + 1, 0, right);
  }
}

/** Position of the last entry with x at most `x`; the first entry must be. */
function lastAtMost(block: Block, x: number): number {
  let low = 1;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (block.x[middle]! <= x) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
