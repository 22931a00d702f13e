// Samplers: what one trial costs, and how far their trials get. Test problems without workers or storage.

import { COMPLETE } from '../engine/contract/trial.ts';
import { RandomStream } from '../engine/contract/random.ts';
import { createSampler } from '../engine/samplers/index.ts';
import { dtlz1, dtlz2 } from '../engine/systems/test-functions/dtlz.ts';
import { box, unconstrained, type TestProblem } from '../engine/systems/test-functions/problem.ts';
import { branin, hartmann6 } from '../engine/systems/test-functions/single.ts';
import { spaceOf, variablesOf } from '../engine/systems/test-functions/space.ts';
import { zdt1, zdt2, zdt4 } from '../engine/systems/test-functions/zdt.ts';
import { drive, feasibleHypervolume } from './_drive.ts';
import type { BenchmarkRow } from './bench.ts';
import { median } from './hypervolume.ts';

const SPHERE_PAIR: TestProblem = unconstrained('pair', 'Two spheres', 'bench', box(10, 0, 1), 2, (x) => [
  x.reduce((sum, value, index) => sum + (index + 1) * (value - 0.3) ** 2, 0),
  x.reduce((sum, value) => sum + (value - 0.7) ** 2, 0),
]);
const WEIGHTED_SPHERE: TestProblem = unconstrained(
  'one',
  'Weighted sphere',
  'bench',
  box(10, 0, 1),
  1,
  (x) => [x.reduce((sum, value, index) => sum + (index + 1) * (value - 0.3) ** 2, 0)],
);

/** Mean microseconds of ask and tell a trial over a whole run. */
function costOf(type: string, options: Readonly<Record<string, unknown>>, trials: number): number {
  drive(SPHERE_PAIR, type, options, 1, Math.min(trials, 2000));
  return (drive(SPHERE_PAIR, type, options, 2, trials).samplerSeconds / trials) * 1e6;
}

/** Median milliseconds of one ask and tell with `told` trials in the history: the last of them the sampler's own. */
function marginalCost(problem: TestProblem, type: string, told: number): number {
  const space = spaceOf(problem);
  const count = problem.objectiveCount;
  const sampler = createSampler(
    { type, options: {} },
    {
      space,
      objectives: Array.from({ length: count }, (_, index) => ({
        metric: `f${index + 1}`,
        direction: 'minimize',
      })),
      constraints: [],
      seed: 1,
      budgetTrials: told + 100,
    },
  );
  const stream = new RandomStream(1, 'bench.samplers');
  const codes = new Float64Array(space.width);
  const tell = (number: number): void => {
    const { objectives } = problem.evaluate(variablesOf(problem, codes, 0));
    sampler.tell({
      designs: { first: number, count: 1, codes },
      results: {
        first: number,
        count: 1,
        states: Uint8Array.of(COMPLETE),
        metrics: new Float64Array(0),
        durations: new Float32Array(1),
        messages: [],
      },
      objectives: Float64Array.from(objectives),
      violations: new Float64Array(1),
    });
  };
  const own = Math.min(500, told >> 1);
  for (let number = 0; number < told - own; number++) {
    space.sampleUniform(stream, codes, 0);
    tell(number);
  }
  const times: number[] = [];
  for (let number = told - own; number < told + 50; number++) {
    const start = performance.now();
    sampler.ask(number, 1, codes);
    tell(number);
    if (number >= told) times.push(performance.now() - start);
  }
  return median(times);
}

function meanVolume(
  problem: TestProblem,
  reference: readonly number[],
  type: string,
  options: Readonly<Record<string, unknown>>,
  trials: number,
  seeds: number,
): { mean: number; volumes: number[] } {
  const volumes = Array.from({ length: seeds }, (_, seed) =>
    feasibleHypervolume(drive(problem, type, options, seed + 1, trials), reference, trials),
  );
  return { mean: volumes.reduce((sum, volume) => sum + volume, 0) / seeds, volumes };
}

function bestAfter(problem: TestProblem, type: string, trials: number, seeds: number): number {
  return median(
    Array.from({ length: seeds }, (_, seed) =>
      drive(problem, type, {}, seed + 1, trials).objectives.reduce((best, value) => Math.min(best, value)),
    ),
  );
}

