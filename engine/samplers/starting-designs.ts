// Designs that a study tries before anything its sampler would propose.

import { ParetoscopeError } from '../contract/errors.ts';
import type { Sampler, ToldBatch } from '../contract/sampler.ts';
import type { StudyStart } from '../contract/study.ts';
import type { Space } from '../space/space.ts';

/**
 * The code rows a study begins with: the system's default design (the published configuration) where it lies in the
 * space and `published` is not off, then the listed designs. A design equal to an earlier one is left out. Throws
 * `design-invalid` for a listed design outside the space or against a design constraint.
 */
export function startingRows(
  space: Space,
  start: StudyStart | undefined,
  published: boolean,
): Float64Array[] {
  const rows: Float64Array[] = [];
  const add = (row: Float64Array): void => {
    const isNew = rows.every((known) => known.some((code, index) => !Object.is(code, row[index])));
    if (isNew) rows.push(row);
  };
  if (start?.published ?? published) {
    const row = new Float64Array(space.width);
    if (space.encodeDefault(row) && space.violatedConstraint(row) === undefined) add(row);
  }
  for (const design of start?.designs ?? []) {
    const row = new Float64Array(space.width);
    space.encodeAllowed(design, row);
    add(row);
  }
  return rows;
}

/** Proposes the given rows as the first trials, in place of the sampler's own proposals for them. */
class Replacing implements Sampler {
  readonly roundSize: number;
  readonly #inner: Sampler;
  readonly #rows: readonly Float64Array[];

  constructor(inner: Sampler, rows: readonly Float64Array[]) {
    this.#inner = inner;
    this.#rows = rows;
    this.roundSize = inner.roundSize;
  }

  ask(first: number, count: number, codes: Float64Array): number {
    const filled = this.#inner.ask(first, count, codes);
    for (let row = 0; row < count && first + row < this.#rows.length; row++) {
      const own = this.#rows[first + row]!;
      codes.set(own, row * own.length);
    }
    return Math.max(filled, Math.min(count, this.#rows.length - first));
  }

  tell(batch: ToldBatch): void {
    this.#inner.tell(batch);
  }

  warm(batch: ToldBatch): void {
    this.#inner.warm?.(batch);
  }

  prepare(first: number): Promise<void> | undefined {
    return this.#inner.prepare?.(first);
  }

  close(): void {
    this.#inner.close?.();
  }
}

/** Proposes the given rows first and then everything the sampler proposes; for samplers that learn nothing. */
class Preceding implements Sampler {
  readonly roundSize = Number.POSITIVE_INFINITY;
  readonly #inner: Sampler;
  readonly #rows: readonly Float64Array[];

  constructor(inner: Sampler, rows: readonly Float64Array[]) {
    this.#inner = inner;
    this.#rows = rows;
  }

  ask(first: number, count: number, codes: Float64Array): number {
    const own = Math.max(0, Math.min(count, this.#rows.length - first));
    for (let row = 0; row < own; row++) {
      const design = this.#rows[first + row]!;
      codes.set(design, row * design.length);
    }
    if (own === count) return own;
    const width = this.#rows[0]!.length;
    const rest = codes.subarray(own * width, count * width);
    return own + this.#inner.ask(first + own - this.#rows.length, count - own, rest);
  }

  tell(): void {
    // Proposals depend on no results.
  }
}

/** The same designs without a value for one parameter. */
export function withoutParameter(start: StudyStart, parameter: string): StudyStart {
  return {
    ...start,
    designs: (start.designs ?? []).map((design) =>
      Object.fromEntries(Object.entries(design).filter(([id]) => id !== parameter)),
    ),
  };
}

/**
 * A sampler that begins with a study's starting designs. A grid still takes all of its points afterwards; the other
 * samplers give up their own proposals for these trials. `isWhole`: the sampler's designs belong together, and any
 * starting design is refused (`study-invalid`).
 */
export function startingWith(
  sampler: Sampler,
  type: string,
  space: Space,
  start: StudyStart | undefined,
  isWhole = false,
): Sampler {
  const rows = startingRows(space, start, type !== 'grid' && !isWhole);
  if (rows.length === 0) return sampler;
  if (isWhole) {
    throw new ParetoscopeError('study-invalid', `the designs of sampler "${type}" belong together`, {
      hint: 'nothing can be tried before them: leave "start" out',
    });
  }
  return type === 'grid' ? new Preceding(sampler, rows) : new Replacing(sampler, rows);
}
