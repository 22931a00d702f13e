import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COMPLETE, FAILED, INFEASIBLE } from '../../../engine/contract/trial.ts';
import type { TrialColumns } from '../../../engine/contract/host.ts';
import type { Dimension } from '../../../engine/contract/study.ts';
import { ScatterCoordinator, type ScatterAxisChoice } from '../../../renderer/charts/scatter/coordinator.ts';
import { staircase } from '../../../renderer/charts/scatter/front-line.ts';
import { NearestPoint } from '../../../renderer/charts/scatter/nearest.ts';
import {
  buildPoints,
  DOMINATED,
  numericColumn,
  ON_FRONT,
  OUT_OF_BOUNDS,
  type PointQuery,
} from '../../../renderer/charts/scatter/points.ts';

/** Columns of trials given as [area, corruption, state, on the front]. */
function columnsOf(
  rows: readonly (readonly [number, number, number, boolean])[],
  matching = rows.length,
): TrialColumns {
  return {
    numbers: Uint32Array.from(rows, (_row, index) => index * 10),
    states: Uint8Array.from(rows, (row) => row[2]),
    onFront: Uint8Array.from(rows, (row) => (row[3] ? 1 : 0)),
    columns: {
      area: Float64Array.from(rows, (row) => row[0]),
      sdc: Float64Array.from(rows, (row) => row[1]),
    },
    matching,
  };
}

const QUERY: PointQuery = {
  x: 'area',
  y: 'sdc',
  xScale: 'linear',
  yScale: 'linear',
  constraints: [],
  dimensions: [],
};

const MINIMIZED_AREA: ScatterAxisChoice = {
  id: 'area',
  label: 'Area',
  scale: 'linear',
  direction: 'minimize',
  bounds: [],
};
const MINIMIZED_SDC: ScatterAxisChoice = {
  id: 'sdc',
  label: 'Corruption',
  scale: 'linear',
  direction: 'minimize',
  bounds: [3],
};

const FRONT_OF_THREE = columnsOf([
  [3, 1, COMPLETE, true],
  [1, 4, COMPLETE, true],
  [2, 2, COMPLETE, true],
  [3, 4, COMPLETE, false],
]);

function coordinatorOf(columns: TrialColumns, joined = true): ScatterCoordinator {
  const coordinator = new ScatterCoordinator();
  coordinator.resize(400, 200);
  coordinator.setAxes(MINIMIZED_AREA, MINIMIZED_SDC, joined);
  coordinator.setPoints(buildPoints(columns, QUERY));
  return coordinator;
}

describe('points of a scatter plot', () => {
  test('a trial is on the front, dominated, or out of bounds', () => {
    const columns = columnsOf([
      [1, 1, COMPLETE, true],
      [2, 2, COMPLETE, false],
      [3, 9, COMPLETE, false],
      [4, 1, INFEASIBLE, false],
    ]);
    const bound = { text: 'sdc <= 5', metric: 'sdc', comparison: '<=', bound: 5 } as const;
    const points = buildPoints(columns, { ...QUERY, constraints: [bound] });
    expect([...points.classes]).toEqual([ON_FRONT, DOMINATED, OUT_OF_BOUNDS, OUT_OF_BOUNDS]);
    expect([...points.numbers]).toEqual([0, 10, 20, 30]);
  });

  test('what cannot be drawn is counted, by reason', () => {
    const columns = columnsOf(
      [
        [1, 1, COMPLETE, true],
        [Number.NaN, Number.NaN, FAILED, false],
        [2, 0, COMPLETE, true],
      ],
      500,
    );
    const points = buildPoints(columns, { ...QUERY, yScale: 'log' });
    expect(points.count).toBe(1);
    expect(points.withoutValue).toBe(1);
    expect(points.notPositive).toBe(1);
    expect(points.matching).toBe(500);
  });

  test('every trial is drawn or counted', () => {
    const value = fc.oneof(fc.double({ min: -5, max: 5, noNaN: true }), fc.constant(Number.NaN));
    const row = fc.tuple(value, value, fc.constantFrom(COMPLETE, INFEASIBLE, FAILED), fc.boolean());
    fc.assert(
      fc.property(fc.array(row, { maxLength: 40 }), fc.boolean(), (rows, logarithmic) => {
        const points = buildPoints(columnsOf(rows), { ...QUERY, xScale: logarithmic ? 'log' : 'linear' });
        expect(points.count + points.withoutValue + points.notPositive).toBe(rows.length);
        expect(points.front.every((point) => points.classes[point] === ON_FRONT)).toBe(true);
      }),
      { seed: 5 },
    );
  });

  test('a choice of numbers is drawn by its numbers, an inactive one not at all', () => {
    const mac: Dimension = { kind: 'choice', id: 'mac', choices: [32, 64, 128], ordered: true };
    const columns = {
      ...columnsOf([
        [1, 1, COMPLETE, false],
        [1, 1, COMPLETE, false],
      ]),
      columns: { mac: Float64Array.of(2, Number.NaN) },
    };
    expect([...numericColumn(columns, 'mac', [mac])]).toEqual([128, Number.NaN]);
  });
});

