// Designs that meet the design constraints of a space, found by rejection; by repair where they are too rare for that.

import type { RandomStream } from '../contract/random.ts';
import { Refusals } from '../space/emptiness.ts';
import { repairDesign } from '../space/repair.ts';
import type { Space } from '../space/space.ts';

/** Designs drawn for one proposal before the next ones are repaired. */
const DRAWS = 2000;
/** Designs repaired for one proposal before a space counts as empty. */
const REPAIRS = 20;

/**
 * Writes a design drawn uniformly from those that meet the constraints; where 2,000 draws bring none, the nearest one to
 * a further draw (`repairDesign`). Throws `space-empty`, naming the constraint that refused most, where that fails too.
 */
export function sampleFeasible(
  space: Space,
  stream: RandomStream,
  codes: Float64Array,
  offset: number,
): void {
  let refusals: Refusals | undefined;
  for (let attempt = 0; attempt < DRAWS + REPAIRS; attempt++) {
    space.sampleUniform(stream, codes, offset);
    const violated = space.violatedConstraint(codes, offset);
    if (violated === undefined) return;
    refusals ??= new Refusals();
    refusals.add(violated);
    if (attempt >= DRAWS && repairDesign(space, codes, offset)) return;
  }
  throw refusals!.error(`none of ${(DRAWS + REPAIRS).toLocaleString('en')} random designs`);
}
