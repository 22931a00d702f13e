// Samplers: `npm run bench -- samplers[:cost,fronts,rugged,regret,constrained] [--quick] [--seeds N] [--only tpe,zdt1]`.
// What one trial costs, and how far their trials get; `--only` takes samplers and functions. Without workers or storage;
// processor time.

import type { BenchmarkRequest, BenchmarkRow } from './bench.ts';
import { costRows } from './_samplers-cost.ts';
import { constrainedRows, frontRows, ruggedRows } from './_samplers-fronts.ts';
import { regretRows } from './_samplers-regret.ts';

const PARTS = {
  cost: costRows,
  fronts: frontRows,
  rugged: ruggedRows,
  regret: regretRows,
  constrained: constrainedRows,
} as const;

type Part = keyof typeof PARTS;

export const parts = Object.keys(PARTS) as Part[];

export function run(request: BenchmarkRequest): Promise<BenchmarkRow[]> {
  const wanted = request.parts.length === 0 ? parts : (request.parts as Part[]);
  return Promise.resolve(wanted.flatMap((part) => PARTS[part](request)));
}
