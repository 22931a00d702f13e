// Loads study texts against the example system, for the tests of this folder.

import { prunerDefinitions } from '../../../engine/pruning/index.ts';
import { categorical, integer } from '../../../engine/space/parameters.ts';
import { loadStudy, type LoadedStudy } from '../../../engine/study/load.ts';
import { exampleSystem } from './example-system.ts';

export const exampleSamplers = [
  { type: 'random', options: {} },
  {
    type: 'grid',
    options: { order: categorical(['sequential', 'shuffled'], { doc: 'Order', default: 'sequential' }) },
  },
  {
    type: 'nsga2',
    options: { population: integer({ doc: 'Population', minimum: 4, maximum: 1000, default: 100 }) },
  },
];

export function load(text: string): LoadedStudy {
  return loadStudy({
    text,
    file: 'x.study.yaml',
    systems: (id) => (id === exampleSystem.id ? exampleSystem : undefined),
    systemIds: [exampleSystem.id],
    samplers: exampleSamplers,
    pruners: prunerDefinitions,
  });
}

/** The sentences of all problems. */
export function problemsOf(text: string): readonly string[] {
  return load(text).problems.map((problem) => problem.sentence);
}
