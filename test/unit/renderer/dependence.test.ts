import { describe, expect, test } from 'vitest';
import { layOutDependence } from '../../../renderer/charts/dependence/dependence.ts';

const ENDS = {
  mean: Float64Array.of(10, 20, 40),
  low: Float64Array.of(8, 18, 30),
  high: Float64Array.of(12, 22, 50),
  support: Float64Array.of(0.5, 0, 0.5),
};
const PLAIN = { unit: undefined, scale: 'linear' } as const;

describe('dependence chart', () => {
  test('numbers make a band from the high ends there to the low ends back, and a line between', () => {
    const points = { ...ENDS, numbers: [1, 2, 3], names: ['1', '2', '3'] };
    const { marks, line, band } = layOutDependence(points, PLAIN, PLAIN, 300, 100);
    expect(marks.map(({ guessed }) => guessed)).toEqual([false, true, false]);
    expect(line.startsWith(`M${marks[0]!.x},${marks[0]!.y}L`)).toBe(true);
    const corners = band.slice(1, -1).split('L');
    expect(corners).toEqual([
      ...marks.map(({ x, high }) => `${x},${high}`),
      ...marks.map(({ x, low }) => `${x},${low}`).reverse(),
    ]);
    for (const { y, low, high } of marks) {
      expect(high).toBeLessThan(y);
      expect(y).toBeLessThan(low);
    }
  });

  test('choices have lanes of one width and no line between them', () => {
    const points = { ...ENDS, numbers: undefined, names: ['none', 'dmr', 'quatro'] };
    const { marks, line, band, xAxis } = layOutDependence(points, PLAIN, PLAIN, 300, 100);
    expect([line, band]).toEqual(['', '']);
    expect(marks.map(({ x }) => x)).toEqual([50, 150, 250]);
    expect(xAxis.ticks.map(xAxis.tickText)).toEqual(['none', 'dmr', 'quatro']);
  });

  test('a log axis is used only where every end is positive, and unknown points are left out', () => {
    const log = { unit: undefined, scale: 'log' } as const;
    const points = { ...ENDS, numbers: [1, 10, 100], names: ['1', '10', '100'] };
    expect(layOutDependence(points, log, log, 300, 100).yAxis.kind).toBe('log');
    const low = Float64Array.of(-1, 18, 30);
    const mean = Float64Array.of(10, Number.NaN, 40);
    const layout = layOutDependence({ ...points, low, mean }, log, log, 300, 100);
    expect(layout.yAxis.kind).toBe('linear');
    expect(layout.marks.map(({ at }) => at)).toEqual([0, 2]);
  });
});
