// How much hypervolume the feasible trials of each sampler dominate.

import { bnh, osy } from '../engine/systems/test-functions/engineering.ts';
import { c2Dtlz2, dtlz1, dtlz2 } from '../engine/systems/test-functions/dtlz.ts';
import type { TestProblem } from '../engine/systems/test-functions/problem.ts';
import { zdt1, zdt2, zdt4 } from '../engine/systems/test-functions/zdt.ts';
import type { BenchmarkRequest, BenchmarkRow } from './bench.ts';
import { drive, feasibleHypervolume, subjectOf } from './_drive.ts';
import { competitors, wantedFunctions } from './_samplers-list.ts';
import { mean, median, medianInterval } from './_statistics.ts';

type Options = Readonly<Record<string, unknown>>;

interface Front {
  readonly problem: TestProblem;
  readonly reference: readonly number[];
  /** Mean hypervolume that the best sampler must reach after so many trials. */
  readonly targets?: Readonly<Record<number, number>>;
}

/** The true fronts give 0.8767, 0.5433 and about 0.807. */
const FRONTS: readonly Front[] = [
  { problem: zdt1, reference: [1.1, 1.1], targets: { 1000: 0.85, 5000: 0.85 } },
  { problem: zdt2, reference: [1.1, 1.1], targets: { 1000: 0.5, 5000: 0.48 } },
  { problem: dtlz2, reference: [1.1, 1.1, 1.1], targets: { 1000: 0.78, 5000: 0.77 } },
];

const CONSTRAINED: readonly Front[] = [
  { problem: osy, reference: [0, 100] },
  { problem: c2Dtlz2, reference: [1.1, 1.1, 1.1] },
  { problem: bnh, reference: [150, 60] },
];

/** True hypervolumes: 0.8767 for ZDT4's front; the box less the tetrahedron under the plane for DTLZ1's. */
const MULTI_MODAL = [
  { problem: zdt4, reference: [1.1, 1.1], volume: 1.21 - 1 / 3 },
  { problem: dtlz1, reference: [0.55, 0.55, 0.55], volume: 0.55 ** 3 - 0.5 ** 3 / 6 },
] as const;

/** Settings for many local optima, beside the defaults. */
const RUGGED_OPTIONS: Readonly<Record<string, Options>> = {
  'sms-emoa': { differential: 0, wide: 0.1 },
};

/** Samplers too slow for longer runs, and the only budget they get. */
const MOST_TRIALS: Readonly<Record<string, number>> = { gp: 100, surrogate: 1000, tpe: 1000 };
/** Samplers that plan with the budget: a run for each. */
const PLANS_WITH_BUDGET = ['auto', 'surrogate', 'gp'];

interface Outcome {
  readonly trials: number;
  readonly volumes: readonly number[];
  readonly microseconds: number;
}

/** Hypervolumes after each of the budgets, over the seeds. */
function outcomes(
  front: Pick<Front, 'problem' | 'reference'>,
  type: string,
  options: Options,
  budgets: readonly number[],
  seeds: number,
): Outcome[] {
  const subject = subjectOf(front.problem);
  const runOf = (seed: number, trials: number) => drive(subject, type, options, seed, trials);
  const most = Math.max(...budgets);
  const shared = PLANS_WITH_BUDGET.includes(type)
    ? undefined
    : Array.from({ length: seeds }, (_, seed) => runOf(seed + 1, most));
  return budgets.map((trials) => {
    const runs = shared ?? Array.from({ length: seeds }, (_, seed) => runOf(seed + 1, trials));
    return {
      trials,
      volumes: runs.map((run) => feasibleHypervolume(run, front.reference, trials)),
      microseconds: median(runs.map((run) => (run.samplerSeconds / (shared ? most : trials)) * 1e6)),
    };
  });
}

function rowsFor(
  request: BenchmarkRequest,
  fronts: readonly Front[],
  budgets: readonly number[],
  seeds: number,
): BenchmarkRow[] {
  const rows: BenchmarkRow[] = [];
  for (const front of wantedFunctions(request, fronts)) {
    const best = new Map<number, number>();
    for (const { type } of competitors(request, front.problem.objectiveCount)) {
      const limit = MOST_TRIALS[type] ?? Infinity;
      const own = budgets.filter((trials) => trials <= limit);
      for (const { trials, volumes, microseconds } of outcomes(
        front,
        type,
        {},
        own.length > 0 ? own : [limit],
        seeds,
      )) {
        const name = `${type}, ${front.problem.title}, ${trials.toLocaleString('en')} trials`;
        const average = mean(volumes);
        best.set(trials, Math.max(best.get(trials) ?? 0, average));
        rows.push(
          { name: `${name}, mean hypervolume`, value: average, unit: '' },
          { name: `${name}, median`, value: median(volumes), unit: '', interval: medianInterval(volumes) },
          { name: `${name}, ask and tell`, value: microseconds, unit: 'us' },
        );
      }
    }
    for (const [trials, value] of best) {
      const atLeast = front.targets?.[trials];
      if (atLeast === undefined) continue;
      rows.push({
        name: `best of these, ${front.problem.title}, ${trials.toLocaleString('en')} trials, mean hypervolume`,
        value,
        unit: '',
        target: { atLeast },
      });
    }
  }
  return rows;
}

/** Every sampler for several objectives at its defaults. */
export function frontRows(request: BenchmarkRequest): BenchmarkRow[] {
  const seeds = request.seeds ?? (request.quick ? 3 : 10);
  return rowsFor(request, FRONTS, request.quick ? [1000] : [1000, 5000], seeds);
}

/** The functions with many local optima. */
export function ruggedRows(request: BenchmarkRequest): BenchmarkRow[] {
  const seeds = request.seeds ?? (request.quick ? 3 : 10);
  const rows: BenchmarkRow[] = [];
  for (const { problem, reference, volume } of wantedFunctions(request, MULTI_MODAL)) {
    for (const { type } of competitors(request, problem.objectiveCount)) {
      if (MOST_TRIALS[type] !== undefined || type === 'random' || type === 'sobol' || type === 'auto')
        continue;
      const options = RUGGED_OPTIONS[type] ?? {};
      const [{ volumes }] = outcomes({ problem, reference }, type, options, [10_000], seeds) as [Outcome];
      const settings = Object.entries(options).map(([key, value]) => `${key} ${String(value)}`);
      const name = [type, ...settings, problem.title, '10,000 trials'].join(', ');
      rows.push(
        {
          name: `${name}, share of seeds within 5 % of the true front`,
          value: volumes.filter((value) => value >= 0.95 * volume).length / seeds,
          unit: '',
          target: { atLeast: 0.8 },
        },
        { name: `${name}, median`, value: median(volumes), unit: '', interval: medianInterval(volumes) },
      );
    }
  }
  return rows;
}

export function constrainedRows(request: BenchmarkRequest): BenchmarkRow[] {
  const seeds = request.seeds ?? (request.quick ? 3 : 10);
  return rowsFor(request, CONSTRAINED, request.quick ? [1000] : [1000, 5000, 10_000], seeds);
}
