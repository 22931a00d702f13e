// Evenly spread directions in objective space.

import { ParetoscopeError } from '../contract/errors.ts';
import { integer } from '../space/parameters.ts';

/** More directions than this make every round slow and need a population as large. */
const MOST_DIRECTIONS = 5000;

/** Directions that a set aims at where nobody says how many, by the number of objectives (Deb and Jain 2014, table I). */
const DIVISIONS: readonly (readonly [outer: number, inner: number])[] = [
  [0, 0],
  [1, 0],
  [49, 0],
  [12, 0],
  [7, 0],
  [5, 0],
  [4, 1],
  [3, 2],
  [3, 2],
  [3, 2],
  [3, 2],
];
/** From here on three divisions are too many. */
const MANY_OBJECTIVES: readonly [number, number] = [2, 1];

/**
 * Points with non-negative coordinates that sum to 1, row-major: all whose coordinates are multiples of 1/`divisions`
 * (I. Das and J. E. Dennis, "Normal-boundary intersection", SIAM Journal on Optimization 8(3), 1998). There are
 * C(divisions + objectives - 1, divisions) of them.
 */
export function simplexLattice(objectiveCount: number, divisions: number): Float64Array {
  const points: number[] = [];
  const counts = new Array<number>(objectiveCount).fill(0);
  const place = (objective: number, left: number): void => {
    if (objective === objectiveCount - 1) {
      counts[objective] = left;
      for (const count of counts) points.push(count / divisions);
      return;
    }
    for (let count = 0; count <= left; count++) {
      counts[objective] = count;
      place(objective + 1, left - count);
    }
  };
  place(0, divisions);
  return Float64Array.from(points);
}

/**
 * Reference directions for NSGA-III: one lattice, and with `inner` divisions a second one shrunk half-way to the
 * centre, since the few points of a coarse lattice all lie on the boundary (Deb and Jain 2014, section IV-A). Without
 * `outer` divisions the numbers are chosen by the number of objectives: between 50 and 276 directions up to 10.
 */
export function referencePoints(objectiveCount: number, outer = 0, inner = 0): Float64Array {
  if (objectiveCount === 1) return Float64Array.of(1);
  const [first, second] = outer > 0 ? [outer, inner] : (DIVISIONS[objectiveCount] ?? MANY_OBJECTIVES);
  const layers = [simplexLattice(objectiveCount, first)];
  if (second > 0) {
    layers.push(
      simplexLattice(objectiveCount, second).map((coordinate) => coordinate / 2 + 0.5 / objectiveCount),
    );
  }
  return Float64Array.from(layers.flatMap((layer) => [...layer]));
}

/** How many points `referencePoints` gives. */
export function referencePointCount(objectiveCount: number, outer = 0, inner = 0): number {
  if (objectiveCount === 1) return 1;
  const [first, second] = outer > 0 ? [outer, inner] : (DIVISIONS[objectiveCount] ?? MANY_OBJECTIVES);
  const lattice = (divisions: number): number =>
    divisions === 0 ? 0 : binomial(divisions + objectiveCount - 1, divisions);
  return lattice(first) + lattice(second);
}

function binomial(total: number, chosen: number): number {
  let product = 1;
  for (let factor = 1; factor <= chosen; factor++) product = (product * (total - chosen + factor)) / factor;
  return Math.round(product);
}

/** Options of the samplers that follow directions. */
export const directionOptions = {
  divisions: integer({
    doc: 'Steps from one objective to another in the lattice of directions; 0 chooses by the number of objectives.',
    minimum: 0,
    maximum: 1000,
    default: 0,
  }),
  inner_divisions: integer({
    doc: 'Steps of a second lattice half-way to the centre, for many objectives; only where "divisions" is given.',
    minimum: 0,
    maximum: 1000,
    default: 0,
  }),
} as const;

/** The directions of a sampler. Throws `study-invalid`, naming it, where there would be more than it can follow. */
export function checkedDirections(
  sampler: string,
  objectiveCount: number,
  outer: number,
  inner: number,
): Float64Array {
  const count = referencePointCount(objectiveCount, outer, inner);
  if (count > MOST_DIRECTIONS) {
    throw new ParetoscopeError(
      'study-invalid',
      `sampler "${sampler}" would follow ${count.toLocaleString('en')} directions through ${objectiveCount} objectives`,
      { hint: `lower "divisions" until they are at most ${MOST_DIRECTIONS.toLocaleString('en')}` },
    );
  }
  return referencePoints(objectiveCount, outer, inner);
}