const FRONTS = [
  { problem: zdt1, reference: [1.1, 1.1] },
  { problem: zdt2, reference: [1.1, 1.1] },
  { problem: dtlz2, reference: [1.1, 1.1, 1.1] },
] as const;

/** Settings behind the table of docs/samplers.md. */
const RACES = [
  { type: 'nsga2', options: {}, trials: 5000 },
  { type: 'sms-emoa', options: {}, trials: 5000 },
  { type: 'surrogate', options: {}, trials: 1000 },
] as const;

/** True hypervolumes: 0.8767 for ZDT4's front; the box less the tetrahedron under the plane for DTLZ1's. */
const MULTI_MODAL = [
  { problem: zdt4, reference: [1.1, 1.1], volume: 1.21 - 1 / 3 },
  { problem: dtlz1, reference: [0.55, 0.55, 0.55], volume: 0.55 ** 3 - 0.5 ** 3 / 6 },
] as const;

/** Costs first, then quality over `seeds` seeds (10 unless told otherwise). */
export function run(seeds = 10): Promise<BenchmarkRow[]> {
  const rows: BenchmarkRow[] = [];
  const levels = unconstrained(
    'levels',
    'Levels',
    'bench',
    Array.from({ length: 10 }, () => ({ minimum: 0, maximum: 9, kind: 'integer' as const })),
    2,
    (x) => [x[0]!, -x[1]!],
  );
  drive(levels, 'grid', {}, 1, 2000);
  rows.push({
    name: 'grid, 10 parameters, per trial',
    value: (drive(levels, 'grid', {}, 1, 50_000).samplerSeconds / 50_000) * 1e6,
    unit: 'us',
    target: { atMost: 2 },
  });
  for (const type of ['random', 'sobol', 'halton']) {
    const value = costOf(type, {}, 50_000);
    rows.push({
      name: `${type}, 10 parameters, per trial`,
      value,
      unit: 'us',
      ...(type === 'halton' ? {} : { target: { atMost: 2 } }),
    });
  }
  rows.push({
    name: 'nsga2, population 100, 10 parameters, 2 objectives, per trial',
    value: costOf('nsga2', { population: 100 }, 20_000),
    unit: 'us',
    target: { atMost: 20 },
  });
  rows.push({
    name: 'sms-emoa, 10 parameters, 2 objectives, per trial',
    value: costOf('sms-emoa', {}, 5000),
    unit: 'us',
  });
  rows.push({
    name: 'tpe, 10 parameters, ask and tell at 5,000 trials',
    value: marginalCost(WEIGHTED_SPHERE, 'tpe', 5000),
    unit: 'ms',
    target: { atMost: 2 },
  });
  rows.push({
    name: 'tpe, 10 parameters, 2 objectives, ask and tell at 5,000 trials',
    value: marginalCost(SPHERE_PAIR, 'tpe', 5000),
    unit: 'ms',
    target: { atMost: 3 },
  });
  for (const { type, options, trials } of RACES) {
    for (const { problem, reference } of FRONTS) {
      const { mean } = meanVolume(problem, reference, type, options, trials, seeds);
      rows.push({ name: `${type}, ${problem.title}, hypervolume after ${trials}`, value: mean, unit: '' });
    }
  }
  for (const { problem, reference, volume } of MULTI_MODAL) {
    const { volumes } = meanVolume(problem, reference, 'sms-emoa', { mutations: 1 }, 10_000, seeds);
    rows.push({
      name: `sms-emoa (mutations 1), ${problem.title}, share of seeds within 5 % of the true hypervolume after 10,000`,
      value: volumes.filter((value) => value >= 0.95 * volume).length / seeds,
      unit: '',
    });
  }
  for (const problem of [branin, hartmann6]) {
    for (const [type, trials] of [
      ['tpe', 100],
      ['tpe', 200],
      ['gp', 100],
    ] as const) {
      const value = bestAfter(problem, type, trials, seeds);
      rows.push({ name: `${type}, ${problem.title}, median best after ${trials}`, value, unit: '' });
    }
  }
  return Promise.resolve(rows);
}

if (import.meta.main) console.table(await run(Number(process.argv[2] ?? 10)));
