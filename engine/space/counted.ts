// The dimensions of a space as counting sees them.

import type { Dimension } from '../contract/study.ts';
import type { Design } from '../contract/system.ts';
import type { Axis } from './axis.ts';
import type { Bounds } from './bounds.ts';
import type { Activity } from './conditions.ts';
import type { CountedDimension } from './counting.ts';

interface Countable {
  readonly dimensions: readonly Dimension[];
  readonly axes: readonly Axis[];
  readonly activities: readonly Activity[];
  /** Ranges that depend on other dimensions. */
  readonly bounds: readonly (Bounds | undefined)[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** The design behind a row of codes. */
  readonly look: (codes: Float64Array, offset: number) => Design;
}

/** All values of every dimension, or, for the size of a grid, their levels. */
export function countedDimensions(
  { dimensions, axes, activities, bounds, indexOf, look }: Countable,
  levels: boolean,
): CountedDimension[] {
  const codes = new Float64Array(dimensions.length);
  return axes.map((axis, index) => {
    const dimension = dimensions[index]!;
    const range = bounds[index];
    return {
      values: levels ? axis.levelCount : axis.size,
      activity: activities[index]!,
      has: (code) => !levels || axis.levelCode(axis.levelOf(code)) === code,
      codeAt: (place) =>
        levels || dimension.kind === 'choice' ? axis.levelCode(place) : valueCode(dimension, place),
      ...(range === undefined
        ? {}
        : {
            bounds: {
              parents: range.reads.flatMap((id) => indexOf.get(id) ?? []),
              within: (assigned) => {
                codes.fill(Number.NaN);
                for (const [parent, code] of assigned) codes[parent] = code;
                const { low, high } = range.allowed(look(codes, 0));
                return (code) => {
                  const value = axis.valueOf(code);
                  return typeof value !== 'number' || (value >= low && value <= high);
                };
              },
            },
          }),
    };
  });
}

/** The code of an integer dimension's value by its place in the range. */
function valueCode(dimension: Dimension, place: number): number {
  return dimension.kind === 'integer' ? dimension.minimum + place * dimension.step : Number.NaN;
}
