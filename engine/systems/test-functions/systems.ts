// Every test function as a system, hidden from the gallery.

import type { Metric, Parameter, ParameterValue, System } from '../../contract/system.ts';
import { defineSystem } from '../define.ts';
import { dtlz } from './dtlz.ts';
import { engineering } from './engineering.ts';
import { learningCurve } from './learning-curve.ts';
import { evaluateMixed, MIXED_OPTIMUM, mixedParameters } from './mixed.ts';
import type { TestProblem } from './problem.ts';
import { realWorld } from './real-world.ts';
import { single } from './single.ts';
import { parameterOf, variableId } from './space.ts';
import { wfgProblems } from './wfg.ts';
import { zdt } from './zdt.ts';

export const testProblems: readonly TestProblem[] = [
  ...single,
  ...zdt,
  ...dtlz,
  ...wfgProblems,
  ...engineering,
  ...realWorld,
];

const LIMITS = ['A mathematical function for testing samplers; it models nothing.'];

/**
 * Objectives are the metrics `f1`, `f2`, ...; constraints the metrics `g1`, `g2`, ..., met where they are not negative
 * (a study writes `g1 >= 0`).
 */
function systemOf(problem: TestProblem): System {
  const metrics: Record<string, Metric> = {};
  const objectives = Array.from({ length: problem.objectiveCount }, (_, index) => `f${index + 1}`);
  const constraints = Array.from({ length: problem.constraintCount }, (_, index) => `g${index + 1}`);
  for (const id of objectives) {
    metrics[id] = {
      doc: 'An objective.',
      direction: 'minimize',
      role: 'other',
      provenance: 'analytical',
      ...(problem.optimum === undefined ? {} : { optimum: problem.optimum }),
    };
  }
  for (const id of constraints) {
    metrics[id] = {
      doc: 'A constraint, met where it is not negative.',
      direction: 'maximize',
      role: 'other',
      provenance: 'analytical',
    };
  }
  const parameters: Record<string, Parameter> = {};
  problem.variables.forEach(
    (variable, index) => (parameters[variableId(index)] = parameterOf(variable, index)),
  );
  return defineSystem({
    id: problem.id,
    version: 1,
    title: problem.title,
    summary: `Test function with ${problem.variables.length} variables and ${problem.objectiveCount} objective${problem.objectiveCount === 1 ? '' : 's'}.`,
    references: [problem.source],
    parameters,
    metrics,
    defaultObjectives: objectives,
    limits: LIMITS,
    hidden: true,
    evaluate: (design) => {
      const values = design as Readonly<Record<string, ParameterValue>>;
      const x = Float64Array.from(problem.variables, (_, index) => values[variableId(index)] as number);
      const result = problem.evaluate(x);
      return Object.fromEntries([
        ...objectives.map((id, index) => [id, result.objectives[index]!] as const),
        ...constraints.map((id, index) => [id, result.constraints[index]!] as const),
      ]);
    },
  });
}

const mixed = defineSystem({
  id: 'mixed-memory',
  version: 1,
  title: 'Mixed memory',
  summary: 'Test function with mixed and conditional parameters and one objective.',
  parameters: mixedParameters,
  metrics: {
    f1: {
      doc: 'The objective.',
      direction: 'minimize',
      role: 'other',
      provenance: 'analytical',
      optimum: MIXED_OPTIMUM,
    },
  },
  defaultObjectives: ['f1'],
  limits: LIMITS,
  hidden: true,
  evaluate: (design) => ({ f1: evaluateMixed(design) }),
});

export const testFunctionSystems: readonly System[] = [...testProblems.map(systemOf), mixed, learningCurve];
