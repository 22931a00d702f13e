// Finds a name by some of its letters in their order, the way palettes do. Pure.

/**
 * How well `query` matches `text`; null where not all of its letters occur in order. Letters at the start of words and
 * in a row count more, and shorter texts win among equals.
 */
export function fuzzyScore(query: string, text: string): number | null {
  const wanted = query.toLowerCase().replaceAll(/\s+/gu, ' ').trim();
  if (wanted === '') return 0;
  const lower = text.toLowerCase();
  const whole = lower.indexOf(wanted);
  let score = whole === -1 ? 0 : 40 + (whole === 0 || /\W/u.test(lower[whole - 1]!) ? 20 : 0);
  let place = -1;
  for (const letter of wanted) {
    if (letter === ' ') continue;
    const next = lower.indexOf(letter, place + 1);
    if (next === -1) return null;
    const startsWord = next === 0 || /[\s\W_]/u.test(lower[next - 1]!);
    score += (startsWord ? 6 : 0) + (next === place + 1 ? 4 : 0) + 1;
    score -= Math.min(3, (next - place - 1) / 10);
    place = next;
  }
  return score - text.length / 200;
}

/** The items that match, best first, at most `most`; in their own order where nothing is asked. */
export function fuzzyFilter<T>(
  items: readonly T[],
  query: string,
  textOf: (item: T) => string,
  most: number,
): readonly T[] {
  if (query.trim() === '') return items.slice(0, most);
  return items
    .map((item, index) => ({ item, index, score: fuzzyScore(query, textOf(item)) }))
    .filter((entry): entry is typeof entry & { score: number } => entry.score !== null)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, most)
    .map(({ item }) => item);
}
