// Quantiles of weighted observations: latencies of which many tokens share one.

/** Collects observations with weights; grows as needed. */
export class WeightedSample {
  #values = new Float64Array(256);
  #weights = new Float64Array(256);
  #size = 0;
  #order: Uint32Array | undefined;
  #total = 0;

  get size(): number {
    return this.#size;
  }

  add(value: number, weight = 1): void {
    if (this.#size === this.#values.length) {
      const values = new Float64Array(2 * this.#size);
      const weights = new Float64Array(2 * this.#size);
      values.set(this.#values);
      weights.set(this.#weights);
      this.#values = values;
      this.#weights = weights;
    }
    this.#values[this.#size] = value;
    this.#weights[this.#size] = weight;
    this.#size++;
    this.#total += weight;
    this.#order = undefined;
  }

  /** The weighted mean; NaN if empty. */
  mean(): number {
    let sum = 0;
    for (let index = 0; index < this.#size; index++) sum += this.#values[index]! * this.#weights[index]!;
    return sum / this.#total;
  }

  /** The smallest value that at least `share` (0 to 1) of the weight does not exceed; NaN if empty. */
  quantile(share: number): number {
    if (this.#size === 0) return Number.NaN;
    const values = this.#values;
    this.#order ??= Uint32Array.from({ length: this.#size }, (_, index) => index).sort(
      (a, b) => values[a]! - values[b]!,
    );
    const wanted = share * this.#total * (1 - 1e-12);
    let seen = 0;
    for (const index of this.#order) {
      seen += this.#weights[index]!;
      if (seen >= wanted) return values[index]!;
    }
    return values[this.#order[this.#size - 1]!]!;
  }
}
