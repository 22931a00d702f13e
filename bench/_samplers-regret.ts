// How far the best of the trials is from the optimum, with one objective. `bench/optuna-regret.py` measures Optuna's
// samplers on the same functions.

import { branin, hartmann6 } from '../engine/systems/test-functions/single.ts';
import { evaluateMixed, MIXED_OPTIMUM, mixedSpace } from '../engine/systems/test-functions/mixed.ts';
import type { BenchmarkRequest, BenchmarkRow } from './bench.ts';
import { drive, subjectOf, type Subject } from './_drive.ts';
import { competitors } from './_samplers-list.ts';
import { median, medianInterval } from './_statistics.ts';

const mixed = mixedSpace();

const FUNCTIONS: readonly { readonly subject: Subject; readonly optimum: number }[] = [
  { subject: subjectOf(branin), optimum: branin.optimum! },
  { subject: subjectOf(hartmann6), optimum: hartmann6.optimum! },
  {
    subject: {
      title: 'mixed memory',
      space: mixed,
      objectiveCount: 1,
      evaluate: (codes, offset) => ({
        objectives: [evaluateMixed(mixed.decode(codes, offset))],
        violation: 0,
      }),
    },
    optimum: MIXED_OPTIMUM,
  },
];

const BUDGETS = [100, 200];
const NOT_HERE = ['nsga3', 'mo-cma-es', 'moead'];
/** Samplers that plan with the budget: a run for each. */
const PLANS_WITH_BUDGET = ['auto', 'surrogate'];

export function regretRows(request: BenchmarkRequest): BenchmarkRow[] {
  const seeds = request.seeds ?? (request.quick ? 5 : 20);
  const rows: BenchmarkRow[] = [];
  for (const { subject, optimum } of FUNCTIONS) {
    for (const { type } of competitors(request, 1)) {
      if (NOT_HERE.includes(type) && !request.only.includes(type)) continue;
      const runsOf = (trials: number): Float64Array[] =>
        Array.from({ length: seeds }, (_, seed) => drive(subject, type, {}, seed + 1, trials).objectives);
      const shared = PLANS_WITH_BUDGET.includes(type) ? undefined : runsOf(Math.max(...BUDGETS));
      for (const trials of BUDGETS) {
        const regrets = (shared ?? runsOf(trials)).map(
          (objectives) => Math.min(...objectives.subarray(0, trials)) - optimum,
        );
        rows.push({
          name: `${type}, ${subject.title}, median regret after ${trials}`,
          value: median(regrets),
          unit: '',
          interval: medianInterval(regrets),
        });
      }
    }
  }
  return rows;
}