describe('staircase', () => {
  test('runs right at the height of the better point where x is minimised', () => {
    const points = buildPoints(FRONT_OF_THREE, QUERY);
    expect(staircase(points, 'minimize')).toEqual({ x: [1, 2, 2, 3, 3], y: [4, 4, 2, 2, 1] });
  });

  test('drops first where x is maximised', () => {
    const rising = columnsOf([
      [1, 1, COMPLETE, true],
      [2, 2, COMPLETE, true],
    ]);
    expect(staircase(buildPoints(rising, QUERY), 'maximize')).toEqual({ x: [1, 1, 2], y: [1, 2, 2] });
  });
});

describe('nearest point', () => {
  test('agrees with looking at every point', () => {
    const pixel = fc.double({ min: -20, max: 320, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(pixel, pixel), { maxLength: 60 }), pixel, pixel, (places, x, y) => {
        const xs = Float32Array.from(places, (place) => place[0]);
        const ys = Float32Array.from(places, (place) => place[1]);
        const found = new NearestPoint(xs, ys, 300, 300).find(x, y, 24);
        const distances = places.map((_place, index) => {
          const inside = xs[index]! >= 0 && ys[index]! >= 0 && xs[index]! < 304 && ys[index]! < 304;
          const distance = Math.hypot(xs[index]! - x, ys[index]! - y);
          return inside && distance <= 24 ? distance : Infinity;
        });
        const least = Math.min(Infinity, ...distances);
        expect(found === undefined ? Infinity : distances[found]).toBe(least);
      }),
      { seed: 7, numRuns: 300 },
    );
  });

  test('prefers a point that is a little farther if it is asked to', () => {
    const nearest = new NearestPoint(Float32Array.of(10, 14), Float32Array.of(10, 10), 100, 100);
    expect(nearest.find(10, 10, 24)).toBe(0);
    expect(nearest.find(10, 10, 24, (point) => point === 1, 6)).toBe(1);
  });
});

