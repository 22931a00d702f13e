// Renderer of the scatter plot on Canvas 2D. Two layers: the cloud, redrawn when data or window change, and the
// overlay (front, hover, selection), redrawn on every pointer move. Few points are drawn as marks; many as a raster
// whose darkness is the number of points in a pixel, so that 10^5 points cost a few milliseconds.

import { channelsOf } from '../channels.ts';
import { DOMINATED, ON_FRONT, OUT_OF_BOUNDS } from './points.ts';
import type { ScatterScene } from './coordinator.ts';
import { densityPixels, type DensityPicture } from './density-picture.ts';
import type { CloudPoints } from './point-cloud.ts';
import { UNKNOWN_COLOR, type PointStyles } from './styles.ts';

/** Resolved colours, as `rgb(r, g, b)`: a canvas does not inherit custom properties. */
export interface ScatterPalette {
  readonly dominated: string;
  readonly outOfBounds: string;
  readonly front: string;
  readonly selected: string;
  readonly bound: string;
  readonly paper: string;
}

/** What is drawn beside the points' places. */
export interface CloudLooks {
  readonly styles?: PointStyles | undefined;
  /** Colours of the styles' steps. */
  readonly ramp: readonly string[];
  /** 1 for every point that is picked out; absent if none is. */
  readonly picked?: Uint8Array | undefined;
  /** All trials as counts, in place of the points. */
  readonly density?: DensityPicture | undefined;
  readonly pickedDensity?: DensityPicture | undefined;
  /** The points are drawn elsewhere (by WebGL). */
  readonly elsewhere: boolean;
}

/** Opacity of what is not picked out while something is. */
const FADED = 0.22;

/** Above this many points the cloud is a raster. */
export const RASTER_FROM_POINTS = 6000;
const MARK_RADIUS_PIXELS = 2.25;
const CROSS_RADIUS_PIXELS = 2.6;
/** Opacity of a raster pixel with one point, and how fast more points darken it. */
const RASTER_FIRST_ALPHA = 0.5;
const RASTER_ALPHA_GROWTH = 0.16;

function clear(context: CanvasRenderingContext2D, scene: ScatterScene, ratio: number): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.beginPath();
  context.rect(0, 0, scene.width, scene.height);
}

function drawMarks(
  context: CanvasRenderingContext2D,
  scene: ScatterScene,
  palette: ScatterPalette,
  looks: CloudLooks,
): void {
  const { pixelX, pixelY, points } = scene;
  const { styles, picked } = looks;
  context.lineWidth = 1.1;
  // Those that are picked out come last, on top.
  for (const wanted of picked === undefined ? [undefined] : [0, 1]) {
    for (let point = 0; point < points.count; point++) {
      if (wanted !== undefined && picked![point] !== wanted) continue;
      const pointClass = points.classes[point]!;
      if (pointClass === ON_FRONT) continue;
      const out = pointClass === OUT_OF_BOUNDS;
      const plain = out ? palette.outOfBounds : palette.dominated;
      const color = colorOf(styles, looks.ramp, point) ?? (wanted === 1 ? palette.front : plain);
      context.globalAlpha = wanted === 0 ? FADED : wanted === 1 ? 0.9 : out ? 0.5 : 0.62;
      drawMark(
        context,
        pixelX[point]!,
        pixelY[point]!,
        styles?.radius?.[point] ?? (out ? CROSS_RADIUS_PIXELS : MARK_RADIUS_PIXELS),
        styles?.shape?.[point] ?? (out ? 4 : 0),
        color,
      );
    }
  }
  context.globalAlpha = 1;
}

function colorOf(
  styles: PointStyles | undefined,
  ramp: readonly string[],
  point: number,
): string | undefined {
  const step = styles?.color?.[point];
  return step === undefined || step === UNKNOWN_COLOR ? undefined : ramp[step];
}

