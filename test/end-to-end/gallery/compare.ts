// Whether two pictures of a chart are the same to the eye.

/** Percent of a cell's area, and steps of a colour, that anti-aliasing of another machine may differ by. */
const INK_TOLERANCE = 5;
const COLOR_TOLERANCE = 3;
/** Below this a cell's colour is that of a few faint pixels. */
const TELLING_INK = 4;
/** Cells of a canvas that may differ by more. */
const CELLS_APART = 3;
const MOST_LISTED = 8;

/** What differs, line by line; nothing where the pictures are alike. */
export function differences(before: string, after: string): string[] {
  const [old, now] = [before.trimEnd().split('\n'), after.trimEnd().split('\n')];
  const found: string[] = [];
  let apart = 0;
  for (let line = 0; line < Math.max(old.length, now.length); line++) {
    const [was, is] = [old[line] ?? '(nothing)', now[line] ?? '(nothing)'];
    if (was.startsWith('canvas')) apart = 0;
    if (was === is) continue;
    if (was.startsWith(' ink ') && is.startsWith(' ink ')) {
      apart += cellsApart(was, is);
      if (apart <= CELLS_APART) continue;
    }
    found.push(`line ${line + 1} was ${was.trim()} and is ${is.trim()}`);
  }
  return found.slice(0, MOST_LISTED);
}

function cellsApart(was: string, is: string): number {
  const [old, now] = [cellsOf(was), cellsOf(is)];
  if (old.length !== now.length) return Infinity;
  return old.filter((cell, index) => !alike(cell, now[index]!)).length;
}

interface Cell {
  readonly ink: number;
  readonly color: readonly number[];
}

function cellsOf(line: string): Cell[] {
  return line
    .trim()
    .split(' ')
    .slice(1)
    .map((cell) => {
      const [ink = '0', color = '000'] = cell.split('#');
      return { ink: Number(ink), color: Array.from(color, (step) => Number.parseInt(step, 16)) };
    });
}

function alike(was: Cell, is: Cell): boolean {
  if (Math.abs(was.ink - is.ink) > INK_TOLERANCE) return false;
  if (Math.min(was.ink, is.ink) < TELLING_INK) return true;
  return was.color.every((step, channel) => Math.abs(step - is.color[channel]!) <= COLOR_TOLERANCE);
}
