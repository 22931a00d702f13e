// The frame of a chart with two axes: grid lines, tick texts and titles.

import { markup, type Markup } from '../markup.ts';
import { pixels, type Axis } from './axis.ts';

export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

export const CHART_WIDTH = 640;
export const CHART_HEIGHT = 380;
export const CHART_FRAME: Frame = { left: 86, right: 620, top: 30, bottom: 330 };

/** Grid, tick texts and axis titles. The title of the vertical axis stands above it, to be read without turning. */
export function drawFrame(frame: Frame, x: Axis, y: Axis): Markup {
  const { left, right, top, bottom } = frame;
  const middle = (left + right) / 2;
  return markup`${y.ticks.map(
    ({ at, text }) =>
      markup`<path class="line stroke-grid" d="M${left} ${pixels(at)}H${right}"/><text class="fill-label" x="${left - 8}" y="${pixels(at + 4)}" text-anchor="end">${text}</text>`,
  )}${x.ticks.map(
    ({ at, text }) =>
      markup`<path class="line stroke-grid" d="M${pixels(at)} ${top}V${bottom}"/><text class="fill-label" x="${pixels(at)}" y="${bottom + 18}" text-anchor="middle">${text}</text>`,
  )}<path class="line stroke-axis" d="M${left} ${top}V${bottom}H${right}"/><text class="fill-chosen" x="${middle}" y="${bottom + 40}" text-anchor="middle">${x.subject.label}</text><text class="fill-chosen" x="${left}" y="${top - 12}">${y.subject.label}</text>`;
}
