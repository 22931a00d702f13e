// Text that has little room. Pure: SVG and canvases have no ellipsis of their own.

/** A letter of the small text at its widest in common fonts, on average over a word. */
const LETTER_PIXELS = 6.6;

/** The text, or as much of its beginning as `room` pixels hold. */
export function fitted(text: string, room: number): string {
  const letters = Math.floor(room / LETTER_PIXELS);
  return text.length <= letters ? text : `${text.slice(0, Math.max(1, letters - 1)).trimEnd()}…`;
}

/** True if the whole text has room. */
export function fits(text: string, room: number): boolean {
  return text.length * LETTER_PIXELS <= room;
}
