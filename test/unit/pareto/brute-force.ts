// Slow, obvious versions of what engine/pareto computes, to compare against.

/** Hypervolume by inclusion and exclusion over all subsets; for a dozen points at most. */
export function hypervolumeByInclusionExclusion(points: number[][], reference: number[]): number {
  const inside = points.filter((point) => point.every((value, index) => value < reference[index]!));
  let total = 0;
  for (let subset = 1; subset < 2 ** inside.length; subset++) {
    let sign = -1;
    const corner = reference.map(() => -Infinity);
    inside.forEach((point, index) => {
      if (Math.floor(subset / 2 ** index) % 2 === 0) return;
      sign = -sign;
      point.forEach((value, objective) => (corner[objective] = Math.max(corner[objective]!, value)));
    });
    total += sign * corner.reduce((product, value, index) => product * (reference[index]! - value), 1);
  }
  return total;
}

export function dominates(a: readonly number[], b: readonly number[]): boolean {
  return a.every((value, index) => value <= b[index]!) && a.some((value, index) => value < b[index]!);
}

/** Indices of the non-dominated points; of equal points only the first. */
export function frontOf(points: readonly (readonly number[])[]): number[] {
  return points
    .map((_, index) => index)
    .filter(
      (index) =>
        !points.some(
          (other, otherIndex) =>
            dominates(other, points[index]!) ||
            (otherIndex < index && other.every((value, objective) => value === points[index]![objective])),
        ),
    );
}
