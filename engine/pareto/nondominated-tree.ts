// A set of mutually non-dominated points that answers "is this point covered?" without looking at all of them.
//
// ND-Tree: A. Jaszkiewicz and T. Lust, "ND-Tree-Based Update: A Fast Algorithm for the Dynamic Nondominance Problem",
// IEEE TEVC 22(5), 2018. Every node keeps the box that holds its points; most boxes are decided without opening them.

const LEAF_CAPACITY = 24;

interface Node {
  /** Best and worst value of each objective among the node's points; after removals the box may be too large. */
  readonly ideal: Float64Array;
  readonly nadir: Float64Array;
  /** Slots of the points of a leaf; unused in an inner node. */
  slots: number[];
  /** Undefined in a leaf. */
  children: Node[] | undefined;
}

/** Points of `objectiveCount` finite objectives; grows as needed. */
export class NondominatedTree {
  readonly #objectiveCount: number;
  #values: Float64Array;
  #tags: Uint32Array;
  readonly #free: number[] = [];
  #used = 0;
  #size = 0;
  #root: Node;
  /** The point that covered the last refused one; it often covers the next as well. */
  #lastCover = -1;
  readonly #point: Float64Array;

  constructor(objectiveCount: number) {
    this.#objectiveCount = objectiveCount;
    this.#values = new Float64Array(64 * objectiveCount);
    this.#tags = new Uint32Array(64);
    this.#root = this.#leaf([]);
    this.#point = new Float64Array(objectiveCount);
  }

  get size(): number {
    return this.#size;
  }

