// Partial dependence: the prediction of a surrogate along one or two parameters, averaged over what the other
// parameters were in the trials (J. H. Friedman, "Greedy function approximation: a gradient boosting machine", Annals of
// Statistics 29(5), 2001, section 8.2), or with the others held at one design.

import type { Dependence } from '../contract/analysis.ts';
import type { Space } from '../space/space.ts';
import type { Surrogate } from './surrogate.ts';

/** Trials averaged over at most, evenly thinned. */
const MOST_AVERAGED = 200;

export interface DependenceRequest {
  /** One or two dimensions of the space. */
  readonly dimensions: readonly number[];
  /** Points along a number. */
  readonly points: number;
  /** Code row that the other dimensions are held at. */
  readonly held?: Float64Array;
}

/** Grid codes of a dimension: all choices, all integers where they are few, else even steps on the dimension's scale. */
export function gridCodes(space: Space, index: number, points: number): Float64Array {
  const dimension = space.dimensions[index]!;
  if (dimension.kind === 'choice') return Float64Array.from(dimension.choices, (_, choice) => choice);
  const axis = space.axes[index]!;
  if (axis.size === 1) return Float64Array.of(axis.fromUnit(0.5));
  if (dimension.kind === 'integer' && axis.size <= points) {
    return Float64Array.from({ length: axis.size }, (_, step) => dimension.minimum + step * dimension.step);
  }
  const codes = Array.from({ length: points }, (_, step) => axis.fromUnit(step / (points - 1)));
  return Float64Array.from(new Set(codes));
}

/**
 * Reads a surrogate off along one or two dimensions. Only trials in which these dimensions are active are averaged over
 * and counted as support; `codes` holds the trials row-major. Empty arrays of means where there is no such trial.
 */
export function readDependence(
  space: Space,
  surrogate: Surrogate,
  codes: Float64Array,
  { dimensions, points, held }: DependenceRequest,
): Omit<Dependence, 'metric' | 'through' | 'fit'> {
  const { width } = space;
  const axes = dimensions.map((index) => ({ index, codes: gridCodes(space, index, points) }));
  const active: number[] = [];
  for (let row = 0; row * width < codes.length; row++) {
    if (dimensions.every((index) => !Number.isNaN(codes[row * width + index]!))) active.push(row);
  }
  const stride = Math.max(1, Math.ceil(active.length / MOST_AVERAGED));
  const averaged = active.filter((_, place) => place % stride === 0);
  const background = held ?? new Float64Array(averaged.length * width);
  if (held === undefined) {
    averaged.forEach((row, place) => {
      background.set(codes.subarray(row * width, (row + 1) * width), place * width);
    });
  }
  const cells = axes.reduce((product, axis) => product * axis.codes.length, 1);
  const size = background.length === 0 ? 0 : cells;
  const mean = new Float64Array(size);
  const low = new Float64Array(size);
  const high = new Float64Array(size);
  const moved = background.slice();
  for (let cell = 0; cell < size; cell++) {
    moved.set(background);
    for (let offset = 0; offset < moved.length; offset += width) {
      let rest = cell;
      for (const axis of [...axes].reverse()) {
        moved[offset + axis.index] = axis.codes[rest % axis.codes.length]!;
        rest = Math.floor(rest / axis.codes.length);
      }
      // A parameter may decide whether others are active.
      space.deactivate(moved, offset);
    }
    const predicted = surrogate.averageOver(moved);
    mean[cell] = predicted.mean;
    low[cell] = predicted.low;
    high[cell] = predicted.high;
  }
  return {
    axes: axes.map((axis) => ({
      id: space.dimensions[axis.index]!.id,
      values: Array.from(axis.codes, (code) => space.axes[axis.index]!.valueOf(code)),
    })),
    mean,
    low,
    high,
    support: supportOf(space, axes, codes, active).subarray(0, size),
  };
}

/** Share of the trials nearest to each grid point. */
function supportOf(
  space: Space,
  axes: readonly { readonly index: number; readonly codes: Float64Array }[],
  codes: Float64Array,
  active: readonly number[],
): Float64Array {
  const support = new Float64Array(axes.reduce((product, axis) => product * axis.codes.length, 1));
  const units = axes.map((axis) => axis.codes.map((code) => space.toUnit(axis.index, code)));
  for (const row of active) {
    let cell = 0;
    axes.forEach((axis, place) => {
      const unit = space.toUnit(axis.index, codes[row * space.width + axis.index]!);
      const grid = units[place]!;
      let nearest = 0;
      for (let step = 1; step < grid.length; step++) {
        if (Math.abs(grid[step]! - unit) < Math.abs(grid[nearest]! - unit)) nearest = step;
      }
      cell = cell * grid.length + nearest;
    });
    support[cell]! += 1 / active.length;
  }
  return support;
}
