// Stops a study that gets no better: at fixed trial numbers it looks back over so many trials and asks whether they
// brought enough. The answer depends on trials in their order alone, so a study ends at the same trial whatever the
// number of workers and however often it was interrupted.

import { formatNumber } from '../contract/quantity.ts';
import type { Plateau } from '../contract/study.ts';

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
    const gain = worth.better === 'larger' ? worth.value - before.value : before.value - worth.value;
    return gain <= this.#plateau.improvement * Math.abs(before.value);
  }
}

/** Why a study ended, in words. */
export function standstillNote(plateau: Plateau, done: number, objectiveCount: number): string {
  const what = objectiveCount === 1 ? 'the best value' : 'the hypervolume';
  return (
    `stopped after ${done.toLocaleString('en')} trials: ${what} has not improved by ` +
    `${formatNumber(plateau.improvement * 100)} % in ${plateau.trials.toLocaleString('en')} trials`
  );
}
