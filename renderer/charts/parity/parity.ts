// Builder of the parity plot: published values against ours on log axes, with the diagonal where both agree.

import type { ClaimResult } from '../../../engine/contract/host.ts';
import { createAxis, padded, type Axis } from '../axes/axis.ts';

export interface ParityPoint {
  readonly claim: ClaimResult;
  readonly published: number;
  readonly ours: number;
}

export interface ParityLayout {
  readonly axis: { readonly x: Axis; readonly y: Axis };
  readonly points: readonly (ParityPoint & { readonly x: number; readonly y: number })[];
  /** Corner pixels of the diagonal and of the band of `bandError` around it. */
  readonly diagonal: readonly [readonly [number, number], readonly [number, number]];
  readonly band: readonly (readonly [number, number])[];
}

/** Share by which the band lies above and below the diagonal. */
export const BAND_ERROR = 0.1;

/** Pairs of positive numbers: an interval gives both of its ends, words and zeros give none. */
export function parityPoints(claims: readonly ClaimResult[]): { points: ParityPoint[]; notShown: number } {
  const points: ParityPoint[] = [];
  let notShown = 0;
  for (const claim of claims) {
    const pairs = pairsOf(claim);
    const drawable = pairs.filter(
      ([published, ours]) => published > 0 && ours > 0 && Number.isFinite(published) && Number.isFinite(ours),
    );
    if (drawable.length === 0) notShown += 1;
    for (const [published, ours] of drawable) points.push({ claim, published, ours });
  }
  return { points, notShown };
}

function pairsOf({ published, ours }: ClaimResult): readonly (readonly [number, number])[] {
  if (ours === undefined || typeof published === 'string' || typeof ours === 'string') return [];
  if (typeof published === 'number') {
    return typeof ours === 'number' ? [[published, ours]] : [];
  }
  if (typeof ours === 'number') {
    const nearest = Math.min(Math.max(ours, published.from), published.to);
    return [[nearest, ours]];
  }
  return [
    [published.from, ours.from],
    [published.to, ours.to],
  ];
}

/** Lays the points out in a square of `size` pixels; both axes span the same decades. */
export function layOutParity(points: readonly ParityPoint[], size: number): ParityLayout {
  let low = Infinity;
  let high = -Infinity;
  for (const { published, ours } of points) {
    low = Math.min(low, published, ours);
    high = Math.max(high, published, ours);
  }
  const domain = low <= high ? padded([low, high], 'log', 0.06) : ([0.1, 10] as const);
  const x = createAxis('log', domain, [0, size], undefined, 62);
  const y = createAxis('log', domain, [size, 0], undefined, 40);
  const at = (published: number, ours: number): readonly [number, number] => [
    x.scale(published),
    y.scale(ours),
  ];
  const [from, to] = domain;
  return {
    axis: { x, y },
    points: points.map((point) => ({ ...point, x: x.scale(point.published), y: y.scale(point.ours) })),
    diagonal: [at(from, from), at(to, to)],
    band: [
      at(from, from * (1 + BAND_ERROR)),
      at(to, to * (1 + BAND_ERROR)),
      at(to, to / (1 + BAND_ERROR)),
      at(from, from / (1 + BAND_ERROR)),
    ],
  };
}
