import type { CommandDefinition } from '../command.ts';
import { print, printJson } from '../output.ts';
import { table } from '../table.ts';
import { withEngine } from './engine.ts';

export const studies: CommandDefinition = {
  name: 'studies',
  words: 'WORKSPACE',
  doc: 'List the studies of a workspace.',
  options: { json: { doc: 'print JSON' } },
  arity: [1, 1],
  run: (call) =>
    withEngine(async (engine) => {
      const workspace = engine.openPath(call.words[0]!);
      if (call.has('json')) await printJson(workspace.studies);
      else {
        const rows = workspace.studies.map(({ name, system, counts, frontSize, finished }) => [
          name,
          system,
          String(Object.values(counts).reduce((a, b) => a + b, 0)),
          String(counts.infeasible),
          String(counts.failed),
          String(frontSize),
          finished ? 'finished' : 'unfinished',
        ]);
        await print(table(['study', 'system', 'trials', 'infeasible', 'failed', 'front', 'state'], rows));
      }
      return 0;
    }),
};
