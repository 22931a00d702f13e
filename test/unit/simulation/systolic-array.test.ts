import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DATAFLOWS, runProduct, type Dataflow } from '../../../engine/simulation/systolic-array.ts';
import { runMemory, type ArrayMemory } from '../../../engine/simulation/systolic-memory.ts';

/** Counts the cycles of one product by walking fold after fold and row after row, as the machine does. */
function walkedCycles(
  rows: number,
  columns: number,
  dataflow: Dataflow,
  M: number,
  N: number,
  K: number,
): number {
  let cycles = 0;
  const [outer, inner, streamed] =
    dataflow === 'output-stationary' ? [M, N, K] : dataflow === 'weight-stationary' ? [K, N, M] : [K, M, N];
  for (let top = 0; top < outer; top += rows) {
    for (let left = 0; left < inner; left += columns) {
      const preload = dataflow === 'output-stationary' ? 0 : rows;
      // The last operand enters the last row and column `rows - 1 + columns - 1` cycles after the first
      // enters the corner.
      let last = 0;
      for (let step = 0; step < streamed; step++)
        last = Math.max(last, preload + step + rows - 1 + columns - 1);
      cycles += last + 1;
    }
  }
  return cycles;
}

const size = fc.integer({ min: 1, max: 40 });
const dataflows = fc.constantFrom(...DATAFLOWS);

describe('runProduct', () => {
  it('counts the cycles of a walked schedule', () => {
    fc.assert(
      fc.property(size, size, dataflows, size, size, size, (rows, columns, dataflow, M, N, K) => {
        const run = runProduct({ rows, columns }, dataflow, { rows: M, columns: N, inner: K });
        expect(run.cycles).toBe(walkedCycles(rows, columns, dataflow, M, N, K));
      }),
      { seed: 7 },
    );
  });

  it('counts SRAM accesses per fold', () => {
    const array = { rows: 32, columns: 32 };
    const product = { rows: 100, columns: 70, inner: 50 };
    expect(runProduct(array, 'output-stationary', product)).toMatchObject({
      inputReads: 100 * 50 * 3,
      filterReads: 70 * 50 * 4,
      outputWrites: 7000,
      outputReads: 0,
    });
    expect(runProduct(array, 'weight-stationary', product)).toMatchObject({
      inputReads: 100 * 50 * 3,
      filterReads: 70 * 50,
      outputWrites: 14000,
      outputReads: 7000,
    });
    expect(runProduct(array, 'input-stationary', product)).toMatchObject({
      inputReads: 100 * 50,
      filterReads: 70 * 50 * 4,
      outputWrites: 14000,
      outputReads: 7000,
    });
  });

  it('never uses more than the whole array', () => {
    fc.assert(
      fc.property(size, size, dataflows, size, size, size, (rows, columns, dataflow, M, N, K) => {
        const run = runProduct({ rows, columns }, dataflow, { rows: M, columns: N, inner: K });
        expect(run.mappingEfficiency).toBeGreaterThan(0);
        expect(run.mappingEfficiency).toBeLessThanOrEqual(1);
        expect(run.utilisation).toBeLessThanOrEqual(run.mappingEfficiency);
      }),
      { seed: 7 },
    );
  });

  it('refuses sizes that are not whole numbers from one', () => {
    const product = { rows: 4, columns: 4, inner: 4 };
    expect(() => runProduct({ rows: 0, columns: 4 }, 'output-stationary', product)).toThrow(
      'array rows is 0',
    );
    expect(() => runProduct({ rows: 4, columns: 4 }, 'output-stationary', { ...product, inner: -1 })).toThrow(
      'inner',
    );
    expect(() => runProduct({ rows: 4, columns: 4 }, 'output-stationary', { ...product, rows: 1.5 })).toThrow(
      '1.5',
    );
  });
});

const ample: ArrayMemory = {
  inputBytes: 1e9,
  filterBytes: 1e9,
  outputBytes: 1e9,
  bytesPerCycle: 1e9,
  elementBytes: 1,
  partialSumBytes: 4,
};

function memoryRun(dataflow: Dataflow, M: number, N: number, K: number, memory: Partial<ArrayMemory>) {
  const array = { rows: 8, columns: 8 };
  const product = { rows: M, columns: N, inner: K };
  const run = runProduct(array, dataflow, product);
  return { run, memory: runMemory(array, dataflow, product, run, { ...ample, ...memory }) };
}

