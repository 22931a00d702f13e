// Designs that meet the design constraints of a space, found by rejection.

import { ParetoscopeError } from '../contract/errors.ts';
import type { RandomStream } from '../contract/random.ts';
import type { Space } from '../space/space.ts';

/** Designs tried for one proposal before a space counts as empty. */
export const ATTEMPTS = 10_000;

/** Counts how often each design constraint refused a design, to name the one to blame. */
export class Refusals {
  readonly #counts = new Map<string, { message: string; count: number }>();
  #total = 0;

  add(constraint: { readonly id: string; readonly message: string }): void {
    this.#total++;
    const entry = this.#counts.get(constraint.id);
    if (entry === undefined) this.#counts.set(constraint.id, { message: constraint.message, count: 1 });
    else entry.count++;
  }

  /** The error that says that no design was found. */
  error(searched: string): ParetoscopeError {
    let worst = { message: '', count: 0 };
    let worstId = '';
    for (const [id, entry] of this.#counts) {
      if (entry.count > worst.count) {
        worst = entry;
        worstId = id;
      }
    }
    const share = Math.round((100 * worst.count) / Math.max(1, this.#total));
    return new ParetoscopeError(
      'space-empty',
      `${searched} meets the design constraints; "${worstId}" (${worst.message}) refused ${share} %`,
      { hint: 'widen the parameters that this constraint reads, or fix one of them at a value that fits' },
    );
  }
}

/**
 * Writes a design drawn uniformly from those that meet the constraints. Throws `space-empty`, naming the constraint
 * that refused most, after `ATTEMPTS` draws.
 */
export function sampleFeasible(
  space: Space,
  stream: RandomStream,
  codes: Float64Array,
  offset: number,
): void {
  let refusals: Refusals | undefined;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    space.sampleUniform(stream, codes, offset);
    const violated = space.violatedConstraint(codes, offset);
    if (violated === undefined) return;
    refusals ??= new Refusals();
    refusals.add(violated);
  }
  throw refusals!.error(`none of ${ATTEMPTS.toLocaleString('en')} random designs`);
}
