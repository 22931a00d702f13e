// Whether a space is known to hold no design that meets its constraints, found out while somebody waits.

import { ParetoscopeError } from '../contract/errors.ts';
import { RandomStream } from '../contract/random.ts';
import { repairDesign } from './repair.ts';
import type { Space } from './space.ts';
import { GridWalk } from './walk.ts';

const DRAWS = 500;
const REPAIRS = 3;
/** Spaces up to this size are looked through. */
const MOST_DESIGNS = 100_000;
const MOST_WALKED = 1_000_000;

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
 * The error that says that no design of a space meets its constraints, where that is certain: the space is small enough
 * to look through. A space that is not may still be empty; samplers say so when they find nothing.
 */
export function provenEmpty(space: Space): ParetoscopeError | undefined {
  if (space.constraints.length === 0) return undefined;
  const codes = new Float64Array(space.width);
  if (space.encodeDefault(codes) && space.violatedConstraint(codes) === undefined) return undefined;
  const stream = new RandomStream(0, 'space.emptiness');
  for (let draw = 0; draw < DRAWS; draw++) {
    space.sampleUniform(stream.restart(draw), codes);
    if (space.violatedConstraint(codes) === undefined) return undefined;
    if (draw >= DRAWS - REPAIRS && repairDesign(space, codes)) return undefined;
  }
  if (space.size > MOST_DESIGNS) return undefined;
  const refusals = new Refusals();
  const walk = new GridWalk(space, { full: true });
  let count = 0;
  for (; walk.next(codes); count++) {
    const violated = space.violatedConstraint(codes);
    // The walk takes whole ranges, which may be many more designs than those that dependent ranges leave.
    if (violated === undefined || count > MOST_WALKED) return undefined;
    refusals.add(violated);
  }
  return refusals.error(`none of ${count.toLocaleString('en')} designs`);
}
