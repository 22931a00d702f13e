// Leaving the best spread members of a front that is too large.

import { hypervolumeContributions } from '../pareto/indicators.ts';

/** Members of a front that are left, in their order, and what each is worth among them. */
export interface Thinned {
  readonly members: Uint32Array;
  readonly worths: Float64Array;
}

/**
 * Leaves `room` of a front's members: the one of least worth (of equals the first) leaves again and again, worths
 * measured anew each time. Leaving one by one spreads better than leaving all at once (S. Kukkonen and K. Deb,
 * "Improved pruning of non-dominated solutions based on crowding distance", CEC 2006). Objectives are row-major.
 */
export type Thinning = (
  objectives: Float64Array,
  objectiveCount: number,
  members: Uint32Array,
  room: number,
) => Thinned;

/** Hypervolume with more objectives than this is too slow for choosing. */
export const HYPERVOLUME_OBJECTIVES = 4;

/** How far from the best of a front scaled to [0, 1] its reference point lies. */
const REFERENCE = 1.1;

/** Thins by crowding distance. */
export const byCrowding: Thinning = (objectives, objectiveCount, members, room) =>
  thinnedByNeighbours(objectives, objectiveCount, members, room, crowding);

/**
 * Thins by exclusive hypervolume with the front scaled to [0, 1] and the reference at 1.1; the extremes of two
 * objectives leave last. By crowding distance where hypervolume would take too long.
 */
export const byHypervolume: Thinning = (objectives, objectiveCount, members, room) => {
  if (objectiveCount > HYPERVOLUME_OBJECTIVES) return byCrowding(objectives, objectiveCount, members, room);
  if (objectiveCount === 2) return thinnedByNeighbours(objectives, 2, members, room, exclusiveArea);
  let left = members;
  let worths = exclusiveVolumes(objectives, objectiveCount, left);
  while (left.length > room) {
    const least = leastOf(worths);
    left = left.filter((_, index) => index !== least);
    worths = exclusiveVolumes(objectives, objectiveCount, left);
  }
  return { members: left, worths };
};

function leastOf(worths: Float64Array): number {
  let least = 0;
  for (let index = 1; index < worths.length; index++) if (worths[index]! < worths[least]!) least = index;
  return least;
}

/** The members in the order of every objective as linked lists; -1 is beyond an end. */
class Neighbours {
  readonly count: number;
  readonly objectiveCount: number;
  /** Row-major objectives of the members. */
  readonly values: Float64Array;
  /** Member before and after each, an objective after the other. */
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly low: Float64Array;
  /** 0 where all members have the same value. */
  readonly span: Float64Array;

  constructor(objectives: Float64Array, objectiveCount: number, members: Uint32Array) {
    const count = members.length;
    this.count = count;
    this.objectiveCount = objectiveCount;
    this.values = new Float64Array(count * objectiveCount);
    this.before = new Int32Array(count * objectiveCount);
    this.after = new Int32Array(count * objectiveCount);
    this.low = new Float64Array(objectiveCount);
    this.span = new Float64Array(objectiveCount);
    const order = new Uint32Array(count);
    const keys = new Float64Array(count);
    for (let objective = 0; objective < objectiveCount; objective++) {
      for (let member = 0; member < count; member++) {
        order[member] = member;
        keys[member] = objectives[members[member]! * objectiveCount + objective]!;
        this.values[member * objectiveCount + objective] = keys[member]!;
      }
      order.sort((a, b) => keys[a]! - keys[b]! || a - b);
      const list = objective * count;
      for (let place = 0; place < count; place++) {
        this.before[list + order[place]!] = place === 0 ? -1 : order[place - 1]!;
        this.after[list + order[place]!] = place === count - 1 ? -1 : order[place + 1]!;
      }
      this.low[objective] = keys[order[0]!]!;
      this.span[objective] = keys[order[count - 1]!]! - keys[order[0]!]!;
    }
  }

