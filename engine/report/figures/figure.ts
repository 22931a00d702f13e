// A figure: an SVG drawing with the sentence that says what it shows.

import { markup, verbatim, type Markup, type Part } from '../markup.ts';

export interface Figure {
  /** Unique within the document; letters, digits and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What it shows, for readers and for those who cannot see it. */
  readonly caption: string;
  readonly width: number;
  readonly height: number;
  /** Contents of the `svg` element. Colours come from classes, see `FIGURE_COLORS`. */
  readonly drawing: Markup;
}

/** Classes of marks and their light and dark colours; marks keep a contrast of 3 to 1 against the page. */
export const FIGURE_COLORS = {
  page: ['#ffffff', '#15191d'],
  front: ['#0868bd', '#5db0f7'],
  dominated: ['#77818a', '#8a949d'],
  violating: ['#cf6a17', '#d9863c'],
  chosen: ['#16191c', '#ffffff'],
  grid: ['#e1e4e5', '#272e34'],
  axis: ['#868f96', '#66717a'],
  label: ['#565e66', '#9ea8b1'],
  'series-1': ['#0868bd', '#5db0f7'],
  'series-2': ['#c2570c', '#f0994e'],
  'series-3': ['#007a5a', '#3fc39a'],
  'series-4': ['#9d3f86', '#e08fcb'],
  'series-5': ['#6b5d00', '#d3bf45'],
  'series-6': ['#4b5563', '#aab4be'],
} as const satisfies Readonly<Record<string, readonly [light: string, dark: string]>>;

export type MarkColor = keyof typeof FIGURE_COLORS;
export const SERIES_COLORS = [
  'series-1',
  'series-2',
  'series-3',
  'series-4',
  'series-5',
  'series-6',
] as const;

/** How marks are drawn, whatever the colours: `stroke-` and `fill-` classes for every colour. */
export function figureStyle(theme: 0 | 1): string {
  const colors = Object.entries(FIGURE_COLORS).map(
    ([name, pair]) => `.stroke-${name}{stroke:${pair[theme]}}.fill-${name}{fill:${pair[theme]}}`,
  );
  return colors.join('\n');
}

/** Style that does not depend on the theme. */
export const FIGURE_TEXT_STYLE =
  "text{font:12px system-ui,'Segoe UI','Noto Sans','DejaVu Sans',sans-serif}.mark{fill:none;stroke-linecap:round}.line{fill:none}.halo{paint-order:stroke;stroke-width:3px;stroke-linejoin:round}";

/** The figure as an `svg` element, named by its title and described by its caption. */
export function figureElement(figure: Figure, inside?: Part): Markup {
  const { id, title, caption, width, height, drawing } = figure;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="${id}-title ${id}-description"><title id="${id}-title">${title}</title><desc id="${id}-description">${caption}</desc>${inside}${drawing}</svg>`;
}

/** The figure as a file of its own, in light colours on a white ground. */
export function figureFile(figure: Figure): string {
  const style = markup`<style>${verbatim(`${FIGURE_TEXT_STYLE}\n${figureStyle(0)}`)}</style><rect class="fill-page" width="100%" height="100%"/>`;
  return `${figureElement(figure, style).toString()}\n`;
}
