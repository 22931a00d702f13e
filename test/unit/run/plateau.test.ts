import { describe, expect, test } from 'vitest';
import { PlateauWatch, standstillNote, type Worth } from '../../../engine/run/plateau.ts';

/** The trial at which a study ends whose worth after n trials is `worthAt(n)`; undefined within 1,000. */
function endOf(
  improvement: number,
  trials: number,
  worthAt: (trial: number) => Worth | undefined,
): number | undefined {
  const watch = new PlateauWatch({ improvement, trials });
  for (let trial = 0; trial < 1000;) {
    trial += watch.untilLook(trial);
    if (watch.look(worthAt(trial))) return trial;
  }
  return undefined;
}

const volume = (value: number): Worth => ({ value, better: 'larger' });
const best = (value: number): Worth => ({ value, better: 'smaller' });

describe('a plateau', () => {
  test('of 100 trials is looked for every ten', () => {
    const watch = new PlateauWatch({ improvement: 0.01, trials: 100 });
    expect([0, 1, 9, 10, 15].map((trial) => watch.untilLook(trial))).toEqual([10, 9, 1, 10, 5]);
  });

  test('is reached when a whole window has brought nothing', () => {
    // Worth 1 from trial 10 on: the first look back over 100 trials is at 110.
    expect(endOf(0, 100, () => volume(1))).toBe(110);
    // It last grows at trial 200, seen at the look of 200.
    expect(endOf(0, 100, (trial) => volume(Math.min(trial, 200)))).toBe(300);
    expect(endOf(0, 3, () => volume(1))).toBe(4);
  });

  test('is no plateau as long as a window brings more than the improvement asked for', () => {
    // 2 % in 100 trials, again and again.
    const growing = (trial: number): Worth => volume(1.02 ** (trial / 100));
    expect(endOf(0.01, 100, growing)).toBeUndefined();
    expect(endOf(0.03, 100, growing)).toBe(110);
    const falling = (trial: number): Worth => best(1000 - trial);
    expect(endOf(0.05, 100, falling)).toBeUndefined();
    // 100 of 985 or less is more than 10 %, of 990 and more it is not: never reached; 11 % is at once.
    expect(endOf(0.11, 100, falling)).toBe(110);
  });

  test('is not judged while there is nothing to compare with', () => {
    expect(endOf(0.5, 100, (trial) => (trial < 500 ? undefined : volume(1)))).toBe(600);
    expect(endOf(0.5, 100, () => undefined)).toBeUndefined();
  });

  test('says with which confidence more trials would bring how little', () => {
    const plateau = { improvement: 0.05, trials: 100 };
    const watch = new PlateauWatch(plateau);
    expect(watch.expectedGain).toBeUndefined();
    // Eleven looks, 100 at the last: gains of 0.4 in one of ten steps, else none.
    for (let look = 0; look < 11; look++) watch.look(volume(look < 5 ? 99.6 : 100));
    // Mean 0.0004 and standard error 0.0004 a step, of ten; t of nine degrees is 1.8331.
    expect(watch.expectedGain).toBeCloseTo(10 * 0.0004 * (1 + 1.833112933), 9);
    expect(standstillNote(plateau, 1100, 2, watch.expectedGain)).toBe(
      'stopped after 1,100 trials: the hypervolume has not improved by 5 % in 100 trials; ' +
        'with 95 % confidence 100 more would gain less than 1.1 % on average, if they gain like these',
    );
    // Without any gain: 1 - 0.05^(1/100).
    expect(standstillNote(plateau, 300, 1, 0)).toBe(
      'stopped after 300 trials: the best value has not improved by 5 % in 100 trials, nor at all: ' +
        'with 95 % confidence the next trial improves it with a probability below 3 %',
    );
    expect(standstillNote({ improvement: 0.05, trials: 1 }, 3, 1, undefined)).toMatch(/in 1 trials$/);
  });

  test('of negative values (a maximised objective) is measured by their size', () => {
    expect(endOf(0.01, 100, (trial) => best(-1 - trial / 1000))).toBeUndefined();
    expect(endOf(0.2, 100, (trial) => best(-1 - trial / 1000))).toBe(110);
  });
});
