// What trials know when they are judged: the results of earlier rounds, so that workers, batches and interruptions never
// show in the result.
//
// A sampler with rounds gives its own: nothing is proposed before the round before is over, so that round is known. Where
// the sampler needs no results, rounds are made up, and trials of a round know those two rounds back and earlier: the
// round between may still be under way, so that no worker waits at a round's end.

import type { Pruner, PruningKnowledge } from '../contract/pruner.ts';
import type { Study } from '../contract/study.ts';
import type { ResultBatch } from '../contract/trial.ts';
import { createPruner } from '../pruning/index.ts';
import { ObjectiveVectors } from './objective-vectors.ts';

/** Snapshots kept: of the round that trials are sent out from, and of those they may be in still. */
const KEPT_SNAPSHOTS = 4;

/** What a run has to say where its study gives determinism up. */
export const ASYNCHRONOUS_NOTE =
  'order asynchronous: pruning uses whatever results have arrived, so another run of this study may differ';

/** Where a run's pruner learns. */
export class PruningRounds {
  readonly #pruner: Pruner;
  readonly #vectors: ObjectiveVectors;
  readonly #asynchronous: boolean;
  /** Trials of one round; Infinity where there are none. */
  readonly roundSize: number;
  /** Rounds between a trial's own and the latest it knows. */
  readonly #lag: number;
  /** Knowledge of all trials before a round's first, by that first trial. */
  readonly #snapshots = new Map<number, PruningKnowledge>();
  readonly #firstNeeded: number;
  #observed = 0;
  #current: PruningKnowledge | undefined;

  /** `stored` trials are replayed first. */
  constructor(study: Study, metricIds: readonly string[], samplerRoundSize: number, stored: number) {
    const objectiveCount = study.objectives.length;
    this.#pruner = createPruner(study.pruner!, { objectiveCount, seed: study.seed });
    this.#vectors = new ObjectiveVectors(study, metricIds);
    this.#asynchronous = study.order === 'asynchronous';
    const ownRounds = Number.isFinite(samplerRoundSize);
    this.roundSize = ownRounds ? samplerRoundSize : this.#asynchronous ? Infinity : this.#pruner.roundSize;
    this.#lag = ownRounds ? 0 : 1;
    this.#firstNeeded = this.#asynchronous ? 0 : this.#knownThrough(stored);
    this.#snapshots.set(0, shared(this.#pruner.knowledge(0)));
  }

  /** Trials that a trial knows: those before this one. */
  #knownThrough(trial: number): number {
    return Math.max(0, Math.floor(trial / this.roundSize) - this.#lag) * this.roundSize;
  }

  /** How many trials from `next` on can be sent out together when `collected` are known in order; 0 for none yet. */
  allowance(next: number, collected: number): number {
    if (this.#asynchronous) return Infinity;
    if (this.#knownThrough(next) > collected) return 0;
    return this.roundSize - (next % this.roundSize);
  }

  /** What trials from `first` on, of one round, are judged by. */
  knowledgeFor(first: number): PruningKnowledge {
    if (this.#asynchronous) return (this.#current ??= shared(this.#pruner.knowledge(this.#observed)));
    return this.#snapshots.get(this.#knownThrough(first))!;
  }

  /** Takes stored trials when a run goes on. */
  replay(results: ResultBatch): void {
    this.#observe(results);
  }

  /** Takes results when they come back, in any order. */
  arrived(results: ResultBatch): void {
    if (this.#asynchronous) this.#observe(results);
  }

  /** Takes results in trial order. */
  collected(results: ResultBatch): void {
    if (!this.#asynchronous) this.#observe(results);
  }

  #observe(results: ResultBatch): void {
    for (const trial of this.#vectors.observed(results)) {
      this.#pruner.observe(trial);
      this.#observed++;
      if (this.#asynchronous || this.#observed % this.roundSize !== 0) continue;
      if (this.#observed < this.#firstNeeded) continue;
      this.#snapshots.set(this.#observed, shared(this.#pruner.knowledge(this.#observed / this.roundSize)));
      if (this.#snapshots.size > KEPT_SNAPSHOTS) this.#snapshots.delete(this.#snapshots.keys().next().value!);
    }
    this.#current = undefined;
  }
}

/** Knowledge in memory that all threads see, so that sending it with a batch costs nothing. */
function shared(knowledge: PruningKnowledge): PruningKnowledge {
  const { version, completed, tables, front } = knowledge;
  return {
    version,
    completed,
    tables: tables.map(({ steps, starts, vectors }) => ({
      steps: sharedDoubles(steps),
      starts: sharedIntegers(starts),
      vectors: sharedDoubles(vectors),
    })),
    front: sharedDoubles(front),
  };
}

function sharedDoubles(values: Float64Array): Float64Array {
  const copy = new Float64Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function sharedIntegers(values: Uint32Array): Uint32Array {
  const copy = new Uint32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}
