// Whether a front has stopped growing: a rule that run control can ask after every so many trials, with what it may
// claim. Deterministic: it looks at hypervolumes at fixed trial numbers and at nothing else.

/** A window of trials is looked at in this many equal steps. */
const STEPS = 10;
/** One-sided confidence of the bounds. */
export const PLATEAU_CONFIDENCE = 0.95;
/** Student's t for nine degrees of freedom at 95 %, one-sided. */
const STUDENT_95 = 1.8331129326536335;

export interface PlateauRule {
  /** Growth of the hypervolume that is not worth going on for, as a share of it. */
  readonly improvement: number;
  /** Trials over which that growth is to be expected. */
  readonly trials: number;
}

export interface PlateauVerdict {
  /** The expected gain is below the rule's improvement with 95 % confidence. */
  readonly reached: boolean;
  /** Growth over the window, as a share of the hypervolume at its end. */
  readonly gain: number;
  /**
   * Upper 95 % limit of the growth that as many trials again are expected to bring, as a share of the hypervolume: the
   * mean of the window's ten steps plus its standard error times Student's t. It takes later steps to gain no more than
   * these ten on average, which holds while a sampler does not change its ways.
   */
  readonly expectedGain: number;
}

/**
 * Takes the hypervolume at even steps of a run and says when it has levelled off: the idea of online convergence
 * detection (T. Wagner, H. Trautmann and B. Naujoks, "OCD: Online convergence detection for evolutionary
 * multi-objective algorithms based on statistical testing", EMO 2009), a one-sided test on the last steps, with the
 * hypervolume as the only indicator as in T. Wagner and H. Trautmann, "Online convergence detection for evolutionary
 * multi-objective algorithms revisited", CEC 2010, and a test of the mean gain instead of its variance, because a share
 * of the hypervolume is what people can judge.
 */
export class PlateauWatch {
  readonly #rule: PlateauRule;
  readonly #step: number;
  /** Hypervolumes at the last steps, the newest last. */
  readonly #volumes: number[] = [0];
  #steps = 0;
  #verdict: PlateauVerdict = { reached: false, gain: 1, expectedGain: 1 };

  /** `rule.trials` is at least 1; fewer than ten are looked at trial by trial, so the first verdict comes after ten. */
  constructor(rule: PlateauRule) {
    this.#rule = rule;
    this.#step = Math.max(1, Math.ceil(rule.trials / STEPS));
  }

  /** Number of stored trials at which the next hypervolume is wanted. */
  get nextCheck(): number {
    return (this.#steps + 1) * this.#step;
  }

  /** Takes the hypervolume of the front after exactly `nextCheck` trials (0 before there is one). */
  note(hypervolume: number): PlateauVerdict {
    this.#steps++;
    this.#volumes.push(hypervolume);
    if (this.#volumes.length > STEPS + 1) this.#volumes.shift();
    if (this.#volumes.length <= STEPS || !(hypervolume > 0)) return this.#verdict;
    const gains: number[] = [];
    for (let step = 1; step <= STEPS; step++) {
      gains.push((this.#volumes[step]! - this.#volumes[step - 1]!) / hypervolume);
    }
    const expectedGain = expectedGainOf(gains);
    this.#verdict = {
      reached: expectedGain < this.#rule.improvement,
      gain: (hypervolume - this.#volumes[0]!) / hypervolume,
      expectedGain,
    };
    return this.#verdict;
  }

  get verdict(): PlateauVerdict {
    return this.#verdict;
  }
}

/** Upper 95 % limit of the sum of ten further gains like these ten. */
export function expectedGainOf(gains: readonly number[]): number {
  const mean = gains.reduce((sum, gain) => sum + gain, 0) / gains.length;
  const variance = gains.reduce((sum, gain) => sum + (gain - mean) ** 2, 0) / (gains.length - 1);
  return gains.length * (mean + STUDENT_95 * Math.sqrt(variance / gains.length));
}
