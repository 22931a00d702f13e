// Runs in the page: a chart as lines of text that do not depend on fonts.

/**
 * A line for each vector mark (its kind, rounded geometry, colours), for each piece of text, and for each row of a grid
 * laid over every canvas: cells of `coverage#rgb`, the ink in percent and its mean colour in steps of sixteen.
 */
export function pictureOf(): string {
  const GEOMETRY = [
    'x',
    'y',
    'x1',
    'x2',
    'y1',
    'y2',
    'cx',
    'cy',
    'r',
    'rx',
    'width',
    'height',
    'd',
    'transform',
    'points',
    'text-anchor',
  ];
  const LOOKS = ['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'opacity'] as const;
  const COLUMNS = 20;
  const ROWS = 12;
  const lines: string[] = [];
  const rounded = (text: string): string =>
    text.replaceAll(/-?\d+(?:\.\d+)?(?:e-?\d+)?/gu, (number) => String(Math.round(Number(number)) + 0));

  function vector(element: Element, depth: number): void {
    const style = getComputedStyle(element);
    if (style.display === 'none' || element.closest('[data-export="no"]') !== null) return;
    const parts = [element.tagName];
    for (const name of GEOMETRY) {
      const value = element.getAttribute(name);
      if (value !== null)
        parts.push(`${name}=${value.endsWith('%') || value.endsWith('em') ? value : rounded(value)}`);
    }
    if (element instanceof SVGGeometryElement || element.tagName === 'text') {
      for (const name of LOOKS) {
        const value = style.getPropertyValue(name);
        const usual = {
          fill: 'none',
          'fill-opacity': '1',
          stroke: 'none',
          'stroke-width': '1px',
          'stroke-dasharray': 'none',
          opacity: '1',
        };
        if (value !== usual[name]) parts.push(`${name}:${value}`);
      }
    }
    const words = element.children.length === 0 ? element.textContent.trim() : '';
    if (words !== '') parts.push(JSON.stringify(words));
    lines.push(`${' '.repeat(depth)}${parts.join(' ')}`);
    for (const child of element.children) vector(child, depth + 1);
  }

  function canvas(element: HTMLCanvasElement): void {
    if (element.hidden || element.width === 0 || element.height === 0) return;
    const context = element.getContext('2d');
    if (context === null) return;
    const { data, width, height } = context.getImageData(0, 0, element.width, element.height);
    lines.push(`canvas ${width}x${height}`);
    for (let row = 0; row < ROWS; row++) {
      const cells: string[] = [];
      for (let column = 0; column < COLUMNS; column++) {
        const sums = [0, 0, 0];
        let ink = 0;
        let pixels = 0;
        for (let y = Math.floor((row * height) / ROWS); y < Math.floor(((row + 1) * height) / ROWS); y++) {
          for (
            let x = Math.floor((column * width) / COLUMNS);
            x < Math.floor(((column + 1) * width) / COLUMNS);
            x++
          ) {
            const at = 4 * (y * width + x);
            const alpha = data[at + 3]! / 255;
            ink += alpha;
            pixels += 1;
            for (let channel = 0; channel < 3; channel++) sums[channel]! += data[at + channel]! * alpha;
          }
        }
        const color = sums.map((sum) =>
          ink === 0 ? '0' : Math.min(15, Math.round(sum / ink / 17)).toString(16),
        );
        cells.push(`${Math.round((100 * ink) / Math.max(1, pixels))}#${color.join('')}`);
      }
      lines.push(` ink ${cells.join(' ')}`);
    }
  }

  function html(element: Element): void {
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) {
        const words = (node.textContent ?? '').replaceAll(/\s+/gu, ' ').trim();
        if (words !== '') lines.push(`words ${JSON.stringify(words)}`);
      } else if (node instanceof HTMLCanvasElement) canvas(node);
      else if (node instanceof SVGSVGElement) vector(node, 0);
      else if (node instanceof HTMLElement && node.dataset.export !== 'no') html(node);
    }
  }

  html(document.querySelector('[data-chart]')!);
  return `${lines.join('\n')}\n`;
}
