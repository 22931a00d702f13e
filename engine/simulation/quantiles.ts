// Quantiles of weighted observations: latencies of which many tokens share one.

/** Collects observations with weights; grows as needed. */
export class WeightedSample {
  #values = new Float64Array(256);
  #weights = new Float64Array(256);
  #size = 0;
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
    const weights = this.#weights;
    // A hair less, so that rounding of the product does not ask for the next value.
    let wanted = share * this.#total * (1 - 1e-12);
    let low = 0;
    let high = this.#size - 1;
    // Quickselect: values below the pivot, equal to it and above it part three ways; only one part is looked at again.
    while (low < high) {
      const pivot = middle(values[low]!, values[(low + high) >> 1]!, values[high]!);
      let below = low;
      let above = high;
      let belowWeight = 0;
      let equalWeight = 0;
      for (let index = low; index <= above;) {
        const value = values[index]!;
        if (value < pivot) {
          belowWeight += weights[index]!;
          this.#swap(index++, below++);
        } else if (value > pivot) {
          this.#swap(index, above--);
        } else {
          equalWeight += weights[index++]!;
        }
      }
      if (belowWeight > 0 && wanted <= belowWeight) {
        high = below - 1;
      } else if (wanted <= belowWeight + equalWeight || above === high) {
        return pivot;
      } else {
        wanted -= belowWeight + equalWeight;
        low = above + 1;
      }
    }
    return values[low]!;
  }

  #swap(a: number, b: number): void {
    const value = this.#values[a]!;
    const weight = this.#weights[a]!;
    this.#values[a] = this.#values[b]!;
    this.#weights[a] = this.#weights[b]!;
    this.#values[b] = value;
    this.#weights[b] = weight;
  }
}

/** The median of three numbers. */
function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
