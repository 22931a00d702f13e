// How many designs a space holds. Conditions are respected: an inactive dimension counts once, not once per value.

import { RandomStream } from '../contract/random.ts';
import type { Activity } from './conditions.ts';
import type { Space } from './space.ts';
import { GridWalk } from './walk.ts';

/** What counting needs to know of one dimension. */
export interface CountedDimension {
  /** Values it takes; Infinity allowed. */
  readonly values: number;
  readonly activity: Activity;
  /** Whether a code is among the values counted. */
  readonly has: (code: number) => boolean;
  /** The code of a value by its place among those counted. */
  readonly codeAt: (place: number) => number;
  /** For a range that depends on other dimensions: which, and what it allows once their codes are known. */
  readonly bounds?: {
    readonly parents: readonly number[];
    readonly within: (assigned: ReadonlyMap<number, number>) => (code: number) => boolean;
  };
}

/** Values that are looked at one by one where ranges depend on each other; past them the whole ranges count. */
const MOST_LOOKED_AT = 2_000_000;

class TooMany extends Error {}

/**
 * Number of distinct assignments. Exact while it stays below 2^53. Splits the dimensions into groups that no
 * condition links and multiplies; inside a group it sums over the values of one dimension at a time, all values that
 * activate the same children taken together, so the work depends on the conditions and not on the number of designs.
 * Where a range depends on other dimensions, their values are taken one by one; beyond two million of them the count is
 * that of the whole ranges, which is at least the right one.
 */
export function countDesigns(dimensions: readonly CountedDimension[], order: readonly number[]): number {
  try {
    return countGroup({ dimensions, left: MOST_LOOKED_AT }, order, new Map());
  } catch (error) {
    if (!(error instanceof TooMany)) throw error;
    const whole = dimensions.map(({ values, activity, has, codeAt }) => ({ values, activity, has, codeAt }));
    return countGroup({ dimensions: whole, left: 0 }, order, new Map());
  }
}

interface Counting {
  readonly dimensions: readonly CountedDimension[];
  /** Values that may still be looked at. */
  left: number;
}

/** `group` is in dependency order; `assigned` holds one representative code (NaN: inactive) of decided parents. */
function countGroup(
  counting: Counting,
  group: readonly number[],
  assigned: ReadonlyMap<number, number>,
): number {
  let product = 1;
  for (const component of components(counting.dimensions, group)) {
    product *= countComponent(counting, component, assigned);
  }
  return product;
}

function countComponent(
  counting: Counting,
  component: readonly number[],
  assigned: ReadonlyMap<number, number>,
): number {
  const head = component[0]!;
  const rest = component.slice(1);
  const { dimensions } = counting;
  const dimension = dimensions[head]!;
  const active =
    dimension.activity !== 'never' &&
    dimension.activity.every((test) => test.codes.includes(assigned.get(test.parent)!));
  const within = active && Number.isFinite(dimension.values) ? dimension.bounds?.within(assigned) : undefined;
  if (rest.length === 0 && within === undefined) return active ? dimension.values : 1;
  const decide = (code: number): number => countGroup(counting, rest, new Map(assigned).set(head, code));
  if (!active) return decide(Number.NaN);
  if (!Number.isFinite(dimension.values)) return dimension.values;
  if (
    within !== undefined ||
    rest.some((index) => dimensions[index]!.bounds?.parents.includes(head) === true)
  ) {
    let total = 0;
    for (let place = 0; place < dimension.values; place++) {
      if (counting.left-- <= 0) throw new TooMany();
      const code = dimension.codeAt(place);
      if (within?.(code) !== false) total += rest.length === 0 ? 1 : decide(code);
    }
    return total;
  }
  let sum = 0;
  let special = 0;
  for (const { code, count } of valueClasses(dimensions, head, rest)) {
    special += count;
    sum += count * decide(code);
  }
  const others = dimension.values - special;
  return others > 0 ? sum + others * decide(Number.NaN) : sum;
}

/**
 * The values of `head` that some child names, put together by which tests they pass. Every other value passes none,
 * like an inactive parent.
 */
