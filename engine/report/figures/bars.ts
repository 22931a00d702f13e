// Bars: shares with their intervals, and the parts that a metric is made of.

import { formatQuantity } from '../../contract/quantity.ts';
import type { BreakdownNode } from '../../contract/system.ts';
import { markup } from '../markup.ts';
import { pixels } from './axis.ts';
import { SERIES_COLORS, type Figure } from './figure.ts';

const WIDTH = 640;
const LABEL_WIDTH = 210;
const BAR_LEFT = LABEL_WIDTH + 10;
const BAR_RIGHT = 560;
const ROW_HEIGHT = 26;

export interface ShareBar {
  readonly label: string;
  /** 0 to 1, as are the ends of the interval. */
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** One bar a share, with its interval as a whisker, in the order given. */
export function shareBars(
  about: Pick<Figure, 'id' | 'title' | 'caption'>,
  bars: readonly ShareBar[],
): Figure {
  const place = (share: number): number =>
    BAR_LEFT + Math.min(1, Math.max(0, share)) * (BAR_RIGHT - BAR_LEFT);
  return {
    ...about,
    width: WIDTH,
    height: bars.length * ROW_HEIGHT + 16,
    drawing: markup`${bars.map(({ label, share, low, high }, row) => {
      const middle = row * ROW_HEIGHT + 20;
      const [from, to] = [pixels(place(low)), pixels(place(high))];
      return markup`<text class="fill-chosen" x="${LABEL_WIDTH}" y="${middle + 4}" text-anchor="end">${shortened(label)}</text><rect class="fill-series-1" x="${BAR_LEFT}" y="${middle - 7}" width="${pixels(place(share) - BAR_LEFT)}" height="14"/><path class="line stroke-chosen" d="M${from} ${middle - 4}v8m0 -4H${to}m0 -4v8"/><text class="fill-label" x="${WIDTH - 4}" y="${middle + 4}" text-anchor="end">${percent(share)}</text>`;
    })}`,
  };
}

/** A share as people read it. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  return `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
}

/** Parts drawn one by one; the rest is one bar. */
const MOST_PARTS = 9;

/**
 * The parts directly under the root, largest first, each a bar on one scale from 0. Negative parts (savings) have no
 * length but their number.
 */
export function partBars(
  about: Pick<Figure, 'id' | 'title' | 'caption'>,
  root: BreakdownNode,
  unit: string | undefined,
): Figure {
  const sorted = [...(root.children ?? [root])].sort((a, b) => b.value - a.value);
  const shown = sorted.length > MOST_PARTS + 1 ? sorted.slice(0, MOST_PARTS) : sorted;
  const rest = sorted.slice(shown.length);
  const parts = [
    ...shown,
    ...(rest.length === 0
      ? []
      : [{ label: `${rest.length} others`, value: rest.reduce((sum, { value }) => sum + value, 0) }]),
  ];
  const largest = Math.max(0, ...parts.map(({ value }) => value));
  return {
    ...about,
    width: WIDTH,
    height: parts.length * ROW_HEIGHT + 16,
    drawing: markup`${parts.map(({ label, value }, row) => {
      const middle = row * ROW_HEIGHT + 20;
      const length = largest > 0 ? (Math.max(0, value) / largest) * (BAR_RIGHT - 20 - BAR_LEFT) : 0;
      const color = SERIES_COLORS[Math.min(row, SERIES_COLORS.length - 1)]!;
      return markup`<text class="fill-chosen" x="${LABEL_WIDTH}" y="${middle + 4}" text-anchor="end">${shortened(label)}</text><rect class="fill-${color}" x="${BAR_LEFT}" y="${middle - 7}" width="${pixels(length)}" height="14"/><text class="fill-label" x="${WIDTH - 4}" y="${middle + 4}" text-anchor="end">${formatQuantity(value, unit)}</text>`;
    })}`,
  };
}

/** Texts beside a bar have room for about this many characters. */
const LONGEST_LABEL = 32;

function shortened(label: string): string {
  const characters = Array.from(label);
  return characters.length <= LONGEST_LABEL ? label : `${characters.slice(0, LONGEST_LABEL - 1).join('')}…`;
}
