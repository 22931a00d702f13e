// A minimum heap on typed arrays, for event lists and waiting lines.

/**
 * Items (non-negative integers) in order of `key`, ties in order of `order`. Four children a node: half the
 * levels of a binary heap, and the four keys of a family share a cache line.
 */
export class MinimumHeap {
  #keys = new Float64Array(64);
  #orders = new Float64Array(64);
  #items = new Int32Array(64);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Key of the first item; meaningless when empty. */
  get firstKey(): number {
    return this.#keys[0]!;
  }

  push(key: number, order: number, item: number): void {
    let hole = this.#size++;
    if (hole === this.#items.length) this.#grow();
    const keys = this.#keys;
    const orders = this.#orders;
    const items = this.#items;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentKey = keys[parent]!;
      if (parentKey < key || (parentKey === key && orders[parent]! < order)) break;
      keys[hole] = parentKey;
      orders[hole] = orders[parent]!;
      items[hole] = items[parent]!;
      hole = parent;
    }
    keys[hole] = key;
    orders[hole] = order;
    items[hole] = item;
  }

  /** Removes the first item and returns it; -1 when empty. */
  pop(): number {
    if (this.#size === 0) return -1;
    const keys = this.#keys;
    const orders = this.#orders;
    const items = this.#items;
    const first = items[0]!;
    const size = --this.#size;
    const key = keys[size]!;
    const order = orders[size]!;
    const item = items[size]!;
    let hole = 0;
    for (;;) {
      const firstChild = 4 * hole + 1;
      if (firstChild >= size) break;
      const end = firstChild + 4 < size ? firstChild + 4 : size;
      let best = firstChild;
      let bestKey = keys[firstChild]!;
      for (let child = firstChild + 1; child < end; child++) {
        const childKey = keys[child]!;
        if (childKey < bestKey || (childKey === bestKey && orders[child]! < orders[best]!)) {
          best = child;
          bestKey = childKey;
        }
      }
      if (key < bestKey || (key === bestKey && order < orders[best]!)) break;
      keys[hole] = bestKey;
      orders[hole] = orders[best]!;
      items[hole] = items[best]!;
      hole = best;
    }
    keys[hole] = key;
    orders[hole] = order;
    items[hole] = item;
    return first;
  }

  #grow(): void {
    const capacity = 2 * this.#items.length;
    const keys = new Float64Array(capacity);
    const orders = new Float64Array(capacity);
    const items = new Int32Array(capacity);
    keys.set(this.#keys);
    orders.set(this.#orders);
    items.set(this.#items);
    this.#keys = keys;
    this.#orders = orders;
    this.#items = items;
  }
}