const capacity = fc.integer({ min: 16, max: 20_000 });
const dimension = fc.integer({ min: 1, max: 100 });
const total = (run: ReturnType<typeof runMemory>): number =>
  run.inputTraffic + run.filterTraffic + run.outputTraffic;

describe('runMemory', () => {
  it('moves every operand once where everything fits', () => {
    for (const dataflow of DATAFLOWS) {
      const { memory } = memoryRun(dataflow, 64, 40, 24, {});
      expect(memory.inputTraffic).toBeCloseTo(64 * 24, 9);
      expect(memory.filterTraffic).toBeCloseTo(24 * 40, 9);
      expect(memory.outputTraffic).toBeCloseTo(64 * 40, 9);
      expect(memory.stallCycles).toBe(0);
    }
  });

  it('streams the second operand once a resident block of the first', () => {
    // Output stationary, 64 x 16 x 24: eight input tiles of 192 B, two filter tiles of 192 B. 768 B of input
    // SRAM keep two tiles, so filters pass four times; 384 B of filter SRAM keep one of two tiles, so inputs
    // would pass twice.
    const { memory } = memoryRun('output-stationary', 64, 16, 24, { inputBytes: 768, filterBytes: 384 });
    expect(memory.inputTraffic + memory.filterTraffic).toBe(Math.min(1536 + 4 * 384, 384 + 2 * 1536));
  });

  it('writes partial sums out and back when no output tile fits', () => {
    // Weight stationary, inner dimension of 24 on 8 rows: three passes over 4-byte sums, two of them written
    // and read back.
    const { memory } = memoryRun('weight-stationary', 64, 8, 24, { outputBytes: 64 });
    expect(memory.outputTraffic).toBe(64 * 8 + 2 * 2 * 64 * 8 * 4);
  });

  it('stalls by what a fold moves beyond its cycles', () => {
    // One fold: nothing to hide behind, so its loads and its store are exposed and only the store can stall
    // it.
    const { run, memory } = memoryRun('output-stationary', 8, 8, 100, { bytesPerCycle: 0.5 });
    expect(run.cycles).toBe(114);
    expect(memory.stallCycles).toBe(64 / 0.5 - 114);
    expect(memory.exposedCycles).toBe((800 + 800 + 64) / 0.5);
  });

  it('moves no less with smaller buffers, and never less than every operand once', () => {
    fc.assert(
      fc.property(
        dataflows,
        dimension,
        dimension,
        dimension,
        fc.tuple(capacity, capacity, capacity),
        fc.tuple(capacity, capacity, capacity),
        (dataflow, M, N, K, [i, f, o], [di, df, dd]) => {
          const small = memoryRun(dataflow, M, N, K, {
            inputBytes: i,
            filterBytes: f,
            outputBytes: o,
          }).memory;
          const large = memoryRun(dataflow, M, N, K, {
            inputBytes: i + di,
            filterBytes: f + df,
            outputBytes: o + dd,
          }).memory;
          expect(total(large)).toBeLessThanOrEqual(total(small) * (1 + 1e-12));
          expect(total(large)).toBeGreaterThanOrEqual((M * K + K * N + M * N) * (1 - 1e-12));
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });

  it('is never slower with more bandwidth', () => {
    fc.assert(
      fc.property(
        dataflows,
        dimension,
        dimension,
        dimension,
        capacity,
        fc.double({ min: 0.1, max: 50, noNaN: true }),
        (dataflow, M, N, K, bytes, rate) => {
          const buffers = { inputBytes: bytes, filterBytes: bytes, outputBytes: bytes };
          const slow = memoryRun(dataflow, M, N, K, { ...buffers, bytesPerCycle: rate }).memory;
          const fast = memoryRun(dataflow, M, N, K, { ...buffers, bytesPerCycle: rate * 1.5 }).memory;
          expect(fast.stallCycles).toBeLessThanOrEqual(slow.stallCycles);
          expect(fast.exposedCycles).toBeLessThan(slow.exposedCycles);
          expect(slow.stallCycles).toBeGreaterThanOrEqual(0);
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });
});
