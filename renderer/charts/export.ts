// Any chart as SVG or PNG. A chart on the page is layers of <svg> and <canvas> inside of one element; its picture is one
// SVG in which vectors stay vectors (with the colours of the theme written out) and canvases become embedded images.
// Words beside them are kept too (export-words.ts). What is marked with `data-export="no"` (tooltips, focus marks, brushes' handles) is left out.

import { htmlLayers } from './export-words.ts';

/** Properties that a picture needs beside the attributes, since the page's style sheet stays behind. */
const PROPERTIES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'dominant-baseline',
] as const;
const SVG = 'http://www.w3.org/2000/svg';
/** Pixels of a PNG per pixel of the page. */
const PNG_RATIO = 2;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The chart inside of `root` as the text of an SVG file, with `title` for those who read it. */
export function chartSvg(root: HTMLElement, title: string): string {
  const frame = root.getBoundingClientRect();
  const picture = document.createElementNS(SVG, 'svg');
  picture.setAttribute('xmlns', SVG);
  picture.setAttribute('width', String(frame.width));
  picture.setAttribute('height', String(frame.height));
  picture.setAttribute('viewBox', `0 0 ${frame.width} ${frame.height}`);
  const name = document.createElementNS(SVG, 'title');
  name.textContent = title;
  picture.append(name, background(root, frame));
  for (const layer of root.querySelectorAll<SVGSVGElement | HTMLCanvasElement>('svg, canvas')) {
    if (layer.closest('[data-export="no"]') !== null || layer.parentElement?.closest('svg') != null) continue;
    const box = layer.getBoundingClientRect();
    if (box.width === 0 || box.height === 0) continue;
    const place = { x: box.x - frame.x, y: box.y - frame.y, width: box.width, height: box.height };
    picture.append(
      layer instanceof HTMLCanvasElement ? canvasLayer(layer, place) : vectorLayer(layer, place),
    );
  }
  picture.append(...htmlLayers(root, frame));
  return new XMLSerializer().serializeToString(picture);
}

/** The chart inside of `root` as a PNG. Rejects where the browser cannot make one. */
export async function chartPng(root: HTMLElement, title: string): Promise<Blob> {
  const { width, height } = root.getBoundingClientRect();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(chartSvg(root, title))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * PNG_RATIO);
  canvas.height = Math.round(height * PNG_RATIO);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('the picture could not be made'));
      else resolve(blob);
    }, 'image/png');
  });
}

/** Hands a file to the person: a download, which the desktop shell asks a place for. */
export function saveFile(blob: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A title as the stem of a file name. */
export function fileStem(title: string): string {
  const stem = title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    .replaceAll(/^-+|-+$/gu, '');
  return stem === '' ? 'chart' : stem.slice(0, 80);
}

function background(root: HTMLElement, frame: Box): SVGRectElement {
  const rectangle = document.createElementNS(SVG, 'rect');
  rectangle.setAttribute('width', String(frame.width));
  rectangle.setAttribute('height', String(frame.height));
  rectangle.setAttribute('fill', backgroundOf(root));
  return rectangle;
}

/** The first colour behind an element that is not transparent. */
function backgroundOf(element: HTMLElement | null): string {
  for (let at = element; at !== null; at = at.parentElement) {
    const color = getComputedStyle(at).backgroundColor;
    if (color !== 'transparent' && !/^rgba\(.*, 0\)$/u.test(color)) return color;
  }
  return 'white';
}

function canvasLayer(canvas: HTMLCanvasElement, box: Box): SVGImageElement {
  const image = document.createElementNS(SVG, 'image');
  for (const [key, value] of Object.entries(box)) image.setAttribute(key, String(value));
  image.setAttribute('href', canvas.toDataURL('image/png'));
  return image;
}

function vectorLayer(layer: SVGSVGElement, box: Box): SVGSVGElement {
  // A viewport of its own: widths in percent are of the layer.
  const group = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries(box)) group.setAttribute(key, String(value));
  const viewBox = layer.getAttribute('viewBox');
  if (viewBox !== null) {
    group.setAttribute('viewBox', viewBox);
    group.setAttribute('preserveAspectRatio', layer.getAttribute('preserveAspectRatio') ?? 'xMidYMid');
  }
  group.setAttribute('overflow', 'visible');
  for (const child of layer.children) {
    const copy = written(child);
    if (copy !== undefined) group.append(copy);
  }
  return group;
}

/** A copy with its computed looks as attributes; undefined for what is not part of the picture. */
function written(element: Element): Element | undefined {
  const style = getComputedStyle(element);
  if (element.getAttribute('data-export') === 'no' || style.display === 'none') return undefined;
  const copy = element.cloneNode(false) as Element;
  copy.removeAttribute('class');
  copy.removeAttribute('style');
  for (const property of PROPERTIES) copy.setAttribute(property, style.getPropertyValue(property));
  for (const child of element.childNodes) {
    if (child instanceof Element) {
      const inner = written(child);
      if (inner !== undefined) copy.append(inner);
    } else if (child.nodeType === Node.TEXT_NODE) copy.append(child.cloneNode());
  }
  return copy;
}
