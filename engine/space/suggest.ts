// "Did you mean": the known word nearest to a mistyped one.

/**
 * Edits between two words: insertions, deletions, substitutions and swaps of neighbours (Damerau-Levenshtein in its
 * optimal-string-alignment form).
 */
export function editDistance(a: string, b: string): number {
  const width = b.length + 1;
  let beforePrevious = new Uint32Array(width);
  let previous = Uint32Array.from({ length: width }, (_, column) => column);
  let current = new Uint32Array(width);
  for (let row = 1; row <= a.length; row++) {
    current[0] = row;
    for (let column = 1; column < width; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        previous[column]! + 1,
        current[column - 1]! + 1,
        previous[column - 1]! + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, beforePrevious[column - 2]! + 1);
      }
      current[column] = best;
    }
    [beforePrevious, previous, current] = [previous, current, beforePrevious];
  }
  return previous[b.length]!;
}

const LONGEST_WORD = 64;

/**
 * The candidate nearest to `word`, or undefined if none is near: within a third of the longer word's length in edits
 * (at least one), or one a whole part of the other ("sram" for "sram_capacity"). Case, `_`, `-` and spaces are not
 * counted as differences. Of equally near candidates the first wins.
 */
export function nearestWord(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(word);
  if (wanted.length === 0 || word.length > LONGEST_WORD) return undefined;
  let best: string | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate.length > LONGEST_WORD) continue;
    const offered = plain(candidate);
    const longer = Math.max(wanted.length, offered.length);
    const distance = editDistance(wanted, offered);
    const near = distance <= Math.max(1, Math.floor(longer / 3)) && distance < longer;
    const part = wanted.length >= 3 && (offered.startsWith(wanted) || parts(candidate).includes(wanted));
    if (!near && !part) continue;
    // A prefix match counts as two edits, whatever its length: better than a poor spelling, worse than a slip.
    const score = part ? Math.min(distance, 2) : distance;
    if (score < bestScore) {
      best = candidate;
      bestScore = score;
    }
  }
  return best;
}

/** `did you mean "x"?`, or undefined. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const nearest = nearestWord(word, candidates);
  return nearest === undefined ? undefined : `did you mean "${nearest}"?`;
}

function plain(word: string): string {
  return word.toLowerCase().replaceAll(/[_\-\s]/g, '');
}

function parts(word: string): readonly string[] {
  return word.toLowerCase().split(/[._\-\s]/);
}
