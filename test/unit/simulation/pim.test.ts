import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PimMachine, rowCycles, type PimStep, type PimTiming } from '../../../engine/simulation/pim.ts';

const timing: PimTiming = {
  activateToMac: 12,
  activateToWrite: 10,
  precharge: 12,
  activeMinimum: 27,
  readToPrecharge: 1,
  writeRecovery: 15,
  columnInterval: 1,
  refreshCycle: 455,
  refreshInterval: 6825,
};

const product = (...segments: readonly (readonly [number, number, number, number])[]): PimStep => ({
  kind: 'product',
  label: 'product',
  segments: segments.map(([broadcast, bursts, rows, result]) => ({ broadcast, bursts, rows, result })),
});

describe('rowCycles', () => {
  it('is tRCD, the commands and tRP for a full row, and tRAS-bound for a short one', () => {
    expect(rowCycles(timing, 64)).toBe(12 + 64 + 12);
    expect(rowCycles(timing, 3)).toBe(27 + 12);
  });
});

describe('PimMachine', () => {
  it('brings the operand, streams the rows and takes the result, one after the other', () => {
    const machine = new PimMachine(timing, false);
    expect(machine.run([product([100, 128, 2, 50])])).toBe(100 + 2 * 88 + 50);
    expect(machine.counts).toMatchObject({ macRows: 2, macBursts: 128, busCycles: 150, arrayCycles: 176 });
  });

  it('takes the results of one segment while the next streams', () => {
    const machine = new PimMachine(timing, false);
    // 10, stream 88, operand 10, stream 88 with the first result (30) behind it, last result 30.
    expect(machine.run([product([10, 64, 1, 30], [10, 64, 1, 30])])).toBe(10 + 88 + 10 + 88 + 30);
  });

  it('makes results wait for the bus behind operands', () => {
    const machine = new PimMachine(timing, false);
    // The first result takes 200 from cycle 108, so the second, ready at 196, waits until 308.
    expect(machine.run([product([10, 64, 1, 200], [10, 64, 1, 200])])).toBe(10 + 88 + 10 + 200 + 200);
  });

  it('alternates with the unit and writes rows', () => {
    const machine = new PimMachine(timing, false);
    const steps: PimStep[] = [
      { kind: 'unit', label: 'norm', cycles: 40 },
      { kind: 'write', label: 'keys', bus: 8, rows: 1, bursts: 48 },
      { kind: 'write', label: 'values', bus: 8, rows: 6, bursts: 6 },
    ];
    expect(machine.run(steps)).toBe(40 + 8 + (10 + 15 + 12 + 47) + 8 + 6 * 37);
    expect(machine.counts).toMatchObject({ unitCycles: 40, writeRows: 7, writeBursts: 54 });
  });

  it('refreshes once an interval, and goes on from one run to the next', () => {
    const machine = new PimMachine(timing, true);
    const rows = 200;
    const first = machine.run([product([0, 64 * rows, rows, 0])]);
    expect(machine.counts.refreshes).toBe(Math.floor(first / 6825));
    expect(first).toBe(rows * 88 + machine.counts.refreshes * 455);
    const second = machine.run([product([0, 64 * rows, rows, 0])]);
    expect(machine.now).toBe(first + second);
    expect(machine.counts.refreshes).toBe(Math.floor((first + second) / 6825));
  });

  it('keeps each lane of its trace free of overlaps', () => {
    const segment = fc.tuple(
      fc.integer({ min: 0, max: 200 }),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 0, max: 200 }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.array(segment, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
        (products) => {
          const spans: { lane: string; start: number; end: number }[] = [];
          const machine = new PimMachine(timing, false, (lane, _, start, end) =>
            spans.push({ lane, start, end }),
          );
          machine.run(products.map((segments) => product(...segments)));
          for (const lane of ['banks', 'bus']) {
            const own = spans
              .filter((span) => span.lane === lane)
              .sort((a, b) => a.start - b.start || a.end - b.end);
            own.slice(1).forEach((span, index) => expect(span.start).toBeGreaterThanOrEqual(own[index]!.end));
          }
        },
      ),
      { seed: 4 },
    );
  });
});
