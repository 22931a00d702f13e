// What the analyses of stored trials cost on their thread: processor time, median of three runs each.

import { growthOf } from '../engine/analysis/convergence.ts';
import { partialCorrelationsOf, rankCorrelations } from '../engine/analysis/correlations.ts';
import { readDependence } from '../engine/analysis/dependence.ts';
import { frontTruths } from '../engine/analysis/front-truths.ts';
import { sobolIndices } from '../engine/analysis/sensitivity.ts';
import { fitSurrogate } from '../engine/analysis/surrogate.ts';
import { RandomStream } from '../engine/contract/random.ts';
import type { BenchmarkRow } from './bench.ts';
import { median } from './_statistics.ts';
import { weightedSphereTrials } from './importance.ts';

const REPEATS = 3;

function secondsOf(work: () => unknown): number {
  return median(
    Array.from({ length: REPEATS }, () => {
      const begin = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(begin);
      return (user + system) / 1e6;
    }),
  );
}

export function run(): Promise<BenchmarkRow[]> {
  const { space, codes, values } = weightedSphereTrials(10_000);
  const surrogate = fitSurrogate(space, codes, values, 1);
  const few = values.slice(0, 2000);
  const random = Float64Array.from({ length: 2_000_000 }, uniformly());
  const rows: readonly (readonly [name: string, work: () => unknown])[] = [
    ['surrogate of 10,000 trials, 10 parameters', () => fitSurrogate(space, codes, values, 1)],
    [
      'dependence on one parameter',
      () => readDependence(space, surrogate, codes, { dimensions: [0], points: 24 }),
    ],
    [
      'dependence on two parameters',
      () => readDependence(space, surrogate, codes, { dimensions: [0, 1], points: 12 }),
    ],
    ['rank correlations, 2,000 trials, 10 parameters', () => rankCorrelations(space, codes, few, 1)],
    ['partial correlations, 2,000 trials, 10 parameters', () => partialCorrelationsOf(space, codes, few, 1)],
    ['truths of a front of 500 among 10,000', () => frontTruths(space, codes, codes.slice(0, 5000))],
    [
      "Sobol' indices, 12,000 trials, 10 parameters",
      () =>
        sobolIndices(
          space.dimensions.map(({ id }) => id),
          random.subarray(0, 12_000),
          1,
        ),
    ],
    [
      'growth of a front over 1,000,000 trials, 100 points',
      () => growthOf(random, 2, Float64Array.of(1, 1), 100),
    ],
  ];
  return Promise.resolve(rows.map(([name, work]) => ({ name, value: secondsOf(work), unit: 's' })));
}

function uniformly(): () => number {
  const stream = new RandomStream(1, 'bench.analysis');
  return () => stream.uniform();
}

if (import.meta.main) console.table(await run());
