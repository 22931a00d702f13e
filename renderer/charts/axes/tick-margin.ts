// How much room the labels of an axis on the left take, with the axis' title beside them. Pure.

/** Ticks and their labels' distance from the axis; and the line of the title, from the left edge to its middle. */
const TICK_PIXELS = 11;
export const TITLE_PIXELS = 14;
const TITLE_ROOM_PIXELS = 24;
/** A letter of a label on average: digits and raised digits are narrow. */
const LETTER_PIXELS = 6.1;
const FEWEST_LETTERS = 4;
/** Longer labels are cut. */
export const LONGEST_TICK_PIXELS = 80;

/** Room for labels and title, in pixels. */
export function tickMargin(labels: readonly string[]): number {
  const letters = labels.reduce((most, label) => Math.max(most, label.length), FEWEST_LETTERS);
  return Math.ceil(TICK_PIXELS + Math.min(LONGEST_TICK_PIXELS, letters * LETTER_PIXELS) + TITLE_ROOM_PIXELS);
}

/** The margins of axes whose labels change as they are moved: they grow and never shrink, so that plots stand still. */
export class TickMargins {
  readonly #margins = new Map<string, number>();

  of(axis: string): number {
    return this.#margins.get(axis) ?? tickMargin([]);
  }

  see(axis: string, labels: readonly string[]): void {
    this.#margins.set(axis, Math.max(this.of(axis), tickMargin(labels)));
  }
}