function valueClasses(
  dimensions: readonly CountedDimension[],
  head: number,
  rest: readonly number[],
): Iterable<{ code: number; count: number }> {
  const tests = rest.flatMap((index) => {
    const { activity } = dimensions[index]!;
    return activity === 'never' ? [] : activity.filter((test) => test.parent === head);
  });
  const classes = new Map<string, { code: number; count: number }>();
  for (const code of new Set(tests.flatMap((test) => test.codes))) {
    if (!dimensions[head]!.has(code)) continue;
    const signature = tests.map((test) => (test.codes.includes(code) ? '1' : '0')).join('');
    const known = classes.get(signature);
    if (known) known.count++;
    else classes.set(signature, { code, count: 1 });
  }
  return classes.values();
}

/** Splits a group into parts that no condition inside the group links, each in the group's order. */
function components(
  dimensions: readonly CountedDimension[],
  group: readonly number[],
): readonly (readonly number[])[] {
  const inside = new Set(group);
  const label = new Map(group.map((index) => [index, index]));
  const rootOf = (index: number): number => {
    let root = index;
    while (label.get(root)! !== root) root = label.get(root)!;
    return root;
  };
  for (const index of group) {
    for (const parent of parentsOf(dimensions[index]!))
      if (inside.has(parent)) label.set(rootOf(index), rootOf(parent));
  }
  const parts = new Map<number, number[]>();
  for (const index of group) {
    const root = rootOf(index);
    const part = parts.get(root);
    if (part) part.push(index);
    else parts.set(root, [index]);
  }
  return [...parts.values()];
}

/** Dimensions that one depends on, for its activity or its range. */
function parentsOf({ activity, bounds }: CountedDimension): readonly number[] {
  return activity === 'never'
    ? []
    : [...activity.map(({ parent }) => parent), ...(bounds === undefined ? [] : bounds.parents)];
}

export interface AllowedCount {
  /** Designs that meet every constraint. */
  readonly count: number;
  /** `exact`: every design was looked at. `estimate`: a share of random designs, times the size of the space. */
  readonly method: 'exact' | 'estimate';
  /** 95 % interval of the count (Wilson's score interval); both ends equal `count` where it is exact. */
  readonly low: number;
  readonly high: number;
  /** Designs looked at. */
  readonly examined: number;
}

const ESTIMATE_SAMPLES = 10_000;

/**
 * Counts the designs that meet all constraints of a space: exactly if the space has at most `limit` designs, else from
 * random designs of a fixed stream. An estimate weighs designs as `sampleUniform` draws them: in a space with
 * conditions or log scales it is the allowed share of draws, times the size. In a continuous space the counts are
 * Infinity (or 0 where no draw was allowed).
 */
export function countAllowed(space: Space, limit = 1_000_000): AllowedCount {
  if (space.constraints.length === 0) {
    return { count: space.size, method: 'exact', low: space.size, high: space.size, examined: 0 };
  }
  const codes = new Float64Array(space.width);
  if (space.size <= limit) {
    let count = 0;
    let examined = 0;
    for (const walk = new GridWalk(space, { full: true }); walk.next(codes); examined++) {
      if (space.violatedConstraint(codes) === undefined) count++;
    }
    return { count, method: 'exact', low: count, high: count, examined };
  }
  const stream = new RandomStream(0, 'space.count');
  let hits = 0;
  for (let draw = 0; draw < ESTIMATE_SAMPLES; draw++) {
    space.sampleUniform(stream.restart(draw), codes);
    if (space.violatedConstraint(codes) === undefined) hits++;
  }
  const [low, high] = wilsonInterval(hits, ESTIMATE_SAMPLES);
  const scaled = (share: number): number => (share === 0 ? 0 : share * space.size);
  return {
    count: scaled(hits / ESTIMATE_SAMPLES),
    method: 'estimate',
    low: scaled(low),
    high: scaled(high),
    examined: ESTIMATE_SAMPLES,
  };
}

/** 95 % score interval of a share (Wilson 1927). */
function wilsonInterval(hits: number, trials: number): readonly [number, number] {
  const z = 1.959963984540054;
  const share = hits / trials;
  const centre = (share + (z * z) / (2 * trials)) / (1 + (z * z) / trials);
  const half =
    (z / (1 + (z * z) / trials)) *
    Math.sqrt((share * (1 - share)) / trials + (z * z) / (4 * trials * trials));
  return [hits === 0 ? 0 : Math.max(0, centre - half), hits === trials ? 1 : Math.min(1, centre + half)];
}
