// Importance of ten parameters of f = sum of (i + 1) (x_i - 0.3)^2, whose true shares are (i + 1)^2 / 385.

import { RandomStream } from '../engine/contract/random.ts';
import { fanovaImportance } from '../engine/analysis/importance.ts';
import { Space } from '../engine/space/space.ts';
import { box, unconstrained } from '../engine/systems/test-functions/problem.ts';
import { spaceOf } from '../engine/systems/test-functions/space.ts';
import type { BenchmarkRow } from './bench.ts';

const WEIGHTED = unconstrained('weighted-sphere', 'Weighted sphere', 'issue 4', box(10, 0, 1), 1, (x) => [
  x.reduce((sum, value, index) => sum + (index + 1) * (value - 0.3) ** 2, 0),
]);

export function weightedSphereTrials(count: number): {
  space: Space;
  codes: Float64Array;
  values: Float64Array;
} {
  const space = spaceOf(WEIGHTED);
  const stream = new RandomStream(1, 'bench.importance');
  const codes = new Float64Array(count * space.width);
  const values = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    space.sampleUniform(stream, codes, row * space.width);
    const x = codes.subarray(row * space.width, (row + 1) * space.width);
    values[row] = WEIGHTED.evaluate(x).objectives[0]!;
  }
  return { space, codes, values };
}

export function run(): Promise<BenchmarkRow[]> {
  const rows: BenchmarkRow[] = [];
  for (const [count, target] of [
    [1000, undefined],
    [10_000, 3],
  ] as const) {
    const { space, codes, values } = weightedSphereTrials(count);
    const start = performance.now();
    const report = fanovaImportance(space, codes, values, 1);
    rows.push({
      name: `fANOVA importance, ${count} trials, 10 parameters`,
      value: (performance.now() - start) / 1000,
      unit: 's',
      ...(target === undefined ? {} : { target: { atMost: target } }),
    });
    const error = Math.max(
      ...report.parameters.map(({ share }, index) => Math.abs(share - (index + 1) ** 2 / 385)),
    );
    rows.push({ name: `largest error of its shares, ${count} trials`, value: error, unit: '' });
  }
  return Promise.resolve(rows);
}

if (import.meta.main) console.table(await run());
