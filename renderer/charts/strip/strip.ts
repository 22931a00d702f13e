// Builder of a strip: where a value lies along its parameter, with the values of other trials behind it.

import type { Dimension } from '../../../engine/contract/study.ts';
import type { ParameterValue } from '../../../engine/contract/system.ts';

export interface StripMark {
  /** Share of the width, 0 to 1. */
  readonly at: number;
  /** Share of the other trials that are here, of the place with most; 0 to 1. */
  readonly weight: number;
  readonly count: number;
}

export interface Strip {
  readonly marks: readonly StripMark[];
  /** Where the design is; undefined where the parameter is inactive. */
  readonly own: number | undefined;
  /** Places of the choices; empty for numbers. */
  readonly stops: readonly number[];
}

/** Numbers fall into this many places. */
const PLACES = 60;

/** The share of the width of a code: a number's value, a choice's index. */
function positionOf(dimension: Dimension): (code: number) => number {
  if (dimension.kind === 'choice') return (code) => (code + 0.5) / dimension.choices.length;
  const { minimum, maximum, scale } = dimension;
  if (minimum === maximum) return () => 0.5;
  const of = scale === 'log' ? Math.log : (value: number) => value;
  return (code) => Math.min(1, Math.max(0, (of(code) - of(minimum)) / (of(maximum) - of(minimum))));
}

/** Lays `codes` (of a column of trials, NaN where inactive) and the design's own value out. */
export function layOutStrip(
  dimension: Dimension,
  codes: ArrayLike<number>,
  own: ParameterValue | undefined,
): Strip {
  const position = positionOf(dimension);
  const counts = new Map<number, number>();
  // An ArrayLike has no iterator.
  // eslint-disable-next-line @typescript-eslint/prefer-for-of
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index]!;
    if (Number.isNaN(code)) continue;
    const at = position(code);
    const place = dimension.kind === 'choice' ? at : Math.round(at * PLACES) / PLACES;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  const most = Math.max(1, ...counts.values());
  const ownCode =
    own === undefined ? undefined : dimension.kind === 'choice' ? dimension.choices.indexOf(own) : own;
  return {
    marks: [...counts]
      .sort((a, b) => a[0] - b[0])
      .map(([at, count]) => ({ at, count, weight: count / most })),
    own: typeof ownCode === 'number' && ownCode !== -1 ? position(ownCode) : undefined,
    stops: dimension.kind === 'choice' ? dimension.choices.map((_, index) => position(index)) : [],
  };
}
