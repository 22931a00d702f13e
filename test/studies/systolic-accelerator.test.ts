import { describe, expect, it } from 'vitest';
import system from '../../engine/systems/systolic-accelerator/index.ts';
import { evaluateGrid, frontOf } from './grid.ts';

const OBJECTIVES = ['latency', 'energy', 'area'];

describe('study systolic-accelerator-array-shape', () => {
  it('finds only output-stationary designs on the front, and large arrays starved by small buffers', async () => {
    const evaluated = await evaluateGrid('systolic-accelerator-array-shape', system);
    expect(evaluated).toHaveLength(2025);
    const front = frontOf(evaluated, OBJECTIVES);
    expect(new Set(front.map(({ design }) => design.dataflow))).toEqual(new Set(['output-stationary']));
    const at = (side: number, sram: number): (typeof evaluated)[number]['metrics'] =>
      evaluated.find(
        ({ design }) =>
          design.dataflow === 'output-stationary' &&
          design.array_rows === side &&
          design.array_columns === side &&
          ['input_sram', 'filter_sram', 'output_sram'].every((id) => design[id] === sram),
      )!.metrics;
    const waiting = (metrics: Readonly<Record<string, number>>): number =>
      metrics.stall_cycles! / (metrics.stall_cycles! + metrics.array_cycles!);
    expect(waiting(at(32, 131072))).toBeLessThan(0.15);
    expect(waiting(at(128, 32768))).toBeGreaterThan(0.5);
    expect(at(64, 524288).latency).toBeLessThan(at(128, 32768).latency!);
    expect(at(64, 524288).area).toBeLessThan(at(128, 32768).area!);
  });
});

describe('study systolic-accelerator-depthwise', () => {
  it('finds that MobileNet v2 slows down on arrays above 64 x 64', async () => {
    const evaluated = await evaluateGrid('systolic-accelerator-depthwise', system);
    const square = (side: number, dataflow: string): number =>
      evaluated.find(
        ({ design }) =>
          design.dataflow === dataflow && design.array_rows === side && design.array_columns === side,
      )!.metrics.latency!;
    expect(square(32, 'output-stationary')).toBeLessThan(square(16, 'output-stationary'));
    expect(square(128, 'output-stationary')).toBeGreaterThan(square(64, 'output-stationary'));
    expect(square(256, 'output-stationary')).toBeGreaterThan(square(128, 'output-stationary'));
    expect(square(32, 'weight-stationary')).toBeLessThan(square(32, 'output-stationary'));
    const frugal = evaluated.reduce((a, b) => (a.metrics.energy! <= b.metrics.energy! ? a : b));
    expect(frugal.design.dataflow).toBe('output-stationary');
  });
});
