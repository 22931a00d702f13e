// The border of what the front dominates: a staircase through its points.

import type { Direction } from '../../../engine/contract/system.ts';
import type { ScatterPoints } from './points.ts';

/**
 * Corners of the staircase, as x and y in data space, by ascending x. Between two neighbouring points the best
 * reachable y is that of the point with the better x: the left one where x is minimised, the right one where it is
 * maximised.
 */
export function staircase(
  points: Pick<ScatterPoints, 'front' | 'x' | 'y'>,
  xDirection: Direction,
): { x: number[]; y: number[] } {
  const x: number[] = [];
  const y: number[] = [];
  for (const point of points.front) {
    const pointX = points.x[point]!;
    const pointY = points.y[point]!;
    if (x.length > 0) {
      const lastX = x[x.length - 1]!;
      const lastY = y[y.length - 1]!;
      if (pointX !== lastX && pointY !== lastY) {
        x.push(xDirection === 'minimize' ? pointX : lastX);
        y.push(xDirection === 'minimize' ? lastY : pointY);
      }
    }
    x.push(pointX);
    y.push(pointY);
  }
  return { x, y };
}
