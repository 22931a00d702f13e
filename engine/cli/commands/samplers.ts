// What a study file can name: samplers and pruners, with their options.

import type { SamplerSummary } from '../../contract/host.ts';
import type { Engine } from '../../host/cli.ts';
import type { CommandDefinition } from '../command.ts';
import { print, printJson } from '../output.ts';
import { withEngine } from './engine.ts';

function listing(
  name: string,
  doc: string,
  list: (engine: Engine) => Promise<readonly SamplerSummary[]>,
): CommandDefinition {
  return {
    name,
    words: '',
    doc,
    options: { json: { doc: 'print JSON' } },
    arity: [0, 0],
    run: (call) =>
      withEngine(async (engine) => {
        const listed = await list(engine);
        await (call.has('json') ? printJson(listed) : print(listed.map(describe).join('\n\n')));
        return 0;
      }),
  };
}

function describe(listed: SamplerSummary): string {
  const { type, title, doc, paper, options, mostObjectives, groupBeyondParameters } = listed;
  return [
    `${type}: ${title}`,
    `  ${doc}`,
    ...(mostObjectives === undefined ? [] : [`  objectives: at most ${mostObjectives}`]),
    ...(groupBeyondParameters === undefined
      ? []
      : [`  budget: a multiple of the number of varying parameters plus ${groupBeyondParameters}`]),
    ...(paper === undefined ? [] : [`  paper: ${paper.title}, ${paper.year}`]),
    ...Object.entries(options).map(([id, option]) => `  ${id} (${String(option.default)}): ${option.doc}`),
  ].join('\n');
}

export const samplers = listing(
  'samplers',
  'List the samplers, their options, and when to use them.',
  (engine) => engine.samplers(),
);

export const pruners = listing(
  'pruners',
  'List the pruners, which stop evaluations early, their options, and when to use them.',
  (engine) => engine.pruners(),
);
