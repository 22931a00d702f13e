// A figure as a picture (PNG) of its SVG file, drawn by a Chromium that is on this machine.

import { inBrowser } from './browser.ts';

const NEED = { product: 'a PNG', instead: 'write SVG instead, or save the picture in the window' };
/** Pixels of the picture for one of the drawing. */
const SCALE = 2;
/** A picture as large as the drawing says it is, else as its `viewBox`. */
const VIEW_BOX = /<svg[^>]*\sviewBox="\S+ \S+ (\d+(?:\.\d+)?) (\d+(?:\.\d+)?)"/u;

/** Throws not-found where there is no browser to draw with. */
export async function pictureOf(svg: string): Promise<Uint8Array> {
  const [, width, height] = VIEW_BOX.exec(svg) ?? [];
  const [wide, high] = [Math.ceil(Number(width)), Math.ceil(Number(height))];
  const html = `<!DOCTYPE html><meta charset="utf-8"><style>body{margin:0}svg{display:block;width:${wide}px;height:${high}px}</style>${svg}`;
  const options = { viewport: { width: wide, height: high }, deviceScaleFactor: SCALE };
  return inBrowser(html, NEED, options, (page) => page.screenshot({ type: 'png' }));
}
