// Which rows of a long list of equally high rows are in view. Pure; a list of a million costs what a list of ten does.

/** Chromium cuts elements off near 33.5 million pixels; rows beyond are reached by sorting or filtering. */
const TALLEST_LIST_PIXELS = 33_000_000;
/** Rows made above and below what is in view, so that a turn of the wheel meets rows that are there. */
const ROWS_AROUND = 4;

export interface ListShape {
  readonly rowPixels: number;
  /** Height of the sticky head above the rows. */
  readonly headPixels: number;
}

/** How many of the rows the list can hold. */
export function rowsThatFit(count: number, { rowPixels, headPixels }: ListShape): number {
  return Math.min(count, Math.floor((TALLEST_LIST_PIXELS - headPixels) / rowPixels));
}

/** The first row to make and the one after the last. `scrollTop` and `viewPixels` are those of the scrolling element. */
export function rowWindow(
  count: number,
  { rowPixels, headPixels }: ListShape,
  scrollTop: number,
  viewPixels: number,
): readonly [first: number, end: number] {
  const top = Math.max(0, scrollTop);
  const first = Math.min(count, Math.max(0, Math.floor(top / rowPixels) - ROWS_AROUND));
  const seen = Math.ceil((top + Math.max(0, viewPixels - headPixels)) / rowPixels);
  return [first, Math.max(first, Math.min(count, seen + ROWS_AROUND))];
}

/** Where to scroll so that a row is in view with the least movement; undefined where it is. */
export function scrollTopFor(
  row: number,
  { rowPixels, headPixels }: ListShape,
  scrollTop: number,
  viewPixels: number,
): number | undefined {
  const top = row * rowPixels;
  const bottom = headPixels + top + rowPixels;
  if (top < scrollTop) return top;
  return bottom > scrollTop + viewPixels ? bottom - viewPixels : undefined;
}