/** Circle, square, triangle, diamond, cross or ring. */
function drawMark(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  shape: number,
  color: string,
): void {
  context.beginPath();
  context.fillStyle = color;
  context.strokeStyle = color;
  if (shape === 1) context.rect(x - radius * 0.88, y - radius * 0.88, radius * 1.76, radius * 1.76);
  else if (shape === 2) {
    context.moveTo(x, y - radius * 1.15);
    context.lineTo(x + radius * 1.1, y + radius * 0.8);
    context.lineTo(x - radius * 1.1, y + radius * 0.8);
  } else if (shape === 3) {
    context.moveTo(x, y - radius * 1.25);
    context.lineTo(x + radius * 1.25, y);
    context.lineTo(x, y + radius * 1.25);
    context.lineTo(x - radius * 1.25, y);
  } else if (shape === 4) addCross(context, x, y, radius);
  else context.arc(x, y, radius, 0, 2 * Math.PI);
  if (shape >= 4) context.stroke();
  else context.fill();
}

function addCross(context: CanvasRenderingContext2D, x: number, y: number, radius: number): void {
  context.moveTo(x - radius, y - radius);
  context.lineTo(x + radius, y + radius);
  context.moveTo(x - radius, y + radius);
  context.lineTo(x + radius, y - radius);
}

/** Adds one to the pixels of a mark at (x, y): a 2 by 2 block. */
function addBlock(counts: Uint16Array, width: number, at: number): void {
  counts[at]! += 1;
  counts[at + 1]! += 1;
  counts[at + width]! += 1;
  counts[at + width + 1]! += 1;
}

/** Adds one to the pixels of a mark at (x, y): a 3 by 3 cross. */
function addSmallCross(counts: Uint16Array, width: number, at: number): void {
  counts[at - width - 1]! += 1;
  counts[at - width + 1]! += 1;
  counts[at]! += 1;
  counts[at + width - 1]! += 1;
  counts[at + width + 1]! += 1;
}

function drawRaster(
  context: CanvasRenderingContext2D,
  scene: ScatterScene,
  palette: ScatterPalette,
  ratio: number,
  looks: CloudLooks,
): void {
  const width = Math.max(1, Math.round(scene.width * ratio));
  const height = Math.max(1, Math.round(scene.height * ratio));
  const image = context.createImageData(width, height);
  const { pixelX, pixelY, points } = scene;
  const { picked, styles } = looks;
  const faded = picked === undefined ? 1 : FADED;
  const isPicked = (point: number): boolean => picked?.[point] === 1;
  const layers = [
    {
      holds: (point: number) => points.classes[point] === OUT_OF_BOUNDS && !isPicked(point),
      add: addSmallCross,
      color: palette.outOfBounds,
      strength: 0.45 * faded,
    },
    {
      holds: (point: number) => points.classes[point] === DOMINATED && !isPicked(point),
      add: addBlock,
      color: palette.dominated,
      strength: faded,
    },
    { holds: isPicked, add: addBlock, color: palette.front, strength: 1 },
  ];
  for (const { holds, add, color, strength } of layers) {
    const counts = new Uint16Array(width * height);
    for (let point = 0; point < points.count; point++) {
      if (!holds(point)) continue;
      const x = Math.round(pixelX[point]! * ratio);
      const y = Math.round(pixelY[point]! * ratio);
      // Marks that touch the edge are left out, so that no mark needs to be cut.
      if (x < 1 || y < 1 || x > width - 2 || y > height - 2) continue;
      add(counts, width, y * width + x);
    }
    const [red, green, blue] = channelsOf(color);
    for (let pixel = 0; pixel < counts.length; pixel++) {
      const count = counts[pixel]!;
      if (count === 0) continue;
      const alpha = strength * Math.min(1, RASTER_FIRST_ALPHA + RASTER_ALPHA_GROWTH * Math.log2(count));
      const at = pixel * 4;
      image.data[at] = red;
      image.data[at + 1] = green;
      image.data[at + 2] = blue;
      image.data[at + 3] = Math.round(alpha * 255);
    }
  }
  if (styles?.color !== undefined) tint(image, scene, looks, ratio);
  context.putImageData(image, 0, 0);
}

