// Renderer of the scatter plot on Canvas 2D. Two layers: the cloud, redrawn when data or window change, and the
// overlay (front, hover, selection), redrawn on every pointer move. Few points are drawn as marks; many as a raster
// whose darkness is the number of points in a pixel, so that 10^5 points cost a few milliseconds.

import { DOMINATED, ON_FRONT, OUT_OF_BOUNDS } from './points.ts';
import type { ScatterScene } from './coordinator.ts';

/** Resolved colours, as `rgb(r, g, b)`: a canvas does not inherit custom properties. */
export interface ScatterPalette {
  readonly dominated: string;
  readonly outOfBounds: string;
  readonly front: string;
  readonly selected: string;
  readonly bound: string;
  readonly paper: string;
}

/** Above this many points the cloud is a raster. */
const RASTER_FROM_POINTS = 6000;
const MARK_RADIUS_PIXELS = 2.25;
const CROSS_RADIUS_PIXELS = 2.6;
/** Opacity of a raster pixel with one point, and how fast more points darken it. */
const RASTER_FIRST_ALPHA = 0.5;
const RASTER_ALPHA_GROWTH = 0.16;

function channelsOf(color: string): readonly [number, number, number] {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}

function clear(context: CanvasRenderingContext2D, scene: ScatterScene, ratio: number): void {
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.beginPath();
  context.rect(0, 0, scene.width, scene.height);
}

function drawMarks(context: CanvasRenderingContext2D, scene: ScatterScene, palette: ScatterPalette): void {
  const { pixelX, pixelY, points } = scene;
  context.fillStyle = palette.dominated;
  context.globalAlpha = 0.6;
  for (let point = 0; point < points.count; point++) {
    if (points.classes[point] !== DOMINATED) continue;
    context.beginPath();
    context.arc(pixelX[point]!, pixelY[point]!, MARK_RADIUS_PIXELS, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 0.5;
  context.strokeStyle = palette.outOfBounds;
  context.lineWidth = 1.1;
  context.beginPath();
  for (let point = 0; point < points.count; point++) {
    if (points.classes[point] !== OUT_OF_BOUNDS) continue;
    addCross(context, pixelX[point]!, pixelY[point]!, CROSS_RADIUS_PIXELS);
  }
  context.stroke();
  context.globalAlpha = 1;
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
): void {
  const width = Math.max(1, Math.round(scene.width * ratio));
  const height = Math.max(1, Math.round(scene.height * ratio));
  const image = context.createImageData(width, height);
  const layers = [
    { pointClass: OUT_OF_BOUNDS, add: addSmallCross, color: palette.outOfBounds, strength: 0.45 },
    { pointClass: DOMINATED, add: addBlock, color: palette.dominated, strength: 1 },
  ];
  const { pixelX, pixelY, points } = scene;
  for (const { pointClass, add, color, strength } of layers) {
    const counts = new Uint16Array(width * height);
    for (let point = 0; point < points.count; point++) {
      if (points.classes[point] !== pointClass) continue;
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
  context.putImageData(image, 0, 0);
}

/** Draws dominated and out-of-bounds points and the study's bounds. */
export function drawCloud(
  context: CanvasRenderingContext2D,
  scene: ScatterScene,
  palette: ScatterPalette,
  ratio: number,
): void {
  clear(context, scene, ratio);
  context.save();
  context.clip();
  if (scene.points.count > RASTER_FROM_POINTS) drawRaster(context, scene, palette, ratio);
  else drawMarks(context, scene, palette);
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
): void {
  clear(context, scene, ratio);
  const { pixelX, pixelY, points, frontLine } = scene;
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
    context.beginPath();
    context.arc(pixelX[point]!, pixelY[point]!, radius, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
  if (selected !== undefined) drawSelected(context, scene, palette, selected, radius);
  if (hovered !== undefined && hovered !== selected) {
    context.strokeStyle = palette.selected;
    context.lineWidth = 1.5;
    context.beginPath();
    context.arc(pixelX[hovered]!, pixelY[hovered]!, radius + 2.5, 0, 2 * Math.PI);
    context.stroke();
  }
  context.restore();
}

function drawSelected(
  context: CanvasRenderingContext2D,
  scene: ScatterScene,
  palette: ScatterPalette,
  selected: number,
  radius: number,
): void {
  const x = scene.pixelX[selected]!;
  const y = scene.pixelY[selected]!;
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
