import type { CommandDefinition } from '../command.ts';
import { printJson } from '../output.ts';
import { withEngine } from './engine.ts';

export const schema: CommandDefinition = {
  name: 'schema',
  words: '',
  doc: "Print the study file's JSON Schema, for editors.",
  options: { json: { doc: 'the same: it is JSON anyway' } },
  arity: [0, 0],
  run: () =>
    withEngine(async (engine) => {
      await printJson(await engine.studySchema());
      return 0;
    }),
};
