// Trials as points over two metrics: the front in front, the others behind it.

import { formatQuantity } from '../../contract/quantity.ts';
import { markup, type Markup } from '../markup.ts';
import { createAxis, extent, pixels, suitedScale, type Axis, type AxisSubject } from './axis.ts';
import type { Figure, MarkColor } from './figure.ts';
import { CHART_FRAME, CHART_HEIGHT, CHART_WIDTH, drawFrame } from './frame.ts';

/** Points over two metrics, in base units; `trial` where it can be found again. */
export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  readonly trial?: number;
}

export interface ScatterSubject extends AxisSubject {
  readonly scale?: 'linear' | 'log';
}

export interface ScatterLayer {
  readonly name: string;
  readonly color: MarkColor;
  /** Diameter in pixels. */
  readonly size: number;
  /** `cross` for trials that break a bound: a shape, not only a colour, tells them apart. */
  readonly shape: 'dot' | 'cross' | 'ring';
  readonly points: readonly ScatterPoint[];
  /** Each point can be pointed at; only for layers of few points. */
  readonly named?: boolean;
  /** Written beside each point. */
  readonly labels?: readonly string[];
}

/** Scatter of layers, drawn in their order. Points that an axis cannot show (NaN; 0 on a log axis) are left out. */
export function scatter(
  about: Pick<Figure, 'id' | 'title' | 'caption'>,
  x: ScatterSubject,
  y: ScatterSubject,
  layers: readonly ScatterLayer[],
): Figure {
  const { left, right, top, bottom } = CHART_FRAME;
  const horizontal = axisFor(x, layers, (point) => point.x, [left, right]);
  const vertical = axisFor(y, layers, (point) => point.y, [bottom, top]);
  return {
    ...about,
    width: CHART_WIDTH,
    height: CHART_HEIGHT,
    drawing: markup`${drawFrame(CHART_FRAME, horizontal, vertical)}${layers.map((layer) => drawLayer(layer, horizontal, vertical))}${drawLegend(layers)}`,
  };
}

function axisFor(
  subject: ScatterSubject,
  layers: readonly ScatterLayer[],
  value: (point: ScatterPoint) => number,
  range: readonly [number, number],
): Axis {
  const values = layers.flatMap(({ points }) => points.map(value));
  const found = extent(values) ?? [0, 1];
  const wanted = subject.scale ?? suitedScale(found);
  // A metric that is often 0, such as a failure probability, is shown from its least positive value.
  const positive = wanted === 'log' ? extent(values, 'log') : undefined;
  return createAxis(subject, positive ?? found, positive === undefined ? 'linear' : 'log', range);
}

function drawLayer(layer: ScatterLayer, x: Axis, y: Axis): Markup {
  const places = layer.points.flatMap((point, index) => {
    const [left, top] = [x.place(point.x), y.place(point.y)];
    return Number.isFinite(left) && Number.isFinite(top) ? [{ left, top, point, index }] : [];
  });
  const { color, size, shape, labels } = layer;
  const stroke = strokeOf(shape, size);
  if (layer.named !== true && labels === undefined) {
    const unique = new Set(places.map(({ left, top }) => shapePath(shape, left, top, size)));
    return markup`<path class="mark stroke-${color}" stroke-width="${stroke}" d="${[...unique].join('')}"/>`;
  }
  const taken: LabelBox[] = [];
  return markup`${places.map(({ left, top, point, index }) => {
    const name = `${point.trial === undefined ? '' : `trial ${point.trial}: `}${x.subject.label} ${formatQuantity(point.x, x.subject.unit)}, ${y.subject.label} ${formatQuantity(point.y, y.subject.unit)}`;
    const trial = point.trial === undefined ? undefined : markup` data-trial="${point.trial}"`;
    const label = labels?.[index];
    const text = label === undefined ? undefined : drawLabel(label, left, top, taken);
    return markup`<g${trial}><title>${name}</title><path class="mark stroke-${color}" stroke-width="${stroke}" d="${shapePath(shape, left, top, size)}"/>${text}</g>`;
  })}`;
}

interface LabelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
}

const LABEL_HEIGHT = 13;
const CHARACTER_WIDTH = 7.2;

/** A text beside a point, on the side where it covers no earlier one and stays within the chart. */
function drawLabel(label: string, x: number, y: number, taken: LabelBox[]): Markup {
  const width = label.length * CHARACTER_WIDTH;
  const sides: readonly LabelBox[] = [-16, 6].flatMap((down) =>
    [9, -9 - width].map((across) => ({ left: x + across, top: y + down, width })),
  );
  const free = sides.find(
    (box) =>
      box.left >= CHART_FRAME.left &&
      box.left + width <= CHART_WIDTH &&
      taken.every(
        (other) =>
          box.left >= other.left + other.width ||
          other.left >= box.left + width ||
          Math.abs(box.top - other.top) >= LABEL_HEIGHT,
      ),
  );
  const box = free ?? sides[0]!;
  taken.push(box);
  return markup`<text class="halo fill-chosen stroke-page" x="${pixels(box.left)}" y="${pixels(box.top + 10)}">${label}</text>`;
}

function strokeOf(shape: ScatterLayer['shape'], size: number): number {
  return shape === 'dot' ? size : 1.5;
}

function shapePath(shape: ScatterLayer['shape'], left: number, top: number, size: number): string {
  const at = (x: number, y: number): string => `${pixels(x)} ${pixels(y)}`;
  const half = size / 2;
  switch (shape) {
    case 'dot':
      return `M${at(left, top)}h0`;
    case 'cross':
      return `M${at(left - half, top - half)}l${size} ${size}m0 ${-size}l${-size} ${size}`;
    case 'ring':
      return `M${at(left - half, top)}a${half} ${half} 0 1 0 ${size} 0a${half} ${half} 0 1 0 ${-size} 0`;
  }
}

function drawLegend(layers: readonly ScatterLayer[]): Markup {
  let left = CHART_FRAME.right;
  return markup`${layers
    .filter(({ points }) => points.length > 0)
    .toReversed()
    .map(({ name, color, shape, size }) => {
      const at = left;
      left -= 36 + 6.6 * name.length;
      return markup`<text class="fill-label" x="${at}" y="18" text-anchor="end">${name}</text><path class="mark stroke-${color}" stroke-width="${strokeOf(shape, size)}" d="${shapePath(shape, at - 6.6 * name.length - 13, 14, Math.min(size, 8))}"/>`;
    })}`;
}
