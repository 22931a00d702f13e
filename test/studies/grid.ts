// Evaluates every design of a study's grid, for tests of what a study is expected to find.

import { readFileSync } from 'node:fs';
import {
  isInfeasible,
  type Design,
  type EvaluationContext,
  type System,
} from '../../engine/contract/system.ts';
import { RandomStream } from '../../engine/contract/random.ts';
import { prunerDefinitions } from '../../engine/pruning/index.ts';
import { samplerDefinitions } from '../../engine/samplers/index.ts';
import { GridWalk } from '../../engine/space/walk.ts';
import { loadStudy } from '../../engine/study/load.ts';

/** A design that could be evaluated, and its metrics. */
export interface EvaluatedDesign {
  readonly design: Design;
  readonly metrics: Readonly<Record<string, number>>;
}

const context: EvaluationContext = {
  seed: 1,
  stream: (name) => new RandomStream(1, name),
  signal: new AbortController().signal,
  report: () => {},
  settled: () => {},
};

/** Loads `studies/<name>.study.yaml`, which must have no problems, and evaluates its whole grid. */
export async function evaluateGrid(name: string, system: System): Promise<EvaluatedDesign[]> {
  const file = `studies/${name}.study.yaml`;
  const loaded = loadStudy({
    text: readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8'),
    file,
    systems: (id) => (id === system.id ? system : undefined),
    systemIds: [system.id],
    samplers: samplerDefinitions,
    pruners: prunerDefinitions,
  });
  if (loaded.problems.length > 0)
    throw new Error(loaded.problems.map((problem) => problem.sentence).join('\n'));
  const space = loaded.space!;
  const walk = new GridWalk(space);
  const codes = new Float64Array(space.width);
  const evaluated: EvaluatedDesign[] = [];
  while (walk.next(codes)) {
    const design = space.decode(codes);
    const outcome = await system.evaluate(design, context);
    if (!isInfeasible(outcome)) evaluated.push({ design, metrics: outcome });
  }
  return evaluated;
}

/** Designs that no other is at least as good as in every metric, all minimised, and better in one. */
export function frontOf(
  evaluated: readonly EvaluatedDesign[],
  objectives: readonly string[],
): EvaluatedDesign[] {
  const values = evaluated.map(({ metrics }) => objectives.map((objective) => metrics[objective]!));
  return evaluated.filter((_, index) => {
    const own = values[index]!;
    return !values.some(
      (other) => other.every((value, at) => value <= own[at]!) && other.some((value, at) => value < own[at]!),
    );
  });
}
