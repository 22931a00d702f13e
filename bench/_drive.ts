// Runs a sampler on a function without workers or storage.

import { createSampler } from '../engine/samplers/index.ts';
import { COMPLETE } from '../engine/contract/trial.ts';
import type { Space } from '../engine/space/space.ts';
import { hypervolume } from '../engine/pareto/hypervolume.ts';
import type { TestProblem } from '../engine/systems/test-functions/problem.ts';
import { spaceOf, variablesOf, violationOf } from '../engine/systems/test-functions/space.ts';

/** A function over a space; all objectives are minimised. */
export interface Subject {
  readonly title: string;
  readonly space: Space;
  readonly objectiveCount: number;
  /** Constraints that designs may miss; none unless given. */
  readonly constraintCount?: number;
  /** Objectives of the code row at `offset`, and by how much its constraints are missed. */
  readonly evaluate: (
    codes: Float64Array,
    offset: number,
  ) => { readonly objectives: readonly number[]; readonly violation: number };
}

export function subjectOf(problem: TestProblem): Subject {
  return {
    title: problem.title,
    space: spaceOf(problem),
    objectiveCount: problem.objectiveCount,
    constraintCount: problem.constraintCount,
    evaluate: (codes, offset) => {
      const { objectives, constraints } = problem.evaluate(variablesOf(problem, codes, offset));
      return { objectives, violation: violationOf(constraints) };
    },
  };
}

export interface DrivenRun {
  /** Row-major objectives and violations of every trial. */
  readonly objectives: Float64Array;
  readonly violations: Float64Array;
  /** Processor seconds that ask and tell took. */
  readonly samplerSeconds: number;
}

/** Processor seconds of this process so far. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

export function drive(
  subject: Subject,
  type: string,
  options: Readonly<Record<string, unknown>>,
  seed: number,
  trials: number,
): DrivenRun {
  const { space, objectiveCount: count } = subject;
  const sampler = createSampler(
    { type, options },
    {
      space,
      objectives: Array.from({ length: count }, (_, index) => ({
        metric: `f${index + 1}`,
        direction: 'minimize',
      })),
      constraints: Array.from({ length: subject.constraintCount ?? 0 }, (_, index) => ({
        text: `g${index + 1} >= 0`,
        metric: `g${index + 1}`,
        comparison: '>=',
        bound: 0,
      })),
      seed,
      budgetTrials: trials,
    },
  );
  const objectives = new Float64Array(trials * count);
  const violations = new Float64Array(trials);
  const batch = Math.min(sampler.roundSize, 500);
  let samplerSeconds = 0;
  for (let first = 0; first < trials;) {
    const toRoundEnd =
      sampler.roundSize === Infinity ? Infinity : sampler.roundSize - (first % sampler.roundSize);
    const wanted = Math.min(batch, trials - first, toRoundEnd);
    const codes = new Float64Array(wanted * space.width);
    let start = processorSeconds();
    const filled = sampler.ask(first, wanted, codes);
    samplerSeconds += processorSeconds() - start;
    for (let row = 0; row < filled; row++) {
      const result = subject.evaluate(codes, row * space.width);
      objectives.set(result.objectives, (first + row) * count);
      violations[first + row] = result.violation;
    }
    start = processorSeconds();
    sampler.tell({
      designs: { first, count: filled, codes },
      results: {
        first,
        count: filled,
        states: new Uint8Array(filled).fill(COMPLETE),
        metrics: new Float64Array(0),
        durations: new Float32Array(filled),
        messages: [],
      },
      objectives: objectives.slice(first * count, (first + filled) * count),
      violations: violations.slice(first, first + filled),
    });
    samplerSeconds += processorSeconds() - start;
    first += filled;
    if (filled < wanted) break;
  }
  return { objectives, violations, samplerSeconds };
}

/** Hypervolume of the feasible trials among the first `trials`. */
export function feasibleHypervolume(run: DrivenRun, reference: readonly number[], trials: number): number {
  const count = reference.length;
  const rows: number[] = [];
  for (let row = 0; row < trials; row++) {
    if (run.violations[row] === 0)
      for (let k = 0; k < count; k++) rows.push(run.objectives[row * count + k]!);
  }
  return hypervolume(Float64Array.from(rows), count, Float64Array.from(reference));
}