/** Gives the raster's pixels the colour of a point in them; the last one wins. */
function tint(image: ImageData, scene: ScatterScene, looks: CloudLooks, ratio: number): void {
  const colors = looks.ramp.map(channelsOf);
  const { pixelX, pixelY, points } = scene;
  for (let point = 0; point < points.count; point++) {
    if (looks.picked?.[point] === 0) continue;
    const color = colors[looks.styles!.color![point]!];
    const x = Math.round(pixelX[point]! * ratio);
    const y = Math.round(pixelY[point]! * ratio);
    if (color === undefined || x < 1 || y < 1 || x > image.width - 2 || y > image.height - 2) continue;
    for (const pixel of [0, 1, image.width, image.width + 1]) {
      image.data.set(color, (y * image.width + x + pixel) * 4);
    }
  }
}

function drawDensity(
  context: CanvasRenderingContext2D,
  scene: ScatterScene,
  picture: DensityPicture,
  color: string,
  strength: number,
): void {
  const { density } = picture;
  const bins = new OffscreenCanvas(density.columns, density.rows);
  const pixels = densityPixels(density, channelsOf(color), strength);
  bins.getContext('2d')?.putImageData(new ImageData(pixels, density.columns, density.rows), 0, 0);
  const [left, right] = picture.x.map((value) => scene.xAxis.scale(value)) as [number, number];
  const [bottom, top] = picture.y.map((value) => scene.yAxis.scale(value)) as [number, number];
  context.imageSmoothingEnabled = false;
  context.drawImage(bins, left, top, right - left, bottom - top);
}

/** The points for WebGL, placed over the scene's window. */
export function cloudPoints(scene: ScatterScene, palette: ScatterPalette, looks: CloudLooks): CloudPoints {
  const { points, pixelX, pixelY } = scene;
  const { styles, picked } = looks;
  const places = new Float32Array(points.count * 2);
  const tints = new Uint8Array(points.count * 4);
  const radii = new Float32Array(points.count);
  const kinds = new Uint8Array(points.count);
  const plain = {
    [DOMINATED]: palette.dominated,
    [OUT_OF_BOUNDS]: palette.outOfBounds,
    [ON_FRONT]: palette.front,
  };
  const classes = Object.values(plain).map(channelsOf);
  const front = channelsOf(palette.front);
  const ramp = looks.ramp.map(channelsOf);
  const small = points.count > 200_000 ? 1 : 1.5;
  for (let point = 0; point < points.count; point++) {
    places[2 * point] = pixelX[point]! / scene.width;
    places[2 * point + 1] = 1 - pixelY[point]! / scene.height;
    const pointClass = points.classes[point]!;
    const own = picked?.[point] === 1 ? front : classes[pointClass]!;
    tints.set(ramp[styles?.color?.[point] ?? UNKNOWN_COLOR] ?? own, 4 * point);
    tints[4 * point + 3] = picked?.[point] === 0 ? 40 : 150;
    radii[point] = styles?.radius?.[point] ?? (pointClass === OUT_OF_BOUNDS ? small * 1.5 : small);
    kinds[point] = styles?.shape?.[point] ?? (pointClass === OUT_OF_BOUNDS ? 4 : 0);
  }
  return { places, tints, radii, kinds };
}

/** Draws dominated and out-of-bounds points (or their density) and the study's bounds. */
export function drawCloud(
  context: CanvasRenderingContext2D,
  scene: ScatterScene,
  palette: ScatterPalette,
  ratio: number,
  looks: CloudLooks,
): void {
  clear(context, scene, ratio);
  context.save();
  context.clip();
  const { density, pickedDensity } = looks;
  if (density !== undefined) {
    drawDensity(context, scene, density, palette.dominated, pickedDensity === undefined ? 1 : 0.5);
    if (pickedDensity !== undefined) drawDensity(context, scene, pickedDensity, palette.front, 1);
  } else if (!looks.elsewhere) {
    if (scene.points.count > RASTER_FROM_POINTS) drawRaster(context, scene, palette, ratio, looks);
    else drawMarks(context, scene, palette, looks);
  }
  context.strokeStyle = palette.bound;
  context.lineWidth = 1;
  context.setLineDash([5, 4]);
  context.beginPath();
  for (const x of scene.xBounds) {
    context.moveTo(Math.round(x) + 0.5, 0);
    context.lineTo(Math.round(x) + 0.5, scene.height);
  }
  for (const y of scene.yBounds) {
    context.moveTo(0, Math.round(y) + 0.5);
    context.lineTo(scene.width, Math.round(y) + 0.5);
  }
  context.stroke();
  context.restore();
}

