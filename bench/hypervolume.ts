// Exact hypervolume of random points on the unit sphere's octant (mutually non-dominated), reference point 1.1.

import { RandomStream } from '../engine/contract/random.ts';
import { hypervolume } from '../engine/pareto/hypervolume.ts';
import { hypervolumeContributions, measureHypervolume } from '../engine/pareto/indicators.ts';
import { median } from './_statistics.ts';
import type { BenchmarkRow } from './bench.ts';

const CASES: readonly (readonly [objectives: number, points: number, targetMilliseconds?: number])[] = [
  [2, 10_000, 3],
  [3, 10_000, 6],
  [4, 1_000],
  [4, 10_000, 150],
  [4, 100_000],
  [5, 1_000, 60],
  [6, 300],
  [6, 1_000],
];

export function spherePoints(objectives: number, count: number): Float64Array {
  const stream = new RandomStream(1, 'bench.sphere');
  const points = new Float64Array(objectives * count);
  for (let row = 0; row < count; row++) {
    let norm = 0;
    for (let column = 0; column < objectives; column++) {
      const value = Math.abs(stream.normal());
      points[row * objectives + column] = value;
      norm += value * value;
    }
    for (let column = 0; column < objectives; column++) points[row * objectives + column]! /= Math.sqrt(norm);
  }
  return points;
}

/** Runs before those that count: the first ones are not compiled yet and take several times as long. */
const WARM_UP = 8;

/** Median of seven runs each, warmed up; of three after one where a run takes seconds. */
export function run(): Promise<BenchmarkRow[]> {
  const rows = CASES.map(([objectives, count, target]) => {
    const points = spherePoints(objectives, count);
    const reference = new Float64Array(objectives).fill(1.1);
    const times: number[] = [];
    const isLong = count > 10_000;
    const warmUp = isLong ? 1 : WARM_UP;
    for (let run = 0; run < warmUp + (isLong ? 3 : 7); run++) {
      const start = performance.now();
      hypervolume(points, objectives, reference);
      if (run >= warmUp) times.push(performance.now() - start);
    }
    return {
      name: `hypervolume ${objectives}-D, ${count} points`,
      value: median(times),
      unit: 'ms',
      ...(target === undefined ? {} : { target: { atMost: target } }),
    };
  });
  return Promise.resolve([...rows, contributions(), estimate()]);
}

/** What only each of 1,000 points of three objectives dominates. */
function contributions(): BenchmarkRow {
  const points = spherePoints(3, 1000);
  const times: number[] = [];
  for (let run = 0; run < 8; run++) {
    const start = performance.now();
    hypervolumeContributions(points, 3, new Float64Array(3).fill(1.1));
    if (run > 0) times.push(performance.now() - start);
  }
  return { name: 'exclusive contributions 3-D, 1000 points', value: median(times), unit: 'ms' };
}

/** Eight objectives, where a run's hypervolume is an estimate. */
function estimate(): BenchmarkRow {
  const points = spherePoints(8, 1000);
  const start = performance.now();
  const { volume, standardError } = measureHypervolume(points, 8, new Float64Array(8).fill(1.1));
  return {
    name: `estimate 8-D, 1000 points (error ${((100 * standardError) / volume).toFixed(2)} %)`,
    value: performance.now() - start,
    unit: 'ms',
  };
}

if (import.meta.main) console.table(await run());