  remove(member: number): void {
    for (let list = 0; list < this.before.length; list += this.count) {
      const before = this.before[list + member]!;
      const after = this.after[list + member]!;
      if (before >= 0) this.after[list + before] = after;
      if (after >= 0) this.before[list + after] = before;
    }
  }
}

/** Worth of a member from those beside it; Infinity for one without which the scale changes. */
type NeighbourWorth = (neighbours: Neighbours, member: number) => number;

/** Thins by a worth that depends on nothing but the members next to each in every objective. */
function thinnedByNeighbours(
  objectives: Float64Array,
  objectiveCount: number,
  members: Uint32Array,
  room: number,
  worthOf: NeighbourWorth,
): Thinned {
  const neighbours = new Neighbours(objectives, objectiveCount, members);
  const { count, before, after } = neighbours;
  const worths = new Float64Array(count);
  for (let member = 0; member < count; member++) worths[member] = worthOf(neighbours, member);
  const left = new Uint32Array(count);
  for (let member = 0; member < count; member++) left[member] = member;
  let size = count;
  while (size > room) {
    let place = 0;
    for (let other = 1; other < size; other++)
      if (worths[left[other]!]! < worths[left[place]!]!) place = other;
    const least = left[place]!;
    left.copyWithin(place, place + 1, size);
    size--;
    if (worths[least] === Number.POSITIVE_INFINITY) {
      const rest = Uint32Array.from(left.subarray(0, size), (member) => members[member]!);
      return thinnedByNeighbours(objectives, objectiveCount, rest, room, worthOf);
    }
    neighbours.remove(least);
    for (let list = least; list < before.length; list += count) {
      if (before[list]! >= 0) worths[before[list]!] = worthOf(neighbours, before[list]!);
      if (after[list]! >= 0) worths[after[list]!] = worthOf(neighbours, after[list]!);
    }
  }
  return {
    members: Uint32Array.from(left.subarray(0, size), (member) => members[member]!),
    worths: Float64Array.from(left.subarray(0, size), (member) => worths[member]!),
  };
}

/** Crowding distance (Deb et al., NSGA-II, 2002, section III-B), as `crowdingDistances` has it. */
function crowding(neighbours: Neighbours, member: number): number {
  const { count, objectiveCount, values, before, after, span } = neighbours;
  let distance = 0;
  for (let objective = 0; objective < objectiveCount; objective++) {
    if (span[objective] === 0) continue;
    const previous = before[objective * count + member]!;
    const next = after[objective * count + member]!;
    if (previous < 0 || next < 0) return Number.POSITIVE_INFINITY;
    distance +=
      (values[next * objectiveCount + objective]! - values[previous * objectiveCount + objective]!) /
      span[objective]!;
  }
  return distance;
}

/** Area that only a member of a front of two objectives dominates, on the front's own scale; see `byHypervolume`. */
function exclusiveArea(neighbours: Neighbours, member: number): number {
  const previous = neighbours.before[member]!;
  const next = neighbours.after[member]!;
  if (previous < 0 || next < 0) return Number.POSITIVE_INFINITY;
  const { values, span } = neighbours;
  const width = values[2 * next]! - values[2 * member]!;
  const height = values[2 * previous + 1]! - values[2 * member + 1]!;
  return span[0]! > 0 && span[1]! > 0 ? (width / span[0]!) * (height / span[1]!) : 0;
}

/** Volume that only each member dominates, on the front's own scale; see `byHypervolume`. */
function exclusiveVolumes(
  objectives: Float64Array,
  objectiveCount: number,
  members: Uint32Array,
): Float64Array {
  const values = new Float64Array(members.length * objectiveCount);
  for (let objective = 0; objective < objectiveCount; objective++) {
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const member of members) {
      const value = objectives[member * objectiveCount + objective]!;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
    members.forEach((member, index) => {
      const value = objectives[member * objectiveCount + objective]!;
      values[index * objectiveCount + objective] = high > low ? (value - low) / (high - low) : 0;
    });
  }
  return hypervolumeContributions(values, objectiveCount, new Float64Array(objectiveCount).fill(REFERENCE));
}
