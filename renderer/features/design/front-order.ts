// Walking along the front: its trials from good to bad in the first objective. Pure.

import type { Direction } from '../../../engine/contract/system.ts';

/** Numbers of the front ordered by a metric, best first; trials without a value come last. */
export function orderOfFront(
  numbers: ArrayLike<number>,
  values: ArrayLike<number> | undefined,
  direction: Direction,
): number[] {
  const sign = direction === 'minimize' ? 1 : -1;
  const places = Array.from(numbers, (_, index) => index);
  const worth = (index: number): number => {
    const value = values?.[index];
    return value === undefined || Number.isNaN(value) ? Infinity : sign * value;
  };
  return places
    .sort((a, b) => {
      const left = worth(a);
      const right = worth(b);
      return left === right ? numbers[a]! - numbers[b]! : left < right ? -1 : 1;
    })
    .map((index) => numbers[index]!);
}

/**
 * The neighbour of a trial on the front: `step` 1 is the next, -1 the one before; undefined at the ends. From a trial
 * that is not on the front, the way leads to its first or last.
 */
export function neighbourOnFront(
  order: readonly number[],
  trial: number | null,
  step: 1 | -1,
): number | undefined {
  const at = trial === null ? -1 : order.indexOf(trial);
  if (at === -1) return step === 1 ? order[0] : order.at(-1);
  return order[at + step];
}
