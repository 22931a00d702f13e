// Shapes and colours that tell several things in one chart apart: each colour has a shape and a dash of its own.

import {
  symbol,
  symbolCircle,
  symbolCross,
  symbolDiamond,
  symbolSquare,
  symbolTriangle,
  symbolWye,
} from 'd3-shape';

const SHAPES = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond, symbolCross, symbolWye];
const DASHES = ['', '7 3', '2 3', '8 3 2 3', '4 2', '1 3'];
const paths = SHAPES.map((shape) => symbol(shape, 40)() ?? '');

/** The SVG path of the mark of the thing at `index`, around its own centre. */
export function markPath(index: number): string {
  return paths[index % paths.length]!;
}

/** The dash pattern of its line. */
export function dashOf(index: number): string {
  return DASHES[index % DASHES.length]!;
}

/** The custom property of its colour. */
export function seriesColor(index: number): string {
  return `var(--series-${(index % 6) + 1})`;
}
