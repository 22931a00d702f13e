import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LLAMA_2_7B } from '../../../engine/components/workloads/language-models.ts';
import { layerOperators } from '../../../engine/components/workloads/transformer.ts';
import type { Operator, Tensor } from '../../../engine/components/workloads/transformer.ts';
import {
  fastestCut,
  fastestKernels,
  isLegal,
  kernelTime,
  tabulateRanges,
} from '../../../engine/systems/sn40l/fusion.ts';
import type { KernelLimits } from '../../../engine/systems/sn40l/fusion.ts';

const LIMITS: KernelLimits = {
  fusion: 'full',
  sramCapacity: 1e9,
  computeUnits: 1040,
  flopRate: 4e15,
  byteRate: 1e13,
  launchTime: 2e-6,
};

const tensor = (name: string, bytes: number, kept = false): Tensor =>
  kept ? { name, bytes, kept } : { name, bytes };

const operator = (inputs: readonly Tensor[], output: Tensor, stationaryBytes = 0): Operator => ({
  name: output.name,
  kind: stationaryBytes > 0 ? 'gemm' : 'elementwise',
  flops: 10 * output.bytes,
  stationaryBytes,
  rows: 4096,
  inputs,
  output,
});

/** Bytes of a kernel by definition, one operator after another. */
function bytesOfKernel(operators: readonly Operator[], first: number, end: number): number {
  const inside = operators.slice(first, end);
  const made = new Set(inside.map(({ output }) => output.name));
  const read = new Map<string, number>();
  for (const { inputs } of inside) {
    for (const input of inputs) if (!made.has(input.name)) read.set(input.name, input.bytes);
  }
  const usedLater = new Set(operators.slice(end).flatMap(({ inputs }) => inputs.map(({ name }) => name)));
  const usedAtAll = new Set(operators.flatMap(({ inputs }) => inputs.map(({ name }) => name)));
  let bytes = 0;
  for (const size of read.values()) bytes += size;
  for (const { stationaryBytes, output } of inside) {
    bytes += stationaryBytes;
    if (output.kept === true || usedLater.has(output.name) || !usedAtAll.has(output.name))
      bytes += output.bytes;
  }
  return bytes;
}

/** Random graphs: each operator reads one or two earlier tensors. */
const graphs = fc
  .array(
    fc.record({
      bytes: fc.integer({ min: 1, max: 1000 }),
      weights: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5000 })),
      kept: fc.boolean(),
      from: fc.tuple(fc.nat(), fc.nat()),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((rows) => {
    const tensors = [tensor('input', 500)];
    return rows.map(({ bytes, weights, kept, from }, index): Operator => {
      const sources = [...new Set(from.map((source) => tensors[source % tensors.length]!))];
      const output = tensor(`t${index}`, bytes * 1e6, kept);
      tensors.push(output);
      return operator(sources, output, weights * 1e6);
    });
  });

const limits: fc.Arbitrary<KernelLimits> = fc.record({
  fusion: fc.constantFrom('none', 'partial', 'full'),
  sramCapacity: fc.constantFrom(1e6, 3e8, 3e9, 1e12),
  computeUnits: fc.constantFrom(3, 1040),
  flopRate: fc.constantFrom(1e13, 1e15),
  byteRate: fc.constantFrom(1e11, 1e13),
  launchTime: fc.constantFrom(0, 2e-6, 1e-3),
});

describe('tabulateRanges', () => {
  it('counts what enters and leaves every possible kernel', () => {
    fc.assert(
      fc.property(graphs, (operators) => {
        const table = tabulateRanges(operators);
        for (let first = 0; first < operators.length; first++) {
          for (let end = first + 1; end <= operators.length; end++) {
            const cell = first * (operators.length + 1) + end;
            expect(table.bytes[cell]).toBeCloseTo(bytesOfKernel(operators, first, end), 3);
          }
        }
      }),
      { seed: 12 },
    );
  });

  it('counts the residual stream of a layer as an input once and as an output once', () => {
    const pass = { batch: 1, tokens: 4096, context: 4096, bytesPerElement: 2 };
    const operators = layerOperators(LLAMA_2_7B, pass);
    const table = tabulateRanges(operators);
    const weights = 2 * 202_383_360;
    const stream = 4096 * 4096 * 2;
    // In and out of the layer, and the keys and values that stay in memory.
    expect(table.bytes[operators.length]).toBe(weights + 4 * stream);
  });
});

describe('fastestCut', () => {
  it('is no slower than any other legal cut', () => {
    fc.assert(
      fc.property(graphs, limits, (operators, bounds) => {
        const table = tabulateRanges(operators);
        const { count } = table;
        let best = Number.POSITIVE_INFINITY;
        for (let mask = 0; mask < 2 ** (count - 1); mask++) {
          let time = 0;
          let first = 0;
          for (let end = 1; end <= count; end++) {
            if (end < count && ((mask >> (end - 1)) & 1) === 0) continue;
            time += isLegal(table, first, end, bounds)
              ? kernelTime(table, first, end, bounds)
              : Number.POSITIVE_INFINITY;
            first = end;
          }
          best = Math.min(best, time);
        }
        const cut = fastestCut(table, bounds);
        expect(Math.abs(cut.time - best)).toBeLessThanOrEqual(1e-12 * best);
        const kernels = fastestKernels(table, bounds);
        expect(kernels).toHaveLength(cut.launches);
        expect(kernels.every(([first, end]) => isLegal(table, first, end, bounds))).toBe(true);
        const times = kernels.map(([first, end]) => kernelTime(table, first, end, bounds));
        expect(times.reduce((sum, time) => sum + time, 0)).toBeCloseTo(cut.time, 12);
      }),
      { seed: 13, numRuns: 150 },
    );
  });

  it('makes a kernel of every operator without fusion, one with at most one product with partial fusion', () => {
    const operators = layerOperators(LLAMA_2_7B, { batch: 1, tokens: 1, context: 4096, bytesPerElement: 2 });
    const table = tabulateRanges(operators);
    expect(fastestCut(table, { ...LIMITS, fusion: 'none' }).launches).toBe(19);
    expect(fastestCut(table, { ...LIMITS, fusion: 'partial' }).launches).toBe(9);
    expect(fastestCut(table, LIMITS).launches).toBe(1);
  });

  it('cuts a layer more often the less memory the chips have, and never moves fewer bytes then', () => {
    const operators = layerOperators(LLAMA_2_7B, {
      batch: 1,
      tokens: 4096,
      context: 4096,
      bytesPerElement: 2,
    });
    const table = tabulateRanges(operators);
    // Launches so dear that as few kernels as possible are best.
    const cuts = [1e6, 1.5e8, 3e8, 6e8, 2e9].map((sramCapacity) =>
      fastestCut(table, { ...LIMITS, sramCapacity, launchTime: 1 }),
    );
    const launches = cuts.map((cut) => cut.launches);
    expect(launches).toEqual([...launches].sort((one, other) => other - one));
    expect(launches[0]).toBe(19);
    expect(launches.at(-1)).toBe(1);
    const bytes = cuts.map((cut) => cut.bytes);
    expect(bytes).toEqual([...bytes].sort((one, other) => other - one));
  });
});
