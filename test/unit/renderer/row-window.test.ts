import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsThatFit, rowWindow, scrollTopFor } from '../../../renderer/features/explore/row-window.ts';

const SHAPE = { rowPixels: 25, headPixels: 30 };

describe('the rows of a long list', () => {
  it('are those in view and four more on either side', () => {
    expect(rowWindow(1_000_000, SHAPE, 25_000, 330)).toEqual([996, 1016]);
    expect(rowWindow(1_000_000, SHAPE, 25_010, 330)).toEqual([996, 1017]);
    expect(rowWindow(10, SHAPE, 0, 330)).toEqual([0, 10]);
    expect(rowWindow(0, SHAPE, 0, 330)).toEqual([0, 0]);
  });

  it('cover every pixel below the head, and never leave the list', () => {
    fc.assert(
      fc.property(
        fc.nat(1_300_000),
        fc.double({ min: -50, max: 33_000_000, noNaN: true }),
        fc.nat(2000),
        (count, scrollTop, viewPixels) => {
          const [first, end] = rowWindow(count, SHAPE, scrollTop, viewPixels);
          expect(first).toBeGreaterThanOrEqual(0);
          expect(end).toBeLessThanOrEqual(count);
          expect(first).toBeLessThanOrEqual(end);
          const top = Math.max(0, scrollTop);
          const seen = Math.max(0, viewPixels - SHAPE.headPixels);
          for (const row of [Math.floor(top / 25), Math.ceil((top + seen) / 25) - 1]) {
            if (row >= 0 && row < count && row * 25 < top + seen) {
              expect(first).toBeLessThanOrEqual(row);
              expect(end).toBeGreaterThan(row);
            }
          }
        },
      ),
    );
  });

  it('are as many as an element can be high for', () => {
    expect(rowsThatFit(1_000_000, SHAPE)).toBe(1_000_000);
    expect(rowsThatFit(5_000_000, SHAPE)).toBe(Math.floor((33_000_000 - 30) / 25));
  });
});

describe('scrolling to a row', () => {
  it('moves as little as shows it whole, and not at all where it is in view', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000),
        fc.nat(25_000_000),
        fc.integer({ min: 100, max: 2000 }),
        (row, at, view) => {
          const moved = scrollTopFor(row, SHAPE, at, view);
          const top = moved ?? at;
          expect(row * 25).toBeGreaterThanOrEqual(top);
          expect(SHAPE.headPixels + (row + 1) * 25).toBeLessThanOrEqual(top + view);
          if (moved === undefined) return;
          const closer = moved + Math.sign(at - moved);
          const inView = row * 25 >= closer && SHAPE.headPixels + (row + 1) * 25 <= closer + view;
          expect(inView).toBe(false);
        },
      ),
    );
  });
});
