import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BreakdownNode } from '../../../engine/contract/system.ts';
import { inspectDesign } from '../../../engine/systems/systolic-accelerator/inspect.ts';
import { evaluateDesign, type SystolicDesign } from '../../../engine/systems/systolic-accelerator/model.ts';
import { parameters } from '../../../engine/systems/systolic-accelerator/parameters.ts';

const defaults = Object.fromEntries(
  Object.entries(parameters).map(([id, parameter]) => [id, parameter.default]),
) as unknown as SystolicDesign;

const designs: fc.Arbitrary<SystolicDesign> = fc.record({
  array_rows: fc.constantFrom(...parameters.array_rows.choices),
  array_columns: fc.constantFrom(...parameters.array_columns.choices),
  dataflow: fc.constantFrom(...parameters.dataflow.choices),
  input_sram: fc.constantFrom(...parameters.input_sram.choices),
  filter_sram: fc.constantFrom(...parameters.filter_sram.choices),
  output_sram: fc.constantFrom(...parameters.output_sram.choices),
  bandwidth: fc.double({ min: 1e9, max: 4e12, noNaN: true }),
  memory: fc.constantFrom(...parameters.memory.choices),
  precision: fc.constantFrom(...parameters.precision.choices),
  node: fc.constantFrom(...parameters.node.choices),
  clock: fc.double({ min: 1e8, max: 2e9, noNaN: true }),
  workload: fc.constantFrom(...parameters.workload.choices),
  batch_size: fc.integer({ min: 1, max: 16 }),
  tokens: fc.integer({ min: 1, max: 4096 }),
  cached_tokens: fc.integer({ min: 0, max: 4096 }),
  gemm_rows: fc.integer({ min: 1, max: 65536 }),
  gemm_columns: fc.integer({ min: 1, max: 65536 }),
  gemm_inner: fc.integer({ min: 1, max: 65536 }),
});

const property = (check: (design: SystolicDesign) => void): void =>
  fc.assert(fc.property(designs, check), { seed: 11, numRuns: 200 });

function addsUp(node: BreakdownNode): void {
  if (node.children === undefined) return;
  const sum = node.children.reduce((value, child) => value + child.value, 0);
  expect(Math.abs(sum - node.value)).toBeLessThanOrEqual(1e-9 * Math.abs(node.value));
  node.children.forEach(addsUp);
}

describe('systolic-accelerator', () => {
  it('gives positive finite metrics and shares below one everywhere', () => {
    property((design) => {
      const metrics = evaluateDesign(design);
      for (const [id, value] of Object.entries(metrics)) {
        expect(Number.isFinite(value), id).toBe(true);
        expect(value, id).toBeGreaterThanOrEqual(0);
      }
      expect(metrics.utilisation).toBeLessThanOrEqual(metrics.array_utilisation);
      expect(metrics.array_utilisation).toBeLessThanOrEqual(1);
      expect(metrics.mapping_efficiency).toBeLessThanOrEqual(1 + 1e-12);
    });
  });

  it('is never slower with more bandwidth or a faster clock', () => {
    property((design) => {
      const { latency } = evaluateDesign(design);
      expect(evaluateDesign({ ...design, bandwidth: design.bandwidth * 2 }).latency).toBeLessThanOrEqual(
        latency,
      );
      expect(evaluateDesign({ ...design, clock: design.clock * 2 }).latency).toBeLessThanOrEqual(
        latency * (1 + 1e-12),
      );
    });
  });

  it('takes no less than its array cycles, and no less than its DRAM traffic', () => {
    property((design) => {
      const { latency, array_cycles, dram_traffic } = evaluateDesign(design);
      const array = array_cycles / design.clock;
      const memory = dram_traffic / design.bandwidth;
      expect(latency).toBeGreaterThanOrEqual(array * (1 - 1e-9));
      expect(latency).toBeGreaterThanOrEqual(memory * (1 - 1e-9));
    });
  });

  it('is smaller and more frugal at a smaller node, and moves the same data', () => {
    property((design) => {
      if (design.node === 7) return;
      const at = parameters.node.choices.indexOf(design.node);
      const now = evaluateDesign(design);
      const next = evaluateDesign({ ...design, node: parameters.node.choices[at + 1]! });
      expect(next.area).toBeLessThan(now.area);
      expect(next.energy).toBeLessThan(now.energy);
      expect(next.dram_traffic).toBe(now.dram_traffic);
    });
  });

  it('has exact arithmetic for one small product', () => {
    const metrics = evaluateDesign({
      ...defaults,
      workload: 'gemm',
      gemm_rows: 32,
      gemm_columns: 32,
      gemm_inner: 100,
      bandwidth: 64e9,
      node: 45,
    });
    // One fold of 100 + 62 cycles; 3200 B of each operand before and 1024 B after, at 64 B a cycle.
    expect(metrics.array_cycles).toBe(162);
    expect(metrics.latency).toBeCloseTo((162 + (3200 + 3200 + 1024) / 64) * 1e-9, 20);
    expect(metrics.dram_traffic).toBe(7424);
    expect(metrics.sram_accesses).toBe(3200 + 3200 + 1024);
  });

  it('explains each metric by parts that add up to it', () => {
    fc.assert(
      fc.property(designs, (design) => {
        const inspection = inspectDesign(design);
        const metrics = evaluateDesign(design);
        expect(inspection.outcome).toEqual(metrics);
        expect(Math.abs(inspection.timeline!.at(-1)!.end / metrics.latency - 1)).toBeLessThan(1e-9);
        for (const { quantity, root } of inspection.breakdowns) {
          const metric = metrics[quantity as keyof typeof metrics];
          expect(Math.abs(root.value - metric)).toBeLessThanOrEqual(1e-9 * metric);
          addsUp(root);
        }
      }),
      { seed: 11, numRuns: 50 },
    );
  });
});
