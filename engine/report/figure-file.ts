// A figure as an SVG file of its own, in light colours on a white ground.

import type { Figure } from '../contract/report-document.ts';
import { reportRenderer } from './page.ts';

/** Programs that show SVG files know style sheets, but few know custom properties: their values are written out. */
export async function figureFile(figure: Figure): Promise<string> {
  const { figure: draw, tokens } = await reportRenderer();
  const { markup, style } = draw(figure);
  const plain = withValues(style, tokens);
  const head = `<style>${plain}</style><rect width="100%" height="100%" fill="${tokens['--surface']?.[0] ?? '#ffffff'}"/>`;
  return `${markup.trim().replace('</desc>', () => `</desc>${head}`)}\n`;
}

/** Every `var(--name, other)` replaced by the light value of the token, else by what stands in for it. */
export function withValues(
  style: string,
  tokens: Readonly<Record<string, readonly [light: string, dark: string]>>,
): string {
  let text = style;
  // Values refer to others, a font to its families, but not in circles.
  for (let depth = 0; depth < 5 && text.includes('var('); depth++) {
    text = text.replaceAll(
      /var\((--[a-z0-9-]+)(?:,\s*([^()]*))?\)/gu,
      (_, name: string, other?: string) => tokens[name]?.[0] ?? other ?? 'inherit',
    );
  }
  return text;
}
