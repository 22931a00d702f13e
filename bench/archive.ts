// The incremental archive: a million points offered one by one.

import { RandomStream } from '../engine/contract/random.ts';
import { ParetoArchive } from '../engine/pareto/archive.ts';
import type { BenchmarkRow } from './bench.ts';
import { spherePoints } from './hypervolume.ts';

function secondsToOffer(points: Float64Array, objectives: number): { seconds: number; size: number } {
  const archive = new ParetoArchive(objectives);
  const start = performance.now();
  for (let row = 0; row < points.length / objectives; row++) archive.offer(row, points, row * objectives);
  return { seconds: (performance.now() - start) / 1000, size: archive.size };
}

/** Random points of a cube (few on the front), and points of a sphere octant (all on the front). */
export function run(): Promise<BenchmarkRow[]> {
  const rows: BenchmarkRow[] = [];
  for (const objectives of [2, 3, 4]) {
    const stream = new RandomStream(1, 'bench.archive');
    const cube = Float64Array.from({ length: 1_000_000 * objectives }, () => stream.uniform());
    const random = secondsToOffer(cube, objectives);
    rows.push({
      name: `archive, 1,000,000 random points of ${objectives} objectives (front ${random.size})`,
      value: random.seconds,
      unit: 's',
      ...(objectives === 3 ? { target: { atMost: 3 } } : {}),
    });
    const sphere = secondsToOffer(spherePoints(objectives, 100_000), objectives);
    rows.push({
      name: `archive, 100,000 non-dominated points of ${objectives} objectives (front ${sphere.size})`,
      value: sphere.seconds,
      unit: 's',
    });
  }
  return Promise.resolve(rows);
}

if (import.meta.main) console.table(await run());
