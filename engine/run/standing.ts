// Where a study stands: its front, the hypervolume of that, and the best value of each objective.

import type { ToldBatch } from '../contract/sampler.ts';
import type { Study } from '../contract/study.ts';
import { COMPLETE } from '../contract/trial.ts';
import { ParetoArchive } from '../pareto/archive.ts';
import { measureHypervolume } from '../pareto/indicators.ts';
import type { StoredStudy } from '../store/index.ts';
import { ReferenceChooser } from './reference.ts';

/** Takes results in trial order; everything it says is a function of the results it took. */
export class Standing {
  readonly #study: Study;
  readonly #objectiveCount: number;
  readonly #archive: ParetoArchive;
  readonly #chooser: ReferenceChooser;
  #reference: number[] | undefined;
  #hypervolume: number | null = null;
  /** Version of the archive whose hypervolume is known. */
  #hypervolumeOf = -1;
  /** Version of the archive that the stored front shows. */
  #savedVersion = 0;

  constructor(study: Study) {
    this.#study = study;
    this.#objectiveCount = study.objectives.length;
    this.#archive = new ParetoArchive(this.#objectiveCount);
    this.#chooser = new ReferenceChooser(this.#objectiveCount);
  }

  get frontSize(): number {
    return this.#archive.size;
  }

  /** Raised whenever the front changes. */
  get version(): number {
    return this.#archive.version;
  }

  /** Takes the next results. */
  take({ results, objectives }: ToldBatch): void {
    for (let row = 0; row < results.count; row++) {
      if (results.states[row] !== COMPLETE) continue;
      const offset = row * this.#objectiveCount;
      this.#chooser.offer(objectives, offset);
      this.#archive.offer(results.first + row, objectives, offset);
    }
  }

  /** The reference point that the workspace has already stands. */
  useReference(reference: number[] | null): void {
    this.#reference = reference ?? undefined;
  }

  /** Settles the reference point, if enough trials are known, or in any case at the `end`. */
  settleReference(end: boolean): void {
    if (this.#reference === undefined && (end || this.#chooser.decided))
      this.#reference = this.#chooser.reference();
  }

  /** Null until the reference point is settled. */
  hypervolume(): number | null {
    if (this.#reference !== undefined && this.#hypervolumeOf !== this.#archive.version) {
      this.#hypervolumeOf = this.#archive.version;
      const reference = Float64Array.from(this.#reference);
      this.#hypervolume = measureHypervolume(this.#archive.values(), this.#objectiveCount, reference).volume;
    }
    return this.#hypervolume;
  }

  /** Best value of each objective on the front, in the metric's own sign. */
  best(): (number | null)[] {
    const best = new Array<number>(this.#objectiveCount).fill(Infinity);
    const values = this.#archive.values();
    for (let index = 0; index < values.length; index++) {
      const column = index % this.#objectiveCount;
      if (values[index]! < best[column]!) best[column] = values[index]!;
    }
    return best.map((value, index) =>
      value === Infinity ? null : this.#study.objectives[index]!.direction === 'minimize' ? value : -value,
    );
  }

  /** Stores front and reference point where they changed (or in any case); within a transaction. */
  save(stored: StoredStudy, always = false): void {
    if (this.#reference !== undefined && stored.reference() === null) stored.setReference(this.#reference);
    if (always || this.#archive.version !== this.#savedVersion)
      stored.saveFront(this.#archive.numbers(), this.hypervolume());
  }

  /** What `save` wrote is on disk. */
  saved(): void {
    this.#savedVersion = this.#archive.version;
  }
}
