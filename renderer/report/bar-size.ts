// Bars of report figures: a name, a bar, a number, row by row; in pixels.

export const BARS = {
  width: 560,
  names: 190,
  left: 198,
  right: 436,
  row: 24,
  top: 4,
  thickness: 13,
} as const;

/** Names beside a bar have room for about this many characters. */
const LONGEST_NAME = 30;

export function shortName(name: string): string {
  const characters = Array.from(name);
  return characters.length <= LONGEST_NAME ? name : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`;
}

/** The middle of a row. */
export function rowMiddle(row: number): number {
  return BARS.top + (row + 0.5) * BARS.row;
}