/** Draws the front, the point under the pointer and the selected point. */
export function drawOverlay(
  context: CanvasRenderingContext2D,
  scene: ScatterScene,
  palette: ScatterPalette,
  ratio: number,
  hovered: number | undefined,
  selected: number | undefined,
  looks: Pick<CloudLooks, 'styles' | 'ramp' | 'picked'> & { readonly knee?: number | undefined },
  region: readonly number[],
): void {
  clear(context, scene, ratio);
  const { points, frontLine } = scene;
  context.save();
  context.beginPath();
  context.rect(-6, -6, scene.width + 12, scene.height + 12);
  context.clip();
  if (frontLine.length > 1) {
    context.strokeStyle = palette.front;
    context.lineWidth = 1.5;
    context.globalAlpha = 0.7;
    context.lineJoin = 'round';
    context.beginPath();
    for (const [x, y] of frontLine) context.lineTo(x, y);
    context.stroke();
    context.globalAlpha = 1;
  }
  const radius = points.front.length > 300 ? 2.5 : 3.75;
  context.fillStyle = palette.front;
  context.strokeStyle = palette.paper;
  context.lineWidth = 1.25;
  for (const point of points.front) {
    context.globalAlpha = looks.picked?.[point] === 0 ? 0.35 : 1;
    context.fillStyle = colorOf(looks.styles, looks.ramp, point) ?? palette.front;
    const [x, y] = scene.at(point);
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
  context.globalAlpha = 1;
  if (looks.knee !== undefined) drawKnee(context, ...scene.at(looks.knee), radius, palette);
  if (selected !== undefined) drawSelected(context, scene, palette, selected, radius);
  if (hovered !== undefined && hovered !== selected) {
    context.strokeStyle = palette.selected;
    context.lineWidth = 1.5;
    const [x, y] = scene.at(hovered);
    context.beginPath();
    context.arc(x, y, radius + 2.5, 0, 2 * Math.PI);
    context.stroke();
  }
  if (region.length >= 4) {
    context.beginPath();
    for (let corner = 0; corner < region.length; corner += 2) {
      context.lineTo(region[corner]!, region[corner + 1]!);
    }
    context.closePath();
    context.strokeStyle = palette.selected;
    context.fillStyle = palette.front;
    context.lineWidth = 1;
    context.setLineDash([4, 3]);
    context.stroke();
    context.globalAlpha = 0.1;
    context.fill();
  }
  context.restore();
}

/** A diamond around the mark, as no other mark has. */
function drawKnee(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  palette: ScatterPalette,
): void {
  const reach = radius + 5;
  context.strokeStyle = palette.selected;
  context.lineWidth = 1.5;
  context.beginPath();
  context.moveTo(x, y - reach);
  context.lineTo(x + reach, y);
  context.lineTo(x, y + reach);
  context.lineTo(x - reach, y);
  context.closePath();
  context.stroke();
}

function drawSelected(
  context: CanvasRenderingContext2D,
  scene: ScatterScene,
  palette: ScatterPalette,
  selected: number,
  radius: number,
): void {
  const [x, y] = scene.at(selected);
  context.strokeStyle = palette.selected;
  context.lineWidth = 1;
  context.globalAlpha = 0.55;
  context.beginPath();
  context.moveTo(0, y);
  context.lineTo(x - radius - 5, y);
  context.moveTo(x, y + radius + 5);
  context.lineTo(x, scene.height);
  context.stroke();
  context.globalAlpha = 1;
  context.lineWidth = 2;
  context.fillStyle = scene.points.classes[selected] === ON_FRONT ? palette.front : palette.paper;
  context.beginPath();
  context.arc(x, y, radius + 3, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}