describe('scatter coordinator', () => {
  test('puts points into pixels: the extremes inside the plot, small y at the bottom', () => {
    const { pixelX, pixelY, xAxis, points, at } = coordinatorOf(FRONT_OF_THREE).scene();
    for (let point = 0; point < points.count; point++) {
      const [x, y] = at(point);
      expect(pixelX[point]).toBeCloseTo(x, 3);
      expect(pixelY[point]).toBeCloseTo(y, 3);
    }
    expect(points.count).toBe(4);
    for (const [index, x] of pixelX.entries()) {
      expect(x).toBeGreaterThan(0);
      expect(x).toBeLessThan(400);
      expect(x).toBeCloseTo(xAxis.scale(points.x[index]!), 3);
    }
    expect(pixelY[0]!).toBeGreaterThan(pixelY[1]!);
  });

  test('draws the staircase only where the axes are the two objectives, and the bounds as lines', () => {
    expect(coordinatorOf(FRONT_OF_THREE).scene().frontLine).toHaveLength(5);
    expect(coordinatorOf(FRONT_OF_THREE, false).scene().frontLine).toEqual([]);
    const { yBounds, yAxis, xBounds } = coordinatorOf(FRONT_OF_THREE).scene();
    expect(yBounds).toEqual([yAxis.scale(3)]);
    expect(xBounds).toEqual([]);
  });

  test('zooming keeps the point under the pointer where it is; resetting shows everything again', () => {
    const coordinator = coordinatorOf(FRONT_OF_THREE);
    const before = coordinator.scene();
    const at = { x: before.pixelX[2]!, y: before.pixelY[2]! };
    coordinator.zoomAround(at.x, at.y, 0.5);
    const zoomed = coordinator.scene();
    expect(zoomed.zoomed).toBe(true);
    expect(zoomed.pixelX[2]).toBeCloseTo(at.x, 3);
    expect(zoomed.pixelY[2]).toBeCloseTo(at.y, 3);
    expect(zoomed.xAxis.domain[1] - zoomed.xAxis.domain[0]).toBeCloseTo(
      (before.xAxis.domain[1] - before.xAxis.domain[0]) / 2,
    );
    coordinator.resetZoom();
    expect(coordinator.scene().xAxis.domain).toEqual(before.xAxis.domain);
  });

  test('panning moves every point by the same pixels', () => {
    const coordinator = coordinatorOf(FRONT_OF_THREE);
    const before = coordinator.scene();
    coordinator.pan(30, -12);
    const after = coordinator.scene();
    for (const [index, x] of before.pixelX.entries()) {
      expect(after.pixelX[index]).toBeCloseTo(x + 30, 3);
      expect(after.pixelY[index]).toBeCloseTo(before.pixelY[index]! - 12, 3);
    }
  });

  test('another axis forgets the zoom', () => {
    const coordinator = coordinatorOf(FRONT_OF_THREE);
    coordinator.zoomAround(10, 10, 0.5);
    coordinator.setAxes({ ...MINIMIZED_AREA, id: 'cost' }, MINIMIZED_SDC, false);
    expect(coordinator.scene().zoomed).toBe(false);
  });

  test('the pointer means the nearest point within reach, and none in the open', () => {
    const coordinator = coordinatorOf(FRONT_OF_THREE);
    const { pixelX, pixelY } = coordinator.scene();
    expect(coordinator.pointAt(pixelX[3]! + 2, pixelY[3]! - 2)).toBe(3);
    expect(coordinator.pointAt(pixelX[1]! + 60, pixelY[1]! + 60)).toBeUndefined();
  });

  test('keys walk along the front by x and stop at its ends', () => {
    const coordinator = coordinatorOf(FRONT_OF_THREE);
    const first = coordinator.alongFront(undefined, 'next');
    expect(first).toBe(1);
    expect(coordinator.alongFront(first, 'next')).toBe(2);
    expect(coordinator.alongFront(2, 'next')).toBe(0);
    expect(coordinator.alongFront(0, 'next')).toBe(0);
    expect(coordinator.alongFront(0, 'first')).toBe(1);
    expect(coordinator.alongFront(1, 'last')).toBe(0);
  });

  test('keys find the nearest point in a direction and stay where there is none', () => {
    const coordinator = coordinatorOf(FRONT_OF_THREE);
    expect(coordinator.towards(2, 'left')).toBe(1);
    expect(coordinator.towards(0, 'up')).toBe(3);
    expect(coordinator.towards(1, 'left')).toBe(1);
  });

  test('finds a trial by its number', () => {
    const coordinator = coordinatorOf(FRONT_OF_THREE);
    expect(coordinator.pointOf(20)).toBe(2);
    expect(coordinator.pointOf(5)).toBeUndefined();
    expect(coordinator.pointOf(null)).toBeUndefined();
  });

  test('log axes place equal ratios at equal distances', () => {
    const coordinator = new ScatterCoordinator();
    coordinator.resize(300, 300);
    coordinator.setAxes(MINIMIZED_AREA, { ...MINIMIZED_SDC, scale: 'log' }, false);
    const decades = columnsOf([
      [1, 1e-18, COMPLETE, false],
      [2, 1e-17, COMPLETE, false],
      [3, 1e-16, COMPLETE, false],
    ]);
    coordinator.setPoints(buildPoints(decades, { ...QUERY, yScale: 'log' }));
    const { pixelY } = coordinator.scene();
    expect(pixelY[0]! - pixelY[1]!).toBeCloseTo(pixelY[1]! - pixelY[2]!, 3);
  });
});