  /** Adds the row unless a point covers it (is at least as good everywhere); removes what it dominates. */
  add(values: Float64Array, offset: number, tag: number): boolean {
    const count = this.#objectiveCount;
    const point = this.#point;
    for (let objective = 0; objective < count; objective++) point[objective] = values[offset + objective]!;
    if (this.#lastCover >= 0 && this.#slotCovers(this.#lastCover)) return false;
    if (this.#covered(this.#root)) return false;
    if (this.#removeDominated(this.#root)) this.#root = this.#leaf([]);
    this.#insert(tag);
    this.#size++;
    return true;
  }

  /** Calls `visit` for every point with the array and offset its objectives are at. */
  forEach(visit: (tag: number, values: Float64Array, offset: number) => void): void {
    const walk = (node: Node): void => {
      for (const slot of node.slots) visit(this.#tags[slot]!, this.#values, slot * this.#objectiveCount);
      node.children?.forEach(walk);
    };
    walk(this.#root);
  }

  #slotCovers(slot: number): boolean {
    const count = this.#objectiveCount;
    const base = slot * count;
    for (let objective = 0; objective < count; objective++) {
      if (this.#values[base + objective]! > this.#point[objective]!) return false;
    }
    return true;
  }

  #covered(node: Node): boolean {
    const count = this.#objectiveCount;
    const { ideal, nadir } = node;
    const point = this.#point;
    let nadirCovers = true;
    for (let objective = 0; objective < count; objective++) {
      const value = point[objective]!;
      if (ideal[objective]! > value) return false;
      if (nadir[objective]! > value) nadirCovers = false;
    }
    if (node.children === undefined) {
      for (const slot of node.slots) {
        if (this.#slotCovers(slot)) {
          this.#lastCover = slot;
          return true;
        }
      }
      return false;
    }
    if (nadirCovers) return true;
    for (const child of node.children) if (this.#covered(child)) return true;
    return false;
  }

  /** Removes the points that the current point dominates; true if nothing is left of the node. */
  #removeDominated(node: Node): boolean {
    const count = this.#objectiveCount;
    const { ideal, nadir } = node;
    const point = this.#point;
    let coversIdeal = true;
    for (let objective = 0; objective < count; objective++) {
      const value = point[objective]!;
      if (value > nadir[objective]!) return false;
      if (value > ideal[objective]!) coversIdeal = false;
    }
    if (coversIdeal) {
      this.#release(node);
      return true;
    }
    if (node.children !== undefined) {
      let kept = 0;
      for (const child of node.children) if (!this.#removeDominated(child)) node.children[kept++] = child;
      node.children.length = kept;
      return kept === 0;
    }
    let kept = 0;
    for (const slot of node.slots) {
      const base = slot * count;
      let dominated = true;
      for (let objective = 0; objective < count; objective++) {
        if (this.#values[base + objective]! < point[objective]!) {
          dominated = false;
          break;
        }
      }
      if (dominated) this.#releaseSlot(slot);
      else node.slots[kept++] = slot;
    }
    node.slots.length = kept;
    return kept === 0;
  }

  #release(node: Node): void {
    for (const slot of node.slots) this.#releaseSlot(slot);
    if (node.children !== undefined) for (const child of node.children) this.#release(child);
  }

  #releaseSlot(slot: number): void {
    this.#free.push(slot);
    this.#size--;
    if (slot === this.#lastCover) this.#lastCover = -1;
  }

  #insert(tag: number): void {
    const count = this.#objectiveCount;
    const slot = this.#free.pop() ?? this.#newSlot();
    this.#tags[slot] = tag;
    this.#values.set(this.#point, slot * count);
    let node = this.#root;
    for (;;) {
      this.#extend(node, slot);
      if (node.children === undefined) break;
      let nearest = node.children[0]!;
      let nearestDistance = this.#distanceToCentre(nearest, slot);
      for (let index = 1; index < node.children.length; index++) {
        const distance = this.#distanceToCentre(node.children[index]!, slot);
        if (distance < nearestDistance) {
          nearestDistance = distance;
          nearest = node.children[index]!;
        }
      }
      node = nearest;
    }
    node.slots.push(slot);
    if (node.slots.length > LEAF_CAPACITY) this.#split(node);
  }

  #newSlot(): number {
    if (this.#used === this.#tags.length) {
      const values = new Float64Array(this.#values.length * 2);
      values.set(this.#values);
      this.#values = values;
      const tags = new Uint32Array(this.#tags.length * 2);
      tags.set(this.#tags);
      this.#tags = tags;
    }
    return this.#used++;
  }

  #leaf(slots: number[]): Node {
    const node: Node = {
      ideal: new Float64Array(this.#objectiveCount).fill(Number.POSITIVE_INFINITY),
      nadir: new Float64Array(this.#objectiveCount).fill(Number.NEGATIVE_INFINITY),
      slots,
      children: undefined,
    };
    for (const slot of slots) this.#extend(node, slot);
    return node;
  }

  #extend(node: Node, slot: number): void {
    const base = slot * this.#objectiveCount;
    for (let objective = 0; objective < this.#objectiveCount; objective++) {
      const value = this.#values[base + objective]!;
      if (value < node.ideal[objective]!) node.ideal[objective] = value;
      if (value > node.nadir[objective]!) node.nadir[objective] = value;
    }
  }

  #distanceToCentre(node: Node, slot: number): number {
    const base = slot * this.#objectiveCount;
    let sum = 0;
    for (let objective = 0; objective < this.#objectiveCount; objective++) {
      const difference =
        this.#values[base + objective]! - 0.5 * (node.ideal[objective]! + node.nadir[objective]!);
      sum += difference * difference;
    }
    return sum;
  }

  #distance(a: number, b: number): number {
    let sum = 0;
    for (let objective = 0; objective < this.#objectiveCount; objective++) {
      const difference =
        this.#values[a * this.#objectiveCount + objective]! -
        this.#values[b * this.#objectiveCount + objective]!;
      sum += difference * difference;
    }
    return sum;
  }

  /** Turns a full leaf into an inner node: seeds far from one another, every other point to the nearest seed. */
  #split(node: Node): void {
    const slots = node.slots;
    const seeds: number[] = [];
    const nearest = new Float64Array(slots.length).fill(Number.POSITIVE_INFINITY);
    let farthest = 0;
    let farthestSum = -1;
    for (let index = 0; index < slots.length; index++) {
      let sum = 0;
      for (const other of slots) sum += Math.sqrt(this.#distance(slots[index]!, other));
      if (sum > farthestSum) {
        farthestSum = sum;
        farthest = index;
      }
    }
    const groupOf = new Uint32Array(slots.length);
    while (seeds.length <= this.#objectiveCount) {
      const seed = slots[farthest]!;
      for (let index = 0; index < slots.length; index++) {
        const distance = this.#distance(slots[index]!, seed);
        if (distance < nearest[index]!) {
          nearest[index] = distance;
          groupOf[index] = seeds.length;
        }
      }
      seeds.push(seed);
      farthest = 0;
      for (let index = 1; index < slots.length; index++)
        if (nearest[index]! > nearest[farthest]!) farthest = index;
      if (nearest[farthest] === 0) break;
    }
    if (seeds.length < 2) return;
    const groups: number[][] = seeds.map(() => []);
    slots.forEach((slot, index) => groups[groupOf[index]!]!.push(slot));
    node.children = groups.map((group) => this.#leaf(group));
    node.slots = [];
  }
}
