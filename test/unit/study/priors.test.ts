// Weights of choices for samplers that take them.

import { describe, expect, it } from 'vitest';
import { prunerDefinitions } from '../../../engine/pruning/index.ts';
import { loadStudy } from '../../../engine/study/load.ts';
import { exampleSystem } from './example-system.ts';
import { exampleSamplers } from './support.ts';

const load = (sampler: string) =>
  loadStudy({
    text: `study: s
system: ${exampleSystem.id}
parameters: { protection: all, prefetch: all, mac: all }
sampler: ${sampler}
`,
    file: 'x.study.yaml',
    systems: (id) => (id === exampleSystem.id ? exampleSystem : undefined),
    systemIds: [exampleSystem.id],
    samplers: [...exampleSamplers, { type: 'weighing', options: {}, takesPriors: true }],
    pruners: prunerDefinitions,
  });

const priors = (written: string) => load(`{ type: weighing, priors: ${written} }`);

describe('priors of a sampler', () => {
  it('are weights by parameter and choice', () => {
    const { study, problems } = priors('{ protection: { none: 4, tspc-dice: 0.5 } }');
    expect(problems).toEqual([]);
    expect(study?.sampler.options.priors).toEqual({
      protection: { none: 4, 'tspc-dice': 0.5 },
    });
  });

  it.each([
    [
      '{ protectoin: { none: 1 } }',
      'x.study.yaml:4: priors are of categorical parameters, and "protectoin" is none that varies; did you mean "protection"?',
    ],
    [
      '{ mac: { 32: 1 } }',
      'x.study.yaml:4: priors are of categorical parameters, and "mac" is none that varies; the study varies protection',
    ],
    [
      '{ protection: { nnoe: 1 } }',
      'x.study.yaml:4: priors: parameter "protection" has no choice "nnoe"; did you mean "none"?',
    ],
    [
      '{ protection: { none: 0 } }',
      'x.study.yaml:4: priors: the weight of "none" of parameter "protection" must be a positive number; it is 0; to leave a choice out, name the others under "parameters"',
    ],
    [
      '{ protection: none }',
      'x.study.yaml:4: "priors" of "protection" must be a weight a choice, not the text "none"; write { policy: { lru: 4, random: 1 } }',
    ],
    [
      '7',
      'x.study.yaml:4: "priors" must be weights of choices by parameter, not 7; write { policy: { lru: 4, random: 1 } }',
    ],
  ])('%s is reported at its place', (written, sentence) => {
    expect(priors(written).problems.map((problem) => problem.sentence)).toEqual([sentence]);
  });

  it('are no option of a sampler that takes none', () => {
    expect(load('{ type: random, priors: {} }').problems[0]!.sentence).toContain('has no option "priors"');
  });
});
