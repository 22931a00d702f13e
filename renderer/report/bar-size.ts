// Bars of report figures: a name, a bar, a number, row by row; in pixels.

export const BARS = {
  width: 560,
  row: 24,
  top: 4,
  thickness: 13,
} as const;

/** Of the text on paper, where it is largest; texts are measured by their length, since no font is there to ask. */
const CHARACTER = 8;
const GAP = 12;
/** Room for names; wider names are cut. */
const NAMES = { least: 190, most: 280 } as const;
/** Room for numbers is at most this; wider ones reach into the bar's end. */
const MOST_NUMBERS = 172;

/** Where the bars of a figure begin and end. */
export interface BarRoom {
  readonly left: number;
  readonly right: number;
}

/** Room for bars between names, each with its indent, and numbers. */
export function barRoom(
  rows: readonly { readonly name: string; readonly indent: number; readonly number: string }[],
): BarRoom {
  const names = Math.max(...rows.map(({ name, indent }) => indent + widthOf(name)), NAMES.least);
  const numbers = Math.max(...rows.map(({ number }) => widthOf(number)), 0);
  return {
    left: Math.round(Math.min(names, NAMES.most)) + GAP - 4,
    right: Math.round(BARS.width - Math.min(numbers + GAP, MOST_NUMBERS)),
  };
}

/** A name that has room before the bars. */
export function shortName(name: string, indent: number): string {
  const room = Math.floor((NAMES.most - indent) / CHARACTER);
  const characters = Array.from(name);
  return characters.length <= room ? name : `${characters.slice(0, room - 1).join('')}…`;
}

function widthOf(text: string): number {
  return Array.from(text).length * CHARACTER;
}

/** The middle of a row. */
export function rowMiddle(row: number): number {
  return BARS.top + (row + 0.5) * BARS.row;
}
