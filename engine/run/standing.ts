// Where a study stands: its front, the hypervolume of that, and the best value of each objective.

import type { ToldBatch } from '../contract/sampler.ts';
import type { Study } from '../contract/study.ts';
import type { DesignBatch } from '../contract/trial.ts';
import { COMPLETE } from '../contract/trial.ts';
import { ParetoArchive } from '../pareto/archive.ts';
import { measureHypervolume } from '../pareto/indicators.ts';
import type { StoredStudy } from '../store/index.ts';
import type { Worth } from './plateau.ts';
import { ReferenceChooser } from './reference.ts';

/** Takes results in trial order; everything it says is a function of the results it took. */
export class Standing {
  readonly #study: Study;
  readonly #objectiveCount: number;
  readonly #archive: ParetoArchive;
  readonly #chooser: ReferenceChooser;
  #reference: number[] | undefined;
  /** The reference point is the final one. */
  #settled = false;
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
  take({ designs, results, objectives }: ToldBatch): void {
    for (let row = 0; row < results.count; row++) {
      if (results.states[row] !== COMPLETE || !this.admits(designs, row)) continue;
      const offset = row * this.#objectiveCount;
      this.#chooser.offer(objectives, offset);
      this.#archive.offer(results.first + row, objectives, offset);
    }
  }

  /** Takes a single trial that was found before, or again; in trial order. */
  place(number: number, objectives: Float64Array): void {
    this.#chooser.offer(objectives, 0);
    this.#archive.offer(number, objectives, 0);
  }

  /** Whether a design can be on the front: on a fidelity ladder only the top counts. */
  admits(designs: DesignBatch, row: number): boolean {
    const { dimensions, fidelity } = this.#study;
    if (fidelity === undefined) return true;
    const column = dimensions.findIndex(({ id }) => id === fidelity.parameter);
    return designs.codes[row * dimensions.length + column] === fidelity.levels.length - 1;
  }

  /** Whether enough trials were taken to settle the reference point. */
  get isReferenceKnown(): boolean {
    return this.#chooser.decided;
  }

  /** A reference point that stands until enough trials are known to settle it. */
  useReference(reference: number[] | null): void {
    if (!this.#settled && reference !== null) this.#setReference(reference);
  }

  /** Settles the reference point, if enough trials are known; at the `end` takes what there is until there are more. */
  settleReference(end: boolean): void {
    if (this.#settled || !(end || this.#chooser.decided)) return;
    this.#settled = this.#chooser.decided;
    const reference = this.#chooser.reference();
    if (reference !== undefined) this.#setReference(reference);
  }

  #setReference(reference: number[]): void {
    this.#reference = reference;
    this.#hypervolumeOf = -1;
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

  /** What the study is worth so far, for watching a plateau; the same for the same trials. */
  worth(): Worth | undefined {
    if (this.#objectiveCount === 1) {
      const value = this.#archive.values()[0];
      return value === undefined ? undefined : { value, better: 'smaller' };
    }
    if (!this.#chooser.decided) return undefined;
    this.settleReference(false);
    return { value: this.hypervolume()!, better: 'larger' };
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
    if (this.#reference !== undefined && stored.reference()?.join() !== this.#reference.join())
      stored.setReference(this.#reference);
    if (always || this.#archive.version !== this.#savedVersion)
      stored.saveFront(this.#archive.numbers(), this.hypervolume());
  }

  /** What `save` wrote is on disk. */
  saved(): void {
    this.#savedVersion = this.#archive.version;
  }
}
