// The words and plain boxes of a chart that are HTML (names beside bars, keys, captions), as SVG at the places they have
// on the page. A picture must say what the page says.

const SVG = 'http://www.w3.org/2000/svg';

interface Place {
  readonly x: number;
  readonly y: number;
}

/** SVG elements for every visible word and coloured box of HTML inside of `root`, relative to `origin`. */
export function htmlLayers(root: HTMLElement, origin: Place): SVGElement[] {
  const layers: SVGElement[] = [];
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    if (!(element instanceof HTMLElement) || !isShown(element)) continue;
    const box = boxOf(element, origin);
    if (box !== undefined) layers.push(box);
  }
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent?.closest('svg') !== null || !isShown(parent)) continue;
    layers.push(...lines(node as Text, parent, origin));
  }
  return layers;
}

function isShown(element: HTMLElement): boolean {
  if (element.closest('[data-export="no"], .visually-hidden, button, select, input') !== null) return false;
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
}

function boxOf(element: HTMLElement, origin: Place): SVGRectElement | undefined {
  const style = getComputedStyle(element);
  const color = style.backgroundColor;
  if (color === 'transparent' || /^rgba\(.*, 0\)$/u.test(color)) return undefined;
  const { x, y, width, height } = element.getBoundingClientRect();
  if (width === 0 || height === 0) return undefined;
  const box = document.createElementNS(SVG, 'rect');
  box.setAttribute('x', String(x - origin.x));
  box.setAttribute('y', String(y - origin.y));
  box.setAttribute('width', String(width));
  box.setAttribute('height', String(height));
  box.setAttribute('rx', style.borderTopLeftRadius.replace('px', ''));
  box.setAttribute('fill', color);
  return box;
}

/** One element for each line that the text takes on the page. */
function lines(node: Text, parent: HTMLElement, origin: Place): SVGTextElement[] {
  const style = getComputedStyle(parent);
  const found: { words: string; x: number; bottom: number; height: number }[] = [];
  const range = document.createRange();
  for (const { 0: word, index } of node.data.matchAll(/\S+/gu)) {
    range.setStart(node, index);
    range.setEnd(node, index + word.length);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    const last = found.at(-1);
    if (last !== undefined && Math.abs(last.bottom - box.bottom) < 2) last.words += ` ${word}`;
    else found.push({ words: word, x: box.x, bottom: box.bottom, height: box.height });
  }
  return found.map(({ words, x, bottom, height }) => {
    const text = document.createElementNS(SVG, 'text');
    text.textContent = words;
    text.setAttribute('x', String(x - origin.x));
    // Descenders take about a fifth of a line of the fonts in use.
    text.setAttribute('y', String(bottom - origin.y - 0.22 * height));
    text.setAttribute('fill', style.color);
    text.setAttribute('font-family', style.fontFamily);
    text.setAttribute('font-size', style.fontSize);
    text.setAttribute('font-weight', style.fontWeight);
    return text;
  });
}
