// Designs that other studies of the workspace have evaluated, with the same version of the same system. Their results
// are those that an evaluation would have given (see `duplicates.ts`), so it never shows whether they were used. Only
// what an evaluation said is taken over; whether it meets this study's constraints is judged anew.

import type { Study } from '../contract/study.ts';
import { COMPLETE, FAILED, INFEASIBLE } from '../contract/trial.ts';
import type { StoredStudy } from '../store/index.ts';
import { meets } from './constraint.ts';
import { DesignHasher, DesignIndex } from './design-index.ts';

/** Trials of other studies that are looked at, at most: reading them must not keep a run from starting. */
const MOST_TRIALS_READ = 100_000;
const ROWS = 10_000;

/** What an evaluation said. */
export interface KnownResult {
  readonly state: number;
  readonly metrics: Float64Array;
  readonly message: string | undefined;
}

interface Sibling {
  readonly stored: StoredStudy;
  readonly hasher: DesignHasher;
  /** Number of its first trial among those of all siblings. */
  readonly from: number;
  readonly count: number;
}

/** See the head of this file. */
export class SiblingDesigns {
  readonly #hasher: DesignHasher;
  readonly #index = new DesignIndex();
  readonly #siblings: Sibling[] = [];
  readonly #objectiveColumns: readonly number[];
  readonly #constraints: readonly {
    readonly column: number;
    readonly constraint: Study['constraints'][number];
  }[];

  /** Reads the designs of the siblings, the last ones first, as far as they are few enough. */
  constructor(study: Study, stored: StoredStudy, siblings: readonly StoredStudy[]) {
    const { metricIds } = stored;
    this.#hasher = new DesignHasher(study);
    this.#objectiveColumns = study.objectives.map(({ metric }) => metricIds.indexOf(metric));
    this.#constraints = study.constraints.map((constraint) => ({
      column: metricIds.indexOf(constraint.metric),
      constraint,
    }));
    let from = 0;
    for (const sibling of siblings.toReversed()) {
      if (sibling.metricIds.join('\0') !== metricIds.join('\0')) continue;
      const count = Math.min(sibling.storedCount(), sibling.firstRandom ?? Infinity, MOST_TRIALS_READ - from);
      if (count <= 0) continue;
      const hasher = new DesignHasher(sibling.study);
      this.#siblings.push({ stored: sibling, hasher, from, count });
      for (let first = 0; first < count; first += ROWS) {
        const { designs, results } = sibling.readBatch(first, Math.min(ROWS, count - first));
        for (let row = 0; row < results.count; row++) {
          const state = results.states[row]!;
          if (state === COMPLETE || state === INFEASIBLE)
            this.#index.findOrAdd(hasher, designs.codes, row * hasher.width, from + first + row);
        }
      }
      from += count;
    }
  }

  /** What is known of the design at `offset`, judged by this study. */
  find(codes: Float64Array, offset: number): KnownResult | undefined {
    const known = this.#index.find(this.#hasher, codes, offset);
    if (known === undefined) return undefined;
    const { stored, from } = this.#siblings.findLast((sibling) => sibling.from <= known)!;
    const { results } = stored.readBatch(known - from, 1);
    const { metrics } = results;
    const message = results.messages[0]?.[1];
    // The system refused the design itself: so it does here.
    if (message !== undefined) return { state: INFEASIBLE, metrics, message };
    const state = this.#judge(metrics);
    return state === FAILED ? undefined : { state, metrics, message: undefined };
  }

  #judge(metrics: Float64Array): number {
    if (!this.#objectiveColumns.every((column) => Number.isFinite(metrics[column]))) return FAILED;
    const isFeasible = this.#constraints.every(({ column, constraint }) =>
      meets(constraint, metrics[column]!),
    );
    return isFeasible ? COMPLETE : INFEASIBLE;
  }
}
