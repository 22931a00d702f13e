// The hypervolume's reference point: chosen once per study, from its first feasible trials, so that the volume of a
// run only ever grows and is the same whoever computes it.

/** Feasible trials that decide the reference point. */
const DECIDING_TRIALS = 100;

/** Collects the ranges of the first feasible trials (objectives to be minimised). */
export class ReferenceChooser {
  readonly #best: Float64Array;
  readonly #worst: Float64Array;
  #seen = 0;

  constructor(objectiveCount: number) {
    this.#best = new Float64Array(objectiveCount).fill(Infinity);
    this.#worst = new Float64Array(objectiveCount).fill(-Infinity);
  }

  get decided(): boolean {
    return this.#seen >= DECIDING_TRIALS;
  }

  /** Takes the objectives of one feasible trial; calls after the decision change nothing. */
  offer(objectives: Float64Array, offset: number): void {
    if (this.decided) return;
    this.#seen++;
    for (let index = 0; index < this.#best.length; index++) {
      const value = objectives[offset + index]!;
      if (value < this.#best[index]!) this.#best[index] = value;
      if (value > this.#worst[index]!) this.#worst[index] = value;
    }
  }

  /** The worst value seen plus a tenth of the range (of the value, where all are equal); undefined before any trial. */
  reference(): number[] | undefined {
    if (this.#seen === 0) return undefined;
    return Array.from(this.#worst, (worst, index) => {
      const range = worst - this.#best[index]!;
      const margin = range > 0 ? 0.1 * range : 0.1 * Math.abs(worst);
      return worst + (margin > 0 ? margin : 1);
    });
  }
}
