// Stops a study that gets no better: at fixed trial numbers it looks back over so many trials and asks whether they
// brought enough. The answer depends on trials in their order alone, so a study ends at the same trial whatever the
// number of workers and however often it was interrupted.

import { formatNumber } from '../contract/quantity.ts';
import type { Plateau } from '../contract/study.ts';
import { expectedGainOf, PLATEAU_CONFIDENCE } from '../pareto/plateau.ts';

/** Looks taken in one window of trials: how finely the end is found. */
const LOOKS = 10;

/** What is watched at a look: the hypervolume, or the best value of a single objective; undefined while unknown. */
export interface Worth {
  readonly value: number;
  readonly better: 'larger' | 'smaller';
}

/** Remembers what the study was worth at the looks of the last window. */
export class PlateauWatch {
  readonly #plateau: Plateau;
  readonly #step: number;
  readonly #looks: number;
  readonly #worth: (Worth | undefined)[] = [];
  #expectedGain: number | undefined;

  constructor(plateau: Plateau) {
    this.#plateau = plateau;
    this.#step = Math.ceil(plateau.trials / LOOKS);
    this.#looks = Math.ceil(plateau.trials / this.#step);
  }

  /** Trials between `trial` and the next look: 1 or more. */
  untilLook(trial: number): number {
    return this.#step - (trial % this.#step);
  }

  /** Looks, when `untilLook` trials have been taken. True where the last window of trials brought too little. */
  look(worth: Worth | undefined): boolean {
    this.#worth.push(worth);
    if (this.#worth.length <= this.#looks) return false;
    const before = this.#worth.shift();
    if (before === undefined || worth === undefined) return false;
    this.#expectedGain = expectedFrom([before, ...this.#worth]);
    const gain = gainBetween(before, worth);
    return gain <= this.#plateau.improvement * Math.abs(before.value);
  }

  /**
   * Upper limit, at 95 % confidence, of what another window of trials is expected to gain if it gains like the last one,
   * as a share of what the study is worth; undefined where a window has too few looks to say, or nothing to compare with.
   */
  get expectedGain(): number | undefined {
    return this.#expectedGain;
  }
}

function gainBetween(before: Worth, after: Worth): number {
  return after.better === 'larger' ? after.value - before.value : before.value - after.value;
}

function expectedFrom(window: readonly (Worth | undefined)[]): number | undefined {
  const known = window.filter((worth) => worth !== undefined);
  const size = Math.abs(known.at(-1)?.value ?? 0);
  if (known.length < window.length || known.length < 3 || size === 0) return undefined;
  return expectedGainOf(known.slice(1).map((worth, place) => gainBetween(known[place]!, worth) / size));
}

/** Why a study ended, in words, and how sure it is that going on would not have paid. */
export function standstillNote(
  plateau: Plateau,
  done: number,
  objectiveCount: number,
  expectedGain: number | undefined,
): string {
  const what = objectiveCount === 1 ? 'the best value' : 'the hypervolume';
  const trials = plateau.trials.toLocaleString('en');
  const percent = (share: number): string => `${formatNumber(share * 100, { digits: 2 })} %`;
  const stopped =
    `stopped after ${done.toLocaleString('en')} trials: ${what} has not improved by ` +
    `${formatNumber(plateau.improvement * 100)} % in ${trials} trials`;
  if (expectedGain === undefined) return stopped;
  return expectedGain <= 0
    ? `${stopped}, nor at all: ${quietSentence(plateau.trials)}`
    : `${stopped}; with ${percent(PLATEAU_CONFIDENCE)} confidence ${trials} more would gain less than ` +
        `${percent(expectedGain)} on average, if they gain like these`;
}

/** What a stretch of trials without any gain says of the next one: the "rule of three". */
function quietSentence(trials: number): string {
  const probability = 1 - (1 - PLATEAU_CONFIDENCE) ** (1 / trials);
  return (
    `with ${formatNumber(PLATEAU_CONFIDENCE * 100)} % confidence the next trial improves it with a probability ` +
    `below ${formatNumber(probability * 100, { digits: 2 })} %`
  );
}
