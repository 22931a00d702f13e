// The window's design tokens as values: `light-dark()` is newer than many a reader's browser, so a report has the two
// colours one by one.

/** Custom properties of a style sheet with their light and dark values, the same for both where there is one. */
export function readTokens(sheet: string): Record<string, readonly [light: string, dark: string]> {
  const tokens: Record<string, readonly [string, string]> = {};
  for (const [, name, value] of sheet.matchAll(/(--[a-z0-9-]+):\s*([^;]+);/gu)) {
    tokens[name!] ??= [valueIn(value!, 0), valueIn(value!, 1)];
  }
  return tokens;
}

const BOTH = 'light-dark(';

/** A value with every `light-dark(a, b)` replaced by one of the two. */
function valueIn(value: string, theme: 0 | 1): string {
  const start = value.indexOf(BOTH);
  if (start < 0) return value.trim();
  const first = start + BOTH.length;
  let comma = first;
  let depth = 1;
  let at = first;
  for (; at < value.length && depth > 0; at++) {
    const character = value[at]!;
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth === 1 && character === ',' && comma === first) comma = at;
  }
  const chosen = theme === 0 ? value.slice(first, comma) : value.slice(comma + 1, at - 1);
  return valueIn(value.slice(0, start) + chosen.trim() + value.slice(at), theme);
}
