// A front as a small picture: its dots, and its staircase where it has two objectives. Pure.

import type { StudySketch } from '../../../engine/contract/host.ts';
import { suggestedScale } from '../../charts/axes/axis.ts';

export interface Thumbnail {
  /** Places in the picture, in its units; y goes down. */
  readonly dots: readonly (readonly [x: number, y: number])[];
  /** SVG path of the line that joins them; absent where the front is one of more than two objectives. */
  readonly stairs?: string;
}

/** Room around the dots. */
const MARGIN = 4;

/** Undefined where there is nothing to draw. `joined`: the study has these two objectives and no other. */
export function thumbnailOf(
  { x, y, objectives }: Pick<StudySketch, 'x' | 'y' | 'objectives'>,
  width: number,
  height: number,
  joined: boolean,
): Thumbnail | undefined {
  if (x.length === 0) return undefined;
  const across = placed(x, MARGIN, width - MARGIN);
  const up = placed(y, height - MARGIN, MARGIN);
  const dots = Array.from(across, (place, index) => [place, up[index]!] as const);
  if (!joined || dots.length < 2) return { dots };
  const sorted = dots.toSorted(([a], [b]) => a - b);
  // Of two neighbours nothing better is known than the worse of both: the corner lies where both are worse.
  const late = objectives[0]!.direction === 'minimize';
  const [[firstX, firstY], ...rest] = sorted as [readonly [number, number], ...(readonly [number, number])[]];
  const steps = rest.map(([toX, toY]) =>
    late ? `H${rounded(toX)}V${rounded(toY)}` : `V${rounded(toY)}H${rounded(toX)}`,
  );
  return { dots, stairs: `M${rounded(firstX)} ${rounded(firstY)}${steps.join('')}` };
}

/**
 * Values along an axis from `from` to `to`, on the scale that suits them; in the middle where all are the same. On a
 * logarithmic scale zeros lie at its beginning.
 */
function placed(values: Float64Array, from: number, to: number): Float64Array {
  const positive = values.filter((value) => value > 0);
  const logarithmic = suggestedScale(positive) === 'log' && values.every((value) => value >= 0);
  const floor = Math.log(positive.reduce((least, value) => Math.min(least, value), Infinity));
  const scaled = logarithmic ? values.map((value) => (value > 0 ? Math.log(value) : floor)) : values;
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of scaled) {
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  const span = greatest - least;
  return scaled.map((value) =>
    span === 0 ? (from + to) / 2 : from + ((to - from) * (value - least)) / span,
  );
}

function rounded(place: number): number {
  return Math.round(place * 10) / 10;
}
